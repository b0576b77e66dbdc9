"""What wishes and quests hold of a person: told to them, and taken away."""

from __future__ import annotations

from django.db.models import QuerySet

from tummler.acts.people_rows import gone_with, of, rows
from tummler.community import wishes
from tummler.records.models import (
    Backing,
    Contribution,
    Credit,
    Objection,
    Quester,
    Wish,
    WishSupport,
    WishVersion,
)
from tummler.records.people_data import Theirs, Told, register


def _keys(theirs: Theirs) -> list[str]:
    """By which what they pressed on the square is known."""
    return [wishes.key_of_account(one) for one in theirs.account_rows()]


def _erase_wishes(theirs: Theirs) -> int:
    """Their words go; a wish of which others wrote a version stays in theirs, and nobody wished it."""
    wrote = Wish.objects.filter(versions__account__in=theirs.accounts).distinct()
    found = list(wrote | Wish.objects.filter(account__in=theirs.accounts).distinct())
    for wish in found:
        wishes.take_away(wish, theirs.accounts)
    Wish.objects.filter(account__in=theirs.accounts).update(account=None)
    return len(found)


def _erase_support(theirs: Theirs) -> int:
    mine = WishSupport.objects.filter(key__in=_keys(theirs), brand=theirs.brand_id)
    wanted = list(Wish.objects.filter(pk__in=mine.values("wish")))
    gone = mine.delete()[0]
    for wish in wanted:
        wishes.count(wish)
    return gone


def _erase_objections(theirs: Theirs) -> int:
    keys = _keys(theirs)
    for one in Contribution.objects.filter(brand=theirs.brand_id).exclude(objected=[]):
        if set(one.objected) & set(keys):
            Contribution.objects.filter(pk=one.pk).update(objected=[key for key in one.objected if key not in keys])
    return Objection.objects.filter(key__in=_keys(theirs), brand=theirs.brand_id).delete()[0]


def _questers(theirs: Theirs) -> QuerySet[Quester]:
    return Quester.objects.filter(account__in=theirs.accounts, brand=theirs.brand_id)


def _tell_brought(theirs: Theirs) -> list[Told]:
    brought = Contribution.objects.filter(quester__in=_questers(theirs))
    return rows(brought, "quest__title", "text", "worked", "stage", "at", "chosen_at")


def _tell_support(theirs: Theirs) -> list[Told]:
    return rows(WishSupport.objects.filter(key__in=_keys(theirs), brand=theirs.brand_id), "wish__current__title", "at")


def register_all() -> None:
    """Each noun with its duty."""
    register(Wish, tell=of(Wish, "account", "kind", "state", "proposed_at"), erase=_erase_wishes)
    register(
        WishVersion,
        tell=of(WishVersion, "account", "title", "text", "draft", "because", "at", "picked_at"),
        erase=lambda theirs: 0,  # with the wishes
    )
    register(WishSupport, tell=_tell_support, erase=_erase_support)
    register(Objection, tell=None, erase=_erase_objections)
    register(
        Quester,
        tell=of(Quester, "account", "quest__title", "parts", "shows_name", "joined_at", "left_at"),
        erase=gone_with(Quester, "account"),
    )
    register(Contribution, tell=_tell_brought, erase=lambda theirs: 0)  # with who takes part
    register(Backing, tell=None, erase=lambda theirs: 0)  # likewise
    register(Credit, tell=of(Credit, "account", "at", "declined_at"), erase=gone_with(Credit, "account"))

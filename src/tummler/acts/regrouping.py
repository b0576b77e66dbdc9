"""One post can be a need of its own, and two needs can be one: split and joined by a person, each undoable."""

from __future__ import annotations

from django.db import transaction

from tummler.common import clock
from tummler.minds.contract import NEEDY
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Need, Post
from tummler.records.states import move


class CantBe(ValueError):
    """These can't be split or joined: another person's, another thread's, ours, or closed already."""


def split_need(*, actor: Helper, need: Need, post: Post) -> Need:
    """Make a post of the need's thread a need of its own, as its reading says. Raises :class:`CantBe`."""
    require(actor, "split_need", need)
    with transaction.atomic():
        Need.objects.select_for_update().get(pk=need.pk)  # two presses wait for each other
        if post.conversation_id != need.conversation_id or post.by_us or post.gone or post.pk == need.post_id:
            raise CantBe
        here = Need.objects.filter(conversation=need.conversation_id, account=post.account_id)
        if here.exclude(state="dropped").exists():  # one asker has one need in a thread
            raise CantBe
        made = Need.objects.create(
            brand_id=need.brand_id,
            conversation_id=need.conversation_id,
            post=post,
            account_id=post.account_id,
            kind=_kind(post, need),
            topic=_value(post, "topic"),
            urgency=need.urgency,
            care=need.care,
            split_from=need,
            waiting_since=post.shown_at,
        )
        rows = {"need_id": made.pk, "conversation_id": made.conversation_id, "post_id": post.pk}
        happen("need_split", need.brand_id, actor, **rows, facts={"from": need.pk})
        happen("need_opened", need.brand_id, actor, **rows)
    return made


def _value(post: Post, field: str) -> str:
    reading = getattr(post, "reading", None)
    return str(((getattr(reading, field) or {}) if reading else {}).get("value", ""))


def _kind(post: Post, need: Need) -> str:
    kind = _value(post, "kind")
    return kind if kind in NEEDY else need.kind


def join_needs(*, actor: Helper, need: Need, into: Need) -> bool:
    """One need becomes a part of another of the same person or thread; False if it isn't waiting any more.

    Raises :class:`CantBe`.
    """
    require(actor, "join_needs", need)
    require(actor, "join_needs", into)
    same = need.conversation_id == into.conversation_id or need.account_id == into.account_id or _one_person(need, into)
    if need.pk == into.pk or not same or into.joined_to_id is not None or need.care != into.care:
        raise CantBe
    with transaction.atomic():
        free: dict[str, None] = dict.fromkeys(("claimed_by", "claimed_at", "claim_alive_at"))
        waiting = Need.objects.filter(pk=need.pk, state__in=("open", "claimed"))
        done = bool(move(waiting, "dropped", joined_to=into, closed_at=clock.now(), **free))
        if done:
            Need.objects.filter(joined_to=need).update(joined_to=into)
            happen("needs_joined", need.brand_id, actor, **_rows(need), facts={"into": into.pk})
            happen("needs_joined", into.brand_id, actor, **_rows(into), facts={"from": need.pk})
    return done


def part_needs(*, actor: Helper, need: Need) -> bool:
    """Undo joining: it is a need of its own again, open, at its old place in line."""
    require(actor, "join_needs", need)
    with transaction.atomic():
        joined = Need.objects.filter(pk=need.pk, joined_to__isnull=False)
        done = bool(move(joined, "open", frm="dropped", joined_to=None, closed_at=None))
        if done:
            happen("needs_parted", need.brand_id, actor, **_rows(need))
    return done


def unsplit_need(*, actor: Helper, need: Need) -> bool:
    """Undo splitting: what was made a need of its own is none, if nobody has answered it."""
    require(actor, "split_need", need)
    with transaction.atomic():
        own = Need.objects.filter(pk=need.pk, split_from__isnull=False, state__in=("open", "claimed"))
        done = bool(move(own, "dropped", closed_at=clock.now()))
        if done:
            happen("need_dropped", need.brand_id, actor, **_rows(need))
    return done


def _one_person(need: Need, into: Need) -> bool:
    person = need.account.person_id
    return person is not None and person == into.account.person_id


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}

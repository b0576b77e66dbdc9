"""A customer wishes for something, supports it, improves it, and decides about what is theirs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from tummler.acts.asking import TooMuch
from tummler.common import clock
from tummler.community import wishes
from tummler.community.wishes import Wording
from tummler.records.happenings import happen
from tummler.records.models import Account, Brand, Credit, Objection, Wish, WishSupport, WishVersion

#: So much of one account in a day, and in slow mode; so much of everybody in an hour.
WISHES, VERSIONS, SLOWLY, EVERYBODY = 3, 10, 1, 120
#: The same words again within this are the same press.
_SAME = timedelta(minutes=1)


def make_wish(*, account: Account, kind: str, wording: Wording, held: bool = False) -> Wish:
    """Something is wished for, and supported by who wished it. ``held``: somebody looks at it first.

    Raises :class:`TooMuch`.
    """
    brand, at = account.brand, clock.now()
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(pk=account.pk)  # two presses at once take turns
        today = Wish.objects.filter(account=account, proposed_at__gt=at - timedelta(days=1))
        same = today.filter(kind=kind, current__title=wording.title, proposed_at__gt=at - _SAME).first()
        if same is not None:
            return same
        _not_too_much(brand, account, today.count(), WISHES)
        wish = Wish.objects.create(
            brand=brand, account=account, kind=Wish.Kind(kind), proposed_at=at, days=brand.wish_days,
            due_at=wishes.promised_until(brand, at), held=held, hidden_at=at if held else None,
        )  # fmt: skip
        wishes.pick(wish, wishes.new_version(wish, account, wording, 0))
        wishes.support(wish, wishes.key_of_account(account), account)
        _tell("wish_made", wish)
    return wish


def improve_wish(*, account: Account, mine: bool, wish: Wish, wording: Wording, over: int, held: bool = False) -> bool:
    """One more version: by who wished it (``mine``) it stands at once, by others it is offered. Whether it stands.

    Raises :class:`TooMuch`.
    """
    since = clock.now() - timedelta(days=1)
    _not_too_much(wish.brand, account, WishVersion.objects.filter(account=account, at__gt=since).count(), VERSIONS)
    with transaction.atomic():
        version = wishes.new_version(wish, account, wording, over)
        if held:
            WishVersion.objects.filter(pk=version.pk).update(hidden_at=version.at)
        elif mine:
            wishes.pick(wish, version)
        _tell("wish_improved", wish, number=version.number)
    return mine and not held


def pick_own(*, accounts: Collection[int], wish: Wish, version: WishVersion) -> None:
    """Who wished it takes a version for it."""
    _only_theirs(accounts, wish)
    with transaction.atomic():
        wishes.pick(wish, version)
        _tell("wish_version_picked", wish, number=version.number)


def pass_own(*, accounts: Collection[int], wish: Wish, version: WishVersion) -> None:
    """Who wished it passes over a version that was offered: it stays readable, among the older ones."""
    _only_theirs(accounts, wish)
    with transaction.atomic():
        WishVersion.objects.filter(pk=version.pk).update(passed_at=clock.now())
        _tell("wish_version_passed", wish, number=version.number)


def support_wish(*, wish: Wish, key: str, account: Account | None) -> bool:
    """“I want that too”: once each, with or without an account; whether it is new."""
    with transaction.atomic():
        new = wishes.support(wish, key, account)
        if new:
            _tell("wish_supported", wish)
    return new


def take_back_support(*, wish: Wish, keys: Collection[str]) -> bool:
    """No more; whether there was any."""
    with transaction.atomic():
        gone = wishes.stop_supporting(wish, keys)
        if gone:
            _tell("wish_support_taken_back", wish)
    return gone


def take_wish_away(*, accounts: Collection[int], wish: Wish) -> bool:
    """Whoever wrote it takes their words away, for good; whether the wish is gone with them."""
    with transaction.atomic():
        brand = wish.brand_id
        gone = wishes.take_away(wish, accounts)
        happen("wish_taken_away", brand)
    return gone


def take_version_away(*, accounts: Collection[int], version: WishVersion) -> None:
    """Whoever offered it takes it away. What stands goes with the wish."""
    if version.account_id not in accounts or version.pk == version.wish.current_id:
        raise PermissionError("only the one who wrote it, and not what stands")
    with transaction.atomic():
        WishVersion.objects.filter(pk=version.pk).delete()
        _tell("wish_taken_away", version.wish, number=version.number)


def object_to(*, wish: Wish, number: int, key: str) -> None:
    """A reader asks us to look at it, once."""
    with transaction.atomic():
        _, new = Objection.objects.get_or_create(
            wish=wish, number=number, key=key, defaults={"brand_id": wish.brand_id}
        )
        if new:
            _tell("wish_objected", wish, number=number)


def name_me(*, accounts: Collection[int], credit: Credit, named: bool) -> None:
    """Whoever wrote the words says whether their name stands with them."""
    if credit.account_id not in accounts:
        raise PermissionError("only the one who wrote it")
    with transaction.atomic():
        Credit.objects.filter(pk=credit.pk).update(declined_at=None if named else clock.now())
        happen("credit_changed", credit.brand_id, facts={"credit": credit.pk})


def saw(*, wish: Wish, keys: Collection[str]) -> None:
    """They have seen what we said: it is no news any more. No happening: reading isn't told."""
    WishSupport.objects.filter(wish=wish, key__in=keys).update(seen_at=clock.now())


def _only_theirs(accounts: Collection[int], wish: Wish) -> None:
    if wish.account_id not in accounts:
        raise PermissionError("only the one who wished it")


def _not_too_much(brand: Brand, account: Account, already: int, most: int) -> None:
    if not brand.wish_days or already >= (SLOWLY if brand.slow_mode else most):
        raise TooMuch
    if Wish.objects.filter(brand=brand, proposed_at__gt=clock.now() - timedelta(hours=1)).count() >= EVERYBODY:
        raise TooMuch


def _tell(act: str, wish: Wish, **facts: int) -> None:
    happen(act, wish.brand_id, facts={"wish": wish.pk, **facts})

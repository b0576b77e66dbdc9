"""The book of thanks: double entry, only ever added to. Amounts are units, a thousand to one thanks.

Every change is made in a brand's turn (:func:`turn`), so that two at once can't spend the same; the database itself
lets no holder fall below nothing and no transfer be changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from tummler.common import clock
from tummler.records.bulk import insert_new
from tummler.records.models import Account, Entry, Helper, Holder, Transfer
from tummler.records.turns import take_turns

#: One thanks.
UNIT = 1000


class NotEnough(ValueError):
    """The holder doesn't have so much."""


@dataclass(frozen=True, slots=True)
class Leg:
    """What a transfer brings a holder, or takes from it; ``payable`` is the part of it that may be turned."""

    holder: int
    amount: int
    payable: int = 0


@contextmanager
def turn(brand_id: int) -> Iterator[None]:
    """One transaction in which nobody else writes in this brand's book."""
    with transaction.atomic():
        take_turns(f"thanks of {brand_id}")
        yield


def holder_of(someone: Helper | Account) -> Holder:
    """Where somebody's thanks lie; made when it is first asked for, whether they ever signed in or not."""
    if isinstance(someone, Helper):
        return _one(someone.brand_id, "helper", helper=someone)
    return _one(someone.brand_id, "account", account=someone)


def own(brand_id: int, kind: str) -> Holder:
    """One of the brand's own: mint, way, rest or turned."""
    return _one(brand_id, kind)


def holder_for(brand_id: int, kind: str, **what: Any) -> Holder:
    """Of a need or a cause."""
    return _one(brand_id, kind, **what)


def _one(brand_id: int, kind: str, **what: Any) -> Holder:
    return Holder.objects.get_or_create(brand_id=brand_id, kind=kind, **what)[0]


def balance_of(someone: Helper | Account) -> int:
    """What somebody has, in units. One query."""
    which = {"helper": someone} if isinstance(someone, Helper) else {"account": someone}
    return Holder.objects.filter(**which).values_list("balance", flat=True).first() or 0


def purse_of(brand_id: int, accounts: Collection[int]) -> list[Holder]:
    """What somebody's accounts hold, the fullest first. One query."""
    return list(Holder.objects.filter(brand=brand_id, account__in=accounts).order_by("-balance", "pk"))


def fresh(holder: Holder) -> Holder:
    """The holder as it stands just now; asked in one's turn."""
    return Holder.objects.get(pk=holder.pk)


def taken_from(holder: Holder, amount: int) -> Leg:
    """So much of what it has: first what can't be turned into anything. Raises :class:`NotEnough`."""
    if amount <= 0 or (holder.kind != "mint" and amount > holder.balance):
        raise NotEnough
    free = holder.balance - holder.payable
    return Leg(holder.pk, -amount, -max(0, amount - free))


def post(
    brand_id: int, kind: str, key: str, legs: Sequence[Leg], *,
    giver: Holder | None = None, taker: Holder | None = None, at: datetime | None = None,
) -> Transfer | None:  # fmt: skip
    """Write a transfer down, in one's turn; None where this key is written already. What comes must equal what goes."""
    if sum(leg.amount for leg in legs) or sum(leg.payable for leg in legs):
        raise ValueError("what comes is not what goes")
    given, taken = giver.pk if giver else None, taker.pk if taker else None
    fields = ("brand", "kind", "key", "giver", "taker", "at")
    new = insert_new(Transfer, fields, [(brand_id, kind, key, given, taken, at or clock.now())], ("id",))
    if not new:
        return None
    number = int(new[0][0])
    moving = [leg for leg in legs if leg.amount or leg.payable]
    Entry.objects.bulk_create(
        Entry(brand_id=brand_id, transfer_id=number, holder_id=leg.holder, amount=leg.amount, payable=leg.payable)
        for leg in moving
    )
    for leg in moving:
        _move(leg)
    return Transfer.objects.get(pk=number)


def brought(frm: int, takers: Sequence[tuple[Holder, Leg]], paid: Collection[int] | None = None) -> list[Leg]:
    """Legs that bring several their parts. What may be turned stays so only with those who may turn it.

    ``paid`` are the numbers of those whose network lets help be worth something; None: all of them.
    """
    legs, lost = [Leg(frm, -sum(one.amount for _, one in takers), -sum(one.payable for _, one in takers))], 0
    for holder, part in takers:
        kept = part.payable if may_turn(holder) and (paid is None or holder.pk in paid) else 0
        lost += part.payable - kept
        legs.append(Leg(holder.pk, part.amount, kept))
    if lost:
        legs.append(Leg(own(takers[0][0].brand_id, "mint").pk, 0, lost))
    return legs


def may_turn(holder: Holder) -> bool:
    """Whether thanks that lie here may ever be turned into something: who works here is thanked, and not paid."""
    return holder.kind in ("account", "need", "way")


def _move(leg: Leg) -> None:
    rows = Holder.objects.filter(pk=leg.holder)
    if leg.amount < 0 or leg.payable < 0:
        rows = rows.filter(balance__gte=-leg.amount, payable__gte=-leg.payable) | rows.filter(kind="mint")
    if not rows.update(balance=F("balance") + leg.amount, payable=F("payable") + leg.payable):
        raise NotEnough


def give(*, frm: Holder, to: Holder, amount: int, kind: str, key: str) -> Transfer | None:
    """So much from one to another, in one's turn; None where this key is written already. Raises :class:`NotEnough`."""
    if Transfer.objects.filter(brand=frm.brand_id, key=key).exists():
        return None
    leg = taken_from(fresh(frm), amount)
    legs = brought(frm.pk, [(to, Leg(to.pk, amount, -leg.payable))])
    return post(frm.brand_id, kind, key, legs, giver=_somebody(frm), taker=_somebody(to))


def _somebody(holder: Holder) -> Holder | None:
    return holder if holder.kind in ("helper", "account") else None


def faults() -> dict[str, int]:
    """What can't be, counted; all of it is nothing unless something of ours is wrong. For doctor and for proofs."""
    off = [
        Entry.objects.values(of).annotate(all=Sum("amount"), turned=Sum("payable")).exclude(all=0, turned=0).count()
        for of in ("transfer", "brand")
    ]
    return {"sums": sum(off), "balances": _balances()}


def _balances() -> int:
    """Holders whose balance isn't the sum of their entries."""
    rows = Holder.objects.annotate(all=Sum("entries__amount"), turned=Sum("entries__payable"))
    told = rows.values_list("balance", "payable", "all", "turned").iterator(2000)
    return sum(1 for balance, payable, all_, turned in told if (balance, payable) != (all_ or 0, turned or 0))

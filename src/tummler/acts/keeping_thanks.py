"""A lead keeps the book of thanks: whether there is one, what thanks are pooled for and turned into, who mostly
thanks each other. Every step is taken back in one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tummler.acts.giving_thanks import give_back
from tummler.common import clock
from tummler.common.text import storable
from tummler.community import ledger
from tummler.community.rules import RING_RESTS
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Cause, Entry, Helper, Payout, Reward, Ring, Transfer
from tummler.records.states import move

#: What a lead can say to a ring.
RING_WORDS = ("", "fine", "talk")
LONGEST_NAME, LONGEST_CAUSE, LONGEST_TERMS = 80, 300, 500
#: No reward costs more thanks than so many.
DEAREST = 10_000


class NotKept(ValueError):
    """What is wrong with it: name, price, gone."""


def open_thanks(*, actor: Helper) -> None:
    """From now on who helped is thanked in the book, too."""
    _switch(actor, on=True)


def close_thanks(*, actor: Helper) -> None:
    """Nothing is counted from now on; what everybody has stays where it is."""
    _switch(actor, on=False)


def _switch(actor: Helper, *, on: bool) -> None:
    require(actor, "keep_thanks", actor.brand)
    with transaction.atomic():
        rows = Brand.objects.filter(pk=actor.brand_id, thanks_since__isnull=on)
        if rows.update(thanks_since=clock.now() if on else None):
            happen("thanks_opened" if on else "thanks_closed", actor.brand, actor)


def make_cause(*, actor: Helper, name: str, words: str = "") -> Cause:
    """Something to pool thanks for. Raises :class:`NotKept`."""
    require(actor, "keep_thanks", actor.brand)
    with transaction.atomic():
        cause = Cause.objects.create(
            brand=actor.brand, name=_named(name), words=storable(words).strip()[:LONGEST_CAUSE]
        )
        happen("cause_made", actor.brand, actor, facts={"cause": cause.pk})
    return cause


def make_reward(*, actor: Helper, name: str, price: int, terms: str = "") -> Reward:
    """Something that so many whole thanks are turned into. Raises :class:`NotKept`."""
    require(actor, "keep_thanks", actor.brand)
    if not 0 < price <= DEAREST:
        raise NotKept("price")
    with transaction.atomic():
        reward = Reward.objects.create(
            brand=actor.brand, name=_named(name), price=price * ledger.UNIT,
            terms=storable(terms).strip()[:LONGEST_TERMS],
        )  # fmt: skip
        happen("reward_made", actor.brand, actor, facts={"reward": reward.pk})
    return reward


def _named(name: str) -> str:
    said = " ".join(storable(name).split())[:LONGEST_NAME]
    if not said:
        raise NotKept("name")
    return said


def end_offer(*, actor: Helper, offer: Cause | Reward, ended: bool = True) -> None:
    """Nothing more goes to it, or it is there again; what lies with a cause stays with it."""
    require(actor, "keep_thanks", offer)
    noun = "cause" if isinstance(offer, Cause) else "reward"
    with transaction.atomic():
        rows = type(offer)._default_manager.filter(pk=offer.pk, ended_at__isnull=ended)
        if rows.update(ended_at=clock.now() if ended else None):
            act = f"{noun}_ended" if ended else f"{noun}_brought_back"
            happen(act, offer.brand_id, actor, facts={noun: offer.pk})


def use_pool(*, actor: Helper, cause: Cause) -> int:
    """What was pooled for was done: all of the pool is used for it. Its number, to be taken back by; 0: it is empty."""
    require(actor, "keep_thanks", cause)
    with ledger.turn(cause.brand_id):
        pool = ledger.holder_for(cause.brand_id, "cause", cause=cause)
        units, times = pool.balance, Transfer.objects.filter(brand=cause.brand_id, key__startswith=_used(cause)).count()
        if not units:
            return 0
        turned = ledger.own(cause.brand_id, "turned")
        ledger.give(frm=pool, to=turned, amount=units, kind="turned", key=f"{_used(cause)}{times + 1}")
        happen("pool_used", cause.brand_id, actor, facts={"cause": cause.pk, "units": units})
    return times + 1


def take_back_use(*, actor: Helper, cause: Cause, number: int) -> None:
    """It wasn't done, after all: the pool is as it was. Twice is once."""
    require(actor, "keep_thanks", cause)
    with ledger.turn(cause.brand_id):
        pool, turned = ledger.holder_for(cause.brand_id, "cause", cause=cause), ledger.own(cause.brand_id, "turned")
        used = Entry.objects.filter(
            brand=cause.brand_id, transfer__key=f"{_used(cause)}{number}", holder=turned
        ).first()
        if used is None:
            raise NotKept("gone")
        key = f"unused {cause.public_id} {number}"
        if ledger.give(frm=turned, to=pool, amount=used.amount, kind="returned", key=key):
            happen("pool_unused", cause.brand_id, actor, facts={"cause": cause.pk, "units": used.amount})


def _used(cause: Cause) -> str:
    return f"used {cause.public_id} "


def settle_payout(*, actor: Helper, payout: Payout) -> None:
    """It was seen to, in the brand's own billing. Raises :class:`NotKept` where it was taken back meanwhile."""
    require(actor, "keep_thanks", payout)
    with transaction.atomic():
        if not move(payout, "settled", frm="asked", settled_at=clock.now(), settled_by=actor):
            raise NotKept("gone")
        happen("payout_settled", payout.brand_id, actor, facts={"payout": payout.pk})


def unsettle_payout(*, actor: Helper, payout: Payout) -> None:
    """It wasn't, after all."""
    require(actor, "keep_thanks", payout)
    with transaction.atomic():
        if move(payout, "asked", frm="settled", settled_at=None, settled_by=None):
            happen("payout_unsettled", payout.brand_id, actor, facts={"payout": payout.pk})


def refuse_payout(*, actor: Helper, payout: Payout) -> None:
    """It can't be had: the thanks go back. Raises :class:`NotKept` where it was taken back meanwhile."""
    require(actor, "keep_thanks", payout)
    with ledger.turn(payout.brand_id):
        if not give_back(payout, "refused", "payout_refused", actor):
            raise NotKept("gone")


def answer_ring(*, actor: Helper, ring: Ring, value: str) -> None:
    """A lead has looked: it is fine, or somebody talks to them. Nothing else follows from it."""
    require(actor, "keep_thanks", ring)
    if value not in RING_WORDS:
        raise ValueError(value)
    with transaction.atomic():
        Ring.objects.filter(pk=ring.pk).update(
            value=value, answered_at=clock.now() if value else None, answered_by=actor if value else None
        )
        happen("ring_answered", ring.brand_id, actor, facts={"ring": ring.pk})


def ask_about(brand: Brand, members: Sequence[int], inside: int, taken: int) -> bool:
    """Ask a lead about some who mostly thank each other, unless that was asked already; whether it is new."""
    since = clock.now() - RING_RESTS
    rows = Ring.objects.filter(brand=brand)
    known = [*rows.filter(value="").values_list("members", flat=True)]
    known += rows.filter(answered_at__gt=since).values_list("members", flat=True)
    if any(len(set(one) & set(members)) * 2 > len(set(one) | set(members)) for one in known):
        return False
    with transaction.atomic():
        Ring.objects.create(brand=brand, members=sorted(members), inside=inside, taken=taken)
        happen("ring_asked_about", brand, None, facts={"people": len(members)})
    return True

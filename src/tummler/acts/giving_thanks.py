"""Giving thanks on, pooling them, pledging them to a question; turning them into what the brand offers; or none of it.

Who gives is a helper, or whoever has proven the accounts that the thanks lie with: their ``purse``.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tummler.common import clock
from tummler.community import gifts, ledger
from tummler.community.ledger import Leg, NotEnough
from tummler.community.selves import is_ours, same
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Cause, Gift, Helper, Holder, Need, Payout, Reward
from tummler.records.peer_access import needs_for_peers
from tummler.records.states import move, standing


class NotGiven(ValueError):
    """Why nothing moved: closed, nobody, self, not_enough, over (the question waits no more), adult, gone, late."""


def give_thanks(*, purse: Sequence[Holder], to: Holder, amount: int, actor: Helper | None = None) -> Gift:
    """On their way to somebody or to a cause, for ten seconds. Raises :class:`NotGiven`."""
    brand = _open(to.brand, purse, actor)
    if to.kind not in ("helper", "account", "cause") or to.off_at is not None or is_ours(to):
        raise NotGiven("nobody")
    if to.kind == "cause" and (to.cause is None or to.cause.ended_at is not None):
        raise NotGiven("nobody")
    if to.kind != "cause" and any(same(one, to) for one in purse):
        raise NotGiven("self")
    return _send(brand, purse, to, amount, actor)


def pledge_thanks(*, purse: Sequence[Holder], need: Need, amount: int, actor: Helper | None = None) -> Gift:
    """For whoever helps with a question that waits. Raises :class:`NotGiven`."""
    brand = _open(need.brand, purse, actor)
    if not standing(needs_for_peers(brand.pk), "open", "claimed").filter(pk=need.pk).exists():
        raise NotGiven("over")
    return _send(brand, purse, ledger.holder_for(brand.pk, "need", need=need), amount, actor)


def take_back_gift(*, purse: Sequence[Holder], gift: Gift, actor: Helper | None = None) -> bool:
    """As if it had never been given; False once it is there."""
    if gift.giver_id not in {one.pk for one in purse}:
        raise NotGiven("nobody")
    with ledger.turn(gift.brand_id):
        back = gift.state == "leaving" and gifts.come_back(gift)
        if back:
            happen("gift_taken_back", gift.brand_id, actor, facts={"units": gift.amount})
    return back


def offered(brand: Brand) -> list[Reward]:
    """What thanks may be turned into. One query."""
    return list(Reward.objects.filter(brand=brand, ended_at=None).order_by("price", "pk"))


def causes_of(brand: Brand) -> list[Cause]:
    """What thanks may be pooled for. One query."""
    return list(Cause.objects.filter(brand=brand, ended_at=None).order_by("pk"))


def turn_into(*, purse: Sequence[Holder], reward: Reward, adult: bool) -> Payout:
    """Ask for what the brand offers; its people see to it elsewhere. Raises :class:`NotGiven`."""
    brand = _open(reward.brand, purse, None)
    if reward.ended_at is not None:
        raise NotGiven("gone")
    if not adult:
        raise NotGiven("adult")
    with ledger.turn(brand.pk):
        legs, left = [], reward.price
        for one in map(ledger.fresh, purse):
            part = min(left, one.payable) if one.kind == "account" else 0
            if part > 0:
                legs.append(Leg(one.pk, -part, -part))
                left -= part
        if left:
            raise NotGiven("not_enough")
        payout = Payout.objects.create(
            brand=brand, reward=reward, holder_id=legs[0].holder, amount=reward.price, adult_at=clock.now()
        )
        turned = ledger.own(brand.pk, "turned")
        legs.append(Leg(turned.pk, reward.price, reward.price))
        ledger.post(brand.pk, "turned", f"payout {payout.public_id}", legs)
        happen("payout_asked", brand, None, facts={"payout": payout.pk, "units": payout.amount})
    return payout


def take_back_payout(*, purse: Sequence[Holder], payout: Payout) -> bool:
    """They want the thanks rather; False once the brand has seen to it."""
    if payout.holder_id not in {one.pk for one in purse}:
        raise NotGiven("nobody")
    with ledger.turn(payout.brand_id):
        return give_back(payout, "back", "payout_taken_back", None)


def give_back(payout: Payout, state: str, act: str, actor: Helper | None) -> bool:
    """What was to be turned lies with its holder again, in one's turn."""
    if not move(payout, state, frm="asked"):
        return False
    turned = ledger.own(payout.brand_id, "turned")
    legs = [Leg(turned.pk, -payout.amount, -payout.amount), Leg(payout.holder_id, payout.amount, payout.amount)]
    ledger.post(payout.brand_id, "returned", f"payout {payout.public_id} back", legs)
    happen(act, payout.brand_id, actor, facts={"payout": payout.pk, "units": payout.amount})
    return True


def decline_thanks(*, purse: Sequence[Holder], declined: bool, actor: Helper | None = None) -> None:
    """To help without any of this: nothing is counted for them from now on; or it is again."""
    if actor is not None:
        require(actor, "give_thanks", actor.brand)
    with transaction.atomic():
        for one in purse:
            Holder.objects.filter(pk=one.pk).update(off_at=clock.now() if declined else None)
            happen("thanks_declined" if declined else "thanks_wanted", one.brand_id, actor, facts={"holder": one.pk})


def _open(brand: Brand, purse: Sequence[Holder], actor: Helper | None) -> Brand:
    if actor is not None:
        require(actor, "give_thanks", brand)
    if brand.thanks_since is None or any(one.brand_id != brand.pk for one in purse):
        raise NotGiven("closed")
    if not purse:
        raise NotGiven("not_enough")
    return brand


def _send(brand: Brand, purse: Sequence[Holder], to: Holder, amount: int, actor: Helper | None) -> Gift:
    try:
        with ledger.turn(brand.pk):
            gift = gifts.send(purse=purse, to=to, amount=amount)
            facts = {"units": amount, "holder": to.pk}
            happen("gift_made", brand, actor, need_id=to.need_id, facts=facts)
    except NotEnough as error:
        raise NotGiven("not_enough") from error
    return gift

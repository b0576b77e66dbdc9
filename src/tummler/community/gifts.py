"""Thanks given on, pooled and pledged. Each waits ten seconds on its way, and can be taken back meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.community import ledger
from tummler.community.ledger import Leg, NotEnough
from tummler.community.rules import PLEDGE_LASTS, PLEDGE_SETTLES, TAKE_BACK, shared
from tummler.community.selves import same
from tummler.community.settling import settle_need
from tummler.records.happenings import happen
from tummler.records.models import Due, Gift, Helped, Holder
from tummler.records.states import move, standing

#: So many at a time.
BATCH = 200


def send(*, purse: Sequence[Holder], to: Holder, amount: int) -> Gift:
    """On its way, in one's turn: out of whichever of one's holders have it. Raises :class:`NotEnough`."""
    legs, left = [], amount
    for one in map(ledger.fresh, purse):
        part = min(left, one.balance)
        if part > 0:
            legs.append(ledger.taken_from(one, part))
            left -= part
    if left or not legs:
        raise NotEnough
    payable = -sum(leg.payable for leg in legs)
    gift = Gift.objects.create(
        brand_id=to.brand_id, giver_id=legs[0].holder, to=to, amount=amount, payable=payable,
        until=clock.now() + TAKE_BACK,
    )  # fmt: skip
    way = ledger.own(to.brand_id, "way")
    ledger.post(to.brand_id, "leave", f"gift {gift.public_id}", [*legs, Leg(way.pk, amount, payable)])
    return gift


def come_back(gift: Gift) -> bool:
    """Back to who gave it, in one's turn; False where it is there already."""
    frm = ledger.own(gift.brand_id, "way") if gift.state == "leaving" else gift.to
    if not move(gift, "back", frm=gift.state):
        return False
    legs = [Leg(frm.pk, -gift.amount, -gift.payable), Leg(gift.giver_id, gift.amount, gift.payable)]
    ledger.post(gift.brand_id, "back", f"gift {gift.public_id} back", legs)
    return True


def let_arrive() -> int:
    """What was not taken back in time is there; how many."""
    due = standing(Gift.objects.all(), "leaving", "pledged").filter(state="leaving", until__lte=clock.now())
    gifts = list(due.select_related("to", "giver").order_by("pk")[:BATCH])
    for gift in gifts:
        with ledger.turn(gift.brand_id):
            _arrive(gift)
            killpoint("gift.before_commit")
    return len(gifts)


def _arrive(gift: Gift) -> None:
    pledged = gift.to.kind == "need"
    changes = {"until": clock.now() + PLEDGE_LASTS} if pledged else {}
    if not move(gift, "pledged" if pledged else "given", frm="leaving", **changes):
        return
    way = ledger.own(gift.brand_id, "way")
    legs = ledger.brought(way.pk, [(gift.to, Leg(gift.to_id, gift.amount, gift.payable))])
    kind, taker = ("pledge", None) if pledged else ("gift", gift.to)
    ledger.post(gift.brand_id, kind, f"gift {gift.public_id} there", legs, giver=gift.giver, taker=taker)
    facts = {"units": gift.amount, "holder": gift.to_id}
    happen("gift_pledged" if pledged else "gift_there", gift.brand_id, None, need_id=gift.to.need_id, facts=facts)


def settle_pledges() -> int:
    """Pledges go to who helped, a day after the asker said so; back if nobody has in time. How many were settled."""
    rows = standing(Gift.objects.all(), "leaving", "pledged").filter(state="pledged")
    settled = 0
    for gift in rows.select_related("to__need", "giver", "brand").order_by("until")[: 10 * BATCH]:
        need, now = gift.to.need, clock.now()
        over = need is None or need.state == "dropped" or bool(need.care) or gift.until <= now
        ready = need is not None and need.state == "helped" and _said_a_day_ago(need.pk)
        if ready or over:
            with ledger.turn(gift.brand_id):
                settled += _hand_over(gift) if ready else _return(gift)
    return settled


def _said_a_day_ago(need_id: int) -> bool:
    latest = Helped.objects.filter(need=need_id, undone_at=None).order_by("-at").values_list("at", flat=True).first()
    return latest is not None and latest <= clock.now() - PLEDGE_SETTLES


def _return(gift: Gift) -> int:
    if not come_back(gift):
        return 0
    happen("pledge_came_back", gift.brand_id, None, need_id=gift.to.need_id, facts={"units": gift.amount})
    return 1


def _hand_over(gift: Gift) -> int:
    """In equal parts to those who helped; nobody has a pledge of their own."""
    if gift.brand.thanks_since is not None and gift.to.need_id is not None:
        settle_need(gift.brand, gift.to.need_id)
    dues = _takers(gift)
    if not dues:
        return _return(gift)
    if not move(gift, "given", frm="pledged"):
        return 0
    takers = [one.taker for one in dues]
    amounts, payables = shared(gift.amount, len(takers)), shared(gift.payable, len(takers))
    parts = [Leg(one.pk, *part) for one, *part in zip(takers, amounts, payables, strict=True)]
    paid = {one.taker_id for one in dues if one.payable}
    legs = ledger.brought(gift.to_id, list(zip(takers, parts, strict=True)), paid)
    ledger.post(gift.brand_id, "handed", f"gift {gift.public_id} handed", legs, giver=gift.giver)
    for one, units in zip(takers, amounts, strict=True):
        facts = {"units": units, "holder": one.pk}
        happen("gift_there", gift.brand_id, None, need_id=gift.to.need_id, facts=facts)
    return 1


def _takers(gift: Gift) -> list[Due]:
    """Those whose help stands and counts."""
    dues = Due.objects.filter(helped__need=gift.to.need_id, standing=True, why="").select_related("taker")
    found = {one.taker_id: one for one in dues.order_by("at", "pk")}
    return [one for one in found.values() if not same(one.taker, gift.giver)]

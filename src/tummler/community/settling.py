"""From the asker's word to thanks: who helped has them, and gives them back when it didn't hold.

``Helped`` is the truth; a :class:`Due` says how much of it the book has seen. Looked at again as often as one likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.community import ledger
from tummler.community.ledger import Leg
from tummler.community.rules import AGAIN_WITHIN, value_of
from tummler.community.selves import holders_of_self, is_ours, same
from tummler.networks.registry import UnknownNetwork, network
from tummler.records.happenings import happen
from tummler.records.models import Brand, Due, Helped, Holder

#: So many needs at a time: its thread also rings people who can't wait.
BATCH = 50
#: What was said longer ago than this is found by looking at everything, which is done now and then.
LATELY = timedelta(hours=1)


def needs_to_settle(brand: Brand, since: datetime) -> list[int]:
    """Needs whose helpers' shares aren't what the asker's words say; new ones said since then. Three queries."""
    new = Helped.objects.filter(brand=brand, at__gte=since, undone_at=None, due=None).order_by("at", "pk")
    fallen = Helped.objects.filter(brand=brand, undone_at__isnull=False, due__standing=True)
    risen = Due.objects.filter(brand=brand, standing=False, helped__undone_at=None)
    found = [*new.values_list("need", flat=True)[:BATCH], *fallen.values_list("need", flat=True)[:BATCH]]
    found += list(risen.values_list("helped__need", flat=True)[:BATCH])
    return list(dict.fromkeys(found))[:BATCH]


def settle(brand: Brand, *, lately: bool = False) -> int:
    """Every need of a brand whose thanks aren't where they belong; how many. Each is one commit."""
    if brand.thanks_since is None:
        return 0
    since = max(brand.thanks_since, clock.now() - LATELY) if lately else brand.thanks_since
    needs = needs_to_settle(brand, since)
    for need in needs:
        with ledger.turn(brand.pk):
            settle_need(brand, need)
            killpoint("thanks.before_commit")
        killpoint("thanks.after_commit")
    return len(needs)


def settle_need(brand: Brand, need_id: int) -> None:
    """Bring what stands for a need to what its asker says, in one's turn."""
    rows = Helped.objects.filter(brand=brand, need=need_id).select_related("account", "helper", "need__account")
    dues = [_due(brand, row) for row in rows.order_by("at", "pk")]
    known = [one for one in dues if one is not None]
    counted = [one for one in known if one.helped.undone_at is None and not one.why]
    for one in known:
        place = counted.index(one) if one in counted else -1
        wanted = value_of(one.nth, len(counted), place) if place >= 0 else 0
        _bring(brand, one, wanted)


def _due(brand: Brand, row: Helped) -> Due | None:
    found = Due.objects.filter(helped=row).select_related("taker").first()
    if found is not None:
        found.helped = row
        return found
    someone, since = row.helper or row.account, brand.thanks_since
    if row.undone_at is not None or someone is None or since is None or row.at < since:
        return None  # what was said while nobody counted stays uncounted
    giver, taker = ledger.holder_of(row.need.account), ledger.holder_of(someone)
    return Due.objects.create(
        brand=brand, helped=row, giver=giver, taker=taker, nth=_nth(giver, taker, row.at), why=_why(giver, taker),
        payable=row.account is not None and may_pay(row.account.network), at=row.at,
    )  # fmt: skip


def _why(giver: Holder, taker: Holder) -> str:
    if is_ours(giver):
        return "ours"
    if same(giver, taker):
        return "self"
    return "off" if taker.off_at else ""


def _nth(giver: Holder, taker: Holder, at: datetime) -> int:
    """The how manieth time within a year one of these two helped the other, by whichever accounts."""
    before = Due.objects.filter(giver__in=holders_of_self(giver), taker__in=holders_of_self(taker), why="")
    return before.filter(standing=True, at__gt=at - AGAIN_WITHIN).count() + 1


def may_pay(key: str) -> bool:
    """Whether the network's own rules let a post there be worth something outside it."""
    try:
        return network(key).traits({}).pays
    except UnknownNetwork:
        return False


def _bring(brand: Brand, due: Due, wanted: int) -> None:
    """From what stands to what is wanted. What was given on already isn't taken from anybody: it stays given."""
    standing = due.helped.undone_at is None
    mint, taker = ledger.own(brand.pk, "mint"), ledger.fresh(due.taker)
    change = max(wanted - due.amount, -taker.balance)
    if change:
        legs = _legs(due, mint, taker, change)
        key = f"helped {due.helped_id}.{due.turn + 1}"
        ledger.post(brand.pk, "helped", key, legs, giver=due.giver, taker=taker)
        act = "thanks_came" if change > 0 else "thanks_went_back"
        happen(act, brand, None, need_id=due.helped.need_id, facts={"units": abs(change), "holder": taker.pk})
    if change or standing != due.standing:
        Due.objects.filter(pk=due.pk).update(
            amount=due.amount + change, standing=standing, turn=due.turn + bool(change)
        )


def _legs(due: Due, mint: Holder, taker: Holder, change: int) -> Sequence[Leg]:
    if change > 0:
        paid = change if due.payable else 0
    else:  # of what came, and is still there
        paid = -min(-change, taker.payable) if due.payable else ledger.taken_from(taker, -change).payable
    return [Leg(mint.pk, -change, -paid), Leg(taker.pk, change, paid)]

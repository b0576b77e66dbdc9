"""Thanks that lie for long rest, a little every week: what is meant to go round is not for keeping."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from tummler.common import clock
from tummler.community import ledger
from tummler.community.ledger import Leg
from tummler.community.rules import HOARDED_AFTER, resting, week_of
from tummler.records.models import Entry, Holder

#: So many holders at a time.
BATCH = 200
#: What counts as having come lately; what merely came back to its giver does not.
_CAME = ("helped", "gift", "handed")


def let_rest() -> int:
    """This week's part of every hoard, once a week; how many holders were looked at."""
    week = week_of(clock.now().date())
    due = Holder.objects.filter(kind__in=("helper", "account"), balance__gt=0, brand__thanks_since__isnull=False)
    holders = list(due.exclude(key=week).order_by("pk")[:BATCH])
    lately = _came_since([one.pk for one in holders], clock.now() - HOARDED_AFTER)
    for holder in holders:
        with ledger.turn(holder.brand_id):
            _rest(holder, lately.get(holder.pk, 0), week)
    return len(holders)


def _came_since(holders: list[int], since: datetime) -> dict[int, int]:
    rows = Entry.objects.filter(holder__in=holders, amount__gt=0, transfer__at__gt=since, transfer__kind__in=_CAME)
    return dict(rows.values_list("holder").annotate(Sum("amount")))


def _rest(holder: Holder, lately: int, week: str) -> None:
    now = ledger.fresh(holder)
    units = resting(now.balance, lately)
    if units:
        leg = ledger.taken_from(now, units)
        rest = ledger.own(holder.brand_id, "rest")
        legs = [leg, Leg(rest.pk, units, -leg.payable)]
        ledger.post(holder.brand_id, "rest", f"rest {holder.pk} {week}", legs, giver=now)
    Holder.objects.filter(pk=holder.pk).update(key=week)

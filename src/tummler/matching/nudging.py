"""What is somebody's in particular since a moment: calls of colleagues, needs that reached them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from tummler.records.access import rows_for
from tummler.records.models import Call, Helper, Need, Reach

#: So many at once; who has more looks at the desk anyway.
MOST = 10


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing that is somebody's: a need, why it is (a kind of call, why it reached them, or duty), by whom."""

    need: str
    why: str
    by: str = ""
    circle: str = ""


def nudges_since(
    helper: Helper, since: datetime, until: datetime, *, called: bool = True, reached: bool = True
) -> list[Nudge]:
    """What came to this helper after ``since`` and waits for them yet. One query. No word of anybody's is in it."""
    calls = Call.objects.filter(need=OuterRef("pk"), to=helper.pk, settled="", at__gt=since, at__lte=until)
    come = Reach.objects.filter(need=OuterRef("pk"), helper=helper.pk, due_at__gt=since, due_at__lte=until)
    free = Q(state="open", claimed_by=None)
    mine = free & ~Q(care="") & Q(waiting_since__gt=since, waiting_since__lte=until)
    if called:
        mine |= Q(Exists(calls))
    if reached:
        mine |= free & Q(Exists(come))
    rows = rows_for(helper, Need).filter(mine)
    return [Nudge(*row) for row in _told(rows, calls, come).order_by("-pk")[:MOST]]


def _told(rows: QuerySet[Need], calls: QuerySet[Call], come: QuerySet[Reach]) -> QuerySet[Need, Any]:
    first = calls.order_by("pk")
    reach = come.annotate(how=Case(When(outside=True, then=Value("outside")), default=F("why"))).values("how")[:1]
    called = rows.annotate(
        call_why=Subquery(first.values("kind")[:1]), call_by=Subquery(first.values("by__name")[:1]),
        call_circle=Subquery(first.values("question__circle__name")[:1]), reach_why=Subquery(reach),
    )  # fmt: skip
    why = Case(
        When(call_why__isnull=False, then=F("call_why")), When(~Q(care=""), then=Value("duty")), default=F("reach_why")
    )
    blank = Value("")
    return called.annotate(
        nudge=why,
        by=Case(When(call_by__isnull=False, then=F("call_by")), default=blank),
        around=Case(When(call_circle__isnull=False, then=F("call_circle")), default=blank),
    ).values_list("public_id", "nudge", "by", "around")

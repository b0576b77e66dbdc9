"""Whom a need reaches: planned once it is open, widened while nobody has it. A kill at any line is harmless."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.common import clock
from tummler.matching.who import HERE, Could, who_could
from tummler.matching.widening import EVERYONE_AFTER, reached_in
from tummler.records.happenings import happen
from tummler.records.models import Helper, Need, Reach, Reply, TagRequest
from tummler.records.models.need import NO_HURRY
from tummler.records.prepared import Moment
from tummler.records.states import standing

#: So many helpers, and so many peers, are written down for a need; after that it is for everyone.
_HELPERS, _PEERS = 12, 6
#: It is looked at again after so long, while nobody has it.
_AGAIN = timedelta(minutes=2)
#: A machine's answer has this long to leave.
_LEAVES = timedelta(minutes=1)
#: A machine is at it this moment: in a second it is answered, waits, or is somebody's to answer.
AT_IT = TagRequest.objects.filter(need=OuterRef("pk"), state__in=("heard", "asking"))
#: Nothing is left to plan.
_DONE = datetime(9000, 1, 1, tzinfo=clock.now().tzinfo)
#: Nobody gets two from outside their circle within this time; of so many who could make sense of it one is taken.
_REST, _SOME = timedelta(hours=12), 5


def reach_due(limit: int = 20) -> int:
    """Plan whom open needs reach, and let those that wait reach more; how many."""
    at = clock.now()
    due = _due_ids(at, limit)
    # Taken within a second: who has it may still want to ask somebody in.
    taken = standing(Need.objects.all(), "claimed").filter(reach_until=None).order_by("pk")
    ids = [*due, *taken.values_list("pk", flat=True)[:limit]]
    related = ("post__reading", "post__channel", "account", "brand")
    needs = list(Need.objects.filter(pk__in=ids).select_related(*related).order_by("pk")) if ids else []
    for need in needs:
        if need.reach_until is None:
            _plan(need, at)
        else:
            _widen(need, at)
    return len(needs)


def _due_ids(at: datetime, limit: int) -> list[int]:
    """Open needs that nobody planned yet, then those to look at again: each from the index that holds them alone."""
    due = standing(Need.objects.all(), "open")
    due = due.filter(Q(tag=None) | ~(Exists(AT_IT) | Exists(_just_promised(at))))
    ids = list(due.filter(reach_until=None).order_by("pk").values_list("pk", flat=True)[:limit])
    again = due.filter(reach_until__lte=at).order_by("reach_until", "pk").values_list("pk", flat=True)
    return [*ids, *again[: limit - len(ids)]] if len(ids) < limit else ids


def _just_promised(at: datetime) -> QuerySet[Reply]:
    """A machine's answer that leaves this moment: nobody else is asked, unless it stays lying."""
    return Reply.objects.filter(need=OuterRef("pk"), machine="answer", promised_at__gt=at - _LEAVES)


def _plan(need: Need, at: datetime) -> None:
    """Whom it reaches, and when. What was found is read before the transaction begins."""
    could = who_could(need, at)
    chosen = _few(could)
    after = reached_in([one.here for one in chosen], need.urgency)
    rows = [_row(need, one, place, need.waiting_since + after[place]) for place, one in enumerate(chosen)]
    outside = _outside(need, could, at)
    if outside is not None:
        rows = [row for row in rows if (row.helper, row.peer) != (outside.helper, outside.peer)]
        rows.append(_row(need, outside, len(rows), at, outside=True))
    with transaction.atomic():
        if not _still(need, at):
            return
        before = {(row.helper_id, row.peer_id): row for row in Reach.objects.filter(need=need)}
        for row in rows:
            # What has reached somebody stays with them, and once from outside is from outside.
            if known := before.get((row.helper_id, row.peer_id)):
                row.due_at, row.outside = min(row.due_at, known.due_at), row.outside or known.outside
        Reach.objects.filter(need=need).delete()
        Reach.objects.bulk_create(rows)
        _tell(need, sum(row.due_at <= at for row in rows))


def _few(could: Sequence[Could]) -> list[Could]:
    """The best of both, in their common order."""
    helpers = [one for one in could if one.helper][:_HELPERS]
    peers = [one for one in could if one.peer][:_PEERS]
    return [one for one in could if one in helpers or one in peers]


def _row(need: Need, one: Could, place: int, due_at: datetime, *, outside: bool = False) -> Reach:
    return Reach(
        brand_id=need.brand_id, need=need, helper=one.helper, peer=one.peer, place=place, why=one.why, facts=one.facts,
        due_at=due_at, outside=outside,
    )  # fmt: skip


def _still(need: Need, at: datetime) -> bool:
    """It waits yet, and nobody planned it meanwhile; from now on it is planned."""
    same = Need.objects.filter(pk=need.pk, state__in=("open", "claimed"), reach_until=need.reach_until)
    return bool(same.update(reach_until=_until(need, at)))


def _until(need: Need, at: datetime) -> datetime:
    """When to look again: until it is everyone's anyway."""
    everyones = need.waiting_since + EVERYONE_AFTER[min(need.urgency, NO_HURRY)]
    return _DONE if need.care or everyones <= at else min(at + _AGAIN, everyones)


def _widen(need: Need, at: datetime) -> None:
    """Others are here by now: it reaches them sooner. What has reached somebody is not taken from them."""
    rows = list(Reach.objects.filter(need=need, outside=False).select_related("helper", "peer").order_by("place"))
    here = [bool(seen and seen > at - HERE) for seen in (_seen(row) for row in rows)]
    sooner = []
    for row, after in zip(rows, reached_in(here, need.urgency), strict=True):
        if need.waiting_since + after < row.due_at:
            row.due_at = need.waiting_since + after
            sooner.append(row)
    reached = sum(at - _AGAIN < row.due_at <= at for row in rows)
    with transaction.atomic():
        if _still(need, at):
            Reach.objects.bulk_update(sooner, ["due_at"])
            _tell(need, reached)


def _seen(row: Reach) -> datetime | None:
    one = row.helper or row.peer
    return one.seen_at if one else None


def _tell(need: Need, reached: int) -> None:
    """Lists that are open somewhere hear of it."""
    if reached:
        facts = {"people": reached}
        happen("need_reached", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id, facts=facts)


def _outside(need: Need, could: Sequence[Could], at: datetime) -> Could | None:
    """Somebody outside the circle who could make sense of it, where this need is one of the share. One query then."""
    share = need.brand.serendipity
    lot = zlib.crc32(need.public_id.encode())
    if not share or lot % share or need.care:
        return None
    plausible = [one for one in could if not one.circle and one.awake and one.why in ("speaks", "near")]
    lately = Reach.objects.filter(brand=need.brand_id, outside=True, due_at__gt=at - _REST).exclude(need=need)
    had = set(lately.values_list("helper", "peer"))
    plausible = [one for one in plausible if _number(one) not in had]
    plausible.sort(key=lambda one: (one.why != "speaks", -one.nearest))
    return plausible[:_SOME][lot // share % len(plausible[:_SOME])] if plausible else None


def _number(one: Could) -> tuple[int | None, int | None]:
    return (one.helper.pk if one.helper else None, one.peer.pk if one.peer else None)


def reached(helper: Helper, at: Moment) -> QuerySet[Reach]:
    """For a need in an outer query: that it has reached this helper."""
    return Reach.objects.filter(need=OuterRef("pk"), helper=helper.pk, due_at__lte=at)


def planned_again(needs: QuerySet[Need]) -> int:
    """What they are about has changed: whom they reach is to be found anew. How many."""
    return needs.update(reach_until=None)


def forget_reach(limit: int = 2000) -> int:
    """Of needs that have rested for a month only what came from outside the circle is kept; how many went."""
    old = clock.now() - timedelta(days=30)
    rested = Need.objects.filter(pk=OuterRef("need"), closed_at__lt=old)
    rows = Reach.objects.filter(Exists(rested), outside=False, due_at__lt=old)
    return Reach.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:limit])).delete()[0]

"""An incident instead of its needs in the list: folded where nobody has them yet, and each still reachable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from tummler.records.access import asked_by, rows_for
from tummler.records.models import Helper, Incident, IncidentPost, Need
from tummler.records.prepared import Given

#: More at once are no help.
MOST = 5


@dataclass(frozen=True, slots=True)
class Folded:
    """An incident as a helper may see it: who said so (people, once each), on which networks."""

    incident: Incident
    #: (name, handle) of those who said so, the first first.
    people: Sequence[tuple[str, str]]
    networks: Sequence[str]
    #: Those of its needs that wait.
    waiting: int


def unfolded(needs: QuerySet[Need]) -> QuerySet[Need]:
    """Without the needs that an incident stands for. Who called somebody, or is in danger, is never folded."""
    told = IncidentPost.objects.filter(post=OuterRef("post"), incident__state="suspected")
    return needs.exclude(Exists(told), state="open", care="")


def of_incident(needs: QuerySet[Need], public_id: str) -> QuerySet[Need]:
    """The needs of one incident."""
    return needs.filter(Exists(IncidentPost.objects.filter(post=OuterRef("post"), incident__public_id=public_id)))


def incidents_for(helper: Helper, public_id: str = "") -> list[Folded]:
    """What is suspected now, the newest first; or one incident, whatever became of it. One query, three with any."""
    found = asked_by(helper, "incidents", lambda one: _told_of(one, bool(public_id)), bool(public_id)).all(of=public_id)
    if not found:
        return []
    told = rows_for(helper, IncidentPost).filter(incident__in=found, post__gone_at=None)
    fields = ("incident_id", "post_id", "post__account_id", "post__account__name", "post__account__handle")
    said = list(told.order_by("post__shown_at", "pk").values_list(*fields, "post__channel__network"))
    posts = {post: number for number, post, *_ in said}
    waiting = rows_for(helper, Need).filter(post__in=list(posts), state__in=("open", "claimed"))
    counted = [posts[post] for post in waiting.values_list("post_id", flat=True)]
    return [_folded(incident, [row for row in said if row[0] == incident.pk], counted) for incident in found]


def _told_of(helper: Helper, by_id: bool) -> QuerySet[Incident]:
    rows = rows_for(helper, Incident).select_related("telling__account", "telling__reading", "dismissed_by")
    rows = rows.filter(public_id=Given("of")) if by_id else rows.filter(state="suspected")
    return rows.order_by("-found_at")[:MOST]


def _folded(incident: Incident, said: Sequence[tuple[int, int, int, str, str, str]], counted: list[int]) -> Folded:
    people = {account: (name, handle) for _, _, account, name, handle, _ in said}
    networks = tuple(dict.fromkeys(row[5] for row in said))
    return Folded(incident, tuple(people.values()), networks, counted.count(incident.pk))

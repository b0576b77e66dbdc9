"""A filter: what is said about the needs that one wants to see, and the needs that fit it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.common import clock
from tummler.matching.folding import of_incident
from tummler.records.models import Labelled, Need, Topic

#: Since when somebody waits: the code, and how long that is at least.
WAITING = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
#: Who asks: somebody with an earlier need, or somebody whom we meet for the first time.
PEOPLE = ("known", "new")
TAKEN = ("no", "yes")
#: A need about nothing that has a name here.
NO_TOPIC = "-"


@dataclass(frozen=True, slots=True)
class Filter:
    """Each field is a code, empty for "any"."""

    kind: str = ""
    topic: str = ""
    language: str = ""
    network: str = ""
    people: str = ""
    waiting: str = ""
    taken: str = ""
    #: A label's key.
    label: str = ""
    #: An incident's public id.
    incident: str = ""

    @property
    def empty(self) -> bool:
        """Whether everything fits."""
        return not any(getattr(self, one.name) for one in fields(self))


ANY = Filter()


def fitting(needs: QuerySet[Need], wanted: Filter) -> QuerySet[Need]:
    """The needs that fit a filter."""
    if wanted.kind:
        needs = needs.filter(kind=wanted.kind)
    if wanted.topic:
        needs = needs.filter(_about(wanted.topic))
    if wanted.language:
        needs = needs.filter(post__reading__language__value=wanted.language)
    if wanted.network:
        needs = needs.filter(post__channel__network=wanted.network)
    if wanted.people in PEOPLE:
        earlier = Exists(_earlier())
        needs = needs.filter(earlier) if wanted.people == "known" else needs.exclude(earlier)
    if wanted.waiting in WAITING:
        needs = needs.filter(waiting_since__lt=clock.now() - WAITING[wanted.waiting])
    if wanted.taken in TAKEN:
        needs = needs.filter(claimed_by__isnull=wanted.taken == "no")
    if wanted.label:
        labelled = Labelled.objects.filter(need=OuterRef("pk"), label__key=wanted.label)
        needs = needs.filter(Exists(labelled))
    if wanted.incident:
        needs = of_incident(needs, wanted.incident)
    return needs


def _about(topic: str) -> Q:
    """About a topic, or one that was joined into it."""
    if topic == NO_TOPIC:
        return Q(topic="")
    same = Topic.objects.filter(brand=OuterRef("brand"), key=OuterRef("topic"))
    return Q(topic=topic) | Q(Exists(same.filter(Q(into__key=topic) | Q(into__into__key=topic))))


def _earlier() -> QuerySet[Need]:
    same = Q(account__person=OuterRef("account__person"), opened_at__lt=OuterRef("opened_at"))
    return Need.objects.filter(same).exclude(pk=OuterRef("pk"))

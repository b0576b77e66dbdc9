"""What was solved before, beside what is asked now: by whom, when, how near, for whom, in which language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from tummler.knowledge.alike import Beside
from tummler.matching.ranking import LATEST, NEAREST, Solved, days_between
from tummler.records.models import Helped, Need, Reply
from tummler.records.topics import standing


@dataclass(frozen=True, slots=True)
class Before:
    """Something solved before: ``who`` is a helper's number, or an account's with ``outside``."""

    who: int
    outside: bool
    need: int
    post: int
    at: datetime
    topic: str
    language: str
    person: int | None
    helped: bool
    likeness: float = 0.0
    same_topic: bool = False
    same_person: bool = False

    def told(self, who: str, now: datetime, pace: float) -> Solved:
        """As the ranking takes it; ``pace`` is how many are solved in a day."""
        since = days_between(self.at, now) * pace
        return Solved(who, since, max(0.0, self.likeness), float(self.same_topic), self.helped, self.same_person)


def solved_beside(need: Need) -> list[Before]:
    """The nearest, the latest, and what was solved for this very person; each once. Eight queries and a search's."""
    beside = Beside(need.post)
    posts = beside.nearest(NEAREST)
    here = Q(need__account__person=need.account.person_id) if need.account.person_id else Q(need__account=need.account)
    found: dict[tuple[int, bool, int], tuple[Any, ...]] = {}
    for rows, latest, helped in ((_helped(need), "-at", True), (_answered(need), "-pk", False)):
        for some in (rows.filter(need__post__in=posts), rows.filter(here), rows):
            for row in _values(some.order_by(latest)[:LATEST], helped):
                found.setdefault((row[0] or row[1], row[0] is None, row[2]), (*row, helped))
    return _beside(need, list(found.values()), beside)


def _helped(need: Need) -> QuerySet[Any]:
    rows = Helped.objects.filter(brand=need.brand_id, undone_at=None, need__care="").exclude(need=need.pk)
    return rows.annotate(solved_at=F("at"), outsider=F("account"))


def _answered(need: Need) -> QuerySet[Any]:
    rows = Reply.objects.filter(brand=need.brand_id, promised_at__isnull=False, helper__isnull=False, need__care="")
    rows = rows.exclude(machine__in=("thanks", "more"))
    return rows.exclude(need=need.pk).annotate(solved_at=F("promised_at"), outsider=F("helper"))


def _values(rows: QuerySet[Any], helped: bool) -> Iterable[tuple[Any, ...]]:
    spoken = Coalesce(KeyTextTransform("value", "need__post__reading__language"), Value(""), output_field=TextField())
    told = ("need", "need__post", "solved_at", "need__topic", "spoken", "need__account__person")
    for helper, outsider, *rest in rows.annotate(spoken=spoken).values_list("helper", "outsider", *told):
        yield (helper, outsider if helped else None, *rest)


def _beside(need: Need, rows: Sequence[tuple[Any, ...]], beside: Beside) -> list[Before]:
    likeness = beside.likeness({row[3] for row in rows})
    now = standing(need.brand_id) if need.topic else {}
    topic = now.get(need.topic, need.topic)
    asker = need.account.person_id
    return [
        Before(
            helper or outsider, helper is None, number, post, at, about, language, person, helped,
            likeness=likeness.get(post, 0.0),
            same_topic=bool(topic) and now.get(about, about) == topic,
            same_person=asker is not None and person == asker,
        )
        for helper, outsider, number, post, at, about, language, person, helped in rows
    ]  # fmt: skip

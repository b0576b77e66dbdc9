"""Which needs are for one helper, and why: whom and what they helped with before, what they speak, who waits long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, cast

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from tummler.common import clock
from tummler.matching.reach import reached
from tummler.matching.widening import EVERYONE_AFTER
from tummler.records.access import asked_by, rows_for
from tummler.records.models import Call, Helper, Need, Reply
from tummler.records.models.need import NO_HURRY, NOW
from tummler.records.prepared import Moment
from tummler.records.topics import standing

#: After this long without anyone on it a need is for everyone.
LONG = EVERYONE_AFTER[NO_HURRY]
#: So many of their latest answers tell what a helper knows.
_LATEST = 1000
_NO_LANGUAGE = frozenset({"", "und"})

Why = Literal[
    "", "hand_on", "ask_in", "mention", "wrote", "circle", "approve", "sentback", "duty", "outside", "helped", "solved",
    "topic", "language", "near", "reached", "urgent", "waits",
]  # fmt: skip
#: Why it reached them → why it is for them.
_REACHED: dict[str, Why] = {
    "knows": "helped", "solved": "solved", "topic": "topic", "chose": "topic", "speaks": "language", "near": "near",
    "here": "reached",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What a helper knows; with nothing known, everyone who needs help is for them."""

    topics: frozenset[str] = frozenset()
    #: Languages beside the one that everyone here has.
    languages: frozenset[str] = frozenset()
    #: Whom they helped, by number.
    people: frozenset[int] = frozenset()

    @property
    def nothing(self) -> bool:
        """A newcomer: nobody can say yet what is for them."""
        return not (self.topics or self.languages or self.people)


def known_of(helper: Helper) -> Known:
    """What a helper's latest answers tell, and what they say of themselves. Two queries."""
    return _as_now(with_said(learnt_of(helper), helper), helper.brand_id)


def _as_now(knows: Known, brand_id: int) -> Known:
    """Who knows a topic knows the one that it was joined into. A query where there is a topic."""
    if not knows.topics:
        return knows
    now = standing(brand_id)
    return replace(knows, topics=knows.topics | {at for key in knows.topics if (at := now.get(key))})


def learnt_of(helper: Helper) -> Known:
    """What a helper's latest answers tell. One query."""
    kept = asked_by(helper, "learnt", _answers)
    return known(kept.rows(), helper.brand.languages)


def _answers(helper: Helper) -> QuerySet[Reply, Any]:
    answered = rows_for(helper, Reply).filter(helper=helper.pk, promised_at__isnull=False, machine="").order_by("-pk")
    return answered.values_list("need__topic", "need__post__reading__language__value", "need__account__person")[
        :_LATEST
    ]


def with_said(learnt: Known, helper: Helper) -> Known:
    """What is learnt of a helper, and what they say they know and speak beside it."""
    everyones = set(helper.brand.languages[:1])
    spoken = frozenset(helper.languages) - everyones
    return replace(learnt, topics=learnt.topics | frozenset(helper.topics), languages=learnt.languages | spoken)


def known(answered: Sequence[Sequence[Any]], languages: list[str]) -> Known:
    """What (topic, language, person) of needs that somebody answered tell; everyone has a brand's first language."""
    everyones = {languages[0]} if languages else set()
    topics = frozenset(topic for topic, _, _ in answered if topic)
    spoken = frozenset(language for _, language, _ in answered if language)
    people = frozenset(person for _, _, person in answered if person)
    return Known(topics, spoken - _NO_LANGUAGE - everyones, people)


def told(needs: QuerySet[Need], helper: Helper, at: Moment | None = None) -> QuerySet[Need]:
    """The needs with what :func:`why` asks for: ``asker``, ``spoken``, ``call_kind`` (and by whom), ``reached_by``."""
    spoken = Coalesce(KeyTextTransform("value", "post__reading__language"), Value(""), output_field=TextField())
    calls = Call.objects.filter(need=OuterRef("pk"), to=helper.pk, settled="").order_by("pk")
    come = reached(helper, at or clock.now())
    how = Case(When(outside=True, then=Value("outside")), default=F("why"))
    return needs.annotate(
        asker=F("account__person"),
        spoken=spoken,
        call_kind=Subquery(calls.values("kind")[:1]),
        call_by=Subquery(calls.values("by__name")[:1]),
        call_circle=Subquery(calls.values("question__circle__name")[:1]),
        reached_by=Subquery(come.annotate(how=how).values("how")[:1], output_field=TextField()),
    )


def for_them(needs: QuerySet[Need], helper: Helper, knows: Known, at: Moment) -> QuerySet[Need]:
    """The needs that are for this helper: their own, and of those that nobody has the ones with a :func:`why`.

    Whom a need reaches is planned within seconds; until then what they know decides. Who is a newcomer sees all.
    """
    needs = told(needs, helper, at)
    if knows.nothing:
        return needs
    theirs = Q(account__person__in=knows.people) | Q(topic__in=knows.topics) | Q(spoken__in=knows.languages)
    reasons = Q(reached_by__isnull=False) | ~Q(care="") | Q(reach_until=None) & (theirs | Q(urgency=NOW))
    reasons |= Q(waiting_since__lt=at - LONG) | Q(urgency=NOW, waiting_since__lt=at - EVERYONE_AFTER[NOW])
    return needs.filter(Q(claimed_by=helper.pk) | Q(call_kind__isnull=False) | Q(claimed_by=None) & reasons)


def why(need: Any, knows: Known, at: datetime) -> Why:
    """Why a need, with what :func:`told` says of it, is for the helper; the most telling reason, or none."""
    if need.call_kind:
        return cast(Why, need.call_kind)
    if knows.nothing or need.claimed_by_id:
        return ""
    if need.care:
        return "duty"
    if need.reached_by:
        return _REACHED.get(need.reached_by, cast(Why, need.reached_by))
    if need.asker in knows.people:
        return "helped"
    if need.topic in knows.topics:
        return "topic"
    if need.spoken in knows.languages:
        return "language"
    if need.waiting_since < at - LONG:
        return "waits"
    return "urgent" if need.urgency == NOW else ""

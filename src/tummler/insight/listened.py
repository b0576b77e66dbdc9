"""What would have been missed: the needs that were heard while a brand only listened, and what became of each.

Counted from needs and the posts of their conversations, as a helper may see them. What rang the named person is none of
it, nor what was dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Literal

from django.utils import timezone

from tummler.common import clock
from tummler.minds.contract import NEEDY
from tummler.records.access import rows_for
from tummler.records.models import Happening, Helper, Need, Post

WEEK = timedelta(days=7)
#: So many needs are read at most; more say nothing new.
MOST = 5000
Outcome = Literal["ours", "others", "nobody"]
OUTCOMES: tuple[Outcome, ...] = ("ours", "others", "nobody")
#: How long they waited: the upper ends of the steps, the last one without.
STEPS = (timedelta(hours=1), timedelta(hours=4), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Span:
    """When it was listened: from, and until now or until it began to answer."""

    since: datetime
    until: datetime
    over: bool

    @property
    def days(self) -> list[date]:
        """Each day of it, a week at most, as the reader's calendar has them."""
        first, last = timezone.localdate(self.since), timezone.localdate(self.until)
        return [first + timedelta(days=number) for number in range(min((last - first).days, 6) + 1)]


@dataclass(frozen=True, slots=True)
class Missed:
    """One need: what became of it, how long that took or has taken, and whether its words may be shown."""

    need: Need
    outcome: Outcome
    waited: timedelta
    may_show: bool


@dataclass(frozen=True, slots=True)
class Week:
    """All of it, counted."""

    span: Span
    missed: tuple[Missed, ...]

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        return sum(one.outcome == outcome for one in self.missed)

    def by_day(self) -> list[tuple[date, dict[Outcome, int]]]:
        """For each day what became of those who asked on it; the hours of an eighth date belong to the last."""
        found = {day: dict.fromkeys(OUTCOMES, 0) for day in self.span.days}
        for one in self.missed:
            day = min(timezone.localdate(one.need.waiting_since), self.span.days[-1])
            if day in found:
                found[day][one.outcome] += 1
        return list(found.items())

    def by_wait(self) -> list[int]:
        """How many heard something within each step; behind the last: later; and last of all: nothing."""
        heard = [one.waited for one in self.missed if one.outcome != "nobody"]
        bounds = [timedelta(), *STEPS]
        within = [sum(low <= waited < high for waited in heard) for low, high in zip(bounds, STEPS, strict=False)]
        return [*within, sum(waited >= STEPS[-1] for waited in heard), self.count("nobody")]

    def by_topic(self) -> list[tuple[str, int]]:
        """What it was about, the most first; "" for what has no topic."""
        return Counter(one.need.topic for one in self.missed).most_common()

    def nearby(self) -> int:
        """How many never asked the brand, and only said a word of it."""
        return sum(one.need.heard_nearby for one in self.missed)

    def median_wait(self) -> timedelta | None:
        """Half of those who heard something heard it within this time."""
        heard = [one.waited for one in self.missed if one.outcome != "nobody"]
        return timedelta(seconds=median(waited.total_seconds() for waited in heard)) if heard else None

    def quotes(self, most: int = 12) -> list[Missed]:
        """Words that may be shown: those of whom nobody answered first, then by how long they waited."""
        shown = [one for one in self.missed if one.may_show]
        return sorted(shown, key=lambda one: (one.outcome != "nobody", -one.waited.total_seconds()))[:most]


def span_of(helper: Helper) -> Span | None:
    """The last time that the brand only listened, a week of it at most; None if it never did."""
    told = rows_for(helper, Happening).filter(act__in=("listening_only_began", "listening_only_ended"))
    began = told.filter(act="listening_only_began").order_by("-pk").first()
    if began is None:
        return None
    ended = told.filter(act="listening_only_ended", pk__gt=began.pk).order_by("pk").first()
    until = min(ended.at if ended else clock.now(), began.at + WEEK)
    return Span(began.at, until, ended is not None or clock.now() >= began.at + WEEK)


def week_of(helper: Helper, span: Span) -> Week:
    """What was heard in that time, as this helper may see it. Two queries."""
    heard = rows_for(helper, Need).filter(opened_at__gte=span.since, opened_at__lt=span.until, care="")
    needs = list(heard.exclude(state="dropped").select_related("post", "post__reading", "account")[:MOST])
    posts = _posts_after(helper, needs)
    return Week(span, tuple(_missed(need, posts.get(need.conversation_id, ()), span) for need in needs))


Answer = tuple[datetime, bool, int, str]


def _posts_after(helper: Helper, needs: Sequence[Need]) -> dict[int, list[Answer]]:
    """By conversation, when who wrote, ours or not, and as what it was read."""
    rows = rows_for(helper, Post).filter(conversation__in={need.conversation_id for need in needs}, gone_at=None)
    found: dict[int, list[Answer]] = {}
    fields = ("conversation_id", "shown_at", "by_us", "account_id", "reading__kind__value")
    for conversation, shown_at, by_us, account, kind in rows.order_by("shown_at").values_list(*fields):
        found.setdefault(conversation, []).append((shown_at, by_us, account, kind or ""))
    return found


def _missed(need: Need, posts: Sequence[Answer], span: Span) -> Missed:
    """What became of it: the brand's own answer in the network's app counts first, then anybody's."""
    after = [post for post in posts if post[0] > need.post.shown_at]
    ours = next((at for at, by_us, _, _ in after if by_us), None)
    others = next(
        (at for at, by_us, who, kind in after if not by_us and who != need.account_id and _answers(kind)), None
    )
    outcome: Outcome = "ours" if ours else "others" if others else "nobody"
    end = ours or others or min(clock.now(), span.until)
    return Missed(need, outcome, max(timedelta(), end - need.waiting_since), _may_show(need))


def _answers(kind: str) -> bool:
    """Who has the same trouble, or sells something, answers nobody."""
    return kind not in NEEDY and kind not in ("spam", "abuse")


def _may_show(need: Need) -> bool:
    """Public, still there, and shown by its network to anyone."""
    post = need.post
    return post.visibility == "public" and post.may_show == "anyone" and not post.gone and bool(post.text)

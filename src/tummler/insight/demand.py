"""What people ask for and nobody serves: hashtags without a tag, and needs that nobody answered, counted by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from tummler.common import clock
from tummler.records.models import Demand, Need, Reply, Tag

WEEK, WEEKS = timedelta(days=7), 8
_MOST_ROWS, MOST = 20_000, 12
#: On the square, a word stands only if so many wanted it: a name or a number of one person is no demand.
MANY = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word (or a topic's key) that people ask for: how many people, and how many in each week, the last one last."""

    key: str
    word: str
    people: int
    weeks: tuple[int, ...]


def unserved(said: QuerySet[Demand], tags: QuerySet[Tag], most: int = MOST) -> list[Wanted]:
    """Hashtags of the last weeks that no tag serves, those that most people wanted first. Two queries."""
    served = {fold for folds in tags.filter(on=True, gone_at=None).values_list("folds", flat=True) for fold in folds}
    rows = said.filter(at__gt=clock.now() - WEEKS * WEEK, post__gone_at=None).exclude(key__in=served)
    listed = rows.order_by("-at").values_list("key", "word", "account_id", "at")[:_MOST_ROWS]
    return _counted(listed, most)


def unanswered(needs: QuerySet[Need], most: int = MOST) -> list[Wanted]:
    """Topics of questions and requests of the last weeks that nobody has answered. One query."""
    replies = Reply.objects.filter(need=OuterRef("pk"), promised_at__isnull=False)
    rows = needs.filter(
        ~Exists(replies), opened_at__gt=clock.now() - WEEKS * WEEK, kind__in=("question", "request"), care="",
        post__gone_at=None, state__in=("open", "no_answer"), tag=None,
    ).exclude(topic="")  # fmt: skip
    listed = rows.order_by("-opened_at").values_list("topic", "topic", "account_id", "opened_at")[:_MOST_ROWS]
    return _counted(listed, most)


def _counted(rows: Iterable[tuple[str, str, int, datetime]], most: int) -> list[Wanted]:
    at = clock.now()
    words: dict[str, str] = {}
    people: dict[str, set[int]] = {}
    weeks: dict[str, list[set[int]]] = {}
    for key, word, account, when in rows:
        words.setdefault(key, word)
        people.setdefault(key, set()).add(account)
        week = WEEKS - 1 - min(WEEKS - 1, max(0, (at - when) // WEEK))
        weeks.setdefault(key, [set() for _ in range(WEEKS)])[week].add(account)
    found = [Wanted(key, words[key], len(people[key]), tuple(len(each) for each in weeks[key])) for key in words]
    return sorted(found, key=lambda one: (-one.people, one.key))[:most]

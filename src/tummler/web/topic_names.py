"""What a brand's topics are called: also those that are none any more, since needs keep what they were about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from tummler.records.access import asked_by, rows_for
from tummler.records.models import Helper, Topic


class TopicNames(dict[str, str]):
    """Each topic's key with the name that it goes by: its own, or that of the one which it was joined into."""

    here: Mapping[str, str]

    def offered(self, also: str = "") -> list[tuple[str, str]]:
        """What can be chosen: those that are topics now, and what was chosen before."""
        more = {also: self[also]} if also in self and also not in self.here else {}
        return list((dict(self.here) | more).items())


def topics_of(helper: Helper) -> TopicNames:
    """The brand's topics. One query."""
    rows = asked_by(helper, "topics", _topics).rows()
    known = {pk: (name, into) for pk, _key, name, _gone_at, into in rows}
    found = TopicNames((key, _goes_by(pk, known)) for pk, key, *_ in rows)
    found.here = {key: name for _pk, key, name, gone_at, _into in rows if gone_at is None}
    return found


def _topics(helper: Helper) -> QuerySet[Topic, Any]:
    return rows_for(helper, Topic).order_by("name").values_list("pk", "key", "name", "gone_at", "into")


def _goes_by(pk: int, known: Mapping[int, tuple[str, int | None]]) -> str:
    name, into = known[pk]
    for _step in known:
        if into is None:
            break
        name, into = known[into]
    return name

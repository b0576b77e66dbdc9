"""What our answers do, by the reader of replies: help in the place, ask for details, send away and where to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from tummler.common import clock
from tummler.insight.judged import BACK
from tummler.minds.replies import read_reply, where_to
from tummler.records.access import rows_for
from tummler.records.models import Helper, Reply

#: So many of the newest are read.
MOST = 300


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers of people were delivered, what each mainly does, and where those who were sent away went."""

    of: int
    acts: Counter[str]
    places: Counter[str]


def answers(helper: Helper) -> Answers:
    """The newest of the last three months, as far as this helper may see them; sealed ones are nobody's to read."""
    since = clock.now() - BACK
    sent = rows_for(helper, Reply).filter(deliveries__state="sent", machine="", key="", promised_at__gt=since)
    rows = sent.order_by("-promised_at", "-pk").values_list("pk", "text", "language", "to_post__language").distinct()
    does = [_does(text, language or theirs) for _pk, text, language, theirs in rows[:MOST] if text.strip()]
    return Answers(len(does), Counter(act for act, _ in does), Counter(where for _, where in does if where))


@lru_cache(maxsize=4 * MOST)
def _does(text: str, language: str) -> tuple[str, str]:
    return read_reply(text, language).value, where_to(text, language)

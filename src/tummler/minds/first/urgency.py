"""How soon somebody needs an answer, by what they say of it; never by loudness."""

from __future__ import annotations

from collections.abc import Sequence

from tummler.minds.contract import Judgement
from tummler.minds.first.line import Line
from tummler.minds.first.lists import Hit, apart

#: "No rush" outweighs long waiting, but not a danger or a train that leaves.
ORDER = ("now", "no_hurry", "today")


def read_urgency(line: Line, hits: Sequence[Hit]) -> Judgement:
    """``now`` or ``today`` by the post's words; ``no_hurry`` if it says so or says nothing."""
    hits = [hit for hit in hits if hit.entry.field == "urgency"]
    for value in ORDER:
        found = [hit for hit in hits if hit.entry.value == value]
        if found:
            return _judged(value, line, found)
    return Judgement("no_hurry", 0.7, "no_time_said")


def with_health(urgency: Judgement, line: Line, passing: Sequence[Hit]) -> Judgement:
    """Who is ill or frail and says so in passing is answered today, where nothing else says how soon."""
    return _judged("today", line, passing) if passing and urgency.why == "no_time_said" else urgency


def _judged(value: str, line: Line, hits: Sequence[Hit]) -> Judgement:
    first = max(hits, key=lambda hit: hit.entry.weight)
    probability = min(0.95, 0.45 + 0.12 * first.entry.weight + 0.08 * len({hit.entry.why for hit in hits}))
    return Judgement(value, round(probability, 3), first.entry.why, apart(hit.wide_mark(line) for hit in hits))

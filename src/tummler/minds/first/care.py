"""Duty-of-care words: what must ring a named person at once. Tuned to miss nothing, not to be right each time."""

from __future__ import annotations

from collections.abc import Sequence

from tummler.minds.contract import Judgement
from tummler.minds.first.line import Line
from tummler.minds.first.lists import Hit, apart

#: When a post says several, the one that cannot wait longest.
ORDER = ("self_harm", "child", "violence", "threat", "legal", "press")


def read_care(line: Line, hits: Sequence[Hit]) -> Judgement | None:
    """Which duty of care the post's words call for, if any."""
    hits = [hit for hit in hits if hit.entry.field == "care" and hit.entry.weight > 0]
    for value in ORDER:
        found = [hit for hit in hits if hit.entry.value == value]
        if found:
            probability = min(0.95, 0.35 + 0.1 * max(hit.entry.weight for hit in found) + 0.1 * len(found))
            marks = apart(hit.mark(line) for hit in found)
            return Judgement(value, round(probability, 3), found[0].entry.why, marks)
    return None

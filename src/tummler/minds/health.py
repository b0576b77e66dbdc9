"""Health and weakness said in passing: it stays on the post where it was said.

Who keeps examples, or learns from posts, asks here first and leaves such a post out.
"""

from __future__ import annotations

from tummler.minds.contract import Mark
from tummler.minds.first.line import lined
from tummler.minds.first.lists import languages, phrases

#: Lists of other fields that tell of somebody's health as well.
_ALSO = frozenset(("safety",))
_FIELDS = ("passing", "urgency")


def says_health(text: str) -> tuple[Mark, ...]:
    """The words that tell of somebody's health, in any language; empty where none do."""
    line = lined(text)
    hits = phrases(_FIELDS, languages()).find(line)
    return tuple(hit.mark(line) for hit in hits if hit.entry.field == "passing" or hit.entry.why in _ALSO)

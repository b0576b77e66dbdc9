"""Which words of a post speak for a topic."""

from __future__ import annotations

import regex

from tummler.common.text import search_text
from tummler.minds.topics.contract import Floats
from tummler.minds.topics.features import BESIDE, word_place

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}]+)?")
_MOST = 2
#: A word speaks for a topic if it does so by this much more than for the others in the mean.
_SPEAKS = 0.04
#: And a second one, by more than this share of the first.
_BESIDE_THE_FIRST = 0.6
_LOOKED_AT = 2_000


def words_for(text: str, words: Floats, rare: Floats, topic: int) -> tuple[tuple[int, int], ...]:
    """The (start, end) of at most two words that speak most for it, first come first."""
    beside = [match.span() for match in BESIDE.finditer(text, 0, _LOOKED_AT)]
    found: dict[str, tuple[float, int, int]] = {}
    for match in _WORD.finditer(text, 0, _LOOKED_AT):
        if any(start <= match.start() < end for start, end in beside):
            continue
        folded = search_text(match.group())
        if not folded or " " in folded or len(folded) < 3:
            continue
        place = word_place(folded)
        speaks = float((words[place, topic] - words[place].mean()) * rare[place])
        if speaks > _SPEAKS:
            found.setdefault(folded, (speaks, match.start(), match.end()))
    most = sorted(found.values(), reverse=True)[:_MOST]
    most = [one for one in most if one[0] > _BESIDE_THE_FIRST * most[0][0]]
    return tuple(sorted((start, end) for _speaks, start, end in most))

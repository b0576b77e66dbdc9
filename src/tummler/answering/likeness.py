"""Whether an answer sounds like others: the same words in the same order, or the same with small changes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import regex

from tummler.minds.replies import ALIKE, alike

_WORD = regex.compile(r"[\p{L}\p{N}]+(?:['’][\p{L}]+)?")
#: So many words in a row make a phrase; in so many other answers it is one that everybody uses.
_RUN, _MANY = 4, 3
#: An answer as a whole is another's if it has so many phrases, and this part of them is the other's as well.
_PHRASES, _PART = 8, 0.5


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer that somebody of ours sent."""

    text: str
    by: str
    need: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """The words that are alike, how many others have them, of how many, and some of those."""

    start: int
    end: int
    count: int
    of: int
    twins: tuple[Earlier, ...]


def likeness_of(text: str, earlier: Sequence[Earlier]) -> Likeness | None:
    """What is most alike: a phrase that many answers have, or most of one other answer."""
    spans = [match.span() for match in _WORD.finditer(text)]
    runs = _runs([text[start:end].casefold() for start, end in spans])
    if not runs or not earlier:
        return None
    others = [set(_runs([word.casefold() for word in _WORD.findall(one.text)])) for one in earlier]
    return (
        _phrase(spans, runs, earlier, others)
        or _twin(spans, runs, earlier, others)
        or _nearly(text, spans, runs, earlier)
    )


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)]


def _phrase(
    spans: Sequence[tuple[int, int]],
    runs: Sequence[tuple[str, ...]],
    earlier: Sequence[Earlier],
    others: Sequence[set[tuple[str, ...]]],
) -> Likeness | None:
    """The phrase that the most have; of those, the longest."""
    counts = Counter(run for other in others for run in other)
    stretches = [
        [place for place, _ in group]
        for many, group in groupby(enumerate(runs), key=lambda one: counts[one[1]] >= _MANY)
        if many
    ]
    best = max(stretches, key=lambda places: (min(counts[runs[at]] for at in places), len(places)), default=None)
    if best is None:
        return None
    twins = [one for one, other in zip(earlier, others, strict=True) if all(runs[at] in other for at in best)]
    if len(twins) < _MANY:  # each of its pieces is common, the whole is not
        best = [max(best, key=lambda at: counts[runs[at]])]
        twins = [one for one, other in zip(earlier, others, strict=True) if runs[best[0]] in other]
    start, end = spans[best[0]][0], spans[best[-1] + _RUN - 1][1]
    return Likeness(start, end, len(twins), len(earlier), tuple(twins[:3]))


def _twin(
    spans: Sequence[tuple[int, int]],
    runs: Sequence[tuple[str, ...]],
    earlier: Sequence[Earlier],
    others: Sequence[set[tuple[str, ...]]],
) -> Likeness | None:
    """One answer that says most of this in the same words."""
    if len(runs) < _PHRASES:
        return None
    shared = [sum(run in other for run in runs) for other in others]
    most = max(range(len(others)), key=lambda number: shared[number])
    if shared[most] < _PART * len(runs):
        return None
    same = [place for place, run in enumerate(runs) if run in others[most]]
    start, end = spans[same[0]][0], spans[same[-1] + _RUN - 1][1]
    return Likeness(start, end, 1, len(earlier), (earlier[most],))


def _nearly(
    text: str, spans: Sequence[tuple[int, int]], runs: Sequence[tuple[str, ...]], earlier: Sequence[Earlier]
) -> Likeness | None:
    """Answers that are this one with other small words, letter by letter."""
    if len(runs) < _PHRASES:
        return None
    likeness = alike(text, [one.text for one in earlier])
    ranked = sorted(zip(likeness, earlier, strict=True), key=lambda one: -one[0])
    twins = [one for value, one in ranked if value >= ALIKE]
    if not twins:
        return None
    return Likeness(spans[0][0], spans[-1][1], len(twins), len(earlier), tuple(twins[:3]))

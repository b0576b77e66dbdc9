"""Duty of care where no phrase is known: linear heads on the words and letters of a post, one for each kind.

The rules come first and say why. What people write then is mostly new, so these heads ring for what is like the
examples without being in any list. They change nothing else of a reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.grams import Grams, grams, sums
from tummler.minds.contract import CareKind, Judgement
from tummler.minds.first.line import STOPS, Line

WEIGHTS = Path(__file__).parent / "weights" / "care.npz"
#: Where to miss one costs most. Law and press are told by their own words, and nobody comes to harm by them.
KINDS: tuple[CareKind, ...] = ("self_harm", "child", "violence", "threat")
_WINDOW = 4
_MOST_WORDS = 60
_SURE = 0.9
_RINGS = 0.5
#: So much further over the line in other languages than English, of which little was heard that is harmless: chosen so
#: that about one public post in a hundred rings, as in English one in two hundred does.
_ABROAD = 1.3
#: Fewer words say nothing that no phrase says.
_FEWEST = 7


@dataclass(frozen=True, slots=True)
class Caring:
    """``words`` are int8 per bucket and kind, times ``scale``; a post rings for a kind from ``rings`` on, in logits."""

    words: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    rings: NDArray[np.float32]

    def over(self, read: Grams) -> NDArray[np.float64]:
        """How far each text is over the line of each kind, (texts, kinds); said a thousand times it is no more."""
        buckets, starts = read
        over = self._over(sums(self.words, read), np.diff(starts)[:, None])
        for text in np.flatnonzero((over > 0).any(axis=1)):
            said = buckets[starts[text] : starts[text + 1]]
            once = np.unique(said)
            if len(once) * 2 < len(said):
                over[text] = self._over(self.words[once].sum(axis=0, dtype=np.int64), len(once))
        return over

    def _over(self, said: NDArray[np.int64], of: NDArray[np.int64] | int) -> NDArray[np.float64]:
        return np.asarray(said / np.sqrt(np.add(of, 1.0)) * self.scale + self.bias - self.rings, np.float64)

    def told(self, over: NDArray[np.float64], line: Line, language: str) -> Judgement | None:
        """The kind that is furthest over its line, with the few words that speak most for it."""
        kind = int(over.argmax())
        further = float(over[kind]) - (0.0 if language in ("en", "und") else _ABROAD)
        if further <= 0 or sum(map(str.isalpha, line.words)) < _FEWEST:
            return None
        probability = min(_SURE, _RINGS + 0.2 * further)
        first, last = self._telling(line.words[:_MOST_WORDS], kind)
        return Judgement(KINDS[kind], round(probability, 3), "telling", (line.mark(first, last, "telling"),))

    def _telling(self, words: Sequence[str], kind: int) -> tuple[int, int]:
        """The first and last of the words that speak most for a kind, of one clause where they can be."""
        buckets, starts = grams(words)
        each = [int(self.words[buckets[start:end], kind].sum()) for start, end in pairwise(starts)]
        total = np.concatenate([[0], np.cumsum(each)])
        windows = [
            (STOPS.isdisjoint(words[first : last + 1]), int(total[last + 1] - total[first]), first, last)
            for first in range(len(words))
            for last in range(first, min(len(words), first + _WINDOW))
        ]
        _, _, first, last = max(windows)
        return first, last


@cache
def shipped() -> Caring | None:
    """The heads that come with Tummler."""
    if not WEIGHTS.exists():
        return None
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        return Caring(**{name: kept[name] for name in kept.files})

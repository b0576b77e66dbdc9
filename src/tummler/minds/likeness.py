"""How much texts are like one: by meaning above all, and by the letters they share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from tummler.minds.topics.contract import Floats
from tummler.minds.topics.features import WORDS, Weighing

#: What shared letters add to nearness in meaning (measured: docs/understanding.md).
_LETTERS = 0.2
#: How sharply the likest count among those that speak for the same.
_SHARP = 8.0
#: From here two texts say the same in the same words; from here one can be like another at all.
TWIN = 0.9
LIKE = 0.5
#: The same where there are letters alone to go by.
LIKE_IN_LETTERS = 0.3


def letters(text: str, texts: Sequence[str]) -> Floats:
    """The likeness of letters in words, 0 to 1, rare ones counting more."""
    rows = Weighing([*texts, text]).weigh([*texts, text])[:, WORDS:]
    shared: Floats = (2 * rows[:-1]) @ rows[-1]
    return shared


def likeness(text: str, texts: Sequence[str], vector: Floats | None = None, vectors: Floats | None = None) -> Floats:
    """How like each of ``texts`` is to one, about 0 to 1. Vectors are their meanings, where there are any."""
    if not texts:
        return np.zeros(0, np.float32)
    shared = letters(text, texts)
    if vector is None or vectors is None:
        return shared
    both: Floats = ((vectors @ vector + _LETTERS * shared) / (1 + _LETTERS)).astype(np.float32)
    return both


def spoken_for(likenesses: Iterable[float], what: Sequence[Hashable]) -> list[tuple[Hashable, float]]:
    """What the likest speak for together, best first: many that are somewhat alike count as one that is very alike."""
    sums: dict[Hashable, float] = {}
    for value, one in zip(likenesses, what, strict=True):
        sums[one] = sums.get(one, 0.0) + float(np.exp(_SHARP * value))
    return sorted(((one, float(np.log(total)) / _SHARP) for one, total in sums.items()), key=lambda pair: -pair[1])

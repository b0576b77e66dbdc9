"""The nearest of many vectors behind one small contract: exact, in numpy. What is faster can stand in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tummler.minds.topics.contract import Floats

_AT_ONCE = 4_096


class Neighbours(Protocol):
    """Vectors of length 1 by their ids."""

    def add(self, ids: Sequence[int], vectors: Floats) -> None:
        """Take in more; an id that is known gets its new vector."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Forget some."""
        ...

    def search(self, vector: Floats, most: int) -> list[tuple[int, float]]:
        """The nearest, the very nearest first, each with its cosine."""
        ...

    def likeness(self, vector: Floats, ids: Sequence[int]) -> dict[int, float]:
        """The cosines of those of these ids that are known."""
        ...

    def __len__(self) -> int: ...


class Exact:
    """Every vector is looked at: 16-bit in memory, taken wide a few thousand at a time."""

    def __init__(self) -> None:
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._rows: NDArray[np.float16] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Sequence[int], vectors: Floats) -> None:
        """Take in more; an id that is known gets its new vector."""
        self.remove(ids)
        rows = vectors.astype(np.float16)
        self._ids = np.concatenate([self._ids, np.array(ids, np.int64)])
        self._rows = rows if self._rows is None else np.concatenate([self._rows, rows])

    def remove(self, ids: Sequence[int]) -> None:
        """Forget some."""
        if self._rows is None or not np.isin(self._ids, ids).any():
            return
        left = ~np.isin(self._ids, ids)
        self._ids, self._rows = self._ids[left], self._rows[left]

    def search(self, vector: Floats, most: int) -> list[tuple[int, float]]:
        """The nearest, the very nearest first, each with its cosine."""
        if self._rows is None or not len(self._ids):
            return []
        parts = (self._rows[at : at + _AT_ONCE] for at in range(0, len(self._ids), _AT_ONCE))
        likeness = np.concatenate([part.astype(np.float32) @ vector for part in parts])
        some = np.argpartition(-likeness, min(most, len(likeness) - 1))[:most]
        order = some[np.lexsort((self._ids[some], -likeness[some]))]
        return [(int(self._ids[at]), float(likeness[at])) for at in order]

    def likeness(self, vector: Floats, ids: Sequence[int]) -> dict[int, float]:
        """The cosines of those of these ids that are known."""
        if self._rows is None or not len(self._ids):
            return {}
        places = np.flatnonzero(np.isin(self._ids, ids))
        found = self._rows[places].astype(np.float32) @ vector
        return {int(one): float(value) for one, value in zip(self._ids[places], found, strict=True)}

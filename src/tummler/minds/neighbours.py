"""The nearest of many vectors behind one small contract: exact in numpy, and for many in two looks (decision 40)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from tummler.minds.topics.contract import Floats

_AT_ONCE = 4_096
#: From so many on the first look is at a sketch of each vector.
_MANY = 10_000
#: The directions in which the vectors differ most, of so many drawn; so many are looked at again for each wanted one.
_WIDTH, _DRAWN, _AGAIN = 96, 4_000, 10

Number = TypeVar("Number", np.float16, np.float32, np.int64)


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


class _Rows(Generic[Number]):
    """Rows of numbers with room to grow, so that one more doesn't copy all there are."""

    def __init__(self, first: NDArray[Number]) -> None:
        self._room: NDArray[Number] = first
        self._held = len(first)

    @property
    def now(self) -> NDArray[Number]:
        """Those that are held; never kept, since they move when more come."""
        held: NDArray[Number] = self._room[: self._held]
        return held

    def add(self, more: NDArray[Number]) -> None:
        """Take in more below the others."""
        held = self._held + len(more)
        if held > len(self._room):
            room = np.empty((held + held // 8, *self._room.shape[1:]), self._room.dtype)
            room[: self._held] = self.now
            self._room = room
        self._room[self._held : held] = more
        self._held = held

    def keep(self, left: NDArray[np.bool_]) -> None:
        """Only those that are marked."""
        self._room = self.now[left]
        self._held = len(self._room)


class Exact:
    """Every vector is looked at: 16-bit in memory, taken wide a few thousand at a time."""

    def __init__(self) -> None:
        self._ids: _Rows[np.int64] = _Rows(np.zeros(0, np.int64))
        self._rows: _Rows[np.float16] | None = None

    def __len__(self) -> int:
        return len(self._ids.now)

    def add(self, ids: Sequence[int], vectors: Floats) -> None:
        """Take in more; an id that is known gets its new vector."""
        self.remove(ids)
        rows = vectors.astype(np.float16)
        self._ids.add(np.array(ids, np.int64))
        if self._rows is None:
            self._rows = _Rows(rows)
        else:
            self._rows.add(rows)

    def remove(self, ids: Sequence[int]) -> None:
        """Forget some."""
        left = ~np.isin(self._ids.now, ids)
        if self._rows is not None and not left.all():
            self._keep(left)

    def search(self, vector: Floats, most: int) -> list[tuple[int, float]]:
        """The nearest, the very nearest first, each with its cosine."""
        if self._rows is None or not len(self):
            return []
        return self._first(np.arange(len(self)), self._cosines(self._rows.now, vector), most)

    def likeness(self, vector: Floats, ids: Sequence[int]) -> dict[int, float]:
        """The cosines of those of these ids that are known."""
        if self._rows is None or not len(self):
            return {}
        places = np.flatnonzero(np.isin(self._ids.now, ids))
        found = self._cosines(self._rows.now[places], vector)
        return {int(one): float(value) for one, value in zip(self._ids.now[places], found, strict=True)}

    def _keep(self, left: NDArray[np.bool_]) -> None:
        self._ids.keep(left)
        if self._rows is not None:
            self._rows.keep(left)

    def _first(self, places: NDArray[np.intp], cosines: Floats, most: int) -> list[tuple[int, float]]:
        """The nearest of these places; the older one first where two are as near."""
        some = np.argpartition(-cosines, min(most, len(cosines) - 1))[:most]
        ids = self._ids.now[places]
        order = some[np.lexsort((ids[some], -cosines[some]))]
        return [(int(ids[at]), float(cosines[at])) for at in order]

    @staticmethod
    def _cosines(rows: NDArray[np.float16], vector: Floats) -> Floats:
        parts = (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
        return np.concatenate([part.astype(np.float32) @ vector for part in parts] or [np.zeros(0, np.float32)])


class InTwoLooks(Exact):
    """Many vectors: a sketch of each tells which few are worth looking at whole. Few are all looked at.

    A sketch is the vector seen along the directions in which these vectors differ most; it is drawn anew where
    there are twice as many as when it was drawn.
    """

    def __init__(self, many: int = _MANY) -> None:
        super().__init__()
        self._next = many
        self._seen: tuple[Floats, _Rows[np.float32]] | None = None

    def add(self, ids: Sequence[int], vectors: Floats) -> None:
        """Take in more; an id that is known gets its new vector."""
        super().add(ids, vectors)
        if self._seen is not None:
            along, sketches = self._seen
            sketches.add(vectors @ along)
        if self._rows is not None and len(self) >= self._next:
            self._draw(self._rows.now)

    def search(self, vector: Floats, most: int) -> list[tuple[int, float]]:
        """The nearest, the very nearest first, each with its cosine; now and then one of the last is missed."""
        if self._rows is None or self._seen is None or most * _AGAIN >= len(self):
            return super().search(vector, most)
        along, sketches = self._seen
        places = np.argpartition(-(sketches.now @ (vector @ along)), most * _AGAIN)[: most * _AGAIN]
        return self._first(places, self._cosines(self._rows.now[places], vector), most)

    def _keep(self, left: NDArray[np.bool_]) -> None:
        super()._keep(left)
        if self._seen is not None:
            self._seen[1].keep(left)

    def _draw(self, rows: NDArray[np.float16]) -> None:
        drawn = rows[:: max(1, len(rows) // _DRAWN)].astype(np.float32)
        _left, _sizes, directions = np.linalg.svd(drawn, full_matrices=False)
        along = np.ascontiguousarray(directions[:_WIDTH].T)
        parts = (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))
        self._seen = along, _Rows(np.concatenate([part.astype(np.float32) @ along for part in parts]))
        self._next = 2 * len(rows)

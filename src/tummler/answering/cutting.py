"""Where an answer is cut: as its writer wants it, as long as the network's rule lets it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import regex

from tummler.networks.contract import Composition, Leaf

_WORD_END = regex.compile(r"(?<=\S)(?=\s)")

#: Where a cut goes: one word earlier or later, or near a code point of the text.
Where = Literal["earlier", "later"] | int


def fitting(
    cuts: Sequence[int], compose: Callable[[tuple[int, ...]], Composition]
) -> tuple[Composition, tuple[int, ...], tuple[int, ...]]:
    """The leaves with the cuts that fit, those cuts, and the ones that don't any more.

    A wanted cut no longer fits when the leaf before it grew so long that the network's rule cuts it by itself:
    what would be left between the two is no post that anybody wanted.
    """
    kept, dropped = sorted(set(cuts)), list[int]()
    while True:
        made = compose(tuple(kept))
        late = next((cut for cut in kept if not _fits(cut, kept, made.leaves)), None)
        if late is None:
            return made, tuple(kept), tuple(dropped)
        kept.remove(late)
        dropped.append(late)


def _fits(cut: int, cuts: Sequence[int], leaves: Sequence[Leaf]) -> bool:
    place = _boundary(cut, leaves)
    if place is None:
        return False
    return place == 1 or any(_boundary(other, leaves) == place - 1 for other in cuts)


def _boundary(cut: int, leaves: Sequence[Leaf]) -> int | None:
    """Before which leaf a cut falls."""
    found = (number for number in range(1, len(leaves)) if leaves[number - 1].end <= cut <= leaves[number].start)
    return next(found, None)


def move_cut(text: str, leaves: Sequence[Leaf], cuts: Sequence[int], number: int, where: Where) -> tuple[int, ...]:
    """The cuts once the one before leaf ``number`` was moved; those before it stay where they are seen."""
    if not 0 < number < len(leaves):
        return tuple(cuts)
    before, after = leaves[number - 1], leaves[number]
    ends = [m.start() for m in _WORD_END.finditer(text) if before.start < m.start() < after.end]
    wanted = _wanted(ends, before.end, where)
    if wanted is None:
        return tuple(cuts)
    pinned = [leaf.start for leaf in leaves[1:number]]
    later = [cut for cut in cuts if cut > after.start]
    return tuple(sorted({*pinned, wanted, *(cut for cut in later if cut > wanted)}))


def _wanted(ends: Sequence[int], now: int, where: Where) -> int | None:
    if where == "earlier":
        return max((end for end in ends if end < now), default=None)
    if where == "later":
        return min((end for end in ends if end > now), default=None)
    return min(ends, key=lambda end: abs(end - where), default=None)

"""Several lists of ids become one: what stands high in more than one comes first (reciprocal ranks). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: How much the very first counts beside those after it; 60 is what its authors found, and what we measured as good.
_EVEN = 60


def fused(lists: Iterable[Sequence[int]], most: int) -> list[int]:
    """The best of all lists (Cormack, Clarke and Büttcher 2009), each id once."""
    scores: dict[int, float] = {}
    for ids in lists:
        for place, one in enumerate(ids):
            scores[one] = scores.get(one, 0.0) + 1 / (_EVEN + 1 + place)
    return sorted(scores, key=lambda one: (-scores[one], -one))[:most]

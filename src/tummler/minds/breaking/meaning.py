"""Whether two sets of posts mean the same: for joining what bursts in other words, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tummler.minds.breaking.tracker import Alike
from tummler.minds.sentences import Vectors

#: So many posts tell what a cause means.
_MEANT_BY = 12


def alike_by(texts_of: Callable[[Sequence[int]], list[str]], encode: Callable[[list[str]], Vectors | None]) -> Alike:
    """The cosine of what two sets of posts mean on average, by their texts; 0 without a sentence model."""

    def alike(one: Sequence[int], other: Sequence[int]) -> float:
        means = []
        for numbers in (one, other):
            vectors = encode(texts_of(sorted(numbers)[:_MEANT_BY]))
            if vectors is None or not len(vectors):
                return 0.0
            mean = vectors.mean(axis=0)
            means.append(mean / np.linalg.norm(mean))
        return float(means[0] @ means[1])

    return alike

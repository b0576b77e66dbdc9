"""How unlikely a count is, after what was heard before: Poisson with a rate that is itself unsure."""

from __future__ import annotations

from functools import lru_cache
from math import inf, lgamma, log

#: What a term that nobody ever said is given: half a saying in all that was heard.
UNHEARD = 0.5
#: Words come in clumps also when nothing breaks: what was heard counts as so much less sure.
CLUMPS = 2.0
#: Nothing is taken to be known from fewer posts than this.
_LEAST_HEARD = 60.0
_MOST_STEPS = 400


def surprise(count: float, among: int, heard: float, heard_among: float) -> float:
    """-log10 of the chance of ``count`` or more in ``among`` posts, when ``heard`` of ``heard_among`` said it before.

    The rate is a gamma of what was heard, so the count is negative binomial: with little heard, little surprises.
    """
    if count <= 0 or among <= 0:
        return 0.0
    shape = (UNHEARD + heard) / (CLUMPS if heard > UNHEARD else 1.0)
    scale = max(heard_among, _LEAST_HEARD) / (CLUMPS if heard > UNHEARD else 1.0)
    return _tail(round(count, 2), round(shape, 3), round(scale / (scale + among), 6))


@lru_cache(maxsize=65_536)
def _tail(count: float, shape: float, stays: float) -> float:
    """-log10 P(X ≥ count) of a negative binomial; a count may be broken (copies count in part)."""
    leaves = 1.0 - stays
    if leaves <= 0:
        return inf
    first = lgamma(count + shape) - lgamma(shape) - lgamma(count + 1) + shape * log(stays) + count * log(leaves)
    total, step, at = 1.0, 1.0, count
    for _ in range(_MOST_STEPS):
        step *= leaves * (at + shape) / (at + 1)
        total += step
        at += 1
        if step < total * 1e-6:
            break
    return max(0.0, -(first + log(total)) / log(10))

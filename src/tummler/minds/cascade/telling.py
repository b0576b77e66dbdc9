"""Which kind the probabilities amount to, and which words told the heads so where no phrase explains it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tummler.minds.cascade.grams import grams
from tummler.minds.cascade.heads import Heads
from tummler.minds.cascade.reading import Prepared
from tummler.minds.contract import NEEDY, Judgement
from tummler.minds.first.line import STOPS

_WINDOW = 4
_MOST_WORDS = 60
_LIKELY = 0.5
_CLOSE = 0.15
#: What a post may be although it asks for something, too.
_OUTRIGHT = frozenset(("spam", "abuse", "praise"))


def kind_of(kinds: Mapping[str, float], need: float) -> str:
    """A need first, and of needs what went wrong first; else the likeliest of the rest."""
    rest = {kind: share for kind, share in kinds.items() if kind not in NEEDY}
    loudest = max(rest, key=lambda kind: rest[kind])
    wanted = max(need, *(kinds[kind] for kind in NEEDY))
    if need < _LIKELY or (loudest in _OUTRIGHT and rest[loudest] > wanted):
        return loudest
    if kinds["complaint"] >= max(_LIKELY, kinds["question"] - _CLOSE, kinds["request"] - _CLOSE):
        return "complaint"
    return max(NEEDY, key=lambda kind: (kinds[kind], kind))


def telling_words(heads: Heads, one: Prepared, reason: Judgement) -> Judgement:
    """The few words together that speak most for the kind, by the weights of its head; none where nothing does."""
    words = one.line.words[:_MOST_WORDS]
    if reason.value not in heads.names or reason.value == "noise" or not words:
        return reason
    buckets, starts = grams(words)
    column = heads.words[:, heads.names.index(reason.value)]
    each = [int(column[buckets[start:end]].sum()) for start, end in pairwise(starts)]
    sums = np.concatenate([[0], np.cumsum(each)])
    windows = [
        (float(sums[last + 1] - sums[first]), first, last)
        for first in range(len(words))
        for last in range(first, min(len(words), first + _WINDOW))
        if not STOPS & set(words[first : last + 1])
    ]
    if not windows:
        return reason
    best, first, last = max(windows)
    return replace(reason, why="telling", marks=(one.line.mark(first, last, "telling"),)) if best > 0 else reason

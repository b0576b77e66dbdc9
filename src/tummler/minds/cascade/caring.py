"""Duty of care where no phrase is known: heads on the words and letters of a post, then on what its sentence means.

The rules come first and say why. What people write then is mostly new, so these heads ring for what is like the
examples without being in any list. The cheap one hears every post; only what it finds near its line goes to the
sentence model. They change nothing else of a reading. Two lines: above the high one it rings, which hides a
conversation; above the low one, where it is said to us, the named person has a look, and nothing else happens.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.abroad import LANGUAGES, column, in_english
from tummler.minds.cascade.grams import Grams, grams, sums
from tummler.minds.cascade.reading import Prepared, sense_text
from tummler.minds.contract import CareKind, Judgement, PostToRead
from tummler.minds.first.kind import TO_US
from tummler.minds.first.line import STOPS, Line

WEIGHTS = Path(__file__).parent / "weights" / "care.npz"
KINDS: tuple[CareKind, ...] = ("self_harm", "child", "violence", "threat", "legal", "press")
#: Languages of which each has lines of its own; whatever else there is has those of "other".
HEARD = ("en", *LANGUAGES, "other")
_WINDOW = 4
_MOST_WORDS = 60
_SURE = 0.9
_RINGS = 0.5
#: What may be one is no likelier than that, and the less, the further it is from ringing.
_MAY_BE, _HALVED = 0.45, 2.0
#: Fewer words say nothing that no phrase says; with fewer than enough of them it has to be further over the line.
_FEWEST, _ENOUGH, _FEW = 4, 7, 1.5

#: So far beyond the learnt lines it must be, with the sentence model and without: a ring hides a conversation.
_BEYOND, _BEYOND_ALONE = 1.6, 1.4

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
#: What rings, and what may be one.
Told = tuple[Judgement | None, Judgement | None]


@dataclass(frozen=True, slots=True)
class Caring:
    """The first column is whether it rings at all, the others are the ``KINDS``; all in logits.

    ``words`` are int8 per bucket and column, times ``scale``, ``cheap`` the first of them; ``sense`` reads the sentence
    vector. ``gate`` is what has to be said for a ring, ``rings`` where it rings by what the sentence model says then,
    ``alone`` where it rings without that model. ``wide`` is where that model is asked, ``low`` where it may be one by
    what it says, ``low_alone`` by words alone: each for posts to us and near us (rows), in each of ``HEARD`` (columns).
    """

    words: NDArray[np.int8]
    cheap: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    sense: NDArray[np.float32]
    gate: NDArray[np.float32]
    rings: NDArray[np.float32]
    alone: NDArray[np.float32]
    wide: NDArray[np.float32]
    low: NDArray[np.float32]
    low_alone: NDArray[np.float32]
    #: What says less than that by its words is nothing: said to us, and near us.
    least: tuple[float, float]

    def heard(self, prepared: Sequence[Prepared], read: Grams) -> Doubles:
        """Whether each post rings, as far as the cheap head knows; said a thousand times it is no more."""
        heard = self._heard(read)
        for number in [number for number, one in enumerate(prepared) if column(one.language.value)]:
            heard[number] = self._heard(grams([" ".join(spoken(prepared[number]))]))[0]
        return heard

    def _heard(self, read: Grams) -> Doubles:
        buckets, starts = read
        heard = self._logits(sums(self.cheap, read), np.diff(starts)[:, None])[:, 0]
        for text in np.flatnonzero(heard > self.gate.min()):
            said = buckets[starts[text] : starts[text + 1]]
            once = np.unique(said)
            if len(once) * 2 < len(said):
                heard[text] = self._logits(self.cheap[once].sum(axis=0, dtype=np.int64), len(once))[0]
        return heard

    def _logits(self, said: NDArray[np.int64], of: NDArray[np.int64] | int) -> Doubles:
        columns = said.shape[-1]
        return np.asarray(said / np.sqrt(np.add(of, 1.0)) * self.scale[:columns] + self.bias[:columns], np.float64)

    def asks(self, heard: float, one: Prepared) -> bool:
        """Whether the sentence model is asked of a post."""
        if self._nothing(heard, one):
            return False
        return bool(heard - _few(one) > self.wide[where(one.post, one.language.value)])

    def _nothing(self, heard: float, one: Prepared) -> bool:
        """Said so little like the examples, or in so few words, that no line needs to be looked up."""
        return heard <= self.least[one.post.addressed not in TO_US] or _said(one) < _FEWEST

    def told(self, heard: float, one: Prepared, vector: Floats | None, *, alone: bool = False) -> Told:
        """What rings and, where nothing does, what may be one: with the few words that speak most for it.

        ``vector`` is what the sentence model makes of it, where it was asked; ``alone`` says that there is none.
        """
        if self._nothing(heard, one):
            return None, None
        at, words = where(one.post, one.language.value), heard - _few(one)
        both = words if vector is None else words + float((vector.astype(np.float64) @ self.sense[:, :1])[0])
        over = self._over(words, both, at, alone=alone, asked=vector is not None)
        if over > 0:
            return self._judged(one, vector, round(min(_SURE, _RINGS + 0.1 * over), 3)), None
        if not (words > self.low_alone[at] if alone or at[1] else both > self.low[at] and vector is not None):
            return None, None
        under = float(self.alone[at]) - words if vector is None else float(self.rings[at]) - both
        return None, self._judged(one, vector, round(_MAY_BE * 2 ** (-max(0.0, under) / _HALVED), 3))

    def _over(self, words: float, both: float, at: tuple[int, int], *, alone: bool, asked: bool) -> float:
        """How far over the line where it rings; what the sentence model isn't asked of never does."""
        if alone:
            return words - float(self.alone[at])
        return both - float(self.rings[at]) if asked and words > self.gate[at] else -math.inf

    def _judged(self, one: Prepared, vector: Floats | None, probability: float) -> Judgement:
        kind = self._kind(one, vector)
        first, last = self._telling(spoken(one)[:_MOST_WORDS], one.line, kind + 1)
        return Judgement(KINDS[kind], probability, "telling", (one.line.mark(first, last, "telling"),))

    def _kind(self, one: Prepared, vector: Floats | None) -> int:
        read = grams([" ".join(spoken(one))])
        logits = self._logits(sums(self.words, read), np.diff(read[1])[:, None])[0, 1:]
        if vector is not None:
            logits = logits + vector.astype(np.float64) @ self.sense[:, 1:]
        return int(logits.argmax())

    def _telling(self, words: Sequence[str], line: Line, column: int) -> tuple[int, int]:
        """The first and last of the words that speak most for a kind, of one clause where they can be."""
        buckets, starts = grams(words)
        each = [int(self.words[buckets[start:end], column].sum()) for start, end in pairwise(starts)]
        total = np.concatenate([[0], np.cumsum(each)])
        windows = [
            (STOPS.isdisjoint(line.words[first : last + 1]), int(total[last + 1] - total[first]), first, last)
            for first in range(len(words))
            for last in range(first, min(len(words), first + _WINDOW))
        ]
        _, _, first, last = max(windows)
        return first, last


def _said(one: Prepared) -> int:
    return sum(map(str.isalpha, one.line.words))


def _few(one: Prepared) -> float:
    return _FEW if _said(one) < _ENOUGH else 0.0


def where(post: PostToRead, language: str) -> tuple[int, int]:
    """Which of the lines holds for a post."""
    heard = "en" if language == "und" else column(language) or language
    return (0 if post.addressed in TO_US else 1, HEARD.index(heard if heard in HEARD else "other"))


def spoken(one: Prepared) -> list[str]:
    """The words of a post in English, as far as they are known, each in its place."""
    return in_english(one.line.words, one.language.value)


def sensed(one: Prepared) -> str:
    """What the sentence model is given."""
    return " ".join(spoken(one))[:1_500] if column(one.language.value) else sense_text(one.post.text)


@cache
def shipped() -> Caring | None:
    """The heads that come with Tummler."""
    if not WEIGHTS.exists():
        return None
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        parts = {name: kept[name] for name in kept.files}
    parts |= {"rings": parts["rings"] + _BEYOND, "alone": parts["alone"] + _BEYOND_ALONE}
    lines = np.minimum(np.minimum(parts["wide"], parts["low_alone"]), np.minimum(parts["gate"], parts["alone"]))
    to_us, near_us = lines.min(axis=1).tolist()
    return Caring(cheap=np.ascontiguousarray(parts["words"][:, :1]), least=(to_us, near_us), **parts)

"""Duty of care where no phrase is known: heads on the words and letters of a post, then on what its sentence means.

The rules come first and say why. What people write then is mostly new, so these heads ring for what is like the
examples without being in any list. The cheap one hears every post; only what it finds near its line goes to the
sentence model. They change nothing else of a reading.
"""

from __future__ import annotations

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
#: Fewer words say nothing that no phrase says; with fewer than enough of them it has to be further over the line.
_FEWEST, _ENOUGH, _FEW = 4, 7, 1.5

#: So far beyond the learnt lines it must be, with the sentence model and without: a ring hides a conversation.
_BEYOND, _BEYOND_ALONE = 1.6, 1.4

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Caring:
    """The first column is whether it rings at all, the others are the ``KINDS``; all in logits.

    ``words`` are int8 per bucket and column, times ``scale``, ``cheap`` the first of them; ``sense`` reads the sentence
    vector. ``gate`` is where the sentence model is asked, ``rings`` where it rings then, ``alone`` where it rings
    without that model: each for posts to us and near us (rows), in each of ``HEARD`` (columns).
    """

    words: NDArray[np.int8]
    cheap: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    sense: NDArray[np.float32]
    gate: NDArray[np.float32]
    rings: NDArray[np.float32]
    alone: NDArray[np.float32]

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

    def asks(self, heard: float, one: Prepared, *, alone: bool = False) -> bool:
        """Whether the sentence model is asked of a post, or where there is none, whether it rings."""
        lines = self.alone if alone else self.gate
        return _said(one) >= _FEWEST and heard - _few(one) > lines[where(one.post, one.language.value)]

    def told(self, heard: float, one: Prepared, vector: Floats | None) -> Judgement | None:
        """The likeliest kind of what asked, with the few words that speak most for it; None where nothing rings."""
        lines = self.alone if vector is None else self.rings
        if vector is not None:
            heard += float((vector.astype(np.float64) @ self.sense[:, :1])[0])
        further = heard - _few(one) - float(lines[where(one.post, one.language.value)])
        if further <= 0:
            return None
        kind = self._kind(one, vector)
        first, last = self._telling(spoken(one)[:_MOST_WORDS], one.line, kind + 1)
        probability = round(min(_SURE, _RINGS + 0.1 * further), 3)
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
    return Caring(cheap=np.ascontiguousarray(parts["words"][:, :1]), **parts)

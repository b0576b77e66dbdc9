"""The heads: linear, one a question asked of a post, all from one pass; and a second look with the sentence model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.grams import Grams, sums

WEIGHTS = Path(__file__).parent / "weights" / "heads.npz"
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
_PARTS = 4096


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights of ``names``. ``words`` are int8 per bucket, times ``scale``; ``calm`` are Platt's two numbers."""

    names: tuple[str, ...]
    words: NDArray[np.int8]
    scale: Floats
    shown: Floats
    bias: Floats
    calm: Floats

    def first(self, read: Grams, shown: Floats) -> Doubles:
        """The logits of the cheap heads, (texts, heads), of the lines' words and ``shown``, their features.

        Summed in whole numbers, so that no digit depends on what else is in the batch.
        """
        spread = 1 / np.sqrt(np.diff(read[1]) + 1.0)
        exact = _whole(shown) @ _whole(self.shown)
        return sums(self.words, read) * spread[:, None] * self.scale + exact / _PARTS**2 + self.bias

    def calmed(self, logits: Doubles) -> Doubles:
        """Calibrated probabilities of the first look."""
        return sigmoid(logits * self.calm[0] + self.calm[1])


@dataclass(frozen=True, slots=True)
class Second:
    """The second look: a linear part on the sentence vector, and a kernel over examples (``near``, ``pull``)."""

    sense: Floats
    sense_shown: Floats
    sense_bias: Floats
    near: Floats
    pull: Floats
    pull_bias: Floats
    width: float
    calm_twice: Floats

    def look(self, logits: Doubles, vector: Floats, shown: Floats) -> Doubles:
        """Calibrated probabilities of both looks at one post: the mean of what each gives, then calmed."""
        linear = vector @ self.sense + shown @ self.sense_shown + self.sense_bias
        likeness = self.near @ vector / 127
        kernel = np.exp(self.width * (likeness - 1)) @ self.pull + self.pull_bias
        mean = (sigmoid(logits) + sigmoid(linear.astype(np.float64)) + sigmoid(kernel.astype(np.float64))) / 3
        return sigmoid(logit(mean) * self.calm_twice[0] + self.calm_twice[1])


def _whole(numbers: Floats) -> NDArray[np.int64]:
    return np.round(numbers.astype(np.float64) * _PARTS).astype(np.int64)


def sigmoid(logits: Doubles) -> Doubles:
    """0 to 1."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float64)


def logit(shares: Doubles) -> Doubles:
    """The inverse of :func:`sigmoid`."""
    kept = np.clip(shares, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)), np.float64)


@cache
def shipped() -> Heads:
    """The heads that come with Tummler."""
    parts = _parts("names", "words", "scale", "shown", "bias", "calm")
    names = tuple(str(parts.pop("names")).split(","))
    words = parts.pop("words")
    return Heads(names=names, words=words, **{name: part.astype(np.float32) for name, part in parts.items()})


@cache
def shipped_second() -> Second:
    """Its second look: four megabytes, only where there is a sentence model."""
    parts = _parts("sense", "sense_shown", "sense_bias", "near", "pull", "pull_bias", "width", "calm_twice")
    width = float(parts.pop("width"))
    return Second(width=width, **{name: part.astype(np.float32) for name, part in parts.items()})


def _parts(*names: str) -> dict[str, NDArray[Any]]:
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        return {name: kept[name] for name in names}

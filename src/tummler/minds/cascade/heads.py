"""The heads: linear, one a question asked of a post, all from one pass; and a second look with the sentence model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.grams import Grams, sums

WEIGHTS = Path(__file__).parent / "weights" / "heads.npz"
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
_PARTS = 4096


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights of the heads ``names``. ``words`` are int8 per bucket, times ``scale``; ``calm`` are Platt's two numbers.

    The second look is a linear part on the sentence vector and a kernel over examples (``near``, ``pull``).
    """

    names: tuple[str, ...]
    words: NDArray[np.int8]
    scale: Floats
    shown: Floats
    bias: Floats
    calm: Floats
    sense: Floats
    sense_shown: Floats
    sense_bias: Floats
    near: Floats
    pull: Floats
    pull_bias: Floats
    width: float
    calm_twice: Floats

    def first(self, read: Grams, shown: Floats) -> Doubles:
        """The logits of the cheap heads, (texts, heads), of the lines' words and ``shown``, their features.

        Summed in whole numbers, so that no digit depends on what else is in the batch.
        """
        spread = 1 / np.sqrt(np.diff(read[1]) + 1.0)
        exact = _whole(shown) @ _whole(self.shown)
        return sums(self.words, read) * spread[:, None] * self.scale + exact / _PARTS**2 + self.bias

    def second(self, vector: Floats, shown: Floats) -> tuple[Doubles, Doubles]:
        """The logits of the second look at one post: of its linear part and of its kernel."""
        linear = vector @ self.sense + shown @ self.sense_shown + self.sense_bias
        likeness = self.near @ vector / 127
        kernel = np.exp(self.width * (likeness - 1)) @ self.pull + self.pull_bias
        return linear.astype(np.float64), kernel.astype(np.float64)

    def calmed(self, logits: Doubles) -> Doubles:
        """Calibrated probabilities of the first look."""
        return sigmoid(logits * self.calm[0] + self.calm[1])

    def together(self, logits: Doubles, linear: Doubles, kernel: Doubles) -> Doubles:
        """Calibrated probabilities of both looks: the mean of what each gives, then calmed."""
        mean = (sigmoid(logits) + sigmoid(linear) + sigmoid(kernel)) / 3
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
    with np.load(WEIGHTS, allow_pickle=False) as kept:
        parts = {name: kept[name] for name in kept.files}
    names = tuple(str(parts.pop("names")).split(","))
    width = float(parts.pop("width"))
    small = {name: part if name == "words" else part.astype(np.float32) for name, part in parts.items()}
    return Heads(names=names, width=width, **small)

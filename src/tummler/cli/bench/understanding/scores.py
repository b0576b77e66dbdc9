"""The measures that rows share; plain numpy, each a share between 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def accuracy(true: Sequence[Any], said: Sequence[Any]) -> float:
    """How many are right."""
    return sum(bool(one == other) for one, other in zip(true, said, strict=True)) / max(1, len(true))


def f1(true: Sequence[Any], said: Sequence[Any], value: Any) -> float:
    """F1 of one value."""
    right = sum(one == other == value for one, other in zip(true, said, strict=True))
    total = sum(one == value for one in true) + sum(one == value for one in said)
    return 2 * right / total if total else 0.0


def precision_recall(true: Sequence[Any], said: Sequence[Any], value: Any) -> tuple[float, float]:
    """Precision and recall of one value."""
    right = sum(one == other == value for one, other in zip(true, said, strict=True))
    return right / max(1, sum(one == value for one in said)), right / max(1, sum(one == value for one in true))


def macro_f1(true: Sequence[Any], said: Sequence[Any]) -> float:
    """The mean F1 of the values that truly occur."""
    values = sorted(set(true))
    return sum(f1(true, said, value) for value in values) / max(1, len(values))


def auc(true: Sequence[Any], scores: Sequence[float] | Floats) -> float:
    """How often a true one is scored above a false one; ties count half."""
    marks, values = np.asarray(true, bool), np.asarray(scores, float)
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positives, negatives = int(marks.sum()), int((~marks).sum())
    if not positives or not negatives:
        return 0.5
    return float((ranks[marks].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def calibration_error(
    true: Sequence[Any] | npt.NDArray[Any], probabilities: Sequence[float] | Floats, bins: int = 10
) -> float:
    """Expected calibration error of a yes-or-no probability, in bins of equal width."""
    marks, values = np.asarray(true, float), np.asarray(probabilities, float)
    place = np.minimum((values * bins).astype(int), bins - 1)
    errors = [
        abs(marks[place == number].mean() - values[place == number].mean()) * float((place == number).mean())
        for number in range(bins)
        if (place == number).any()
    ]
    return float(sum(errors))


def folds(size: int, count: int, seed: int = 1) -> list[npt.NDArray[np.int64]]:
    """The places of ``count`` folds of ``size`` rows, the same for a seed everywhere."""
    order = np.random.default_rng(seed).permutation(size)
    return [np.sort(part) for part in np.array_split(order, count)]

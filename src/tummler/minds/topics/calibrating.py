"""How sure to be of a topic, and when a post is about none of them: learned from examples that were held back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tummler.minds.topics.contract import Floats

#: With one topic alone nothing can be held back that is about another: the score's own meaning decides.
_ONE_TOPIC = (np.float32(8.0), np.float32(0.0), np.float32(-3.6))
_STEPS = 40
_STEADY = 1e-3
#: What weighs for "none of these": examples held back with their whole topic are nearer to the others than most
#: posts about nothing are, so they count for less than half (measured on 5 to 30 examples of 8 to 150 topics).
_STRANGE = 0.3
_WARMTHS = np.geomspace(0.02, 0.5, 24)


@dataclass(frozen=True, slots=True)
class Calibration:
    """``warmth`` spreads the topics' shares; the weights are of the best score, the nearest example, and one."""

    warmth: float
    weights: tuple[np.float32, np.float32, np.float32]

    def known(self, scores: Floats, nearest: Floats) -> Floats:
        """The probability that it is about one of the topics at all."""
        score, near, one = self.weights
        known: Floats = 1 / (1 + np.exp(-(score * scores.max(axis=1) + near * nearest + one)))
        return known

    def shares(self, scores: Floats) -> Floats:
        """Each topic's probability if it is one of them, (n, topics)."""
        return _shares(scores, self.warmth)


def calibrated(alone: Floats, apart: Floats, labels: NDArray[np.int64], likeness: Floats | None) -> Calibration:
    """From what examples score held back one by one, and with their whole topic; ``labels`` below 0 are of none."""
    theirs = labels >= 0
    warmth = _warmth(alone[theirs], labels[theirs])
    if alone.shape[1] < 2:
        return Calibration(warmth, _ONE_TOPIC)
    known = np.stack([alone.max(axis=1), _nearest(likeness, np.arange(len(labels)))], axis=1)
    strange = np.stack([apart[theirs].max(axis=1), _nearest(likeness, labels)[theirs]], axis=1)
    rows = np.concatenate([known[theirs], strange, known[~theirs]])
    truth = np.concatenate([np.ones(theirs.sum()), np.zeros(len(rows) - theirs.sum())])
    score, near, one = (np.float32(weight) for weight in _fitted(rows, truth))
    return Calibration(warmth, (score, near, one))


def _shares(scores: Floats, warmth: float) -> Floats:
    powers = np.exp((scores - scores.max(axis=1, keepdims=True)) / np.float32(warmth))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _warmth(alone: Floats, labels: NDArray[np.int64]) -> float:
    """The one under which the truth is least surprising."""
    rows = np.arange(len(labels))
    surprise = [-np.log(_shares(alone, float(warmth))[rows, labels] + 1e-9).mean() for warmth in _WARMTHS]
    return float(_WARMTHS[int(np.argmin(surprise))])


def _nearest(likeness: Floats | None, groups: NDArray[np.int64]) -> Floats:
    """The likeness of the nearest example outside of one's own group."""
    if likeness is None:
        return np.zeros(len(groups), np.float32)
    nearest: Floats = np.where(groups[:, None] == groups[None, :], np.float32(-1), likeness).max(axis=1)
    return nearest


def _fitted(rows: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's steps; how many there are on a side does not matter."""
    given = np.column_stack([rows, np.ones(len(rows))]).astype(np.float64)
    weigh = np.where(truth > 0, (1 - _STRANGE) / max(1, truth.sum()), _STRANGE / max(1, (1 - truth).sum()))
    weights = np.zeros(given.shape[1])
    steady = _STEADY * np.diag([1.0] * (given.shape[1] - 1) + [0.0])
    for _step in range(_STEPS):
        said = 1 / (1 + np.exp(-np.clip(given @ weights, -30, 30)))
        slope = given.T @ (weigh * (said - truth)) + steady @ weights
        bend = given.T @ (given * (weigh * said * (1 - said))[:, None]) + steady + 1e-9 * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return weights

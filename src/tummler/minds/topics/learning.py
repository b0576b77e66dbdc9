"""Learning topics from examples: kernel ridge regression on meaning and words, solved at once.

What an example would have been told had it not been taught has a closed form, one by one and topic by topic. So every
example is held back once without learning again: the first tells how sure to be, the second how a post looks that is
about nothing the brand has a topic for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tummler.minds.topics.calibrating import Calibration, calibrated
from tummler.minds.topics.contract import NONE, Floats, Taught, Told
from tummler.minds.topics.features import Weighing
from tummler.minds.topics.telling import words_for

#: So many examples are held back in turn; more teach, but calibrate no better.
_HELD_BACK = 2_500
_AT_ONCE = 1_000
_BY_CHANCE = 0.4


@dataclass(frozen=True, slots=True)
class Setting:
    """How near in meaning counts as near, how much words weigh beside it, how far an example is believed."""

    nearness: float
    words: float
    doubt: float
    #: What speaks less for a topic than this is chance.
    least: float = 0.0


FEW = Setting(1.0, 0.2, 0.15)
MANY = Setting(2.0, 0.6, 0.3)
WORDS_ALONE = Setting(0.0, 1.0, 0.3, least=0.2)
#: From so many examples a topic.
_MANY = 30


@dataclass(frozen=True, slots=True)
class Learned:
    """Topics as they were learned. ``held_back`` is what each example was told without itself, in their order."""

    topics: tuple[str, ...]
    held_back: tuple[str, ...]
    setting: Setting
    weighing: Weighing
    meanings: Floats | None
    #: How much each example, and each place of the words, pulls towards each topic; the last column is for none.
    pull: Floats
    words: Floats
    calibration: Calibration

    def tell(self, texts: Sequence[str], vectors: Floats | None = None) -> list[Told]:
        """One a text, in order."""
        found: list[Told] = []
        for at in range(0, len(texts), _AT_ONCE):
            some = texts[at : at + _AT_ONCE]
            found += self._tell(some, None if vectors is None else vectors[at : at + _AT_ONCE])
        return found

    def scores(self, texts: Sequence[str], vectors: Floats | None = None) -> tuple[Floats, Floats]:
        """How much speaks for each topic, (n, topics), and how near the nearest example is in meaning, (n,)."""
        scores: Floats = self.setting.words * (self.weighing.weigh(texts) @ self.words)
        nearest = np.zeros(len(texts), np.float32)
        if self.meanings is not None and vectors is not None:
            likeness = vectors @ self.meanings.T
            scores += _near(likeness, self.setting) @ self.pull
            nearest = likeness.max(axis=1)
        return _of_ours(scores), nearest

    def _tell(self, texts: Sequence[str], vectors: Floats | None) -> list[Told]:
        scores, nearest = self.scores(texts, vectors)
        known, shares = self.calibration.known(scores, nearest), self.calibration.shares(scores)
        known = np.where(scores.max(axis=1) < self.setting.least, np.minimum(known, _BY_CHANCE), known)
        return [self._told(text, float(k), row) for text, k, row in zip(texts, known, shares, strict=True)]

    def _told(self, text: str, known: float, shares: Floats) -> Told:
        best = int(shares.argmax())
        topic = self.topics[best]
        if known < 0.5:
            return Told(NONE, 1 - known, topic)
        return Told(topic, known * float(shares[best]), topic, words_for(text, self.words, self.weighing.rare, best))


def learn(taught: Sequence[Taught], vectors: Floats | None = None) -> Learned | None:
    """Topics from examples, the same from the same; None where no topic has one. ``vectors`` are their meanings."""
    topics = tuple(sorted({one.topic for one in taught} - {NONE}))
    if not topics:
        return None
    places = {topic: place for place, topic in enumerate(topics)}
    labels = np.array([places.get(one.topic, -1) for one in taught])
    wanted = np.zeros((len(taught), len(topics) + 1), np.float32)
    wanted[np.arange(len(taught)), labels] = 1  # the last column is for none of them
    texts = [one.text for one in taught]
    weighing = Weighing(texts)
    weighed = weighing.weigh(texts)
    setting = _setting(labels, len(topics), vectors)
    gram = _gram(weighed, vectors, setting)
    pull = np.linalg.solve(gram, wanted)
    calibration, held_back = _held_back(gram, wanted, labels, vectors)
    told = tuple(topics[place] if place >= 0 else NONE for place in held_back)
    return Learned(topics, told, setting, weighing, vectors, pull, weighed.T @ pull, calibration)


def _of_ours(scores: Floats) -> Floats:
    """The topics' scores, less what speaks for none of them: the last column."""
    ours: Floats = scores[:, :-1] - np.maximum(scores[:, -1:], 0)
    return ours


def _setting(labels: NDArray[np.int64], topics: int, vectors: Floats | None) -> Setting:
    if vectors is None:
        return WORDS_ALONE
    return MANY if (labels >= 0).sum() >= _MANY * topics else FEW


def _near(likeness: Floats, setting: Setting) -> Floats:
    near: Floats = np.exp(np.float32(-2 * setting.nearness) * (1 - likeness))
    return near


def _gram(weighed: Floats, vectors: Floats | None, setting: Setting) -> Floats:
    gram: Floats = np.float32(setting.words) * (weighed @ weighed.T)
    if vectors is not None:
        gram += _near(vectors @ vectors.T, setting)
    gram[np.diag_indices(len(gram))] += np.float32(setting.doubt)
    return gram


def _held_back(
    gram: Floats, wanted: Floats, labels: NDArray[np.int64], vectors: Floats | None
) -> tuple[Calibration, NDArray[np.int64]]:
    """How sure to be, and what each example is told by the others."""
    size = len(labels)
    some = np.arange(size)
    if size > _HELD_BACK:
        some = np.sort(np.random.default_rng(0).permutation(size)[:_HELD_BACK])
    inverse: Floats = np.linalg.inv(gram[np.ix_(some, some)])
    pull: Floats = inverse @ wanted[some]
    alone = _of_ours(wanted[some] - pull / np.diag(inverse)[:, None])
    apart = _without_its_topic(inverse, pull, wanted[some], labels[some])
    likeness = None if vectors is None else vectors[some] @ vectors[some].T
    calibration = calibrated(alone, apart, labels[some], likeness)
    known = calibration.known(alone, _nearest(likeness, len(some)))
    told = np.full(size, -1)
    told[some] = np.where(known >= 0.5, alone.argmax(axis=1), -1)
    return calibration, told


def _without_its_topic(inverse: Floats, pull: Floats, wanted: Floats, labels: NDArray[np.int64]) -> Floats:
    """What the examples of each topic would score if the brand didn't have it, its own column taken out."""
    apart = np.empty((len(wanted), wanted.shape[1] - 1), np.float32)
    for topic in range(apart.shape[1]):
        group = np.flatnonzero(labels == topic)
        block = inverse[np.ix_(group, group)]
        apart[group] = _of_ours(wanted[group] - np.linalg.solve(block, pull[group]))
        apart[group, topic] = -np.inf
    return apart


def _nearest(likeness: Floats | None, size: int) -> Floats:
    if likeness is None:
        return np.zeros(size, np.float32)
    others = likeness.copy()
    np.fill_diagonal(others, -1)
    nearest: Floats = others.max(axis=1)
    return nearest

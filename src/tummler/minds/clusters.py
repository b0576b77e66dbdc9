"""Texts that are about the same, and the words that tell them from the others: for a brand that has no topics yet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tummler.common.text import search_text
from tummler.minds.topics.contract import Floats
from tummler.minds.topics.features import said

#: A proposal is worth a look from so many texts of so many people; no more than so many are looked through at once.
FEWEST, FEWEST_PEOPLE, MOST = 6, 3, 24
_STEPS = 25
#: A text belongs to a cluster if it is this near to its middle; a cluster is one if its texts are in the mean.
_BELONGS, _COHERES = 0.45, 0.55
#: Two whose middles are this near are one.
_SAME = 0.8
_WORDS = 4


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places of its texts, the most typical first, and its telling words."""

    places: tuple[int, ...]
    words: tuple[str, ...]


def clusters(texts: Sequence[str], vectors: Floats, people: Sequence[int]) -> list[Cluster]:
    """What the texts are about, the largest first; the same from the same. ``people`` are who wrote each."""
    if len(texts) < FEWEST:
        return []
    count = min(MOST, max(4, len(texts) // FEWEST))
    nearest, likeness = _parted(vectors, count)
    found = []
    for number in range(count):
        mine = np.flatnonzero((nearest == number) & (likeness >= _BELONGS))
        mine = mine[np.argsort(-likeness[mine], kind="stable")]
        several = len({people[int(at)] for at in mine}) >= FEWEST_PEOPLE
        if len(mine) >= FEWEST and several and likeness[mine].mean() >= _COHERES:
            found.append(mine)
    words = _telling(texts, found, people)
    made = [Cluster(tuple(int(at) for at in mine), words[at]) for at, mine in enumerate(found) if words[at]]
    return sorted(made, key=lambda one: (-len(one.places), one.places))


def _parted(vectors: Floats, count: int) -> tuple[NDArray[np.int64], Floats]:
    """K-means on the sphere, begun far apart: the middle each is nearest to, and how near."""
    middles = vectors[[int((vectors @ vectors.mean(axis=0)).argmax())]]
    while len(middles) < count:
        middles = np.vstack([middles, vectors[(vectors @ middles.T).max(axis=1).argmin()]])
    nearest = np.full(len(vectors), -1)
    for _step in range(_STEPS):
        likeness = vectors @ middles.T
        now = likeness.argmax(axis=1)
        if np.array_equal(now, nearest):
            break
        nearest = now
        for number in range(count):
            mine = vectors[nearest == number]
            if len(mine):
                middle = mine.mean(axis=0)
                middles[number] = middle / max(float(np.linalg.norm(middle)), 1e-6)
    joined = _joined(middles)[nearest]
    for number in set(joined.tolist()):
        middle = vectors[joined == number].mean(axis=0)
        middles[number] = middle / max(float(np.linalg.norm(middle)), 1e-6)
    return joined, (vectors * middles[joined]).sum(axis=1)


def _joined(middles: Floats) -> NDArray[np.int64]:
    """For each middle the first that is about the same."""
    same = np.arange(len(middles))
    for at, row in enumerate(middles @ middles.T):
        first = int(np.flatnonzero(row[: at + 1] >= _SAME)[0]) if (row[: at + 1] >= _SAME).any() else at
        same[at] = same[first]
    return same


def _telling(texts: Sequence[str], found: Sequence[NDArray[np.int64]], people: Sequence[int]) -> list[tuple[str, ...]]:
    """For each cluster the words that several of its people used and the others hardly did, as they stand there."""
    everywhere: Counter[str] = Counter()
    folded = [set(search_text(said(text)).split()) for text in texts]
    for words in folded:
        everywhere.update(words)
    named = []
    for mine in found:
        here: Counter[str] = Counter()
        by: dict[str, set[int]] = {}
        for at in mine:
            here.update(folded[at])
            for word in folded[at]:
                by.setdefault(word, set()).add(people[at])
        scores = {
            word: count / len(mine) * math.log(len(texts) / everywhere[word])
            for word, count in here.items()
            if len(word) > 2 and not word.isdecimal() and len(by[word]) >= FEWEST_PEOPLE
        }
        best = sorted(scores, key=lambda word: (-round(scores[word], 3), -len(word), word))[:_WORDS]
        named.append(tuple(word for word in best if scores[word] > 0))
    return named

"""Question by question in time, those who answered before are ranked; who gave the best answer is right."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from tummler.cli.bench.matching.sites import Answered, Asked
from tummler.cli.bench.understanding.topic_rows import vectors_of
from tummler.common.text import search_text
from tummler.matching.ranking import LATEST, NEAREST, Solved, Standing, days_between, pace_of, ranked
from tummler.minds.sentences import Vectors

#: The first part of a site's questions only tells who answers what.
START = 0.3
#: Precision is told among so many.
_FEW = 5
OURS, ACTIVE, WORDS = "ours", "most active first", "BM25"


@dataclass(slots=True)
class Found:
    """What one order of candidates got right, question by question."""

    ranks: list[float] = field(default_factory=list)
    few: list[float] = field(default_factory=list)

    def note(self, order: Sequence[str], best: str, all_right: set[str]) -> None:
        """One more question."""
        self.ranks.append(1 / (order.index(best) + 1))
        self.few.append(len(all_right & set(order[:_FEW])) / _FEW)

    @property
    def mrr(self) -> float:
        """Mean reciprocal rank of who gave the best answer."""
        return float(np.mean(self.ranks)) if self.ranks else 0.0

    @property
    def precision(self) -> float:
        """How many of the first five answered it."""
        return float(np.mean(self.few)) if self.few else 0.0


@dataclass(slots=True)
class Site:
    """A site as measured: ours and the baselines, on how much."""

    name: str
    questions: int = 0
    #: Of whom one chooses, in the middle.
    candidates: float = 0.0
    #: Questions whose best answer came from somebody who had never answered there.
    newcomers: int = 0
    found: dict[str, Found] = field(default_factory=lambda: {name: Found() for name in (OURS, ACTIVE, WORDS)})


@dataclass(slots=True)
class _Past:
    """Who answered what until now."""

    solved: list[tuple[str, int, datetime, bool, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    profiles: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, at: int, question: Asked, one: Answered) -> None:
        """An answer was given."""
        who, best = str(one.by), question.best
        self.solved.append((who, at, one.at, best is not None and best.id == one.id, question.by))
        self.counts[who] += 1
        self.profiles[who].update(search_text(f"{question.text} {one.text}").split())


def measure(name: str, questions: Sequence[Asked]) -> Site:
    """One site. Everything that is known when a question is asked was said before it."""
    site, past = Site(name), _Past()
    vectors = vectors_of([one.text for one in questions])
    answers = sorted(((one, at) for at, asked in enumerate(questions) for one in asked.others), key=lambda p: p[0].at)
    coming = iter([*answers, None])
    following = next(coming)
    many = []
    for at, asked in enumerate(questions):
        while following is not None and following[0].at < asked.at:
            past.add(following[1], questions[following[1]], following[0])
            following = next(coming)
        if at < START * len(questions) or asked.best is None:
            continue
        best, right = str(asked.best.by), {str(one.by) for one in asked.others}
        everyone = sorted(who for who in past.counts if who != str(asked.by))
        if best not in everyone:
            site.newcomers += 1
            continue
        many.append(len(everyone))
        for key, order in _orders(at, questions, vectors, past, everyone):
            site.found[key].note(order, best, right)
    site.questions, site.candidates = len(many), float(np.median(many)) if many else 0.0
    return site


def _orders(
    at: int, questions: Sequence[Asked], vectors: Vectors, past: _Past, everyone: list[str]
) -> Iterator[tuple[str, list[str]]]:
    yield OURS, _ours(at, questions, vectors, past, everyone)
    yield ACTIVE, sorted(everyone, key=lambda who: (-past.counts[who], who))
    scores = _okapi(search_text(questions[at].text).split(), past.profiles)
    yield WORDS, sorted(everyone, key=lambda who: (-scores[who], who))


def _ours(at: int, questions: Sequence[Asked], vectors: Vectors, past: _Past, everyone: list[str]) -> list[str]:
    """The product's own ranking, of what the product looks at: the nearest, the latest, and what was for the asker."""
    asked = questions[at]
    likeness = vectors[:at] @ vectors[at]
    nearest = set(np.argsort(-likeness, kind="stable")[:NEAREST].tolist())
    latest = max(0, len(past.solved) - LATEST)
    pace = pace_of([when for _who, _about, when, _best, _by in past.solved[latest:]], asked.at)
    solved = []
    for number, (who, about, when, best, by) in enumerate(past.solved):
        if about not in nearest and number < latest and by != asked.by:
            continue
        since = days_between(when, asked.at) * pace
        same = len(asked.tags & questions[about].tags) / max(1, len(asked.tags | questions[about].tags))
        solved.append(Solved(who, since, max(0.0, float(likeness[about])), same, best, by == asked.by))
    return ranked(solved, [Standing(who) for who in everyone])


def _okapi(asked: list[str], profiles: dict[str, Counter[str]]) -> dict[str, float]:
    """BM25 with what everyone answered as their page: the questions, and their own words."""
    sizes = {who: page.total() for who, page in profiles.items()}
    mean = sum(sizes.values()) / max(1, len(sizes))
    scores = dict.fromkeys(profiles, 0.0)
    for word in set(asked):
        held = [who for who, page in profiles.items() if word in page]
        rare = math.log(1 + (len(profiles) - len(held) + 0.5) / (len(held) + 0.5))
        for who in held:
            often = profiles[who][word]
            scores[who] += rare * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * sizes[who] / mean))
    return scores

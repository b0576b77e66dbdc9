"""An earlier question like this one: SemEval-2016 task 3 B, ten found by a search engine, put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.okapi import Okapi
from tummler.cli.bench.understanding.scores import Floats
from tummler.cli.bench.understanding.topic_rows import vectors_of
from tummler.minds.topics.features import WORDS, Weighing

TRAIN, VAL = "semeval-cqa-b-train.csv.xz", "semeval-cqa-b-val.csv.xz"
_ALIKE = ("PerfectMatch", "Relevant")
_OURS = ("meaning", "subject", "letters", "search rank")


class Questions:
    """The pairs of a file, by the question that was asked; each score a pair, made even within its question."""

    def __init__(self, data: Data, file: str) -> None:
        rows = list(data.rows(file))
        self.asked = [row["question"] for row in rows]
        self.found = [row["rel_question"] for row in rows]
        self.subjects = [row["feature"] for row in rows]
        self.alike = np.array([row["labels"] in _ALIKE for row in rows])
        places: dict[str, list[int]] = {}
        for at, question in enumerate(self.asked):
            places.setdefault(question, []).append(at)
        self.groups = [np.array(some) for some in places.values()]

    def scores(self) -> Mapping[str, Floats]:
        """Each way to score a pair."""
        asked, found, subjects = (vectors_of(texts) for texts in (self.asked, self.found, self.subjects))
        okapi = Okapi([f"{subject} {text}" for subject, text in zip(self.subjects, self.found, strict=True)])
        raw: dict[str, Sequence[float] | Floats] = {
            "meaning": (asked * found).sum(axis=1),
            "subject": (asked * subjects).sum(axis=1),
            "letters": self._letters(),
            "BM25": [okapi.score(question, at) for at, question in enumerate(self.asked)],
            "search rank": self._ranks(),
        }
        return {name: self._even(np.asarray(values, float)) for name, values in raw.items()}

    def _letters(self) -> Floats:
        texts = [f"{subject} {text}" for subject, text in zip(self.subjects, self.found, strict=True)]
        weighing = Weighing(texts)
        both = (weighing.weigh(some)[:, WORDS:] for some in (self.asked, texts))
        return np.asarray((next(both) * next(both)).sum(axis=1), float)

    def _ranks(self) -> Floats:
        ranks = np.zeros(len(self.asked))
        for group in self.groups:
            ranks[group] = 1 / np.arange(1, len(group) + 1)
        return ranks

    def _even(self, values: Floats) -> Floats:
        even = np.zeros_like(values)
        for group in self.groups:
            even[group] = (values[group] - values[group].mean()) / (values[group].std() + 1e-6)
        return even

    def mean_precision(self, scores: Floats) -> float:
        """Mean average precision as the task counts it: a question with nothing alike counts as 0."""
        found = []
        for group in self.groups:
            alike = self.alike[group][np.argsort(-scores[group], kind="stable")]
            precision = np.cumsum(alike) / np.arange(1, len(alike) + 1)
            found.append(float(precision[alike].mean()) if alike.any() else 0.0)
        return float(np.mean(found))


def measure(data: Data) -> Iterator[Line]:
    """Weights from the train file, measured on val."""
    from sklearn.linear_model import LogisticRegression

    train, val = Questions(data, TRAIN), Questions(data, VAL)
    given, asked = train.scores(), val.scores()
    model = LogisticRegression(C=0.1).fit(np.stack([given[name] for name in _OURS], axis=1), train.alike)
    ours = model.decision_function(np.stack([asked[name] for name in _OURS], axis=1))
    best = val.mean_precision(val.alike.astype(float))
    yield Line(
        "semeval_b",
        "an earlier question like this one, SemEval-2016 B, val",
        val.mean_precision(ours),
        unit="MAP",
        baselines={name: val.mean_precision(asked[name]) for name in ("search rank", "BM25", "letters", "meaning")},
        reach=0.785,
        note=f"50 questions; for some nothing is alike, so that {best:.3f} would be all right. Four weights, "
        "learned from the train file.",
    )


ROW = Row("semeval_b", (TRAIN, VAL), measure)

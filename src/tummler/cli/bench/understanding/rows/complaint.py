"""Complaint or not: a new brand's domain left out, ten folds, and what ships without having seen a post of the set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.scores import Floats, auc, calibration_error, folds, macro_f1
from tummler.cli.models import models_folder

FILE = "complaints-train.csv.xz"
SHIPPABLE = ("care-threads.jsonl.xz", "banking77-train.csv.xz", "clinc150-train-val.json.xz")
Fit = Callable[[NDArray[Any], NDArray[Any]], Floats]


def measure(data: Data) -> Iterator[Line]:
    """Everything on the posts given; ``random_*`` are no domain, and always among what is learnt from."""
    bench = Bench(data)
    yield from bench.left_out()
    yield from bench.ten_folds()
    yield from bench.shipped()


class Bench:
    """The posts as every part sees them, made once."""

    def __init__(self, data: Data) -> None:
        from tummler.minds.cascade.material import material
        from tummler.minds.cascade.train import seen

        rows = list(data.rows(FILE))
        self.texts = [row["text"] for row in rows]
        self.true = np.array([int(row["complaint"]) for row in rows])
        self.domain = np.array([row["domain"] for row in rows])
        self.domains = sorted({name for name in self.domain if not name.startswith("random")})
        taught = [one for one in material(data.folder) if "complaint" in one.kinds and one.weight == 1]
        self.own = len(rows)
        self.views = seen([*self.texts, *(one.text for one in taught)], models_folder())
        self.all_true = np.concatenate([self.true, [one.kinds["complaint"] for one in taught]])
        self.weight = np.concatenate([np.ones(len(rows)), [one.weight for one in taught]])

    def ours(self, known: NDArray[Any], asked: NDArray[Any]) -> Floats:
        """The three parts of the heads, fitted on what is known and on what ships."""
        from tummler.minds.cascade.train import fit

        rows = np.concatenate([known, np.arange(self.own, len(self.all_true))])
        fitted = fit(self.views.at(rows), self.all_true[rows], self.weight[rows])
        return fitted.both(self.views.at(asked))

    def tfidf(self, known: NDArray[Any], asked: NDArray[Any]) -> Floats:
        """Words and letter runs by TF-IDF, logistic regression."""
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        from tummler.minds.cascade.reading import sense_text

        learnt, given = ([sense_text(self.texts[row]) for row in rows] for rows in (known, asked))
        words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
        runs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        model = LogisticRegression(C=5, max_iter=400, class_weight="balanced")
        model.fit(hstack([words.fit_transform(learnt), runs.fit_transform(learnt)]).tocsr(), self.true[known])
        found = model.predict_proba(hstack([words.transform(given), runs.transform(given)]).tocsr())
        return np.asarray(found[:, 1], np.float64)

    def minilm(self, known: NDArray[Any], asked: NDArray[Any]) -> Floats:
        """The sentence vector, logistic regression."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=10, max_iter=1000, class_weight="balanced")
        model.fit(self.views.sense[known], self.true[known])
        return np.asarray(model.predict_proba(self.views.sense[asked])[:, 1], np.float64)

    def left_out(self) -> Iterator[Line]:
        """One domain left out after the other; the threshold is chosen on the other domains, each left out, too."""
        from tummler.minds.cascade.heads import logit, sigmoid
        from tummler.minds.cascade.train import calm

        here = {name: np.flatnonzero(self.domain == name) for name in self.domains}
        twice = {}
        for one, other in combinations(self.domains, 2):
            both = np.concatenate([here[one], here[other]])
            found = self.ours(np.flatnonzero(~np.isin(self.domain, (one, other))), both)
            twice[one, other], twice[other, one] = found[len(here[one]) :], found[: len(here[one])]
        given = np.zeros(self.own)
        for name in self.domains:
            given[here[name]] = self.ours(np.flatnonzero(self.domain != name), here[name])
            others = [other for other in self.domains if other != name]
            held = np.concatenate([twice[name, other] for other in others])
            slope, shift = calm(
                logit(held), np.concatenate([self.true[here[other]] for other in others]), np.ones(len(held))
            )
            given[here[name]] = sigmoid(slope * logit(given[here[name]]) + shift)
        plain = self._plain([(np.flatnonzero(self.domain != name), here[name]) for name in self.domains])
        yield self._line("complaint_left_out_f1", "complaint, domains left out, macro F1", given, plain, self._f1, 0.78)
        yield self._line("complaint_left_out_auc", "complaint, domains left out, AUC", given, plain, self._auc, 0.89)
        rows = np.concatenate(list(here.values()))
        yield Line(
            "complaint_left_out_ece", "complaint, domains left out, calibration error",
            calibration_error(self.true[rows], given[rows]), at_most=True,
            baselines={"as fitted, TF-IDF": calibration_error(self.true[rows], plain["TF-IDF"][rows])},
        )  # fmt: skip

    def ten_folds(self) -> Iterator[Line]:
        """The paper's protocol on what is given."""
        parts = [(np.setdiff1d(np.arange(self.own), part), part) for part in folds(self.own, 10)]
        given = np.zeros(self.own)
        for known, asked in parts:
            given[asked] = self.ours(known, asked)
        plain = self._plain(parts)
        f1 = {name: macro_f1(self.true.tolist(), (shares > 0.5).astype(int).tolist()) for name, shares in plain.items()}
        ours = macro_f1(self.true.tolist(), (given > 0.5).astype(int).tolist())
        yield Line("complaint_ten_folds", "complaint, 10-fold, macro F1", ours, baselines=f1, reach=0.865)

    def shipped(self) -> Iterator[Line]:
        """The mind as it comes, which never saw a post of this set, beside its heads alone and the rules alone."""
        from tummler.minds.contract import PostToRead
        from tummler.minds.first import MIND
        from tummler.minds.registry import mind

        posts = [PostToRead(text, languages=("en",)) for text in self.texts]
        names = {"whole": mind(models_folder()), "heads and rules, no sentence model": mind(), "rules": MIND}
        given = {
            name: np.array([reading.kinds["complaint"] for reading in one.read(posts)]) for name, one in names.items()
        }
        whole = given.pop("whole")
        note = "learnt only from what may be shipped; the first rows show what learning from this set would add."
        yield self._line(
            "complaint_ships_f1", "complaint, what ships, macro F1 by domain", whole, given, self._f1, None, note
        )
        yield self._line("complaint_ships_auc", "complaint, what ships, AUC by domain", whole, given, self._auc, None)
        rows = np.flatnonzero(np.isin(self.domain, self.domains))
        yield Line(
            "complaint_ships_ece", "complaint, what ships, calibration error",
            calibration_error(self.true[rows], whole[rows]), at_most=True,
            baselines={name: calibration_error(self.true[rows], one[rows]) for name, one in given.items()},
        )  # fmt: skip

    def _plain(self, parts: Sequence[tuple[NDArray[Any], NDArray[Any]]]) -> dict[str, Floats]:
        plain = {"TF-IDF": np.zeros(self.own), "MiniLM": np.zeros(self.own)}
        for known, asked in parts:
            plain["TF-IDF"][asked] = self.tfidf(known, asked)
            plain["MiniLM"][asked] = self.minilm(known, asked)
        return {**plain, "mean of both": (plain["TF-IDF"] + plain["MiniLM"]) / 2}

    def _line(
        self, key: str, task: str, given: Floats, plain: dict[str, Floats], by: Callable[[Floats], float],
        reach: float | None, note: str = "",
    ) -> Line:  # fmt: skip
        return Line(
            key, task, by(given), baselines={name: by(one) for name, one in plain.items()}, reach=reach, note=note
        )

    def _f1(self, given: Floats) -> float:
        return self._mean(lambda rows: macro_f1(self.true[rows].tolist(), (given[rows] > 0.5).astype(int).tolist()))

    def _auc(self, given: Floats) -> float:
        return self._mean(lambda rows: auc(self.true[rows].tolist(), given[rows]))

    def _mean(self, by: Callable[[NDArray[Any]], float]) -> float:
        return float(np.mean([by(np.flatnonzero(self.domain == name)) for name in self.domains]))


ROW = Row("complaint", (FILE, *SHIPPABLE), measure)

"""Makes the weights of the heads anew: ``python -m tummler.minds.cascade.train DATA FOLDER``.

DATA holds the public data sets (see docs/understanding.md), FOLDER the sentence model. What is learnt from may all be
shipped: care threads (Apache-2.0), Banking77 and CLINC150 (CC BY), MultiDoGO (CDLA-Permissive), CrisisLex (MIT), and
the examples beside this file. Needs the extra ``wit``. The same input gives the same weights.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.grams import SIZE, grams
from tummler.minds.cascade.heads import WEIGHTS, Doubles, Floats, logit, sigmoid
from tummler.minds.cascade.material import HEADS, Taught, material
from tummler.minds.cascade.reading import prepare, sense_text
from tummler.minds.sentences import sentences_in

FOLDS = 5
#: How much the numbers of ``features`` weigh beside the words', and beside the sentence vector's.
SHOWN, SENSE, SENSE_SHOWN = 0.3, 4.0, 0.5
#: sklearn's C of the cheap heads, of the linear part of the second look and of its kernel; the kernel's width.
C_WORDS, C_SENSE, C_NEAR, WIDTH = 10.0, 0.25, 2.0, 3.0
_SHARP = 2.0
#: Posts to brands say how sure one may be; what was said to nobody, and to machines, counts this much beside them.
OTHERS = 0.1
#: The kernel keeps posts to brands, and one in so many of the rest: each that it keeps costs time.
EVERY = 8


@dataclass(frozen=True, slots=True)
class Views:
    """The same posts as each part of the heads sees them; ``words`` is a sparse matrix."""

    words: Any
    shown: Floats
    sense: Floats

    def at(self, rows: NDArray[Any]) -> Views:
        """Only these rows."""
        return Views(self.words[rows], self.shown[rows], self.sense[rows])


@dataclass(frozen=True, slots=True)
class Fitted:
    """One head: its three parts as fitted."""

    words: Floats
    shown: Floats
    bias: float
    sense: Floats
    sense_shown: Floats
    sense_bias: float
    near: NDArray[np.int64]
    pull: Floats
    pull_bias: float
    examples: Floats

    def first(self, views: Views) -> Doubles:
        """Logits of the first look."""
        return np.asarray(views.words @ self.words + views.shown @ self.shown + self.bias, np.float64)

    def second(self, views: Views) -> tuple[Doubles, Doubles]:
        """Logits of the second look: the linear part, the kernel."""
        linear = views.sense @ self.sense + views.shown @ self.sense_shown + self.sense_bias
        kernel = np.exp(WIDTH * (views.sense @ self.examples.T - 1)) @ self.pull + self.pull_bias
        return np.asarray(linear, np.float64), np.asarray(kernel, np.float64)

    def both(self, views: Views) -> Doubles:
        """The mean of what the three parts give."""
        linear, kernel = self.second(views)
        return np.asarray((sigmoid(self.first(views)) + sigmoid(linear) + sigmoid(kernel)) / 3, np.float64)


def seen(texts: Sequence[str], folder: Path) -> Views:
    """The posts as the heads see them."""
    from scipy.sparse import csr_matrix, diags

    prepared = [prepare(text) for text in texts]
    buckets, starts = grams([one.words for one in prepared])
    counts = csr_matrix((np.ones(len(buckets), np.float32), buckets, starts), shape=(len(texts), SIZE))
    counts.sum_duplicates()
    words = (diags(1 / np.sqrt(np.diff(starts) + 1.0)) @ counts).tocsr()
    shown = np.stack([one.shown for one in prepared])
    return Views(words, shown, sentences_in(folder).encode([sense_text(text) for text in texts]))


def fit(views: Views, true: NDArray[Any], weight: Doubles, seed: int = 1) -> Fitted:
    """One head on its posts; yes and no weigh the same together."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import SVC

    even = weight / np.where(true == 1, weight[true == 1].sum(), weight[true == 0].sum()) * weight.sum() / 2
    both = hstack([views.words, csr_matrix(SHOWN * views.shown)]).tocsr()
    cheap = LogisticRegression(C=C_WORDS, solver="liblinear", max_iter=200, random_state=seed)
    cheap.fit(both, true, sample_weight=even)
    row = cheap.coef_[0]
    senses = np.hstack([SENSE * views.sense, SENSE_SHOWN * views.shown])
    linear = LogisticRegression(C=C_SENSE, solver="liblinear", max_iter=200, random_state=seed)
    linear.fit(senses, true, sample_weight=even)
    few = np.flatnonzero((weight == 1) | (np.arange(len(true)) % EVERY == 0))
    near = SVC(C=C_NEAR, gamma=WIDTH / 2, random_state=seed)
    near.fit(views.sense[few], true[few], sample_weight=even[few])
    return Fitted(
        words=row[:SIZE], shown=SHOWN * row[SIZE:], bias=float(cheap.intercept_[0]),
        sense=SENSE * linear.coef_[0][:384], sense_shown=SENSE_SHOWN * linear.coef_[0][384:],
        sense_bias=float(linear.intercept_[0]),
        near=few[near.support_], pull=_SHARP * near.dual_coef_[0], pull_bias=_SHARP * float(near.intercept_[0]),
        examples=views.sense[few[near.support_]],
    )  # fmt: skip


def calm(logits: Doubles, true: NDArray[Any], weight: Doubles) -> tuple[float, float]:
    """Platt's two numbers, by Newton's method."""
    slope, shift = 1.0, 0.0
    for _ in range(50):
        share = sigmoid(slope * logits + shift)
        error, curve = weight * (share - true), weight * share * (1 - share) + 1e-9
        gradient = np.array([(error * logits).sum() + 1e-3 * (slope - 1), error.sum()])
        square, cross, plain = (curve * logits**2).sum() + 1e-3, (curve * logits).sum(), curve.sum()
        step = np.linalg.solve(np.array([[square, cross], [cross, plain]]), gradient)
        slope, shift = slope - float(step[0]), shift - float(step[1])
        if np.abs(step).max() < 1e-8:
            break
    return slope, shift


def out_of_fold(views: Views, taught: Sequence[Taught], head: str) -> tuple[Doubles, Doubles, NDArray[Any], Doubles]:
    """What one head gives posts of brands that it was not fitted on: both looks, the truth, the weight."""
    rows = np.array([at for at, one in enumerate(taught) if head in one.kinds])
    true = np.array([taught[at].kinds[head] for at in rows])
    weight = np.array([taught[at].weight for at in rows])
    fold = np.array([taught[at].fold % FOLDS for at in rows])
    first, both = np.zeros(len(rows)), np.zeros(len(rows))
    for number in range(FOLDS):
        out = fold == number
        fitted = fit(views.at(rows[~out]), true[~out], weight[~out])
        first[out], both[out] = fitted.first(views.at(rows[out])), fitted.both(views.at(rows[out]))
    return first, both, true, weight


def train(data: Path, folder: Path) -> dict[str, NDArray[Any]]:
    """All parts of the heads, by the names that ``heads`` knows them by."""
    taught = material(data)
    views = seen([one.text for one in taught], folder)
    fitted, calms, calms_twice = [], [], []
    for head in HEADS:
        first, both, true, weight = out_of_fold(views, taught, head)
        told = np.where(weight == 1, 1.0, OTHERS * weight)
        calms.append(calm(first, true, told))
        calms_twice.append(calm(logit(both), true, told))
        rows = np.array([at for at, one in enumerate(taught) if head in one.kinds])
        fitted.append((rows, fit(views.at(rows), true, weight)))
        print(f"{head:10} {len(rows):6} {calms[-1]} {calms_twice[-1]}", flush=True)  # noqa: T201 - run by hand
    return packed(views, fitted, calms, calms_twice)


def packed(
    views: Views, fitted: Sequence[tuple[NDArray[Any], Fitted]], calms: Sequence[Any], calms_twice: Sequence[Any]
) -> dict[str, NDArray[Any]]:
    """The fitted heads, small: words and examples in int8, the rest in float16."""
    words = np.stack([one.words for _, one in fitted], 1)
    scale = np.abs(words).max(0) / 127
    used = np.unique(np.concatenate([rows[one.near] for rows, one in fitted]))
    pull = np.zeros((len(used), len(fitted)), np.float32)
    for number, (rows, one) in enumerate(fitted):
        pull[np.searchsorted(used, rows[one.near]), number] = one.pull
    half, single = np.float16, np.float32
    return {
        "names": np.array(",".join(HEADS)),
        "words": np.round(words / scale).astype(np.int8),
        "scale": scale.astype(single),
        "shown": np.stack([one.shown for _, one in fitted], 1).astype(half),
        "bias": np.array([one.bias for _, one in fitted], single),
        "calm": np.array(calms, single).T,
        "sense": np.stack([one.sense for _, one in fitted], 1).astype(half),
        "sense_shown": np.stack([one.sense_shown for _, one in fitted], 1).astype(half),
        "sense_bias": np.array([one.sense_bias for _, one in fitted], single),
        "near": np.round(127 * views.sense[used]).astype(np.int8),
        "pull": pull.astype(half),
        "pull_bias": np.array([one.pull_bias for _, one in fitted], single),
        "width": np.array(WIDTH, single),
        "calm_twice": np.array(calms_twice, single).T,
    }


if __name__ == "__main__":
    WEIGHTS.parent.mkdir(exist_ok=True)
    np.savez_compressed(WEIGHTS, **train(Path(sys.argv[1]), Path(sys.argv[2])))  # type: ignore[arg-type]

"""Makes the heads of duty of care anew: ``python -m tummler.minds.cascade.train_care DATA``.

Learnt from the examples written for it (what is ``unseen`` among them is left out, and only measures), beside what
the other heads are taught, of which nothing rings. The line of each kind is where one post in so many of a public
stream would ring. Needs the extra ``wit``. The same input gives the same weights.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.caring import KINDS, WEIGHTS
from tummler.minds.cascade.examples import examples
from tummler.minds.cascade.grams import SIZE, grams
from tummler.minds.cascade.material import material, stream
from tummler.minds.first.line import lined
from tummler.minds.health import says_health

#: One post in so many of a public stream rings for a kind that nobody wrote of.
RARELY = 1_000
C, _OTHERS = 30.0, 0.15


def _seen(texts: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix, diags

    buckets, starts = grams([" ".join(lined(text).words) for text in texts])
    counts = csr_matrix((np.ones(len(buckets), np.float32), buckets, starts), shape=(len(texts), SIZE))
    counts.sum_duplicates()
    return (diags(1 / np.sqrt(np.diff(starts) + 1.0)) @ counts).tocsr()


def train(data: Path) -> dict[str, NDArray[Any]]:
    """The weights, by the names that ``Caring`` knows them by."""
    from sklearn.linear_model import LogisticRegression

    rows = [row for row in examples("care") if row["half"] != "unseen" and not says_health(row["text"])]
    taught, talk = material(data), list(stream(data))
    half = len(talk) // 2
    texts = [*(row["text"] for row in rows), *(one.text for one in taught), *talk[:half]]
    true = [row["care"] for row in rows] + [""] * (len(texts) - len(rows))
    weight = np.array([1.0] * len(rows) + [1.0 if one.weight == 1 else _OTHERS for one in taught] + [_OTHERS] * half)
    views, others = _seen(texts), _seen(talk[half:])
    words, bias, rings = [], [], []
    for kind in KINDS:
        model = LogisticRegression(C=C, solver="liblinear", random_state=1)
        model.fit(views, [one == kind for one in true], sample_weight=weight)
        words.append(model.coef_[0])
        bias.append(model.intercept_[0])
        rings.append(np.quantile(model.decision_function(others), 1 - 1 / RARELY))
    wide = np.stack(words, 1)
    scale = np.abs(wide).max(0) / 127
    return {
        "words": np.round(wide / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array(bias, np.float32),
        "rings": np.array(rings, np.float32),
    }


if __name__ == "__main__":
    np.savez_compressed(WEIGHTS, **train(Path(sys.argv[1])))  # type: ignore[arg-type] # numpy takes the flag for a name

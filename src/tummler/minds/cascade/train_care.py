"""Makes the heads of duty of care anew: ``python -m tummler.minds.cascade.train_care DATA MODELS``.

Learnt from the examples written for it (what is ``unseen`` and whose authors are sealed is left out, and only
measures), beside what the other heads are taught and what was said in real threads, of which nothing rings. The lines
are where so many of a thousand public posts would ring; posts that may not be learnt from choose nothing else. Needs
the extra ``wit``; the sentence model is made in the folder MODELS. The same input gives the same weights.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tummler.minds.cascade.abroad import LANGUAGES
from tummler.minds.cascade.caring import KINDS, WEIGHTS, sensed, spoken, where
from tummler.minds.cascade.examples import examples
from tummler.minds.cascade.grams import SIZE, grams
from tummler.minds.cascade.material import material, public_posts, stream, threads
from tummler.minds.cascade.reading import Prepared, prepare
from tummler.minds.health import says_health
from tummler.minds.sentences import Sentences, sentences_in

#: So many of a thousand public posts ring: of those to us and those near us (rows), in English, in the languages that
#: are put into English (of which only tweets are at hand: they ring twice as often as posts to brands), and in others.
RING = ((40, 70, 5), (5, 8, 5))
#: So many are heard further for a ring.
ASKED = ((120, 180, 20), (8, 14, 8))
#: So many of those to us go to the sentence model, may be one by what it says, and by words alone. Abroad it tells no
#: better than words, so far down: it isn't asked for more.
WIDE, LOW, LOW_ALONE = (300, 180, 20), (150, 180, 20), (300, 350, 20)
C_WORDS, C_SENSE = 30.0, 3.0
#: What an example of the other heads weighs, and a post of a real thread that nobody labelled.
_OTHERS, _THREADS = 0.3, 0.6

Floats = NDArray[np.float64]


def _views(posts: Sequence[Prepared], sentences: Sentences) -> tuple[Any, Any]:
    """What the cheap head and what the sentence model see."""
    from scipy.sparse import csr_matrix, diags

    buckets, starts = grams([" ".join(spoken(one)) for one in posts])
    counts = csr_matrix((np.ones(len(buckets), np.float32), buckets, starts), shape=(len(posts), SIZE))
    counts.sum_duplicates()
    return (diags(1 / np.sqrt(np.diff(starts) + 1.0)) @ counts).tocsr(), sentences.encode([*map(sensed, posts)])


def _learnt(data: Path) -> tuple[list[Prepared], list[str], Floats, list[str]]:
    """What is taught, what each rings for, its weight; and public talk of which nothing was taught."""
    rows = [*(row for row in examples("care") if row["half"] != "unseen"), *examples("care_authors")]
    rows = [row for row in rows if not says_health(row["text"])]
    talk = list(stream(data))
    half = len(talk) // 2
    others = [*(one.text for one in material(data)), *talk[:half]]
    said = sorted({*threads(data)} - {*others})
    texts = [*(row["text"] for row in rows), *others, *said]
    true = [row["care"] for row in rows] + [""] * (len(texts) - len(rows))
    weight = np.repeat([1.0, _OTHERS, _THREADS], [len(rows), len(others), len(said)])
    return [prepare(text) for text in texts], true, weight, talk[half:]


def _fitted(views: tuple[Any, Any], true: Sequence[str], weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Words, bias and sense of each column; both logits are added up."""
    from sklearn.linear_model import LogisticRegression

    words, bias, sense = [], [], []
    for column in ("", *KINDS):
        rings = [one == column if column else bool(one) for one in true]
        cheap = LogisticRegression(C=C_WORDS, solver="liblinear", random_state=1)
        dear = LogisticRegression(C=C_SENSE, max_iter=2_000)
        cheap.fit(views[0], rings, sample_weight=weight)
        dear.fit(views[1], rings, sample_weight=weight)
        words.append(cheap.coef_[0])
        bias.append(cheap.intercept_[0] + dear.intercept_[0])
        sense.append(dear.coef_[0])
    return np.stack(words, 1), np.array(bias), np.stack(sense, 1)


def _lines(heard: Floats, language: NDArray[np.int64], of_a_thousand: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """Where so many of a thousand lie beyond, for each setting and each language."""
    groups = [0, *(1 for _ in LANGUAGES), 2]
    lines = [[np.quantile(heard[language == at], 1 - row[group] / 1_000) for at, group in enumerate(groups)]
             for row in of_a_thousand]  # fmt: skip
    return np.array(lines, np.float32)


def _to_us(lines: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same, of what is said to us alone."""
    return np.stack([lines[0], np.full_like(lines[0], np.inf)])


def train(data: Path, sentences: Sentences) -> dict[str, NDArray[Any]]:
    """The weights, by the names that ``Caring`` knows them by."""
    taught, true, weight, talk = _learnt(data)
    words, bias, sense = _fitted(_views(taught, sentences), true, weight)
    others = [prepare(text) for text in (*talk, *public_posts(data))]
    views = _views(others, sentences)
    language = np.array([where(one.post, one.language.value)[1] for one in others])
    cheap = np.asarray(views[0] @ words[:, 0] + bias[0])
    scale = np.abs(words).max(0) / 127
    return {
        "words": np.round(words / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": bias.astype(np.float32),
        "sense": sense.astype(np.float32),
        "gate": _lines(cheap, language, ASKED),
        "rings": _lines(cheap + views[1] @ sense[:, 0], language, RING),
        "alone": _lines(cheap, language, RING),
        "wide": _lines(cheap, language, (WIDE, ASKED[1])),
        "low": _to_us(_lines(cheap + views[1] @ sense[:, 0], language, (LOW, LOW))),
        "low_alone": _to_us(_lines(cheap, language, (LOW_ALONE, LOW_ALONE))),
    }


if __name__ == "__main__":
    made = train(Path(sys.argv[1]), sentences_in(Path(sys.argv[2])))
    np.savez_compressed(WEIGHTS, **made)  # type: ignore[arg-type] # numpy takes the flag for a name

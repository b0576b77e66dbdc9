"""CLINC150: 150 topics of every kind, and posts about none of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.topic_rows import Split, vectors_of

FILE = "clinc150-train-val.json.xz"


def measure(data: Data) -> Iterator[Line]:
    """Learned from the train part, asked of the val part; what is outside was never taught."""
    with data.open(FILE) as file:
        parts = json.load(file)
    texts, labels = (list(each) for each in zip(*parts["train"], strict=True))
    inside = [tuple(row) for row in parts["val"]]
    asked = inside + [(row[0], "") for row in (*parts["oos_val"], *parts["oos_train"])]
    asked_texts, truth = [row[0] for row in asked], [row[1] for row in asked]
    split = Split((texts, labels, vectors_of(texts)), (asked_texts, truth, vectors_of(asked_texts)))
    right, sure = split.ours()
    near, how_near = split.nearest()
    meaning, share = split.meaning()
    yield Line(
        "clinc150",
        "topic, CLINC150 (150 topics)",
        right,
        baselines={"words (SVM)": split.words(), "nearest example": near, "meaning (logistic)": meaning},
        reach=0.955,
        note="learned from train, measured on val.",
    )
    yield Line(
        "clinc150_none",
        "none of these topics, CLINC150, area under the curve",
        split.outside(sure),
        unit="AUC",
        baselines={"nearest example": split.outside(how_near), "meaning (logistic)": split.outside(share)},
        reach=0.97,
        note="200 posts about none of the 150 topics; no such post was taught.",
    )


ROW = Row("clinc150", (FILE,), measure)

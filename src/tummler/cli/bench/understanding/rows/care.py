"""Duty of care: self-harm, threats, violence, children in danger, press, law; examples written for it."""

from __future__ import annotations

from collections.abc import Iterator

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.scores import precision_recall
from tummler.minds.contract import PostToRead

#: What somebody would write down first: the plainest words, in English.
PLAIN = ("suicide", "kill", "die", "bomb", "gun", "rape", "attack", "child", "kid", "lawyer", "court", "sue", "press",
         "journalist", "police")  # fmt: skip


def measure(_: Data) -> Iterator[Line]:
    """Whether it rings at all, on the half that was kept aside while the rules were written, and on the other."""
    from tummler.minds.cascade.examples import examples
    from tummler.minds.registry import mind

    rows = examples("care")
    readings = mind().read([PostToRead(row["text"]) for row in rows])
    rung = [reading.care is not None for reading in readings]
    plain = [any(word in row["text"].lower() for word in PLAIN) for row in rows]
    for half in ("kept", "work"):
        here = [number for number, row in enumerate(rows) if row["half"] == half]
        true = [bool(rows[number]["care"]) for number in here]
        precision, recall = precision_recall(true, [rung[number] for number in here], True)
        plain_precision, plain_recall = precision_recall(true, [plain[number] for number in here], True)
        about = f"{sum(true)} that must ring and {len(true) - sum(true)} that only sound so, in eight languages."
        told = "kept aside" if half == "kept" else "worked on"
        yield Line(
            f"care_recall_{half}", f"duty of care, recall, half {told}", recall,
            baselines={"plain words": plain_recall}, reach=0.95 if half == "kept" else None, note=about,
        )  # fmt: skip
        yield Line(
            f"care_precision_{half}", f"duty of care, precision, half {told}", precision,
            baselines={"plain words": plain_precision},
        )  # fmt: skip


ROW = Row("care", (), measure)

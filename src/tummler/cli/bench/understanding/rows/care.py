"""Duty of care: self-harm, threats, violence, children in danger, press, law; examples written for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.cli.bench.understanding.scores import precision_recall
from tummler.cli.models import models_folder
from tummler.minds.contract import PostToRead

#: What somebody would write down first: the plainest words, in English.
PLAIN = ("suicide", "kill", "die", "bomb", "gun", "rape", "attack", "child", "kid", "lawyer", "court", "sue", "press",
         "journalist", "police")  # fmt: skip
FILE = "complaints-train.csv.xz"
#: The parts of the examples, as they are told.
TOLD = {
    "sealed": "authors never learnt from", "unseen": "never learnt from", "kept": "half once kept aside",
    "work": "half worked on", "later": "written later",
}  # fmt: skip
#: Of these nothing was learnt, and no phrase was written for one.
NEVER = ("sealed", "unseen")


def measure(data: Data) -> Iterator[Line]:
    """Whether it rings at all: on what nothing was learnt from, and on what the rules and heads have seen since."""
    from tummler.minds.cascade.examples import examples
    from tummler.minds.first import MIND
    from tummler.minds.registry import mind

    rows = [*examples("care"), *({**row, "half": "sealed"} for row in examples("care_sealed"))]
    posts = [PostToRead(row["text"]) for row in rows]
    read, ruled = mind(models_folder()).read(posts), [reading.care is not None for reading in MIND.read(posts)]
    rung = [reading.care is not None for reading in read]
    seen = [reading.care is not None or reading.may_care is not None for reading in read]
    plain = [any(word in row["text"].lower() for word in PLAIN) for row in rows]
    for half, told in TOLD.items():
        here = [number for number, row in enumerate(rows) if row["half"] == half]
        true = [bool(rows[number]["care"]) for number in here]
        precision, recall = precision_recall(true, [rung[number] for number in here], True)
        plain_precision, plain_recall = precision_recall(true, [plain[number] for number in here], True)
        rules_precision, rules_recall = precision_recall(true, [ruled[number] for number in here], True)
        about = f"{sum(true)} that must ring and {len(true) - sum(true)} that only sound so."
        yield Line(
            f"care_recall_{half}", f"duty of care, recall, {told}", recall, note=about,
            baselines={"plain words": plain_recall, "rules alone": rules_recall},
            reach=0.95 if half in NEVER else None,
        )  # fmt: skip
        if not all(true):
            yield Line(
                f"care_precision_{half}", f"duty of care, precision, {told}", precision,
                baselines={"plain words": plain_precision, "rules alone": rules_precision},
            )  # fmt: skip
        if half in NEVER:
            yield from _looked_at(half, true, [rung[number] for number in here], [seen[number] for number in here])
    yield from _public(data)


def _looked_at(half: str, true: Sequence[bool], rung: Sequence[bool], seen: Sequence[bool]) -> Iterator[Line]:
    """What a named person gets to see at all: what rings, and what they are asked to have a look at."""
    precision, recall = precision_recall(true, seen, True)
    rung_precision, rung_recall = precision_recall(true, rung, True)
    told = f"duty of care, rung or asked to have a look, {{}}, {TOLD[half]}"
    base = "what rings"
    yield Line(f"care_seen_recall_{half}", told.format("recall"), recall, baselines={base: rung_recall}, reach=0.95)
    if not all(true):
        name = f"care_seen_precision_{half}"
        yield Line(name, told.format("precision"), precision, baselines={base: rung_precision})


def _public(data: Data) -> Iterator[Line]:
    """How often it rings among public posts to brands, most of which are everyday wishes, and asks for a look."""
    from tummler.minds.first import MIND
    from tummler.minds.registry import mind

    posts = [PostToRead(row["text"]) for row in data.rows(FILE)]
    read, alone = (by.read(posts) for by in (mind(models_folder()), MIND))
    rung, ruled = (1_000 * sum(one.care is not None for one in some) / len(posts) for some in (read, alone))
    yield Line(
        "care_public", "duty of care, how many of a thousand public posts to brands ring", rung, "in 1,000",
        baselines={"rules alone": ruled}, at_most=True,
        note=f"{len(posts):,} posts, on which the lines of English were chosen; law and press are rightly among them.",
    )  # fmt: skip
    looks = 1_000 * sum(one.may_care is not None for one in read) / len(posts)
    yield Line(
        "care_looks", "duty of care, how many of a thousand public posts to brands ask for a look besides", looks,
        "in 1,000", baselines={"what rings": rung}, at_most=True, note="the same posts.",
    )  # fmt: skip


ROW = Row("care", (FILE,), measure)

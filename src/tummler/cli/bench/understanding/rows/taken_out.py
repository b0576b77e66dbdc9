"""What is taken out of answers before they stay for everyone: personal things planted in answers written for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import Data
from tummler.minds.personal import read_personal
from tummler.minds.taking_out import find_to_take_out

ITEMS = Path(__file__).parent.parent / "personal_items.jsonl"
#: What the rules for the other half got of it when they first saw it; mended since, so it is no blind figure any more.
_FIRST_LOOK = 0.968
#: Answers written later by one who did not know the rules. Of the first half was sealed: nobody has looked at what
#: is missed there, only at how much. The others were looked at and mended by, each after its first look.
_SEALED, _SEALED_FIRST_LOOK = "sealed", 0.654
#: By four who write as people talk (all small, in nicknames, hours and money in words, seats, rooms, ailments); each
#: was mended by after its first look, as far as rules can.
_TALK = {"talk one": 0.667, "talk two": 0.679, "talk three": 0.643, "talk four": 0.599}
_FIRST_LOOKS = {"first": 0.688, "second": 0.856, "third": 0.915, "fourth": 0.898, "plain": 1.0, "last": 0.918}

Spans = list[tuple[int, int]]


def measure(_: Data) -> Iterator[Line]:
    """Every letter and figure of a planted thing has to go; what goes without touching any is too much.

    ``also`` are amounts and hours in the older answers, which were not counted as planted then.
    """
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
            baselines={"shapes alone": plain}, note=told,
        )  # fmt: skip
        yield Line(
            f"taken_out_precision_{key}", f"personal things taken out of answers, precision, half {half}", precision,
            baselines={"shapes alone": plain_precision},
        )  # fmt: skip
    yield from _written_blind([row for row in rows if "nobodys" in row])


def _written_blind(rows: list[dict[str, Any]]) -> Iterator[Line]:
    """Answers by somebody who did not know the rules: the half that stays sealed, and those that were mended by."""
    sealed = [row for row in rows if row["half"] == _SEALED]
    talk = [row for row in rows if row["half"] in _TALK]
    others = [row for row in rows if row["half"] != _SEALED and row["half"] not in _TALK]
    number, told = (sum(len(row["personal"]) for row in some) for some in (sealed, talk))
    looks, talked = (
        ", ".join(f"{name} {100 * got:.1f} %" for name, got in firsts.items()) for firsts in (_FIRST_LOOKS, _TALK)
    )
    for key, some, reach, note in (
        ("sealed", sealed, 0.99, f"{number} things in {len(sealed)} answers; only the figure is ever looked at. At the "
         f"first look, before any mending: {100 * _SEALED_FIRST_LOOK:.1f} %."),
        ("mended", others, None, f"at their first looks, in order: {looks}; the plain ones are in usual wordings."),
        ("as people talk", talk, None, f"{told} things in {len(talk)} answers by four who "
         f"write small, in nicknames, and say hours, money and seats in words; at their first looks: {talked}."),
    ):  # fmt: skip
        task = "personal things in answers written without knowing the rules"
        yield Line(
            f"taken_out_recall_{key.split()[-1]}", f"{task}, recall, {key}", _scores(some, _ours)[0],
            baselines={"shapes alone": _scores(some, _shapes)[0]}, reach=reach, note=note,
        )  # fmt: skip
        yield Line(
            f"taken_out_nobodys_{key.split()[-1]}", f"{task}, what is nobody's and went, {key}", nobodys_taken(some),
            reach=0.05, at_most=True, note="prices, opening hours, models, places and lines of the brand's own; "
            "helpers' names, which go by design, are not counted.",
        )  # fmt: skip


def nobodys_taken(rows: Iterable[dict[str, Any]]) -> float:
    """Of what is marked as nobody's, how much was taken, wholly or in part."""
    went = marked = 0
    for row in rows:
        found = _ours(row)
        for start, end, kind in row["nobodys"]:
            if kind != "helper":
                marked += 1
                went += any(a < end and start < b for a, b in found)
    return went / max(1, marked)


def _ours(row: dict[str, Any]) -> Spans:
    return _found(row["text"], tuple(row["names"]))


@cache
def _found(text: str, names: tuple[str, ...]) -> Spans:
    return [(one.start, one.end) for one in find_to_take_out(text, names, ("velonorte", "velo_help"))]


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
        theirs = row["personal"] + row.get("also", [])
        right += sum(any(a < end and start < b for start, end, _kind in theirs) for a, b in found)
    return gone / max(1, planted), right / max(1, said)


ROW = Row("taken_out", (), measure)

"""Judgements as JSON values and back."""

from __future__ import annotations

from typing import Any

from tummler.minds.contract import Judgement, Mark


def pack_judgement(judgement: Judgement | None) -> dict[str, Any] | None:
    """{value, probability, why, marks: [[start, end, why]…]}, or None."""
    if judgement is None:
        return None
    return {
        "value": judgement.value,
        "probability": round(judgement.probability, 4),
        "why": judgement.why,
        "marks": [[mark.start, mark.end, mark.why] for mark in judgement.marks],
    }


def unpack_judgement(data: dict[str, Any] | None) -> Judgement | None:
    """The judgement of :func:`pack_judgement`."""
    if data is None:
        return None
    marks = tuple(Mark(*mark) for mark in data["marks"])
    return Judgement(data["value"], data["probability"], data["why"], marks)

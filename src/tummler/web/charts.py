"""Bars as values for plain SVG: where each stands and how large it is. Colours are the style sheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``kind`` is its class, ``number`` what it says."""

    kind: str
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """Bars on top of each other with a label below and their sum above."""

    label: str
    total: int
    middle: float
    top: float
    bars: tuple[Bar, ...]


def columns(
    rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], *, width: float, height: float, gap: float = 12.0
) -> list[Column]:
    """A column for each row, on one scale, the first kind at the bottom."""
    most = max((sum(number for _, number in parts) for _, parts in rows), default=0) or 1
    wide = (width - gap * (len(rows) - 1)) / max(1, len(rows))
    found = []
    for place, (label, parts) in enumerate(rows):
        x, y = place * (wide + gap), height
        bars = []
        for kind, number in parts:
            tall = round(height * number / most, 1)
            y -= tall
            if number:
                bars.append(Bar(kind, number, round(x, 1), round(y, 1), round(wide, 1), max(2.0, tall - 2)))
        total = sum(number for _, number in parts)
        found.append(Column(label, total, round(x + wide / 2, 1), round(y, 1), tuple(bars)))
    return found


def lengths(numbers: Sequence[int], *, width: float) -> list[float]:
    """How long each number's bar is, on one scale; nothing for nothing."""
    most = max(numbers, default=0) or 1
    return [round(max(3.0, width * number / most), 1) if number else 0.0 for number in numbers]


def shares(numbers: Sequence[int], *, width: float, gap: float = 3.0) -> list[tuple[float, float]]:
    """Where each part of a whole begins and how long it is; parts of nothing are left out as (0, 0)."""
    there = [number for number in numbers if number]
    whole, room = sum(there) or 1, width - gap * max(0, len(there) - 1)
    found, x = [], 0.0
    for number in numbers:
        wide = room * number / whole
        found.append((round(x, 1), round(wide, 1)) if number else (0.0, 0.0))
        x += wide + gap if number else 0.0
    return found

"""Who helps whom, as values for plain SVG: people on the left, whom and what on the right, lines between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

#: The thinnest and the thickest line.
_THIN, _THICK = 1.5, 11.0


@dataclass(frozen=True, slots=True)
class End:
    """Somebody, or what several are about: a name, a face's seed ("" without a face), how it is drawn."""

    key: str
    name: str
    seed: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its path in a square of 100, how thick, whose it is."""

    path: str
    width: float
    kind: str
    who: str
    whom: str
    count: int


@dataclass(frozen=True, slots=True)
class Web:
    """The whole picture, and its numbers."""

    left: Sequence[End]
    right: Sequence[End]
    lines: Sequence[Line]


def web(left: Sequence[End], right: Sequence[End], counts: Counter[tuple[str, str]]) -> Web:
    """Lines between both sides, each as thick as how often; in the order of the names, not of the counts."""
    starts, stops = _places(left), _places(right)
    most = max(counts.values(), default=1)
    names = {one.key: one.name for one in (*left, *right)}
    kinds = {one.key: one.kind for one in (*left, *right)}
    lines = []
    for (who, whom), count in counts.items():
        if who in starts and whom in stops:
            y, z = starts[who], stops[whom]
            path = f"M0 {y:g}C50 {y:g} 50 {z:g} 100 {z:g}"
            width = round(_THIN + (_THICK - _THIN) * sqrt(count / most), 1)
            kind = kinds[whom] or kinds[who]
            lines.append(Line(path, width, kind, names[who], names[whom], count))
    return Web(left, right, sorted(lines, key=lambda one: (one.who.casefold(), one.whom.casefold())))


def _places(ends: Sequence[End]) -> dict[str, float]:
    return {one.key: round(100 * (at + 0.5) / len(ends), 2) for at, one in enumerate(ends)}


def folded(
    counts: Iterable[tuple[str, str, int]], left: Sequence[str], right: Sequence[str], rest: tuple[str, str]
) -> Counter[tuple[str, str]]:
    """How often who helped whom, with whoever isn't named counted among the rest of their side."""
    found: Counter[tuple[str, str]] = Counter()
    for who, whom, count in counts:
        found[who if who in left else rest[0], whom if whom in right else rest[1]] += count
    return found

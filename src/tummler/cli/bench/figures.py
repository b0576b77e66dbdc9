"""One measured figure, and whether it reaches what was set as its reach."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reach:
    """What a figure should reach: at ``most`` or at ``least`` a number, of the ratio or of our own value."""

    words: str
    most: float | None = None
    least: float | None = None
    of: str = "ratio"

    def met(self, ours: float, ratio: float | None) -> bool:
        """Whether it is reached."""
        value = ratio if self.of == "ratio" else ours
        if value is None:
            return False
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of ours, beside the baseline's where there is one. ``ratio`` is ours divided by theirs."""

    key: str
    name: str
    ours: float
    unit: str
    baseline: str = ""
    theirs: float | None = None
    reach: Reach | None = None
    note: str = ""
    database: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours divided by theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def met(self) -> bool | None:
        """Whether the reach is met; None where none was set."""
        return self.reach.met(self.ours, self.ratio) if self.reach else None

    def as_json(self) -> dict[str, Any]:
        """Plain values, the derived ones among them."""
        return {**asdict(self), "ratio": self.ratio, "met": self.met}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Figure:
        """The figure of :meth:`as_json`."""
        plain = {name: value for name, value in data.items() if name not in ("ratio", "met")}
        return Figure(**{**plain, "reach": Reach(**plain["reach"]) if plain["reach"] else None})


def shown(value: float | None, unit: str = "") -> str:
    """A number as a person reads it: three digits that count."""
    if value is None:
        return "–"
    words = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{words} {unit}".strip()

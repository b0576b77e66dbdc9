"""What a row of the understanding bench is.

To add one, put a file into ``rows/`` that exports ``ROW = Row(key, files, measure)``:

* ``key`` names it on the command line (``tummler bench understanding KEY``) and is the file's name;
* ``files`` are the paths it reads below the data folder, each as it lies there (``xlmt/english.csv.xz``). If one is
  missing the row is not measured and the table says which;
* ``measure(data)`` yields one :class:`Line` per figure. It learns only from the given files, splits them by itself with
  fixed seeds, and measures its baselines in the same run on the same posts. Nothing is kept between runs or rows.

Heavy imports (scikit-learn, models) belong inside ``measure``. Shared measures are in ``scores``, reading in ``data``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tummler.cli.bench.understanding.data import Data


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of ours beside the same figure of each baseline; all in ``unit`` ("%" stands for hundredths).

    ``reach`` is the goal, at least (or at most, if ``at_most``); ``note`` a sentence about how it was measured.
    """

    key: str
    task: str
    ours: float
    unit: str = "%"
    baselines: Mapping[str, float] = field(default_factory=dict)
    reach: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.reach is None:
            return None
        return self.ours <= self.reach if self.at_most else self.ours >= self.reach

    def as_json(self) -> dict[str, Any]:
        """Plain values, rounded as far as they mean something."""
        return {
            "key": self.key,
            "task": self.task,
            "ours": round(self.ours, 4),
            "unit": self.unit,
            "baselines": {name: round(value, 4) for name, value in self.baselines.items()},
            "reach": self.reach,
            "at_most": self.at_most,
            "met": self.met,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A task of the bench: see the head of this file."""

    key: str
    files: tuple[str, ...]
    measure: Callable[[Data], Iterable[Line]]

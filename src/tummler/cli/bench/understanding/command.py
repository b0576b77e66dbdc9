"""Measure the rows, one after the other, and say what could not be measured."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tummler.cli.bench.machine import machine
from tummler.cli.bench.understanding import rows as rows_here
from tummler.cli.bench.understanding.contract import Line, Row
from tummler.cli.bench.understanding.data import USUAL, find_data


class CannotMeasure(Exception):
    """What is missing, in words."""


@dataclass(slots=True)
class Measured:
    """All figures, the rows left out with the reason, and the machine."""

    about: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "about": self.about,
            "rows": [line.as_json() for line in self.lines],
            "left_out": self.left_out,
            "seconds": self.seconds,
        }


def every_row() -> dict[str, Row]:
    """Each file's ROW by its key, in the order of the files' names."""
    names = sorted(found.name for found in pkgutil.iter_modules(rows_here.__path__))
    modules = [importlib.import_module(f"{rows_here.__name__}.{name}") for name in names]
    return {module.ROW.key: module.ROW for module in modules if hasattr(module, "ROW")}


def run(names: Sequence[str], folder: Path | None, told: Callable[[str], None]) -> Measured:
    """Every row, or those named. ``told`` hears what is being measured."""
    known = every_row()
    if unknown := [name for name in names if name not in known]:
        raise CannotMeasure(f"No such row: {', '.join(unknown)}. There are {', '.join(known)}.")
    data = find_data(folder)
    if data is None:
        where = str(folder) if folder else f"{USUAL[0]} (--data FOLDER says where else)"
        raise CannotMeasure(f"There is no data to measure on in {where}.")
    about = {**machine(""), "date": datetime.now(UTC).date().isoformat(), "data": data.folder.name}
    measured = Measured(about)
    for key in names or known:
        if missing := data.missing(known[key].files):
            measured.left_out[key] = f"{', '.join(missing)} not there"
            continue
        told(key)
        start = time.monotonic()
        try:
            measured.lines.extend(known[key].measure(data))
        except ImportError as error:
            measured.left_out[key] = f"needs {error.name}: pip install 'tummler[wit]'"
        measured.seconds[key] = round(time.monotonic() - start, 1)
    return measured

"""FILE.errors.csv: every row that could not be taken in, and why. Made anew by each run, whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import IO, Any

from tummler.cli.import_words import FAULTS
from tummler.listening.files.posts import Fault

#: A spreadsheet takes what begins like this for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FaultFile:
    """``with FaultFile(file) as faults: faults.add(fault)``; no fault, no file. ``trouble`` if it can't be written."""

    def __init__(self, file: Path) -> None:
        self.path = file.with_name(f"{file.name}.errors.csv")
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._out: IO[str] | None = None
        self._writer: Any = None
        self.trouble = ""

    def __enter__(self) -> FaultFile:
        return self

    def add(self, fault: Fault) -> None:
        """One more."""
        if self._out is None and not self.trouble:
            self._open()
        if self._writer:
            sample = f"'{fault.sample}" if fault.sample.startswith(_FORMULA) else fault.sample
            self._writer.writerow((fault.row, fault.post or "", fault.code, FAULTS[fault.code], sample))

    def _open(self) -> None:
        try:
            self._out = self._part.open("w", encoding="utf-8", newline="", errors="replace")
        except OSError as error:
            self.trouble = error.strerror or "it can't be written"
            return
        self._writer = csv.writer(self._out)
        self._writer.writerow(("row", "post", "code", "why", "sample"))

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if self._out is not None:
            self._out.close()
        if kind is not None:
            return  # the next run makes it whole
        if self._out is not None:
            self._part.replace(self.path)
        elif not self.trouble:
            self.path.unlink(missing_ok=True)

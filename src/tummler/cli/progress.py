"""How far something is: a bar on a terminal, a line now and then elsewhere. Both on standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from tummler.common.clock import ticks

if TYPE_CHECKING:
    from rich.progress import Progress

#: Without a terminal, a line so many seconds apart.
APART = 10.0


class Steps:
    """``with Steps("Reading", size) as steps: steps.at(position, "1,000 rows")``. ``total`` 0: nobody knows."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._bar = _bar() if sys.stderr.isatty() else None
        self._task = self._bar.add_task(what, total=total or None, words="") if self._bar else None
        self._told = ticks()

    def __enter__(self) -> Steps:
        if self._bar:
            self._bar.start()
        return self

    def at(self, position: int, words: str = "") -> None:
        """So far it is."""
        if self._bar and self._task is not None:
            self._bar.update(self._task, completed=position, words=words)
        elif ticks() - self._told >= APART:
            self._told = ticks()
            part = f"{100 * position // self._total} %" if self._total else ""
            print(f"{self._what}: {', '.join(filter(None, (part, words)))}", file=sys.stderr, flush=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, TextColumn("{task.fields[words]}"), console=Console(stderr=True), transient=True)

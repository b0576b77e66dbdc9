"""The product's own loops in threads of this process, on the test's database, with what they write to the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def wait_for(done: Callable[[], Any], what: str = "it", seconds: float = 20.0) -> Any:
    """Until something is true; what it was."""
    until = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < until, f"{what} never happened"
        time.sleep(0.05)
    return found


@contextmanager
def working(**which: bool) -> Iterator[Any]:
    """All loops, or only those asked for; none may break."""
    from tummler.work import schedule
    from tummler.work.loops import Workers

    schedule._last.clear()
    workers = Workers(**which)
    workers.start()
    try:
        yield workers
        assert not workers.broken
    finally:
        workers.stop(10)
        assert [loop.name for loop in workers.loops if loop.is_alive()] == []


class Lines(logging.Handler):
    """What was logged meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def count(self, *words: str) -> int:
        """Lines that hold all of these."""
        return sum(all(word in line for word in words) for line in self.lines)


@contextmanager
def logged() -> Iterator[Lines]:
    """Our log's lines while the block runs."""
    handler, logger = Lines(), logging.getLogger("tummler")
    logger.addHandler(handler)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)

"""The desk's first page beside the first list of django-helpdesk, in turns in the same run."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from tummler.cli.bench.desk import page_of_first_helper
from tummler.cli.bench.figures import Figure, Reach
from tummler.cli.bench.measure import spent, steady

_REACH = Reach("≤ 1/30", most=1 / 30)


def beside_helpdesk(rounds: int, tickets: int) -> list[Figure]:
    """The figure: CPU of our first page over all the made posts against CPU of theirs over so many tickets."""
    name = "First page of the desk, against django-helpdesk's"
    page = page_of_first_helper()
    page()
    if find_spec("helpdesk") is None:
        ours = statistics.median(spent(page) for _ in range(rounds))
        return [Figure("list_helpdesk", name, ours * 1000, "ms CPU", "django-helpdesk is not installed", reach=_REACH)]
    with helpdesk(tickets) as (show, queries), steady():
        pairs = [(spent(page), show()) for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return [
        Figure(
            "list_helpdesk", name, ours * 1000, "ms CPU", f"django-helpdesk's with {tickets:,} tickets on SQLite",
            theirs * 1000, _REACH, f"theirs: {queries} queries",
        )
    ]  # fmt: skip


@contextmanager
def helpdesk(tickets: int) -> Iterator[tuple[Callable[[], float], int]]:
    """Its desk in a process of its own: shows the list once and gives its CPU seconds; and how many queries."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tummler.cli.bench.helpdesk_desk", folder, str(tickets)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            given, told = process.stdin, process.stdout
            assert given is not None and told is not None
            ready = told.readline().split()
            if not ready:
                raise RuntimeError("django-helpdesk did not start")

            def show() -> float:
                given.write("go\n")
                given.flush()
                return float(told.readline())

            yield show, int(ready[1])
        finally:
            process.communicate(timeout=60)

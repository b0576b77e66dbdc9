"""Timing that can be trusted on a busy machine: CPU time, ours and theirs in turns, medians."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Clock = Callable[[], float]
#: CPU of the calling thread; what runs in the database's own process is not in it.
CPU: Clock = time.thread_time
WALL: Clock = time.perf_counter


@dataclass(frozen=True, slots=True)
class Pair:
    """Median seconds of ours and of the baseline."""

    ours: float
    theirs: float


@contextmanager
def steady() -> Iterator[None]:
    """No collector of garbage in between; what is there already is left out of its sight."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def spent(work: Callable[[], Any], clock: Clock = CPU) -> float:
    """Seconds that one call took."""
    start = clock()
    work()
    return clock() - start


def in_turns(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int, clock: Clock = CPU) -> Pair:
    """Both in turns after one warm round, so that a noisy minute hits both; the median of each."""
    ours()
    theirs()
    with steady():
        pairs = [(spent(ours, clock), spent(theirs, clock)) for _ in range(rounds)]
    return Pair(statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (0 to 1), the nearest one that was really measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def cpu_seconds(pid: int) -> float:
    """CPU that a process has used so far, by the kernel's account (Linux)."""
    import os

    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


def unshared_megabytes(pid: int) -> float:
    """Memory that only this process holds (USS): what would be free if it ended (Linux)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    private = [int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))]
    return sum(private) / 1024

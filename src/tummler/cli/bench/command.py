"""Run the bench: places, child processes, figures, the table."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from tummler.cli.bench import places
from tummler.cli.bench.child import Order
from tummler.cli.bench.figures import Figure, Reach
from tummler.cli.bench.machine import machine
from tummler.cli.bench.places import Place

#: Every figure by its key, as `tummler bench NAME…` takes them.
NAMES = (
    "list_page", "list_helpdesk", "search", "filter", "filter_peak", "fast_path_1", "fast_path_100", "store",
    "understand", "outbox", "send", "memory_rest", "way", "way_cpu", "list_busy", "square_view", "need_to_need",
    "need_rested", "typing", "draft", "memory_load", "tag_p50", "tag_p99", "commands",
)  # fmt: skip
_FRESH = frozenset(("fast_path_1", "fast_path_100", "store", "understand", "tag_p50", "tag_p99"))


class CannotBench(Exception):
    """Why it can't be measured, in words."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured, on what."""

    figures: list[Figure]
    about: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"about": self.about, "figures": [figure.as_json() for figure in self.figures]}


def run(
    *, names: Iterable[str], posts: int, seed: int, databases: tuple[str, ...], url: str, quick: bool, hour: bool
) -> Result:
    """Measure, each database in processes of its own. Raises :class:`CannotBench`."""
    wanted = tuple(names)
    unknown = set(wanted) - set(NAMES)
    if unknown:
        raise CannotBench(f"There is no figure {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.")
    order = Order(posts, seed, places.mark_of(posts, seed), quick, hour, wanted)
    figures: list[Figure] = []
    sizes: dict[str, float] = {}
    for database in databases:
        figures += _measured(database, url if database == "postgresql" else "", order, sizes)
    if not wanted or "commands" in wanted:
        figures += _commands()
    about = machine(url if "postgresql" in databases else "") | {
        "posts": posts, "seed": seed, "quick": quick, "megabytes": sizes,
        "date": datetime.now(UTC).date().isoformat(),
    }  # fmt: skip
    return Result(sorted(figures, key=lambda figure: NAMES.index(figure.key)), about)


def _measured(database: str, url: str, order: Order, sizes: dict[str, float]) -> Iterator[Figure]:
    try:
        if not order.names or set(order.names) - _FRESH - {"commands"}:
            kept = _built(places.kept(database, order.mark, url), order)
            sizes[database] = round(kept.megabytes())
            with places.copy_of(kept) as copy:
                yield from _child("full", copy, order)
        if not order.names or set(order.names) & _FRESH:
            with places.empty(database, url) as new:
                yield from _child("fresh", new, order)
    except psycopg.OperationalError as error:
        raise CannotBench(f"PostgreSQL does not answer at the address given: {error}") from error


def _built(place: Place, order: Order) -> Place:
    """The made rows, made if they aren't there yet: a mark beside them says that they are whole."""
    mark = place.folder / "whole"
    if not (mark.exists() and places.there(place)):
        print(f"  {place.database}: making {order.posts:,} posts, once …", file=sys.stderr, flush=True)
        places.make(place)
        for _ in _child("build", place, order):
            pass
        mark.touch()
    return place


def _child(what: str, place: Place, order: Order) -> Iterator[Figure]:
    command = [sys.executable, "-m", "tummler.cli.bench.child", what, msgspec.json.encode(order).decode()]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=place.environment())
    try:
        assert process.stdout is not None
        for line in process.stdout:
            yield Figure.from_json(json.loads(line))
    finally:
        if process.poll() is None and sys.exc_info()[0] is not None:
            process.terminate()
        if process.wait() != 0:
            raise CannotBench(f"The measuring process for {place.database} ended with {process.returncode}.")


def _commands() -> list[Figure]:
    """How many commands lead to a working desk, counted in the README; nothing where there is none."""
    readme = Path(__file__).parents[4] / "README.md"
    text = readme.read_text("utf-8") if readme.exists() else ""
    block = text.partition("```")[2].partition("```")[0]
    lines = [line for line in block.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    starts = [number for number, line in enumerate(lines, 1) if line.startswith("make run")]
    if not starts:
        return []
    return [
        Figure(
            "commands", "Commands to a working desk", float(starts[0]), "", reach=Reach("1", most=1, of="ours"),
            note="as the README says: make run",
        )
    ]  # fmt: skip

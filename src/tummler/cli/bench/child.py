"""One process for one database: Django binds to its database when it starts, so each gets a process of its own.

``python -m tummler.cli.bench.child build|full|fresh ORDER`` is started by :mod:`tummler.cli.bench.command`; ORDER is
JSON. What was measured goes to standard output as JSON lines, a word on progress to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from tummler.cli.bench.effort import HOUR_SECONDS, QUICK, USUAL, Effort
from tummler.cli.bench.figures import Figure


class Order(msgspec.Struct):
    """What the child is asked to do. ``names`` are the rows that are wanted, none for all."""

    posts: int
    seed: int
    mark: str
    quick: bool = False
    hour: bool = False
    names: tuple[str, ...] = ()

    @property
    def effort(self) -> Effort:
        """How much."""
        return QUICK if self.quick else USUAL


Row = tuple[tuple[str, ...], Callable[[], Iterable[Figure]]]


def ready() -> None:
    """Django, its tables and its static files in the place that the environment names."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tummler.project.settings")
    django.setup()
    from tummler.cli.running import make_ready
    from tummler.common import log

    log.set_up("ERROR")

    make_ready()


def full(order: Order) -> list[Row]:
    """Rows on the made year."""
    from django.conf import settings

    from tummler.cli.bench.desk import first_page
    from tummler.cli.bench.helpdesk import beside_helpdesk
    from tummler.cli.bench.living import whole_product
    from tummler.cli.bench.searching import newest_fifty
    from tummler.cli.bench.sending import outbox
    from tummler.cli.bench.sieving import filtering

    effort = order.effort
    folder = Path(settings.DATA.path)
    load = HOUR_SECONDS if order.hour else effort.load_seconds
    return [
        (("list_page",), lambda: first_page(effort.rounds)),
        (("list_helpdesk",), lambda: beside_helpdesk(effort.rounds, effort.tickets)),
        (("search",), lambda: newest_fifty(effort.rounds)),
        (("filter", "filter_peak"), lambda: filtering(effort.frames, effort.rounds, order.seed)),
        (("outbox", "send"), lambda: outbox(effort.sends)),
        (
            (
                "memory_rest",
                "way",
                "way_cpu",
                "list_busy",
                "square_view",
                "need_to_need",
                "need_rested",
                "typing",
                "draft",
                "memory_load",
            ),
            lambda: whole_product(
                folder,
                desks=effort.desks,
                posts=effort.way_posts,
                seconds=effort.draft_seconds,
                load_seconds=load,
                rest_seconds=effort.rest_seconds,
                rounds=effort.rounds,
            ),
        ),
    ]


def fresh(order: Order) -> list[Row]:
    """Rows that fill empty tables."""
    from django.conf import settings

    from tummler.cli.bench.floor import floor_beside
    from tummler.cli.bench.incoming import fast_path, own_channel, store_everything
    from tummler.cli.bench.tagging import tag_requests

    effort = order.effort
    channel = own_channel()

    def store() -> list[Figure]:
        with floor_beside(Path(settings.DATA.path)) as floor:
            return store_everything(effort.stored, max(2, effort.rounds // 2), order.seed, channel, floor)

    return [
        (
            ("fast_path_1", "fast_path_100"),
            lambda: fast_path(effort.frames // 3, max(2, effort.rounds // 2), order.seed, channel),
        ),
        (("store", "understand"), store),
        (("tag_p50", "tag_p99"), lambda: tag_requests(Path(settings.DATA.path), effort.tag_seconds)),
    ]


def measure(rows: list[Row], order: Order) -> None:
    """Measure what is wanted, a line for each figure as soon as it is there."""
    from django.db import connection

    for names, row in rows:
        if order.names and not set(names) & set(order.names):
            continue
        print(f"  {connection.vendor}: {', '.join(names)} …", file=sys.stderr, flush=True)
        for figure in row():
            if not order.names or figure.key in order.names:
                print(json.dumps(figure.as_json() | {"database": connection.vendor}), flush=True)


def main() -> None:
    """Do what was ordered."""
    order = msgspec.json.decode(sys.argv[2], type=Order)
    ready()
    if sys.argv[1] == "build":
        from tummler.cli.bench.build import build

        build(order.posts, order.seed, order.mark)
    else:
        measure(full(order) if sys.argv[1] == "full" else fresh(order), order)


if __name__ == "__main__":
    main()

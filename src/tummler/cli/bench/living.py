"""Rows that need the whole product running: from a post to the desks, drafts under load, memory."""

from __future__ import annotations

import time
from pathlib import Path

from tummler.cli.bench.browsing import in_a_browser
from tummler.cli.bench.desk import session_of
from tummler.cli.bench.echoing import HANDLE, Echo, connect, echo_network
from tummler.cli.bench.figures import Figure, Reach, shown
from tummler.cli.bench.measure import percentile, unshared_megabytes
from tummler.cli.bench.sending import drafts_meanwhile
from tummler.cli.bench.serving import Served, list_times, open_desks, served, way_to_desks
from tummler.common import clock
from tummler.records.models import Helper, Need

_QUESTION = f"@{HANDLE} my bike won't unlock at Harbour Road, what do I do? "
_POSTS_A_SECOND = 50.0
_DESKS = 100


def whole_product(
    folder: Path, *, desks: int, posts: int, seconds: float, load_seconds: float, rest_seconds: float, rounds: int
) -> list[Figure]:
    """Start echo and ``serve`` on the database at hand; measure; stop both."""
    owner = Helper.objects.select_related("brand", "user").order_by("pk")[0]
    # Nobody's claim is to go back while we measure: each would be a hint to every desk.
    Need.objects.filter(state="claimed").update(claim_alive_at=clock.now())
    cookie = session_of(owner)
    with echo_network(folder) as echo:
        connect(echo, owner)
        with served() as server:
            found = _at_rest(server, rest_seconds)
            found += _way(server, echo, cookie, desks, posts)
            found += _list_meanwhile(server, echo, cookie, seconds)
            found += in_a_browser(server, cookie, f"/square/{owner.brand.slug}/", rounds)
            found += drafts_meanwhile(server, cookie, echo, seconds, _POSTS_A_SECOND)
            found += _after_load(server, echo, cookie, load_seconds)
    return found


def _at_rest(server: Served, seconds: float) -> list[Figure]:
    server.get("/", "")
    time.sleep(seconds)
    return [
        Figure(
            "memory_rest", "Memory of the one process, at rest", unshared_megabytes(server.pid), "MB unshared",
            reach=Reach("≤ 150 MB", most=150, of="ours"), note="after its first page, nothing read yet",
        )
    ]  # fmt: skip


def _way(server: Served, echo: Echo, cookie: str, desks: int, posts: int) -> list[Figure]:
    echo.say(_QUESTION)
    time.sleep(3)  # the mind is loaded with the first post
    way = way_to_desks(server, cookie, lambda n: echo.say(f"{_QUESTION} {n}"), desks=desks, posts=posts)
    note = f"{way.posts} posts to {way.desks} desks, p50 {shown(way.p50)} ms, {way.lost} lost"
    return [
        Figure(
            "way", "From a post on the network to an open desk's bytes, p99", way.p99, "ms",
            reach=Reach("≤ 100 ms", most=100, of="ours"), note=f"{note}; echo, heard by its open stream",
        ),
        Figure(
            "way_cpu", "The server's share of a core meanwhile", way.cpu_share * 100, "%",
            reach=Reach("≤ 25 %", most=25, of="ours"), note=f"{way.desks} desks, about two posts a second",
        ),
    ]  # fmt: skip


def _list_meanwhile(server: Served, echo: Echo, cookie: str, seconds: float) -> list[Figure]:
    """The first list page over HTTP: at rest, and with a hundred desks open while posts stream in."""
    at_rest = list_times(server, cookie, seconds / 3)
    with echo.saying(_POSTS_A_SECOND):
        busy = open_desks(server, cookie, _DESKS, lambda: list_times(server, cookie, seconds))
    return [
        Figure(
            "list_busy", f"First list page, {_DESKS} desks open, {_POSTS_A_SECOND:.0f} posts/s, median",
            percentile(busy, 0.5), "ms", "the same with nothing arriving", percentile(at_rest, 0.5),
            note=f"{len(busy)} pages over HTTP, p99 {shown(percentile(busy, 0.99))} ms",
        )
    ]  # fmt: skip


def _after_load(server: Served, echo: Echo, cookie: str, seconds: float) -> list[Figure]:
    """Ten posts and two pages a second."""
    statuses: dict[int, int] = {}
    until = time.monotonic() + seconds
    with echo.saying(10):
        while time.monotonic() < until:
            status = server.get("/desk/", cookie)
            statuses[status] = statuses.get(status, 0) + 1
            time.sleep(0.5)
    answered = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    return [
        Figure(
            "memory_load", "Memory of the one process, after load", unshared_megabytes(server.pid), "MB unshared",
            reach=Reach("≤ 150 MB", most=150, of="ours"),
            note=f"{shown(seconds / 60)} minutes of 10 posts and 2 desk pages a second ({answered}), "
            "the language model loaded, no sentence model",
        )
    ]  # fmt: skip

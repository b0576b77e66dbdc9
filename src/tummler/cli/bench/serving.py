"""The real server in a process of its own, and many desks that listen to it."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tummler.cli.bench.measure import cpu_seconds, percentile

#: How long a hint may take before it counts as lost.
_LOST_SECONDS = 5.0
_NEEDS = b"event: needs\n"


@dataclass(frozen=True, slots=True)
class Served:
    """A running ``tummler serve``."""

    pid: int
    port: int

    def get(self, path: str, cookie: str) -> int:
        """Ask for a page; the status of the answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": cookie})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - our own address
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)


@contextmanager
def served() -> Iterator[Served]:
    """Serve the database that the environment names, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "tummler.cli.main", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        assert process.stdout is not None
        process.stdout.readline()
        server = Served(process.pid, port)
        _until_open(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _until_open(server: Served) -> None:
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", server.port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("serve does not open")


@dataclass(frozen=True, slots=True)
class Way:
    """How long posts took to the open desks (milliseconds), and what the server spent meanwhile."""

    p50: float
    p99: float
    cpu_share: float
    posts: int
    desks: int
    lost: int


def way_to_desks(server: Served, cookie: str, say: Callable[[int], None], *, desks: int, posts: int) -> Way:
    """Let ``say`` post ``posts`` times on a channel that this server reads; time it to each open desk.

    Each post must be a need: what is waited for is the hint that the list of needs has changed. Works for any
    network: timed from before ``say`` is called, one post at a time.
    """
    return asyncio.run(_way(server, cookie, say, desks, posts))


async def _way(server: Served, cookie: str, say: Callable[[int], None], desks: int, posts: int) -> Way:
    open_desks = [_Desk() for _ in range(desks)]
    tasks = [asyncio.create_task(desk.listen(server.port, cookie)) for desk in open_desks]
    await asyncio.gather(*(desk.opened.wait() for desk in open_desks))
    draw = random.Random(1)  # noqa: S311 - pauses, not secrets
    taken: list[float] = []
    lost = 0
    await asyncio.sleep(2)  # the first look of every loop is behind us
    started, used = time.monotonic(), cpu_seconds(server.pid)
    for number in range(posts):
        for desk in open_desks:
            desk.told.clear()
        start = time.perf_counter()
        await asyncio.to_thread(say, number)
        waits = [asyncio.wait_for(desk.told.wait(), _LOST_SECONDS) for desk in open_desks]
        outcomes = await asyncio.gather(*waits, return_exceptions=True)
        lost += sum(isinstance(outcome, BaseException) for outcome in outcomes)
        taken += [(desk.told_at - start) * 1000 for desk in open_desks if desk.told.is_set()]
        await asyncio.sleep(draw.uniform(0.1, 0.4))
    share = (cpu_seconds(server.pid) - used) / (time.monotonic() - started)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    taken = taken or [_LOST_SECONDS * 1000]
    return Way(percentile(taken, 0.5), percentile(taken, 0.99), share, posts, desks, lost)


def list_times(server: Served, cookie: str, seconds: float) -> list[float]:
    """Milliseconds of the desk's first page over HTTP, again and again with a short pause."""
    taken = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        start = time.perf_counter()
        status = server.get("/desk/", cookie)
        taken.append((time.perf_counter() - start) * 1000)
        if status != 200:
            raise RuntimeError(f"the desk answered {status}")
        time.sleep(0.05)
    return taken


def open_desks(server: Served, cookie: str, desks: int, meanwhile: Callable[[], list[float]]) -> list[float]:
    """What ``meanwhile`` gives while so many desks listen."""
    return asyncio.run(_open_desks(server, cookie, desks, meanwhile))


async def _open_desks(server: Served, cookie: str, desks: int, meanwhile: Callable[[], list[float]]) -> list[float]:
    listening = [_Desk() for _ in range(desks)]
    tasks = [asyncio.create_task(desk.listen(server.port, cookie)) for desk in listening]
    await asyncio.gather(*(desk.opened.wait() for desk in listening))
    taken = await asyncio.to_thread(meanwhile)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return taken


class _Desk:
    """One browser's open stream, as bytes on a socket."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.told = asyncio.Event()
        self.told_at = 0.0

    async def listen(self, port: int, cookie: str) -> None:
        """Until cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /stream/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
        try:
            while data := await reader.read(65536):
                if b"event: all" in data:
                    self.opened.set()
                if _NEEDS in data and not self.told.is_set():
                    self.told_at = time.perf_counter()
                    self.told.set()
        finally:
            writer.close()

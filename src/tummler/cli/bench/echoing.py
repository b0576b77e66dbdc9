"""The echo network in a process of its own, and people who talk there."""

from __future__ import annotations

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tummler.acts.channels import begin_channel
from tummler.cli.bench.words import Writer
from tummler.records.models import Channel, Helper

HANDLE = "velonorte"


@dataclass
class Echo:
    """A running echo network."""

    url: str
    people: int = 0
    _local: threading.local = field(default_factory=threading.local)

    def say(self, text: str) -> None:
        """Somebody new posts there; returns once the network has accepted it."""
        self.people += 1
        body = json.dumps({"by": f"person{self.people}", "text": text, "language": "en"})
        link: http.client.HTTPConnection | None = getattr(self._local, "link", None)
        if link is None:
            link = self._local.link = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        link.request("POST", "/posts", body, {"Authorization": "Bearer bench", "Content-Type": "application/json"})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"echo answered {answer.status}")

    @contextmanager
    def saying(self, a_second: float) -> Iterator[None]:
        """People ask us so many things a second meanwhile, from a thread."""
        stop = threading.Event()
        thread = threading.Thread(target=self._talk, args=(a_second, stop), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(5)

    def _talk(self, a_second: float, stop: threading.Event) -> None:
        writer, draw = Writer(7), random.Random(7)  # noqa: S311 - made data, not secrets
        due = time.monotonic()
        while not stop.is_set():
            self.say(writer.post(writer.language(), HANDLE)[0])
            due += draw.expovariate(a_second)
            stop.wait(max(0.0, due - time.monotonic()))


@contextmanager
def echo_network(folder: Path) -> Iterator[Echo]:
    """Start one; it ends with the block."""
    log = folder / "echo.log"
    log.touch()
    command = [sys.executable, "-m", "tummler.networks.echo.server", "--log", str(log)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        yield Echo(f"http://127.0.0.1:{int(server.stdout.readline())}")
    finally:
        server.terminate()
        server.wait(10)


def connect(echo: Echo, owner: Helper) -> Channel:
    """The brand's account there, read as a stream that stays open."""
    answers = {"url": echo.url, "handle": HANDLE, "token": "bench", "deadline": "5", "live": "1"}
    channel = begin_channel(actor=owner, key="echo", answers=answers, callback="")
    assert isinstance(channel, Channel)
    return channel

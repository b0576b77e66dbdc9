"""Where a proof takes place: a network with a witness that isn't ours, and processes that may die."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tests.people import Echo, settle_all
from tests.proofs.nursery import Forked
from tests.proofs.worker import LEASE_SECONDS

Process = Forked | subprocess.Popen[str]

_NUMBER = re.compile(r"number (\d+)")


def question_text(number: int) -> str:
    """A question that is one in every proof, and can be told from the others."""
    return f"my bike number {number} won't unlock, what do I do?"


def answer_text(question: str) -> str:
    """The answer to a question, with its number."""
    found = _NUMBER.search(question)
    assert found, "the question of another proof"
    return f"Answer to number {found[1]}: hold the button for five seconds."


def number_in(text: str) -> int:
    """Which question an answer is for."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else -1


class Place(Protocol):
    """A network as a proof sees it."""

    channel: Any

    def ask(self, numbers: range) -> None:
        """Somebody asks these questions, and the network is ready to tell of them."""

    def stands(self) -> dict[str, str]:
        """The witness: remote id → text of every post of ours that the network holds."""

    def ever_accepted(self) -> list[str]:
        """The texts of every post of ours that the network ever took, doubles included."""


@dataclass
class OnEcho:
    """Echo: its own log is the witness."""

    echo: Echo
    channel: Any

    def ask(self, numbers: range) -> None:
        """One customer a question."""
        for number in numbers:
            self.echo.say(f"@velonorte {question_text(number)}", by=f"rider{number}")

    def stands(self) -> dict[str, str]:
        """What it answers to anybody who asks."""
        return {post["id"]: post["text"] for post in self.echo.posts().values() if post["by"] == "velonorte"}

    def ever_accepted(self) -> list[str]:
        """From its log on disk."""
        return [post["text"] for post in self.echo.accepted("velonorte")]


@dataclass
class Shared:
    """This test's database for another process: the same rows, the same keys."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from django.conf import settings
        from django.db import connection

        self.env = {
            **os.environ,
            "TUMMLER_DATA": str(self.folder),
            "TUMMLER_ALLOW_LOOPBACK": "1",
            "TUMMLER_LOG": "ERROR",
        }
        for name in ("keys", "fading", "imports"):
            (settings.DATA.path / name).mkdir(exist_ok=True, mode=0o700)
            with suppress(FileExistsError):
                (self.folder / name).symlink_to(settings.DATA.path / name)
        if connection.vendor == "sqlite":
            self.env.pop("DATABASE_URL", None)
            with suppress(FileExistsError):
                (self.folder / "tummler.sqlite3").symlink_to(connection.settings_dict["NAME"])
        else:
            base, _, query = os.environ["DATABASE_URL"].partition("?")
            name = connection.settings_dict["NAME"]
            self.env["DATABASE_URL"] = f"{base.rsplit('/', 1)[0]}/{name}?{query}"

    @contextmanager
    def process(self, what: str, *, kill_at: str = "", plant: str = "") -> Iterator[Process]:
        """A worker process; ended at the latest when the block is left."""
        from django.db import connection

        log = str(self.folder / "kills.log")
        own = {"TUMMLER_KILL_AT": kill_at, "TUMMLER_KILL_LOG": log, "TUMMLER_PLANT": plant}
        started: Process
        if connection.vendor == "sqlite":
            started = Forked(what, self.folder, **own)
        else:  # libpq promises nothing to a process that was forked from one that had loaded it
            command = [sys.executable, "-X", "faulthandler", "-m", "tests.proofs.worker", what]
            said = subprocess.PIPE if what == "see_once" else None
            started = subprocess.Popen(command, env=self.env | own, text=True, stdout=said)
        try:
            yield started
        finally:
            if started.poll() is None:
                started.kill()
            started.wait(10)

    def hits(self) -> list[str]:
        """Every kill point that was really hit, in order."""
        log = self.folder / "kills.log"
        return log.read_text("utf-8").split() if log.exists() else []


def wait_for_death(process: Process, seconds: float = 40.0) -> None:
    """Until the process was killed by its kill point (SIGKILL); anything else is a failed proof."""
    assert process.wait(seconds) == -9, f"ended with {process.returncode} instead of being killed"


def settle_within(place: Place, done: Any, seconds: float = 60.0) -> None:
    """Work in this process until ``done``; leases of the dead have to run out first."""
    until = time.monotonic() + seconds
    while True:
        settle_all(place.channel)
        if done():
            return
        assert time.monotonic() < until, "it never comes to rest"
        time.sleep(LEASE_SECONDS / 8)

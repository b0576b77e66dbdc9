"""Fixtures: a brand with its people, an echo network with those who ask there, and a way to let it all run."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ECHO_SERVER = str(Path(__file__).parent.parent / "src" / "tummler" / "networks" / "echo" / "server.py")


@dataclass
class Echo:
    """An echo network in a process of its own; ``log`` is its own record of what it accepted."""

    url: str
    log: Path
    ids: dict[str, str] = field(default_factory=dict)

    def _call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Authorization": "Bearer witness"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def say(self, text: str, by: str = "marta", **more: Any) -> str:
        """Somebody posts there; gives the post's id. ``parent``, ``root``, ``to``, ``name``, ``at`` as given."""
        if more.get("parent") and "root" not in more:
            parent = self.posts()[more["parent"]]
            more["root"] = parent.get("root") or parent["id"]
        return str(self._call("/posts", {"by": by, "text": text, **more})["id"])

    def edit(self, remote_id: str, text: str) -> None:
        """Somebody edits their post."""
        self._call("/edit", {"id": remote_id, "text": text})

    def delete(self, remote_id: str) -> None:
        """Somebody deletes their post."""
        self._call("/delete", {"id": remote_id})

    def fault(self, on: str, do: str = "", count: int = 1, **more: Any) -> None:
        """Ask for a fault (see tummler.networks.echo.server)."""
        self._call("/faults", {"on": on, "do": do, "count": count, **more})

    def revoke(self, token: str) -> None:
        """The brand's key is no longer good there."""
        self._call("/revoke", {"token": token})

    def restore(self, token: str) -> None:
        """The key is good again."""
        self._call("/restore", {"token": token})

    def careless(self) -> None:
        """From now on it takes the same key twice, as networks without idempotency do; it can still be asked."""
        self._call("/careless", {})

    def posts(self) -> dict[str, dict[str, Any]]:
        """What stands there now, by id."""
        return {post["id"]: post for post in self._call("/all")}

    def accepted(self, by: str) -> list[dict[str, Any]]:
        """Every post of this author that it ever accepted, from its own log."""
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]
        return [line for line in lines if line["what"] == "created" and line["by"] == by]


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[Echo]:
    """A fresh echo network."""
    with echo_process(tmp_path) as network:
        yield network


def echo_process(folder: Path) -> Any:
    """A context manager: an echo network whose log lies in the folder."""
    import contextlib
    import subprocess
    import sys

    @contextlib.contextmanager
    def run() -> Iterator[Echo]:
        log = folder / "echo.log"
        log.touch()
        server = subprocess.Popen(
            # The file, not its package: it needs nothing of ours, and hundreds of tests wait for it to start.
            [sys.executable, "-I", "-S", ECHO_SERVER, "--log", str(log)],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            yield Echo(f"http://127.0.0.1:{int(server.stdout.readline())}", log)
        finally:
            server.terminate()
            server.wait(10)

    return run()


@pytest.fixture
def owner(db: None) -> Any:
    """The owner of Velo Norte, the brake lifted long ago."""
    return make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")


@pytest.fixture
def brand(owner: Any) -> Any:
    """Velo Norte."""
    return owner.brand


@pytest.fixture
def helper(owner: Any) -> Any:
    """Tomás, who helps."""
    from tummler.acts.setting_up import add_helper

    return add_helper(actor=owner, email="tomas@velonorte.example", password="a long password", name="Tomás Weir")


@pytest.fixture
def other_owner(db: None) -> Any:
    """The owner of another brand on the same installation."""
    return make_owner("Otra Marca", "otra@otra.example", "Otra Dueña")


def make_owner(name: str, email: str, helper_name: str) -> Any:
    """A brand's owner; the brake is off since long before the first day's cap."""
    from datetime import timedelta

    from tummler.acts.setting_up import make_brand
    from tummler.common import clock
    from tummler.records.models import Brand

    owner = make_brand(
        name=name,
        email=email,
        password="a long password",
        helper_name=helper_name,
        languages=["en", "es"],
        words=["velo norte", "velonorte"],
    )
    Brand.objects.update(brake_on=False, brake_lifted_at=clock.now() - timedelta(days=2))
    owner.brand.refresh_from_db()
    return owner


@pytest.fixture
def channel(owner: Any, echo: Echo) -> Any:
    """The brand's account @velonorte on echo."""
    return connect_echo(owner, echo)


def connect_echo(owner: Any, echo: Echo, handle: str = "velonorte") -> Any:
    """Connect a brand to an echo network."""
    from tummler.acts.channels import begin_channel

    answers = {"url": echo.url, "handle": handle, "token": f"token-{handle}", "deadline": "2"}
    return begin_channel(actor=owner, key="echo", answers=answers, callback="")


@pytest.fixture
def settle(channel: Any) -> Callable[[], None]:
    """Read everything, run every stage, deliver everything due, until nothing is left to do."""
    return lambda: settle_all(channel)


def settle_all(*channels: Any) -> None:
    """The same for any channels, without threads."""
    from tummler.acts.gesturing import gesture_due
    from tummler.answering.outbox import deliver_due
    from tummler.listening.complete import complete_conversations
    from tummler.work.flow import run_all
    from tummler.work.reading import read_once
    from tummler.work.tags import answer_all

    for _ in range(20):
        moved = sum(read_once(channel) for channel in channels)
        moved += run_all() + answer_all() + complete_conversations()
        while deliver_due() or gesture_due():
            moved += 1
        if not moved:
            return
    raise AssertionError("it never comes to rest")


@pytest.fixture
def heard(echo: Echo, settle: Callable[[], None]) -> Callable[..., Any]:
    """``heard("@velonorte my bike is stuck", by="marta")``: posted on echo, heard and understood; gives the Post."""
    from tummler.records.models import Post

    def hear(text: str, by: str = "marta", **more: Any) -> Any:
        remote_id = echo.say(text, by, **more)
        settle()
        return Post.objects.get(remote_id=remote_id)

    return hear


@pytest.fixture
def client_of(client: Any) -> Callable[[Any], Any]:
    """A Django test client signed in as a helper."""
    from django.test import Client

    def sign_in(someone: Any) -> Client:
        signed_in = Client()
        signed_in.force_login(someone.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return signed_in

    return sign_in

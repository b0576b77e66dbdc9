"""What echo says, said straight into a channel's events: rooms are tested on real rows without a socket.

``channel_told`` is a brand's channel on an echo that nobody runs; ``say`` takes the events of one batch, in order.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

#: When conversations in these tests begin: long enough ago that nothing in them is in the future.
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
QUESTION = "@velonorte my bike won't unlock at Harbour Road, what do I do?"
_numbers = itertools.count(1)


def post(remote_id: str, text: str = QUESTION, by: str = "marta", *, minute: float = 0, **more: Any) -> dict[str, Any]:
    """A post as echo tells it, so many minutes after noon. ``edited`` is the minute of an edit."""
    edited = more.pop("edited", None)
    if edited is not None:
        more = {"version": f"v{edited}", "edited_at": NOON.timestamp() + 60 * edited, **more}
    at = NOON.timestamp() + 60 * minute
    return {"kind": "post", "post": {"id": remote_id, "by": by, "text": text, "at": at, **more}}


def gone(remote_id: str, why: str = "deleted") -> dict[str, Any]:
    """A post was deleted there."""
    return {"kind": "gone", "id": remote_id, "why": why}


def account_gone(by: str) -> dict[str, Any]:
    """Somebody left, with everything they said."""
    return {"kind": "account_gone", "id": by}


def rename(by: str, handle: str) -> dict[str, Any]:
    """Somebody has another handle."""
    return {"kind": "rename", "id": by, "handle": handle}


def raw(*events: dict[str, Any] | bytes, history: bool = False) -> tuple[Any, ...]:
    """As a reader brings them; each is said for the first time."""
    from tummler.networks.contract import RawEvent

    payloads = [event if isinstance(event, bytes) else json.dumps(event).encode() for event in events]
    return tuple(RawEvent(f"said:{next(_numbers)}", payload, history) for payload in payloads)


def queue(channel: Any, *events: dict[str, Any] | bytes, history: bool = False) -> int:
    """Store them, unread; how many were new."""
    from tummler.listening.receive import receive
    from tummler.networks.contract import Batch

    return receive(channel=channel, stream="events", batch=Batch(raw(*events, history=history), "c"))


def say(channel: Any, *events: dict[str, Any] | bytes, history: bool = False) -> None:
    """Store them in one batch, and let every stage run until nothing is left to do."""
    from tummler.work.flow import run_all

    queue(channel, *events, history=history)
    run_all()


def told(channel: Any, remote_id: str) -> Any:
    """The row of a post."""
    from tummler.records.models import Post

    return Post.objects.get(channel=channel, remote_id=remote_id)


def make_channel(owner: Any, handle: str = "velonorte") -> Any:
    """A brand's channel on an echo that nobody runs."""
    from tummler.acts.channels import store_channel
    from tummler.networks.contract import Connected, HeardAccount

    account = HeardAccount(f"id:{handle}", handle, handle.title())
    settings = {"url": "http://127.0.0.1:9", "deadline": "1", "live": ""}
    return store_channel(
        actor=owner, key="echo", connected=Connected(account, settings, {"token": f"token-{handle}"}, {})
    )


@pytest.fixture
def channel_told(owner: Any) -> Any:
    """@velonorte on an echo that nobody runs."""
    return make_channel(owner)


@pytest.fixture
def hear(channel_told: Any) -> Callable[..., Any]:
    """``hear("q", QUESTION, by="marta")``: said, read and understood; gives the post's row."""

    def said(remote_id: str, text: str = QUESTION, **more: Any) -> Any:
        history = more.pop("history", False)
        say(channel_told, post(remote_id, text, **more), history=history)
        return told(channel_told, remote_id)

    return said


@pytest.fixture
def echo_near(tmp_path: Any) -> Any:
    """The echo network itself, in a thread of this process: quick to start, spoken to over loopback as ever."""
    import threading

    from tests.people import Echo
    from tummler.networks.echo.server import serve

    log = tmp_path / "echo.log"
    log.touch()
    server = serve(0, str(log))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Echo(f"http://127.0.0.1:{server.server_address[1]}", log)
    server.shutdown()
    server.server_close()


@pytest.fixture
def channel_near(owner: Any, echo_near: Any) -> Any:
    """@velonorte on the echo in this process; a call of ours waits a second for it."""
    from tests.people import connect_echo

    channel = connect_echo(owner, echo_near)
    channel.settings["deadline"] = "0.6"
    channel.save()
    return channel


@pytest.fixture
def asked(echo_near: Any, channel_near: Any) -> Callable[..., Any]:
    """``asked(QUESTION, by="marta")``: asked on the near echo, heard and understood; gives the need."""
    from tummler.records.models import Need
    from tummler.work.flow import run_all
    from tummler.work.reading import read_once

    def ask(text: str = QUESTION, by: str = "marta", **more: Any) -> Any:
        remote_id = echo_near.say(text, by, **more)
        read_once(channel_near)
        run_all()
        return Need.objects.get(post__remote_id=remote_id)

    return ask


@pytest.fixture
def promised(owner: Any, asked: Callable[..., Any]) -> Callable[..., Any]:
    """``promised("Hold the button")``: a need of its own, an answer to it that may leave at once; its deliveries."""
    from datetime import timedelta

    from tummler.acts.replies import promise_reply, save_draft

    def promise(text: str = "Hold the button.", by: str = "", need: Any = None, undo: float = 0) -> Any:
        number = next(_numbers)
        need = need or asked(f"@velonorte bike {number} won't unlock, what do I do?", by or f"rider{number}")
        reply = save_draft(actor=owner, need=need, text=text, edition=0)
        return promise_reply(actor=owner, reply=reply, undo=timedelta(seconds=undo))

    return promise

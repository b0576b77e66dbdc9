"""A brand's channel and a customer on a Mastodon emulator, as new for each test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest

from tests.servers.faults import Proxy, proxy
from tests.servers.mastodon import MastodonServer
from tummler.common.clock import now
from tummler.networks.contract import (
    Connected,
    Connection,
    Heard,
    HeardAccount,
    HeardPost,
    Part,
    Place,
    RawEvent,
    Visibility,
)
from tummler.networks.mastodon import NETWORK

T = TypeVar("T")

#: What a plain Mastodon server told us when we connected; enough for everything that is pure.
FACTS: dict[str, Any] = {
    "base": "https://brand.example",
    "host": "brand.example",
    "domain": "brand.example",
    "account_id": "7",
    "knows_keys": True,
}


def connection_with(**facts: Any) -> Connection:
    """A channel that speaks to nobody."""
    account = HeardAccount("brand.example#7", "help@brand.example")
    return Connection(account, {}, {"token": "t"}, {**FACTS, **facts})


@pytest.fixture
def pure() -> Connection:
    """A channel for what is pure."""
    return connection_with()


def connect(url: str, token: str) -> Connection:
    """The channel of a pasted key."""
    connected = NETWORK.connect_begin({"server": url, "token": token}, "https://desk.example/callback")
    assert isinstance(connected, Connected)
    return Connection(connected.account, connected.settings, connected.secrets, connected.facts)


@dataclass
class Scene:
    """``ada`` is the brand and ``grace`` asks; ``proxy`` stands between us and the server."""

    server: MastodonServer
    proxy: Proxy
    connection: Connection
    cursor: str | None = None
    heard: list[Heard] = field(default_factory=list)

    def ask(self, text: str, who: str = "grace", **more: Any) -> dict[str, Any]:
        """Somebody posts."""
        posted: dict[str, Any] = self.server.api("POST", "/api/v1/statuses", who=who, status=text, **more)
        return posted

    def poll(self, stream: str = "notifications") -> list[Heard]:
        """What one round of a polled stream says."""
        events: list[RawEvent] = []
        for batch in NETWORK.read(self.connection, stream, self.cursor, threading.Event()):
            events += batch.events
            self.cursor = batch.cursor
        return self.normalised(tuple(events))

    def normalised(self, events: tuple[RawEvent, ...]) -> list[Heard]:
        """What the events say."""
        return [heard for event in events for heard in NETWORK.normalise(event.payload, self.connection)]

    def place(self, status: dict[str, Any]) -> Place:
        """Where an answer to this status goes."""
        (post,) = (post for post in self.thread(status) if post.remote_id == status["id"])
        return place_of(post)

    def thread(self, status: dict[str, Any]) -> list[HeardPost]:
        """The thread around a status."""
        found = self.normalised(NETWORK.fetch_thread(self.connection, status["id"]))
        return [post for post in found if isinstance(post, HeardPost)]

    def part(self, text: str, status: dict[str, Any] | None = None, **more: Any) -> Part:
        """One promised part that answers a status."""
        place = self.place(status) if status else None
        visibility = place.visibility if place else Visibility.PUBLIC
        made = Part(NETWORK.new_key(now()), text, (), now(), place, visibility)
        return replace(made, **more)

    def answers(self, status: dict[str, Any], who: str = "grace") -> list[dict[str, Any]]:
        """What stands under a status, as somebody else sees it."""
        context = self.server.api("GET", f"/api/v1/statuses/{status['id']}/context", who=who)
        return list(context["descendants"])


def place_of(post: HeardPost) -> Place:
    """Where an answer to a post goes."""
    return Place(
        post.remote_id,
        post.version,
        post.root_id,
        "",
        post.account,
        post.visibility,
        post.warning,
        post.language,
        {post.account.handle: post.account.remote_id},
    )


@pytest.fixture
def scene(fresh_mastodon: MastodonServer) -> Iterator[Scene]:
    """A connected brand, through a proxy that can go wrong."""
    with proxy(fresh_mastodon.url) as between:
        link = connect(between.url, fresh_mastodon.tokens["ada"])
        # The emulator names its own address for streaming, past the proxy.
        yield Scene(fresh_mastodon, between, replace(link, facts={**link.facts, "streaming": between.url}))


def soon(ask: Callable[[], T], seconds: float = 10.0) -> T:
    """What ``ask`` says once it says something."""
    end = time.monotonic() + seconds
    while not (said := ask()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)
    return said

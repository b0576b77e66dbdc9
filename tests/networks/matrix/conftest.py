"""A brand's channel and a customer on a real homeserver, new for each test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.servers.faults import Proxy, proxy
from tests.servers.matrix import PASSWORD, MatrixAccount, MatrixServer
from tummler.common.clock import now
from tummler.networks.contract import Connected, Connection, HeardPost, Part, Place, RawEvent, Visibility
from tummler.networks.matrix import NETWORK


def connect(url: str, brand: MatrixAccount, **more: str) -> Connection:
    """The channel of an account that signed in with its password; it never waits for news."""
    answers = {"handle": brand.user_id, "password": PASSWORD, "server": url, **more}
    connected = NETWORK.connect_begin(answers, "")
    assert isinstance(connected, Connected)
    facts = {**connected.facts, "base": url, "wait_ms": 0}
    return Connection(connected.account, connected.settings, connected.secrets, facts)


@dataclass
class Scene:
    """The brand, Marta who asks, a public room with both in it; ``proxy`` stands between us and the server."""

    server: MatrixServer
    proxy: Proxy
    brand: MatrixAccount
    marta: MatrixAccount
    room: str
    connection: Connection
    cursor: str | None = None
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.connection = replace(
            self.connection, holds=lambda ids: self.held & set(ids), change_secrets=self._change_secrets
        )

    def _change_secrets(self, change: Any) -> Any:
        """As a row would: what is stored is what the next call finds."""
        kept = change(self.connection.secrets)
        self.connection = replace(self.connection, secrets=kept)
        return kept

    def ask(self, text: str, who: MatrixAccount | None = None, **more: Any) -> str:
        """Somebody says something to the brand in the room."""
        return (who or self.marta).say(self.room, text, m_mentions={"user_ids": [self.brand.user_id]}, **more)

    def events(self) -> list[RawEvent]:
        """What one round of reading brings."""
        events: list[RawEvent] = []
        for batch in NETWORK.read(self.connection, "sync", self.cursor, threading.Event()):
            events += batch.events
            self.cursor = batch.cursor
        return events

    def read(self) -> list[Any]:
        """What it says; posts are held from then on, with their conversations."""
        heard = self.normalised(self.events())
        posts = [post for post in heard if isinstance(post, HeardPost)]
        self.held |= {name for post in posts for name in (post.remote_id, post.root_id) if name}
        return heard

    def normalised(self, events: Any) -> list[Any]:
        """What the events say."""
        return [heard for event in events for heard in NETWORK.normalise(event.payload, self.connection)]

    def thread(self, event: str, room: str = "") -> list[Any]:
        """The conversation around an event, or of a direct chat."""
        name = f"{room or self.room}/{event}" if event else room
        return self.normalised(NETWORK.fetch_thread(self.connection, name))

    def part(self, text: str, post: HeardPost, **more: Any) -> Part:
        """One promised part that answers a post."""
        place = Place(
            post.remote_id,
            post.version,
            post.root_id,
            "",
            post.account,
            post.visibility,
            handles={post.account.handle: post.account.remote_id},
        )
        (leaf,) = NETWORK.compose(text, place, NETWORK.traits(self.connection.facts), ()).leaves
        made = Part(NETWORK.new_key(now()), leaf.text, leaf.spans, now(), place, post.visibility)
        return replace(made, **more)

    def heard(self, text: str = "my order is lost") -> HeardPost:
        """A question of Marta's, heard."""
        self.ask(text)
        (post,) = self.read()
        assert isinstance(post, HeardPost)
        return post

    def answers(self) -> list[dict[str, Any]]:
        """What the brand said in the room, as Marta sees it."""
        return [each for each in self.marta.messages(self.room) if each["sender"] == self.brand.user_id]

    def chat(self, **more: Any) -> str:
        """A direct chat that Marta begins."""
        return self.marta.room(self.brand, **{"preset": "trusted_private_chat", "is_direct": True, **more})


@pytest.fixture
def scene(matrix_server: MatrixServer) -> Iterator[Scene]:
    """A connected brand, through a proxy that can go wrong."""
    brand, marta = matrix_server.account("velonorte"), matrix_server.account("marta")
    room = marta.room(name="Help", room_alias_name=f"help-{brand.device_id.lower()}")
    with proxy(matrix_server.url) as between:
        link = connect(between.url, brand, rooms=f"#help-{brand.device_id.lower()}:localhost")
        yield Scene(matrix_server, between, brand, marta, room, link)


DIRECT = Visibility.DIRECT

"""What is said is heard at once: by events, by websocket, or by asking; nothing is lost where a stream breaks."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.networks.mastodon.conftest import Scene, soon
from tests.servers.faults import Fault
from tummler.networks.contract import (
    Batch,
    Connection,
    Heard,
    HeardGone,
    HeardPost,
    KeyRevoked,
    NetworkTrouble,
    SlowDown,
    Unheard,
)
from tummler.networks.mastodon import NETWORK, streaming

EVENTS, SOCKET = "/api/v1/streaming/user", "/api/v1/streaming"


@dataclass
class Listening:
    """A live stream read in a thread, as the loop would."""

    connection: Connection
    cursor: str | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    batches: queue.Queue[Batch] = field(default_factory=queue.Queue)
    trouble: NetworkTrouble | None = None

    def run(self) -> None:
        try:
            for batch in NETWORK.read(self.connection, "live", self.cursor, self.stop):
                self.batches.put(batch)
                self.cursor = batch.cursor
        except NetworkTrouble as trouble:
            self.trouble = trouble

    def next(self, seconds: float = 10) -> list[Heard]:
        """What the next batch that says something says."""
        until = time.monotonic() + seconds
        while True:
            batch = self.batches.get(timeout=max(0.01, until - time.monotonic()))
            if batch.events:
                return [heard for one in batch.events for heard in NETWORK.normalise(one.payload, self.connection)]


@contextmanager
def listening(connection: Connection, cursor: str | None = None) -> Iterator[Listening]:
    live = Listening(connection, cursor)
    thread = threading.Thread(target=live.run)
    thread.start()
    live.batches.get(timeout=10)  # the first one: it listens now
    try:
        yield live
    finally:
        live.stop.set()
        begun = time.monotonic()
        thread.join(10)
        assert time.monotonic() - begun < 5, "stopping depends on the server"


@pytest.fixture(params=["events", "websocket", "polling"])
def any_way(request: pytest.FixtureRequest, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server has everything, or no events, or no streaming at all."""
    refused = {"events": [], "websocket": [EVENTS], "polling": [EVENTS, SOCKET]}[request.param]
    scene.proxy.inject(*[Fault("status", path=path, status=404, body=b"<html>no", count=None) for path in refused])
    monkeypatch.setattr(streaming, "_POLL", 0.1)
    return str(request.param)


def test_a_mention_is_heard_at_once(scene: Scene, any_way: str) -> None:
    with listening(scene.connection) as live:
        asked = scene.ask("@ada my order is lost")
        (post,) = live.next()
        assert isinstance(post, HeardPost)
        assert (post.remote_id, post.text) == (asked["id"], "@ada my order is lost")
    used = {request.path for request in scene.proxy.log if request.status in (101, 200)}
    assert {"events": EVENTS, "websocket": SOCKET, "polling": "/api/v1/notifications"}[any_way] in used


def test_a_direct_message_is_heard_at_once(scene: Scene, any_way: str) -> None:
    with listening(scene.connection) as live:
        scene.ask("@ada between us", visibility="direct")
        (post,) = live.next()
        assert isinstance(post, HeardPost)
        assert (post.addressed, post.visibility) == ("direct", "direct")


def test_what_we_write_in_the_networks_own_app_is_heard(scene: Scene, any_way: str) -> None:
    with listening(scene.connection) as live:
        scene.server.api("POST", "/api/v1/statuses", status="from the app")
        (post,) = live.next()
        assert isinstance(post, HeardPost)
        assert (post.by_us, post.text) == (True, "from the app")


def test_edits_and_deletes_of_what_we_wrote_are_heard(scene: Scene) -> None:
    with listening(scene.connection) as live:
        ours = scene.server.api("POST", "/api/v1/statuses", status="first")
        live.next()
        scene.server.api("PUT", f"/api/v1/statuses/{ours['id']}", status="second")
        (edited,) = live.next()
        assert isinstance(edited, HeardPost)
        assert (edited.remote_id, edited.text, edited.version != "") == (ours["id"], "second", True)
        scene.server.api("DELETE", f"/api/v1/statuses/{ours['id']}")
        assert live.next() == [HeardGone(ours["id"])]


def test_of_strangers_only_what_belongs_to_us_is_heard(scene: Scene) -> None:
    """The brand follows somebody: their posts are no news, but what they say in a thread that we hold is."""
    asked = scene.ask("@ada held")
    grace = asked["account"]["id"]
    scene.server.api("POST", f"/api/v1/accounts/{grace}/follow")
    holding = replace(scene.connection, holds=lambda ids: {asked["id"]} & set(ids))
    with listening(holding, cursor=None) as live:
        scene.ask("what a day")
        scene.ask("more to it", in_reply_to_id=asked["id"])
        assert [post.text for post in live.next() if isinstance(post, HeardPost)] == ["more to it"]
        scene.server.api("PUT", f"/api/v1/statuses/{asked['id']}", who="grace", status="@ada held, edited")
        assert [post.text for post in live.next() if isinstance(post, HeardPost)] == ["@ada held, edited"]


def test_what_was_said_while_nobody_listened_comes_first(scene: Scene, any_way: str) -> None:
    with listening(scene.connection) as live:
        scene.ask("@ada one")
        live.next()
    scene.ask("@ada two")
    scene.ask("@ada three")
    again = Listening(scene.connection, live.cursor)
    thread = threading.Thread(target=again.run)
    thread.start()
    said = again.next()
    again.stop.set()
    thread.join(5)
    assert [post.text for post in said if isinstance(post, HeardPost)] == ["@ada two", "@ada three"]


def test_a_broken_stream_is_told_and_nothing_is_lost(scene: Scene) -> None:
    with listening(scene.connection) as live:
        scene.ask("@ada one")
        live.next()
        scene.proxy.cut_streams()
        trouble = soon(lambda: live.trouble)
        assert isinstance(trouble, Unheard)
    scene.ask("@ada two")
    assert [post.text for post in heard_from(scene.connection, live.cursor)] == ["@ada two"]


def heard_from(connection: Connection, cursor: str | None) -> list[HeardPost]:
    batches = NETWORK.read(connection, "notifications", cursor, threading.Event())
    events = [event for batch in batches for event in batch.events]
    heard = [each for event in events for each in NETWORK.normalise(event.payload, connection)]
    return [post for post in heard if isinstance(post, HeardPost)]


def test_a_broken_websocket_is_told(scene: Scene) -> None:
    scene.proxy.inject(Fault("status", path=EVENTS, status=404, count=None))
    with listening(scene.connection) as live:
        scene.proxy.cut_streams()
        assert isinstance(soon(lambda: live.trouble), Unheard)


def test_a_stream_says_that_it_lives(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_ALIVE", 0.1)
    with listening(scene.connection) as live:
        batch = live.batches.get(timeout=5)
        assert batch.events == ()
        assert batch.cursor == live.cursor


def test_a_silent_stream_is_broken(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_SILENCE", 0.3)
    with listening(scene.connection) as live:
        trouble = soon(lambda: live.trouble)
        assert (type(trouble), trouble.code) == (Unheard, "stream_silent")


def test_a_revoked_key_is_told_by_the_stream_too(scene: Scene) -> None:
    revoked = replace(scene.connection, secrets={"token": "no longer"})
    with closing(NETWORK.read(revoked, "live", None, threading.Event())) as batches, pytest.raises(KeyRevoked):
        next(batches)


def test_too_many_streams_is_slow_down(scene: Scene) -> None:
    scene.proxy.inject(Fault("status", path=EVENTS, status=429))
    with closing(NETWORK.read(scene.connection, "live", None, threading.Event())) as batches, pytest.raises(SlowDown):
        next(batches)


def test_a_hashtag_is_heard_from_now_on(scene: Scene) -> None:
    scene.ask("old #tummlertest")
    scene.connection = replace(scene.connection, words=("#tummlertest", "tummler", "#"))
    assert scene.poll("tags") == []
    scene.ask("new #tummlertest")
    (post,) = scene.poll("tags")
    assert isinstance(post, HeardPost)
    assert (post.text, post.addressed) == ("new #tummlertest", "nearby")
    assert scene.poll("tags") == []


def test_posts_we_hold_are_looked_at_again(scene: Scene) -> None:
    kept, edited, deleted = (scene.ask(f"@ada {word}") for word in ("kept", "edited", "deleted"))
    held = {each["id"]: "" for each in (kept, edited, deleted)}
    scene.connection = replace(scene.connection, recent=lambda: held)
    assert scene.poll("recheck") == []
    scene.server.api("PUT", f"/api/v1/statuses/{edited['id']}", who="grace", status="@ada better said")
    scene.server.api("DELETE", f"/api/v1/statuses/{deleted['id']}", who="grace")
    post, gone = scene.poll("recheck")
    assert isinstance(post, HeardPost)
    assert (post.remote_id, post.text) == (edited["id"], "@ada better said")
    assert gone == HeardGone(deleted["id"])
    assert post.version
    held[edited["id"]] = post.version
    del held[deleted["id"]]
    assert scene.poll("recheck") == []


@pytest.mark.parametrize("many", [True, False])
def test_looking_again_goes_round_in_turns(scene: Scene, many: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tummler.networks.mastodon.recheck._ROUND", 4)
    monkeypatch.setattr("tummler.networks.mastodon.recheck._SINGLY", 4)
    held = {scene.ask(f"@ada {number}")["id"]: "" for number in range(6)}
    facts: dict[str, Any] = {**scene.connection.facts, "many_statuses": many}
    scene.connection = replace(scene.connection, facts=facts, recent=lambda: held)
    first, *_, last = held
    for number in (first, last):
        scene.server.api("DELETE", f"/api/v1/statuses/{number}", who="grace")
    assert scene.poll("recheck") == [HeardGone(first)]
    assert scene.poll("recheck") == [HeardGone(last), HeardGone(first)]


@pytest.mark.parametrize("effect", ["close", "garbage", "cut", "status"])
@pytest.mark.parametrize("stream", ["notifications", "live", "tags", "recheck"])
def test_a_server_that_is_not_well_is_unheard(scene: Scene, effect: Any, stream: str) -> None:
    asked = scene.ask("@ada hello #x")
    link = replace(scene.connection, words=("#x",), recent=lambda: {asked["id"]: ""})
    scene.proxy.inject(Fault(effect, path="/api/*", count=None, status=500))
    with closing(NETWORK.read(link, stream, None, threading.Event())) as batches, pytest.raises(Unheard):
        list(batches)


def test_too_many_requests_stops_the_reading(scene: Scene) -> None:
    scene.server.inject("ratelimit", path="/api/v1/notifications", methods=["GET"])
    with pytest.raises(SlowDown) as slow:
        scene.poll()
    assert 290 <= slow.value.seconds <= 300

"""Servers that speak the same API and differ: made by putting other answers between us and the emulator."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.networks.mastodon.conftest import Scene, connect
from tests.networks.mastodon.test_streams import SOCKET, listening
from tests.servers.faults import Fault
from tummler.common import clock
from tummler.networks.contract import HeardPost, Length, Unheard
from tummler.networks.mastodon import NETWORK
from tummler.networks.mastodon.read import STREAMS

PAGE = b"<!doctype html><title>Not here</title>"
PLEROMA = {
    "uri": "https://pleroma.example",
    "version": "2.7.2 (compatible; Pleroma 2.6.3)",
    "max_toot_chars": 5000,
    "upload_limit": 16_000_000,
}
GOTOSOCIAL = {
    "domain": "127.0.0.1",
    "version": "0.19.1+git-abc",
    "configuration": {
        "statuses": {"max_characters": 5000, "max_media_attachments": 6, "characters_reserved_per_url": 25},
        "media_attachments": {"supported_mime_types": ["image/webp"], "image_size_limit": 41_943_040},
    },
}


def says(path: str, body: bytes, status: int = 200, **more: Any) -> Fault:
    return Fault("status", path=path, status=status, body=body, count=None, **more)


def named(software: str) -> bytes:
    return json.dumps({"software": {"name": software, "version": "1.0"}}).encode()


@pytest.fixture
def pleroma(scene: Scene) -> Scene:
    """No second version of the instance, no node information, no events: a websocket."""
    scene.proxy.inject(
        says("/api/v2/instance*", PAGE, 404),
        says("/api/v1/instance", json.dumps(PLEROMA).encode()),
        says("/.well-known/nodeinfo", PAGE, 404),
        says("/api/v1/streaming/user", PAGE, 404),
    )
    return connected(scene)


@pytest.fixture
def gotosocial(scene: Scene) -> Scene:
    """Its own limits and way of counting, no streaming at all, and no memory for keys."""
    scene.proxy.inject(
        says("/api/v2/instance", json.dumps(GOTOSOCIAL).encode()),
        says("/nodeinfo/*", named("gotosocial")),
        says("/api/v1/streaming*", PAGE, 404),
    )
    return connected(scene)


def connected(scene: Scene) -> Scene:
    link = connect(scene.proxy.url, "ada_token")
    return replace(scene, connection=replace(link, facts={**link.facts, "streaming": scene.proxy.url}))


@pytest.fixture(params=["pleroma", "gotosocial"])
def other(request: pytest.FixtureRequest) -> Scene:
    found: Scene = request.getfixturevalue(request.param)
    return found


def test_pleroma_says_what_it_can(pleroma: Scene) -> None:
    facts = pleroma.connection.facts
    assert (facts["software"], facts["max_characters"], facts["image_bytes"]) == ("pleroma", 5000, 16_000_000)
    assert (facts["knows_keys"], facts["many_statuses"]) == (True, False)
    assert NETWORK.traits(facts).length == Length("characters", 5000)


def test_gotosocial_says_what_it_can(gotosocial: Scene) -> None:
    facts = gotosocial.connection.facts
    assert (facts["software"], facts["knows_keys"], facts["many_statuses"]) == ("gotosocial", False, False)
    assert NETWORK.traits(facts).length == Length("characters", 5000)
    media = NETWORK.traits(facts).media
    assert media
    assert (media.count, media.kinds, media.bytes_limit) == (6, ("image/webp",), 41_943_040)


def test_the_whole_loop_works_there(other: Scene) -> None:
    other.poll()
    asked = other.ask("@ada my order is lost")
    (post,) = other.poll()
    assert isinstance(post, HeardPost)
    place = other.place(asked)
    composition = NETWORK.compose("See https://example.com/a", place, NETWORK.traits(other.connection.facts), ())
    (leaf,) = composition.leaves
    assert leaf.count == len(leaf.text)
    delivered = NETWORK.deliver(other.connection, other.part(leaf.text, asked))
    assert [each["id"] for each in other.answers(asked)] == [delivered.remote_id]
    NETWORK.retract(other.connection, delivered.remote_id)
    assert other.answers(asked) == []


def test_its_websocket_is_listened_to(pleroma: Scene) -> None:
    with listening(pleroma.connection) as live:
        pleroma.ask("@ada my order is lost")
        (post,) = live.next()
        assert isinstance(post, HeardPost)
    assert [request.status for request in pleroma.proxy.asked("GET", SOCKET)][-1] == 101


def test_an_unheard_answer_is_found_where_keys_are_forgotten(gotosocial: Scene) -> None:
    asked = gotosocial.ask("@ada my order is lost")
    part = gotosocial.part("@grace We found it.", asked)
    gotosocial.proxy.inject(Fault("drop", "POST", "/api/v1/statuses"))
    with pytest.raises(Unheard):
        NETWORK.deliver(gotosocial.connection, part)
    # Later, and as if the server had never seen the key.
    later = replace(part, key=NETWORK.new_key(clock.now()))
    found = NETWORK.look(gotosocial.connection, later)
    assert found is not None
    clock.shift(timedelta(seconds=45))
    assert NETWORK.deliver(gotosocial.connection, later).remote_id == found.remote_id
    assert len(gotosocial.answers(asked)) == 1


def test_posts_are_looked_at_one_by_one(other: Scene) -> None:
    asked = other.ask("@ada hello")
    link = replace(other.connection, recent=lambda: {asked["id"]: ""})
    batches = list(NETWORK.read(link, "recheck", None, threading.Event()))
    assert [batch.events for batch in batches] == [()]
    assert [request.path for request in other.proxy.asked("GET", "/api/v1/statuses*")] == [
        f"/api/v1/statuses/{asked['id']}"
    ]


def test_writing_asks_for_no_version(pleroma: Scene) -> None:
    """Mastodon.py asks ``/api/v2/instance/`` before an upload, and for ever where that is 404."""
    asked = pleroma.ask("@ada hello")
    part = pleroma.part("@grace hi", asked)
    before = len(pleroma.proxy.log)
    NETWORK.deliver(pleroma.connection, part)
    assert [request.path for request in pleroma.proxy.log[before:]] == ["/api/v1/statuses"]


def test_nothing_depends_on_search(other: Scene) -> None:
    test_the_whole_loop_works_there(other)
    assert other.proxy.asked(path="*search*") == []


def test_five_minutes_of_asking_stay_far_below_300_requests(gotosocial: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of others, with everything on a server that streams nothing."""
    other = gotosocial
    monkeypatch.setattr("tummler.networks.mastodon.streaming._POLL", 0.0)
    monkeypatch.setattr("tummler.networks.mastodon.streaming._POLL_FOR", 0.001)
    tags = tuple(f"#tag{number}" for number in range(20))
    asked = [other.ask(f"@ada {number}")["id"] for number in range(35)]
    link = replace(other.connection, words=tags, recent=lambda: dict.fromkeys(asked, ""))
    total, cursors = 0.0, dict[str, str]()
    for _ in range(2):  # the second time is what is usual
        total = 0.0
        for stream in STREAMS:
            before = len(other.proxy.log)
            for batch in NETWORK.read(link, stream.name, cursors.get(stream.name), threading.Event()):
                cursors[stream.name] = batch.cursor
            total += (len(other.proxy.log) - before) * 300 / (stream.seconds or 20)
    assert 0 < total < 200

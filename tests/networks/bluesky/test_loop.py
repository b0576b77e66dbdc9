"""The loop on the real network: a mention is heard, threaded, answered in the place, and seen there."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.networks.bluesky.conftest import Scene, soon
from tests.servers.bluesky import BlueskyNetwork, BlueskyPost
from tummler.common import clock
from tummler.networks.bluesky import NETWORK, views
from tummler.networks.contract import (
    Addressed,
    Batch,
    HeardGone,
    HeardPost,
    Part,
    Place,
    RawEvent,
    Visibility,
)


def poll(scene: Scene, cursor: str | None = None) -> tuple[tuple[RawEvent, ...], str]:
    """Everything one poll brings, and the last cursor."""
    batches: list[Batch] = list(NETWORK.read(scene.connection, "notifications", cursor, threading.Event()))
    return tuple(event for batch in batches for event in batch.events), batches[-1].cursor


def place_of(post: HeardPost, scene: Scene) -> Place:
    return Place(
        remote_id=post.remote_id,
        version=post.version,
        root_id=post.root_id,
        root_version="",
        account=post.account,
        visibility=post.visibility,
        handles={post.account.handle: post.account.remote_id},
    )


def answer(scene: Scene, text: str, place: Place) -> Part:
    composition = NETWORK.compose(text, place, NETWORK.traits(scene.connection.facts), ())
    assert composition.sendable
    (leaf,) = composition.leaves
    now = clock.now()
    return Part(NETWORK.new_key(now), leaf.text, leaf.spans, now, place, composition.visibility, "en")


def test_mention_is_heard_threaded_answered_and_seen(on_network: Scene) -> None:
    scene, net = on_network, on_network.server
    assert isinstance(net, BlueskyNetwork)
    asked = scene.as_customer.say(
        f"¡Hé! @{scene.brand.handle} my 📦 is late #help", mentions=[scene.brand], langs=["en"]
    )
    net.wait_indexed(asked)

    (event,) = soon(lambda: poll(scene)[0])
    (heard,) = scene.normalised((event,))
    assert isinstance(heard, HeardPost)
    assert heard.remote_id == asked.uri
    assert heard.addressed is Addressed.MENTION
    assert heard.account.handle == scene.customer.handle
    assert heard.text[heard.spans[0].start : heard.spans[0].end] == f"@{scene.brand.handle}"
    assert not event.history

    thread = scene.normalised(NETWORK.fetch_thread(scene.connection, asked.uri))
    assert [post.remote_id for post in thread if isinstance(post, HeardPost)] == [asked.uri]

    part = answer(
        scene, f"@{scene.customer.handle} we look into it: https://brand.test/1 #help", place_of(heard, scene)
    )
    delivered = NETWORK.deliver(scene.connection, part)
    seen = NETWORK.look(scene.connection, part)
    assert seen and (seen.remote_id, seen.version) == (delivered.remote_id, delivered.version)
    (record,) = scene.server.records(scene.brand.did)
    assert (record["uri"], record["cid"]) == (delivered.remote_id, delivered.version)
    assert record["value"]["reply"]["parent"] == {"uri": asked.uri, "cid": asked.cid}
    assert [facet["features"][0]["$type"].partition("#")[2] for facet in record["value"]["facets"]] == [
        "mention",
        "link",
        "tag",
    ]

    net.wait_indexed(BlueskyPost(delivered.remote_id, delivered.version, asked.uri, asked.cid))
    told = soon(lambda: scene.as_customer.get("app.bsky.notification.listNotifications")["notifications"])
    assert [one["uri"] for one in told] == [delivered.remote_id]


def test_deleted_post_is_gone_from_its_thread(on_network: Scene) -> None:
    scene, net = on_network, on_network.server
    assert isinstance(net, BlueskyNetwork)
    root = scene.as_customer.say("one")
    net.wait_indexed(root)
    middle = scene.as_customer.say("two", reply_to=root)
    leaf = scene.as_customer.say("three", reply_to=middle)
    net.wait_indexed(middle, leaf)
    scene.as_customer.delete(middle)

    def gone() -> list[HeardGone]:
        thread = scene.normalised(NETWORK.fetch_thread(scene.connection, leaf.uri))
        return [one for one in thread if isinstance(one, HeardGone)]

    assert soon(gone) == [HeardGone(middle.uri, "deleted")]
    thread = scene.normalised(NETWORK.fetch_thread(scene.connection, leaf.uri))
    assert {one.remote_id for one in thread if isinstance(one, HeardPost)} == {root.uri, leaf.uri}


def test_retracted_answer_is_gone(on_network: Scene) -> None:
    scene = on_network
    part = Part(NETWORK.new_key(clock.now()), "hello", (), clock.now(), None, Visibility.PUBLIC)
    delivered = NETWORK.deliver(scene.connection, part)
    NETWORK.retract(scene.connection, delivered.remote_id)
    NETWORK.retract(scene.connection, delivered.remote_id)
    assert scene.server.records(scene.brand.did) == []
    assert NETWORK.look(scene.connection, part) is None


def test_cursor_misses_no_late_or_backdated_mention(on_network: Scene) -> None:
    scene, net = on_network, on_network.server
    assert isinstance(net, BlueskyNetwork)
    first = scene.as_customer.say(f"@{scene.brand.handle} one", mentions=[scene.brand])
    net.wait_indexed(first)
    soon(lambda: poll(scene)[0])
    events, cursor = poll(scene)
    early = (clock.now() - timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    second = scene.as_customer.say(f"@{scene.brand.handle} two", mentions=[scene.brand], createdAt=early)
    net.wait_indexed(second)
    names = {event.remote_id for event in events}
    later = soon(lambda: {event.remote_id for event in poll(scene, cursor)[0]} - names)
    assert later == {f"mention:{second.uri}:{second.cid}"}


def test_without_a_stream_deletions_are_looked_after(on_network: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, net = on_network, on_network.server
    assert isinstance(net, BlueskyNetwork)
    kept, gone = scene.as_customer.say("one"), scene.as_customer.say("two")
    net.wait_indexed(kept, gone)
    scene.connection = replace(
        scene.connection, recent=lambda: {kept.uri: kept.cid, gone.uri: gone.cid, "chat:1/2": ""}
    )
    scene.as_customer.delete(gone)
    soon(lambda: scene.as_customer.get("app.bsky.feed.getPosts", uris=gone.uri)["posts"] == [])
    # A post may be too young to be known there: that says nothing yet.
    events, cursor = poll(scene)
    assert events == ()
    monkeypatch.setattr(views, "YOUNG_SECONDS", 0.0)
    assert poll(scene, cursor)[0] == ()  # looked a moment ago
    clock.shift(timedelta(minutes=2))
    assert scene.normalised(poll(scene, cursor)[0]) == [HeardGone(gone.uri, "deleted")]

"""The stand-in for Jetstream tells what happened on the PDS, in the documented shapes."""

import json
import threading
from typing import Any

import pytest
from atproto import JetstreamClient  # type: ignore[import-untyped, unused-ignore]
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.servers.bluesky import BlueskyPds, BlueskyPost
from tests.servers.jetstream import SUBPROTOCOL, Jetstream, jetstream
from tests.servers.processes import wait_until

METHOD = "network.bsky.jetstream.subscribeEvents"


def _v2(server: Jetstream, query: str) -> str:
    return f"{server.v2}/{METHOD}?{query}"


def _read(address: str, count: int, **options: Any) -> list[dict[str, Any]]:
    with connect(address, **options) as stream:
        return [json.loads(stream.recv(timeout=5)) for _ in range(count)]


def _posted_and_deleted(server: BlueskyPds, stream: Jetstream) -> tuple[str, BlueskyPost]:
    """The DID of a new account, and a post it has written and taken back."""
    account = server.new_account("ann")
    with server.signed_in(account) as session:
        post = session.say("hello é")
        session.delete(post)
    stream.wait_for(post.uri, "delete")
    return account.did, post


def test_v1_replays_commits_identities_and_accounts(bluesky_pds: BlueskyPds, bluesky_jetstream: Jetstream) -> None:
    did, post = _posted_and_deleted(bluesky_pds, bluesky_jetstream)
    identity, account, create, delete = _read(f"{bluesky_jetstream.v1}?cursor=1&wantedDids={did}", 4)
    assert (identity["kind"], identity["identity"]["did"]) == ("identity", did)
    assert (account["kind"], account["account"]["active"]) == ("account", True)
    commit = create["commit"]
    assert (commit["operation"], commit["rkey"], commit["cid"]) == ("create", post.key, post.cid)
    assert commit["record"]["text"] == "hello é"
    assert set(delete["commit"]) == {"rev", "operation", "collection", "rkey"}
    assert identity["time_us"] < account["time_us"] < create["time_us"] < delete["time_us"]


def test_v1_time_cursor_is_inclusive_and_collections_filter(
    bluesky_pds: BlueskyPds, bluesky_jetstream: Jetstream
) -> None:
    did, post = _posted_and_deleted(bluesky_pds, bluesky_jetstream)
    since = bluesky_jetstream.wait_for(post.uri).time_us
    query = f"cursor={since}&wantedDids={did}&wantedCollections=app.bsky.feed.*&wantedCollections=app.bsky.graph.list"
    create, delete = _read(f"{bluesky_jetstream.v1}?{query}", 2)
    assert (create["time_us"], delete["commit"]["operation"]) == (since, "delete")


def test_v1_subscriber_changes_its_filters(bluesky_pds: BlueskyPds, bluesky_jetstream: Jetstream) -> None:
    did, _ = _posted_and_deleted(bluesky_pds, bluesky_jetstream)
    with connect(f"{bluesky_jetstream.v1}?cursor=1&requireHello=true") as stream:
        with pytest.raises(TimeoutError):
            stream.recv(timeout=0.3)
        stream.send(json.dumps({"type": "options_update", "payload": {"wantedDids": [did]}}))
        assert json.loads(stream.recv(timeout=5))["did"] == did


def test_v2_frames_are_the_lexicons(bluesky_pds: BlueskyPds, bluesky_jetstream: Jetstream) -> None:
    did, post = _posted_and_deleted(bluesky_pds, bluesky_jetstream)
    address = _v2(bluesky_jetstream, f"cursor=1&kinds=commit&dids={did}")
    create, delete = _read(address, 2, subprotocols=[SUBPROTOCOL])
    assert (create["$type"], create["payload"]["$type"]) == ("message", f"{METHOD}#commit")
    assert (create["payload"]["rkey"], create["payload"]["cid"]) == (post.key, post.cid)
    assert len(create["payload"]["time"]) == len("2024-09-09T19:46:02.329308Z")
    assert "record" not in delete["payload"]
    assert create["payload"]["seq"] < delete["payload"]["seq"]


def test_v2_serves_the_published_client_through_a_break(bluesky_pds: BlueskyPds, bluesky_jetstream: Jetstream) -> None:
    """The client checks frames against the lexicon, asks for compression and resumes from its cursor by itself."""
    did, _ = _posted_and_deleted(bluesky_pds, bluesky_jetstream)
    params = {"cursor": 1, "dids": [did], "kinds": ["commit", "identity", "account"]}
    client = JetstreamClient(params, base_uri=bluesky_jetstream.v2)
    seen: list[Any] = []
    reader = threading.Thread(target=client.start, args=(seen.append,))
    reader.start()
    wait_until(lambda: len(seen) == 4, what="four events")
    assert client.compressed
    bluesky_jetstream.cut()
    account = bluesky_pds.new_account("bob")
    client.update_params(params | {"cursor": client.cursor, "dids": [account.did]})
    with bluesky_pds.signed_in(account) as session:
        session.say("after the break")
    wait_until(lambda: len(seen) > 4 and getattr(seen[-1], "record", None), what="the post", seconds=20)
    client.stop()
    reader.join(10)
    assert seen[-1].record["text"] == "after the break"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("wantedDids=did:plc:x", "InvalidRequest"),
        ("cursor=soon", "InvalidRequest"),
        ("kinds=handle", "InvalidRequest"),
        ("kinds=sync&collections=app.bsky.feed.post", "InvalidRequest"),
        ("zstdDictionary=99", "UnknownZstdDictionary"),
    ],
)
def test_v2_refuses_before_the_upgrade(bluesky_jetstream: Jetstream, query: str, error: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(_v2(bluesky_jetstream, query))
    assert refused.value.response.status_code == 400
    assert json.loads(refused.value.response.body or b"")["error"] == error


def test_cursors_below_and_beyond_what_is_kept(bluesky_pds: BlueskyPds) -> None:
    with jetstream(bluesky_pds.firehose) as stream:
        _, post = _posted_and_deleted(bluesky_pds, stream)
        event = stream.wait_for(post.uri)
        stream.forget_below(event.seq)
        with pytest.raises(InvalidStatus):
            connect(_v2(stream, f"cursor={event.seq - 1}"))
        info, first = _read(_v2(stream, f"cursor={event.time_us - 10**9}"), 2)
        assert (info["payload"]["name"], first["payload"]["seq"]) == ("OutdatedCursor", event.seq)
        (info,) = _read(_v2(stream, "cursor=999999"), 1)
        assert info["payload"]["name"] == "FutureCursor"
        (first,) = _read(f"{stream.v1}?cursor=1", 1)
        assert first["cursor"] == event.seq


def test_events_can_come_twice_and_streams_can_break(bluesky_pds: BlueskyPds) -> None:
    with jetstream(bluesky_pds.firehose) as stream:
        did, _ = _posted_and_deleted(bluesky_pds, stream)
        stream.deliver_twice()
        first, again = _read(_v2(stream, f"cursor=1&dids={did}"), 2)
        assert first == again
        with connect(_v2(stream, "kinds=commit")) as live:
            wait_until(lambda: stream.subscribers() == 1, what="the subscriber")
            stream.expel()
            assert json.loads(live.recv(timeout=5))["error"] == "ConsumerTooSlow"
            with pytest.raises(ConnectionClosed):
                live.recv(timeout=5)

"""Jetstream, the whole network as JSON: its first version and its second, told apart by their addresses.

https://github.com/bluesky-social/jetstream
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import msgspec

from tummler.networks.bluesky import uris
from tummler.networks.bluesky.wire import NOTHING, Told, microseconds
from tummler.networks.contract import Unheard

_V2 = "network.bsky.jetstream.subscribeEvents"


class _Commit(msgspec.Struct):
    operation: str
    collection: str
    rkey: str
    cid: str = ""
    record: msgspec.Raw = NOTHING


class _V1Event(msgspec.Struct):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None
    account: msgspec.Raw = NOTHING
    identity: msgspec.Raw = NOTHING


class _V1Position(msgspec.Struct):
    time_us: int


class V1:
    """``/subscribe``: the cursor is a time in microseconds, good on every instance."""

    subprotocols: tuple[str, ...] = ()
    takes_times = True

    def __init__(self, address: str) -> None:
        self._address = address

    def address(self, cursor: str | None) -> str:
        """The address with our filter and cursor."""
        query = [("wantedCollections", uris.POST), *([("cursor", cursor)] if cursor else [])]
        return f"{self._address}?{urlencode(query)}"

    def told(self, frame: bytes) -> list[Told]:
        """What a frame tells; nothing for what doesn't concern posts or accounts."""
        event = msgspec.json.decode(frame, type=_V1Event)
        if event.commit:
            return _of_commit(event.commit, event.time_us, event.did, frame)
        body = {"account": event.account, "identity": event.identity}.get(event.kind, NOTHING)
        return _of_body(event.kind, event.time_us, event.did, body)

    def position(self, frame: bytes) -> tuple[int, int] | None:
        """The event's time."""
        time_us = msgspec.json.decode(frame, type=_V1Position).time_us
        return time_us, time_us

    def cursor(self, position: int) -> str:
        """The time itself."""
        return str(position)


class _V2Payload(msgspec.Struct):
    type: str = msgspec.field(name="$type", default="")
    did: str = ""
    seq: int = 0
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    cid: str = ""
    record: msgspec.Raw = NOTHING
    account: msgspec.Raw = NOTHING
    identity: msgspec.Raw = NOTHING


class _V2Frame(msgspec.Struct):
    type: str = msgspec.field(name="$type")
    payload: _V2Payload = msgspec.field(default_factory=_V2Payload)
    error: str = ""


class _V2Seq(msgspec.Struct, rename="camel"):
    seq: int | None = None
    time: str = ""
    witnessed_at: str = ""


class _V2Position(msgspec.Struct):
    payload: _V2Seq = msgspec.field(default_factory=_V2Seq)


class V2:
    """``network.bsky.jetstream.subscribeEvents``: the cursor is a number of one instance, replayed inclusively."""

    subprotocols: tuple[str, ...] = ("xrpc.v1.json",)
    takes_times = True

    def __init__(self, address: str) -> None:
        self._address = address

    def address(self, cursor: str | None) -> str:
        """The address with our filter and cursor."""
        kinds = [("kinds", kind) for kind in ("commit", "account", "identity")]
        query = [("collections", uris.POST), *kinds, *([("cursor", cursor)] if cursor else [])]
        return f"{self._address}?{urlencode(query)}"

    def told(self, frame: bytes) -> list[Told]:
        """What a frame tells. An error frame ends the stream: :class:`Unheard`."""
        message = msgspec.json.decode(frame, type=_V2Frame)
        if message.type == "error":
            raise Unheard("stream_ended", message.error[:60])
        payload = message.payload
        kind = payload.type.removeprefix(f"{_V2}#")
        if kind == "commit":
            commit = _Commit(payload.operation, payload.collection, payload.rkey, payload.cid, payload.record)
            return _of_commit(commit, payload.seq, payload.did, frame)
        body = {"account": payload.account, "identity": payload.identity}.get(kind, NOTHING)
        return _of_body(kind, payload.seq, payload.did, body)

    def position(self, frame: bytes) -> tuple[int, int] | None:
        """The event's number and time; notices have none."""
        at = msgspec.json.decode(frame, type=_V2Position).payload
        return (at.seq, microseconds(at.witnessed_at or at.time)) if at.seq is not None else None

    def cursor(self, position: int) -> str:
        """The number itself."""
        return str(position)


def _of_commit(commit: _Commit, position: int, did: str, frame: bytes) -> list[Told]:
    if commit.collection != uris.POST:
        return []
    if commit.operation == "delete":
        return [Told("gone", position, did, commit.rkey)]
    edit = commit.operation == "update"
    return [Told("said", position, did, commit.rkey, commit.cid, edit, commit.record, raw=frame)]


def _of_body(kind: str, position: int, did: str, body: msgspec.Raw) -> list[Told]:
    if body == NOTHING:
        return []
    said = msgspec.json.decode(body)
    return [Told("account" if kind == "account" else "identity", position, did, body=said)]


def wire(address: str) -> V1 | V2:
    """The version an address speaks: ``/subscribe`` is the first, ``/xrpc`` or a bare host the second."""
    address = address if "://" in address else f"wss://{address}"
    address = address.replace("https://", "wss://").replace("http://", "ws://").partition("?")[0].rstrip("/")
    if address.endswith("/subscribe"):
        return V1(address)
    if not address.endswith(_V2):
        address += f"/{_V2}" if urlsplit(address).path.endswith("/xrpc") else f"/xrpc/{_V2}"
    return V2(address)

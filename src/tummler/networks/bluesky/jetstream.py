"""Jetstream, the whole network as JSON: its first version and its second, told apart by their addresses.

https://github.com/bluesky-social/jetstream
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from tummler.networks.bluesky import uris
from tummler.networks.bluesky.wire import NOTHING, Head, Told, head, microseconds
from tummler.networks.contract import Unheard

_V2 = "network.bsky.jetstream.subscribeEvents"


class _Commit(msgspec.Struct, gc=False):
    operation: str
    collection: str
    rkey: str
    cid: str = ""
    record: Head | None = None


class _V1Event(msgspec.Struct, gc=False):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None
    account: msgspec.Raw = NOTHING
    identity: msgspec.Raw = NOTHING


class _Record(msgspec.Struct):
    record: msgspec.Raw = NOTHING


class _V1Record(msgspec.Struct):
    commit: _Record


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
        try:
            event = _decode_v1(frame)
        except msgspec.ValidationError:
            loose = msgspec.json.decode(frame)
            return _of_commit(_loosely(loose["commit"]), loose["time_us"], loose["did"], frame)
        if event.commit:
            return _of_commit(event.commit, event.time_us, event.did, frame)
        body = {"account": event.account, "identity": event.identity}.get(event.kind, NOTHING)
        return _of_body(event.kind, event.time_us, event.did, body)

    def record(self, told: Told) -> msgspec.Raw:
        """The record within the frame."""
        return msgspec.json.decode(told.raw, type=_V1Record).commit.record

    def position(self, frame: bytes) -> tuple[int, int] | None:
        """The event's time."""
        time_us = msgspec.json.decode(frame, type=_V1Position).time_us
        return time_us, time_us

    def cursor(self, position: int) -> str:
        """The time itself."""
        return str(position)


class _V2Payload(msgspec.Struct, gc=False):
    type: str = msgspec.field(name="$type", default="")
    did: str = ""
    seq: int = 0
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    cid: str = ""
    record: Head | None = None
    account: msgspec.Raw = NOTHING
    identity: msgspec.Raw = NOTHING


class _V2Record(msgspec.Struct):
    payload: _Record


class _V2Frame(msgspec.Struct, gc=False):
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
        try:
            message = _decode_v2(frame)
        except msgspec.ValidationError:
            loose = msgspec.json.decode(frame)["payload"]
            return _of_commit(_loosely(loose), loose["seq"], loose["did"], frame)
        if message.type == "error":
            raise Unheard("stream_ended", message.error[:60])
        payload = message.payload
        kind = payload.type.removeprefix(f"{_V2}#")
        if kind == "commit":
            commit = _Commit(payload.operation, payload.collection, payload.rkey, payload.cid, payload.record)
            return _of_commit(commit, payload.seq, payload.did, frame)
        body = {"account": payload.account, "identity": payload.identity}.get(kind, NOTHING)
        return _of_body(kind, payload.seq, payload.did, body)

    def record(self, told: Told) -> msgspec.Raw:
        """The record within the frame."""
        return msgspec.json.decode(told.raw, type=_V2Record).payload.record

    def position(self, frame: bytes) -> tuple[int, int] | None:
        """The event's number and time; notices have none."""
        at = msgspec.json.decode(frame, type=_V2Position).payload
        return (at.seq, microseconds(at.witnessed_at or at.time)) if at.seq is not None else None

    def cursor(self, position: int) -> str:
        """The number itself."""
        return str(position)


_decode_v1 = msgspec.json.Decoder(_V1Event).decode
_decode_v2 = msgspec.json.Decoder(_V2Frame).decode


def _loosely(commit: dict[str, Any]) -> _Commit:
    """A commit whose record is not what a post should be: what can be read of it."""
    record = commit.get("record")
    known = None if record is None else head(msgspec.Raw(msgspec.json.encode(record)))
    return _Commit(commit["operation"], commit["collection"], commit["rkey"], commit.get("cid", ""), known)


def _of_commit(commit: _Commit, position: int, did: str, frame: bytes) -> list[Told]:
    if commit.collection != uris.POST:
        return []
    if commit.operation == "delete":
        return [Told("gone", position, did, commit.rkey)]
    if commit.record is None:
        return []
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

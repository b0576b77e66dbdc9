"""What a Jetstream tells of the network: events made from the repository firehose, in both of its shapes.

v1: the README of github.com/bluesky-social/jetstream. v2: its `docs/README.md` section 5 and the lexicon
`network.bsky.jetstream.subscribeEvents`. Everything here is a pure function of a firehose frame.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from atproto_core.car import CAR  # type: ignore[import-untyped, unused-ignore]
from atproto_core.cid import CID  # type: ignore[import-untyped, unused-ignore]
from atproto_subscription.frames import Frame  # type: ignore[import-untyped, unused-ignore]

Json = dict[str, Any]
Kind = Literal["commit", "identity", "account", "sync"]
KINDS: tuple[Kind, ...] = ("commit", "identity", "account", "sync")
V2 = "network.bsky.jetstream.subscribeEvents"
# Below it a cursor is a sequence number, from it on a time in microseconds: the documented split.
FIRST_TIME_CURSOR = 10**15
# CIDv1, dag-cbor or raw, SHA-256 of 32 bytes. The decoder gives links as plain bytes; real bytes of exactly this
# shape would be taken for one, which no test record holds.
CID_STARTS = (b"\x01\x71\x12\x20", b"\x01\x55\x12\x20")
CID_LENGTH = 36


@dataclass(frozen=True)
class Told:
    """Something that happened, before this Jetstream gave it a number and a time."""

    kind: Kind
    did: str
    collection: str
    body: Json  # a commit's rev, operation, collection, rkey, cid and record; else the upstream event verbatim


@dataclass(frozen=True)
class Event:
    """One event of the stream: `seq` counts from 1, `time_us` is when it was witnessed and never repeats."""

    seq: int
    time_us: int
    told: Told


def _as_json(value: Any) -> Any:
    """A decoded CBOR value in atproto's JSON data model (links and bytes as objects)."""
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    if isinstance(value, bytes):
        if len(value) == CID_LENGTH and value.startswith(CID_STARTS):
            return {"$link": _cid(value)}
        return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    return value


def _cid(link: bytes) -> str:
    return str(CID.from_decoded_bytes(link).encode())


def _commit(body: Json) -> Iterator[Told]:
    """One event per record a commit touches."""
    blocks = {block.encode(): record for block, record in CAR.from_bytes(body["blocks"]).blocks.items()}
    for op in body["ops"]:
        collection, _, key = op["path"].partition("/")
        commit = {"rev": body["rev"], "operation": op["action"], "collection": collection, "rkey": key}
        if op["cid"]:
            cid = _cid(op["cid"])
            commit |= {"record": _as_json(blocks[cid]), "cid": cid}
        yield Told("commit", body["repo"], collection, commit)


def told_by(message: bytes) -> tuple[int, list[Told]]:
    """A firehose message's own sequence number (0 if it has none) and the events in it."""
    frame = Frame.from_bytes(message)
    kind = str(getattr(frame.header, "t", None) or "").removeprefix("#")
    body: Any = frame.body
    if kind == "commit":
        return body["seq"], list(_commit(body))
    if kind in KINDS:
        return body["seq"], [Told(kind, body["did"], "", _as_json(body))]
    return 0, []  # #info, and what is no longer sent (#handle, #tombstone)


def v1_frame(event: Event) -> str | None:
    """The event as v1 sends it; `#sync` is never sent."""
    told = event.told
    if told.kind == "sync":
        return None
    head = {"did": told.did, "time_us": event.time_us, "cursor": event.seq, "kind": told.kind}
    return json.dumps(head | {told.kind: told.body}, ensure_ascii=False)


def v2_frame(event: Event) -> str:
    """The event as v2 sends it."""
    told, time = event.told, _time(event.time_us)
    body = told.body if told.kind == "commit" else {told.kind: told.body}
    head = {
        "$type": f"{V2}#{told.kind}",
        "seq": event.seq,
        "did": told.did,
        "time": time,
        "witnessedAt": time,
    }
    return v2_message(head | body)


def v2_message(payload: Json) -> str:
    """A payload in v2's envelope."""
    return json.dumps({"$type": "message", "payload": payload}, ensure_ascii=False)


def _time(time_us: int) -> str:
    """RFC 3339 with exactly six digits."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def covers(patterns: Iterable[str], collection: str) -> bool:
    """Whether a collection is one of the names, or under one of the `prefix.*`."""
    for pattern in patterns:
        if pattern == collection or (pattern.endswith(".*") and collection.startswith(pattern[:-1])):
            return True
    return False

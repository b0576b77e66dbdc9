"""The relay's (or a server's) own stream of repositories: commits in DAG-CBOR, with the blocks they change.

https://atproto.com/specs/event-stream and https://atproto.com/specs/sync
"""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

import libipld
import msgspec

from tummler.networks.bluesky import uris
from tummler.networks.bluesky.wire import Told, head, microseconds
from tummler.networks.contract import Unheard

_NSID = "com.atproto.sync.subscribeRepos"
_PATH = f"{uris.POST}/"
_NO_POST = b"#commit"
#: CIDv1, DAG-CBOR or raw, SHA-256: the decoder gives links as plain bytes.
_LINKS, _LINK_LENGTH = (b"\x01\x71\x12\x20", b"\x01\x55\x12\x20"), 36


class Repos:
    """``com.atproto.sync.subscribeRepos``: the cursor is a number of one relay."""

    subprotocols: tuple[str, ...] = ()
    takes_times = False

    def __init__(self, address: str) -> None:
        address = address if "://" in address else f"wss://{address}"
        address = address.replace("https://", "wss://").replace("http://", "ws://").partition("?")[0].rstrip("/")
        address = address.removesuffix(f"/{_NSID}").removesuffix("/xrpc")
        self._address = f"{address}/xrpc/{_NSID}"

    def address(self, cursor: str | None) -> str:
        """The address with our cursor. The stream can't be filtered there."""
        return f"{self._address}?{urlencode({'cursor': cursor})}" if cursor else self._address

    def told(self, frame: bytes) -> list[Told]:
        """What a frame tells. An error frame ends the stream: :class:`Unheard`."""
        if _NO_POST in frame[:32] and uris.POST.encode() not in frame:
            return []
        head, body = _decoded(frame)
        kind = head.get("t")
        if head.get("op") == -1:
            raise Unheard("stream_ended", str(body.get("error"))[:60])
        if kind == "#commit":
            return _of_commit(body)
        if kind in ("#account", "#identity"):
            name = kind.removeprefix("#")
            return [Told("account" if name == "account" else "identity", body["seq"], body["did"], body=_json(body))]
        return []

    def record(self, told: Told) -> msgspec.Raw:
        """The record, made JSON already."""
        return msgspec.Raw(told.raw)

    def position(self, frame: bytes) -> tuple[int, int] | None:
        """The event's number and time; notices have none."""
        body = _decoded(frame)[1]
        return (body["seq"], microseconds(body.get("time"))) if isinstance(body.get("seq"), int) else None

    def cursor(self, position: int) -> str:
        """The number before it, because the stream goes on after its cursor."""
        return str(max(0, position - 1))


def _decoded(frame: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = libipld.decode_dag_cbor_multi(frame)
    if len(parts) != 2 or not all(isinstance(part, dict) for part in parts):
        raise ValueError("not a frame of an event stream")
    return parts[0], parts[1]


def _of_commit(body: dict[str, Any]) -> list[Told]:
    ops = [op for op in body["ops"] if op["path"].startswith(_PATH)]
    if not ops:
        return []
    said = any(op["action"] != "delete" for op in ops)
    blocks = libipld.decode_car(body["blocks"])[1] if said else {}
    return [told for op in ops for told in _of_op(op, body, blocks)]


def _of_op(op: dict[str, Any], body: dict[str, Any], blocks: dict[bytes, Any]) -> list[Told]:
    did, rkey, seq = body["repo"], op["path"].removeprefix(_PATH), body["seq"]
    if op["action"] == "delete":
        return [Told("gone", seq, did, rkey)]
    record = blocks.get(op["cid"])
    if record is None:
        return []
    raw = msgspec.json.encode(_json(record))
    known = head(msgspec.Raw(raw))
    return [Told("said", seq, did, rkey, libipld.encode_cid(op["cid"]), op["action"] == "update", known, raw=raw)]


def _json(value: Any) -> Any:
    """A decoded value in the JSON data model: https://atproto.com/specs/data-model"""
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_json(inner) for inner in value]
    if isinstance(value, bytes):
        if len(value) == _LINK_LENGTH and value.startswith(_LINKS):
            return {"$link": libipld.encode_cid(value)}
        return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    return value

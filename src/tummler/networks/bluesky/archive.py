"""An account's repository as Bluesky gives it (Settings, Account, Export my data): its posts out of the CAR file.

Read block by block, twice: once for the tree that names the records, once for the records.
https://atproto.com/specs/repository
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import libipld

from tummler.networks.bluesky import uris

_LARGEST_BLOCK = 4 * 1024 * 1024
_CID_LENGTH = 36
_HEAD = re.compile(rb"^.{1,3}\xa2.{0,60}roots", re.DOTALL)
_MOST_RECORDS = 5_000_000


def is_archive(path: Path) -> bool:
    """Whether it begins as a CAR file does."""
    with path.open("rb") as file:
        head = file.read(128)
    return _HEAD.match(head) is not None and b"version" in head


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Every post of the account, as a row of text fields. Raises ValueError for a damaged file."""
    did, paths = _tree(path)
    for cid, block in _blocks(path):
        rkey = paths.get(cid)
        if rkey is not None:
            record = _decoded(block)
            if isinstance(record, dict) and record.get("$type") == uris.POST:
                yield _row(record, did, rkey)


def handle_of(path: Path) -> str:
    """The file names only the account's DID."""
    return _tree(path)[0]


def _tree(path: Path) -> tuple[str, dict[bytes, str]]:
    """The account, and each post's record key by its content's hash. A node's keys stand in it whole."""
    did = ""
    found: dict[bytes, str] = {}
    for _, block in _blocks(path):
        value = _decoded(block)
        if not isinstance(value, dict):
            continue
        if isinstance(value.get("did"), str) and "data" in value:
            did = value["did"]
        elif isinstance(value.get("e"), list) and "l" in value:
            for key, cid in _entries(value["e"]):
                if key.startswith(f"{uris.POST}/") and len(found) < _MOST_RECORDS:
                    found[cid] = key.split("/", 1)[1]
    if not did:
        raise ValueError("no commit in it")
    return did, found


def _entries(entries: list[Any]) -> Iterator[tuple[str, bytes]]:
    before = b""
    for one in entries:
        if not isinstance(one, dict) or not isinstance(one.get("k"), bytes) or not isinstance(one.get("p"), int):
            continue
        before = before[: one["p"]] + one["k"]
        if isinstance(one.get("v"), bytes):
            yield before.decode("ascii", "replace"), one["v"]


def _blocks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Every block with the hash that names it; the header is passed over."""
    with path.open("rb") as file:
        length = _varint(file)
        if length is None or length > _LARGEST_BLOCK:
            raise ValueError("no header")
        file.seek(length, 1)
        while (length := _varint(file)) is not None:
            if not _CID_LENGTH <= length <= _LARGEST_BLOCK:
                raise ValueError("a block of no possible length")
            data = file.read(length)
            if len(data) != length:
                raise ValueError("it ends too early")
            yield data[:_CID_LENGTH], data[_CID_LENGTH:]


def _varint(file: IO[bytes]) -> int | None:
    value, shift = 0, 0
    while byte := file.read(1):
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value
        shift += 7
        if shift > 35:
            raise ValueError("no length")
    return None


def _decoded(block: bytes) -> Any:
    try:
        return libipld.decode_dag_cbor(block)
    except ValueError:
        return None


def _row(record: dict[str, Any], did: str, rkey: str) -> dict[str, Any]:
    reply: Any = record.get("reply")
    reply = reply if isinstance(reply, dict) else {}
    languages = record.get("langs")
    return {
        "id": f"at://{did}/{uris.POST}/{rkey}",
        "text": record.get("text") if isinstance(record.get("text"), str) else "",
        "author": did,
        "author_id": did,
        "time": record.get("createdAt"),
        "parent": _uri(reply.get("parent")),
        "root": _uri(reply.get("root")),
        "url": f"https://bsky.app/profile/{did}/post/{rkey}",
        "language": str(languages[0]) if isinstance(languages, list) and languages else "",
        "visibility": "public",
    }


def _uri(reference: Any) -> str:
    return str(reference.get("uri", "")) if isinstance(reference, dict) else ""

"""Archives of accounts, made small: Mastodon's in its two packings, Bluesky's repository as a CAR file."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTOR = {"id": "https://mastodon.example/users/velonorte", "preferredUsername": "velonorte", "name": "Velo Norte"}


def note(number: int, text: str, **more: Any) -> dict[str, Any]:
    """A Create of a note, as it stands in an outbox."""
    said = {
        "id": f"{ACTOR['id']}/statuses/{number}", "type": "Note", "content": f"<p>{text}</p>",
        "published": f"2024-05-0{number}T10:00:00Z", "to": [PUBLIC], "cc": [], "inReplyTo": None,
        "url": f"https://mastodon.example/@velonorte/{number}", "contentMap": {"en": text}, **more,
    }  # fmt: skip
    return {"type": "Create", "actor": ACTOR["id"], "object": said}


def outbox(items: list[Any]) -> bytes:
    """outbox.json."""
    return json.dumps({"type": "OrderedCollection", "totalItems": len(items), "orderedItems": items}).encode()


def mastodon_zip(path: Path, items: list[Any], actor: Any = ACTOR, **others: bytes) -> Path:
    """As Mastodon makes it since 4.2."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("media_attachments/files/1/original/a.png", b"\x89PNG")
        packed.writestr("actor.json", json.dumps(actor))
        packed.writestr("outbox.json", outbox(items))
        for name, data in others.items():
            packed.writestr(name, data)
    return path


def mastodon_tar(path: Path, items: list[Any], folder: str = "") -> Path:
    """As Mastodon made it before."""
    with tarfile.open(path, "w:gz") as packed:
        for name, data in (("actor.json", json.dumps(ACTOR).encode()), ("outbox.json", outbox(items))):
            member = tarfile.TarInfo(folder + name)
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    return path


class Link(bytes):
    """A CID in DAG-CBOR."""


def cbor(value: Any) -> bytes:
    """DAG-CBOR, as much of it as a repository needs."""
    match value:
        case None:
            return b"\xf6"
        case Link():
            return b"\xd8\x2a" + cbor(b"\0" + bytes(value))
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case int():
            return _head(0, value)
        case list():
            return _head(4, len(value)) + b"".join(map(cbor, value))
    ordered = sorted(value.items(), key=lambda pair: (len(pair[0]), pair[0]))
    return _head(5, len(ordered)) + b"".join(cbor(key) + cbor(one) for key, one in ordered)


def _head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    width = 1 if size < 256 else 2 if size < 65536 else 4
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26}[width]]) + size.to_bytes(width, "big")


def cid(block: bytes) -> Link:
    """CIDv1, DAG-CBOR, SHA-256."""
    return Link(b"\x01\x71\x12\x20" + hashlib.sha256(block).digest())


def _varint(value: int) -> bytes:
    found = b""
    while value > 0x7F:
        found += bytes([value & 0x7F | 0x80])
        value >>= 7
    return found + bytes([value])


def bluesky_car(path: Path, posts: dict[str, dict[str, Any]], did: str = "did:plc:velonorte") -> Path:
    """A repository with these posts (by record key) and a like beside them; keys are compressed as in a real one."""
    records = {
        f"app.bsky.feed.post/{rkey}": cbor({"$type": "app.bsky.feed.post", **one}) for rkey, one in posts.items()
    }
    records["app.bsky.feed.like/3aaa"] = cbor({"$type": "app.bsky.feed.like", "createdAt": "2024-05-01T10:00:00Z"})
    entries, before = [], b""
    for key in sorted(records):
        name = key.encode()
        shared = next((at for at, (a, b) in enumerate(zip(name, before, strict=False)) if a != b), 0)
        entries.append({"p": shared, "k": name[shared:], "v": cid(records[key]), "t": None})
        before = name
    node = cbor({"l": None, "e": entries})
    commit = cbor({"did": did, "version": 3, "data": cid(node), "rev": "3k", "prev": None, "sig": b"\0" * 64})
    header = cbor({"roots": [cid(commit)], "version": 1})
    blocks = [commit, node, *records.values()]
    path.write_bytes(
        _varint(len(header)) + header + b"".join(_varint(36 + len(one)) + cid(one) + one for one in blocks)
    )
    return path

"""The record a part becomes. Pure: the same part always makes the same bytes, and so the same CID.

https://atproto.com/specs/data-model
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import libipld

from tummler.networks.bluesky import facets, uris
from tummler.networks.contract import OutMedia, Part, Place, Visibility

#: CIDv1 of DAG-CBOR and of raw bytes, each with SHA-256.
_CBOR, _RAW = b"\x01\x71\x12\x20", b"\x01\x55\x12\x20"


def post(part: Part, root_version: str = "") -> dict[str, Any]:
    """The post's record as JSON. ``root_version`` stands in where the place doesn't know its root's."""
    record: dict[str, Any] = {
        "$type": uris.POST,
        "text": part.text,
        "createdAt": when(part.created_at),
    }
    if part.language:
        record["langs"] = [part.language]
    if part.spans:
        record["facets"] = facets.facets_for(part.text, part.spans)
    if part.place:
        record["reply"] = _reply(part.place, root_version)
    if part.media:
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [_image(one) for one in part.media]}
    return record


def when(time: datetime) -> str:
    """A time as records write it: UTC, milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lacks_root(part: Part) -> bool:
    """True when the place names a root whose version we never held (it was deleted or hidden before we came)."""
    place = part.place
    return place is not None and place.root_id not in ("", place.remote_id) and not place.root_version


def _reply(place: Place, root_version: str) -> dict[str, Any]:
    parent = {"uri": place.remote_id, "cid": place.version}
    if place.root_id in ("", place.remote_id):
        return {"root": parent, "parent": parent}
    return {"root": {"uri": place.root_id, "cid": place.root_version or root_version}, "parent": parent}


def _image(media: OutMedia) -> dict[str, Any]:
    return {
        "image": blob(media),
        "alt": media.description,
        "aspectRatio": {"width": media.width, "height": media.height},
    }


def blob(media: OutMedia) -> dict[str, Any]:
    """How a record names an uploaded file: by its content."""
    return {
        "$type": "blob",
        "ref": {"$link": _named(_RAW, media.content)},
        "mimeType": media.mime,
        "size": len(media.content),
    }


def cid(record: Mapping[str, Any]) -> str:
    """The CID the network gives a record."""
    return _named(_CBOR, libipld.encode_dag_cbor(_linked(record)))


def _named(kind: bytes, content: bytes) -> str:
    return libipld.encode_cid(kind + hashlib.sha256(content).digest())


def _linked(value: Any) -> Any:
    """The JSON data model as the encoder wants it: a link as its CID's bytes, which it tells from other bytes."""
    if isinstance(value, Mapping):
        if set(value) == {"$link"}:
            letters = str(value["$link"])[1:].upper()
            return base64.b32decode(letters + "=" * (-len(letters) % 8))
        return {key: _linked(inner) for key, inner in value.items()}
    return [_linked(inner) for inner in value] if isinstance(value, list) else value


def is_direct(part: Part) -> bool:
    """True for a message rather than a post."""
    return part.visibility is Visibility.DIRECT

"""A shared corner as a document: JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), signed with Ed25519.

The signature is of the document without it, written canonically (sorted keys, no spaces, UTF-8). Whoever reads it knows
the key by its fingerprint, which was told to them by people, not by the document. Values in and out; no network.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tummler.common.jose import BadToken, b64, unb64
from tummler.common.text import storable

VERSION = "https://jsonfeed.org/version/1.1"
#: No document is larger, none has more items, and no item more signs than that.
MOST_BYTES, MOST_ITEMS, LONGEST = 512 * 1024, 200, 8_000
_SIGNATURE = "_signature"


class BadFeed(ValueError):
    """Why a document isn't taken: no_feed, other_key, wrong_signature, older."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is shared: a note on a step of the playbook (``key``), or a question (``title``) and answer."""

    id: str
    text: str
    at: datetime
    title: str = ""
    key: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What a feed says, once it was checked."""

    name: str
    signed_at: datetime
    items: tuple[Item, ...]


def fingerprint_of(public: bytes) -> str:
    """By which people tell each other a key: 64 hexadecimal signs of its SHA-256."""
    return hashlib.sha256(public).hexdigest()


def as_typed(fingerprint: str) -> str:
    """A fingerprint as somebody pasted it, without spaces, colons and capitals; "" for what can be none."""
    bare = "".join(fingerprint.lower().replace(":", " ").split())
    return bare if len(bare) == 64 and all(sign in "0123456789abcdef" for sign in bare) else ""


def write(*, name: str, address: str, items: Iterable[Item], key: Ed25519PrivateKey, at: datetime) -> bytes:
    """The document, signed."""
    public = key.public_key().public_bytes_raw()
    document: dict[str, Any] = {
        "version": VERSION,
        "title": name,
        "feed_url": address,
        "items": [_told(one) for one in items],
        "_tummler": {"key": b64(public), "signed_at": at.isoformat()},
    }
    return _canonical({**document, _SIGNATURE: b64(key.sign(_canonical(document)))})


def read(body: bytes, fingerprint: str, since: datetime | None = None) -> Document:
    """What a document says, if the key of this fingerprint signed it, and not before ``since``. Raises BadFeed."""
    try:
        document = json.loads(body)
        signature = unb64(str(document.pop(_SIGNATURE)))
        public = unb64(str(document["_tummler"]["key"]))
        signed_at = datetime.fromisoformat(str(document["_tummler"]["signed_at"]))
        wrong = document["version"] != VERSION or signed_at.tzinfo is None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, BadToken):
        raise BadFeed("no_feed") from None
    if wrong:
        raise BadFeed("no_feed")
    if fingerprint_of(public) != fingerprint:
        raise BadFeed("other_key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _canonical(document))
    except (InvalidSignature, ValueError):
        raise BadFeed("wrong_signature") from None
    if since is not None and signed_at < since:
        raise BadFeed("older")
    return Document(_words(document.get("title"), 80), signed_at, tuple(_items(document)))


def _told(item: Item) -> dict[str, Any]:
    told = {
        "id": item.id, "title": item.title, "content_text": item.text, "language": item.language,
        "date_published": item.at.isoformat(), "_tummler": {"step": item.key} if item.key else None,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _items(document: dict[str, Any]) -> Iterable[Item]:
    """Those that are whole; what isn't is left out."""
    rows = document.get("items")
    for row in rows[:MOST_ITEMS] if isinstance(rows, list) else []:
        try:
            more = row.get("_tummler")
            at = datetime.fromisoformat(str(row["date_published"]))
            item = Item(
                id=_words(row["id"], 64), text=_words(row["content_text"], LONGEST), at=at,
                title=_words(row.get("title"), 600), key=_words(more.get("step") if more else "", 40),
                language=_words(row.get("language"), 35),
            )  # fmt: skip
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
        if item.id and item.text and at.tzinfo is not None:
            yield item


def _words(value: object, longest: int) -> str:
    return storable(value).strip()[:longest] if isinstance(value, str) else ""


def _canonical(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")

"""The recorded scene, and payloads made of it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tummler.networks.bluesky import NETWORK, envelope
from tummler.networks.bluesky.envelope import Kind
from tummler.networks.contract import Connection, Heard, HeardAccount, HeardPost

FOLDER = Path(__file__).parent / "recorded"


def told(name: str) -> Any:
    """A recorded answer."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def lines(name: str) -> list[bytes]:
    """The recorded frames of a stream, one a line."""
    return (FOLDER / name).read_bytes().splitlines()


def frames() -> list[bytes]:
    """The recorded frames of the repo stream."""
    return [base64.b64decode(line) for line in lines("repo_stream.b64")]


#: Who and what is in the scene.
NAMES: dict[str, str] = told("names.json")
BRAND = Connection(HeardAccount(NAMES["brand"], "brand.test"), {}, {}, {"pds": "http://127.0.0.1:9"})


def normalised(kind: Kind, said: Any, why: str = "", profile: Any = None) -> tuple[Heard, ...]:
    """What a payload of this says."""
    return NETWORK.normalise(envelope.event("name", kind, said, why=why, profile=profile).payload, BRAND)


def post_of(record: Any, author: Any = None, **view: Any) -> HeardPost:
    """What a post with this record says."""
    person = author or {"did": NAMES["ada"], "handle": "ada.test", "labels": []}
    uri = f"at://{person['did']}/app.bsky.feed.post/3kaaaaaaaaaaa"
    (heard,) = normalised("post", {"uri": uri, "cid": "bafy", "record": record, "author": person, **view})
    assert isinstance(heard, HeardPost)
    return heard

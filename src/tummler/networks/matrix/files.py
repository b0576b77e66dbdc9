"""Pictures and files: where they are on the server, and how they come from there and get there.

https://spec.matrix.org/latest/client-server-api/#content-repository
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import regex

from tummler.common.text import storable
from tummler.networks.contract import Connection, HeardMedia, Refused
from tummler.networks.matrix.client import V1, open_client

Json = dict[str, Any]

_KINDS = {"m.image": "image", "m.video": "video", "m.audio": "audio", "m.file": "other", "m.sticker": "image"}
_MXC = regex.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_-]{1,255})")
_DOWNLOAD = f"{V1}/media/download/"


def is_file(content: Json) -> bool:
    """Whether an event's content is a file; a sticker has no kind of its own."""
    return content.get("msgtype", "m.sticker") in _KINDS and ("url" in content or "file" in content)


def files_of(content: Json, base: str) -> tuple[HeardMedia, ...]:
    """The file of a message, by an address that only we can read it at."""
    if not is_file(content):
        return ()
    address = address_of(content.get("url"), base)
    info = content.get("info")
    info = info if isinstance(info, dict) else {}
    name = content.get("filename")
    described = name if isinstance(name, str) else str(content.get("body") or "")
    kind = _KINDS[str(content.get("msgtype", "m.sticker"))]
    return (HeardMedia(address, kind, storable(described), _pixels(info.get("w")), _pixels(info.get("h"))),)


def address_of(mxc: Any, base: str) -> str:
    """Where a file is read with our key; nothing for what is no file's address."""
    match = _MXC.fullmatch(mxc) if isinstance(mxc, str) else None
    return f"{base}{_DOWNLOAD}{quote(match[1], safe='')}/{match[2]}" if match else ""


def _pixels(number: Any) -> int | None:
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 1 << 31 else None


def fetch(connection: Connection, address: str) -> bytes:
    """The bytes of a file, with our key: only from our own server's downloads."""
    base, parts = str(connection.facts["base"]), urlsplit(address)
    path = parts.path[len(urlsplit(base).path) :]
    if not address.startswith(base) or not path.startswith(_DOWNLOAD):
        raise Refused("not_a_file")
    with_key = open_client(connection)
    return with_key.download(path)

"""An account's archive as Mastodon makes it (Preferences, Import and export): its posts out of outbox.json.

ZIP since 4.2, tar.gz before. Nothing is unpacked: two files are read, whatever their neighbours are called.
https://docs.joinmastodon.org/user/moving/#export
"""

from __future__ import annotations

import io
import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
#: One post is never longer; what is longer is no archive of Mastodon's.
_LONGEST, _CHUNK = 4 * 1024 * 1024, 256 * 1024
#: An archive of this many members, or an actor of this many bytes, was made to hurt.
_MOST_MEMBERS, _ACTOR = 200_000, 1024 * 1024
#: An outbox is never larger, and what lies before it in a tar is not read through for ever.
_MOST_BYTES, _MOST_BEFORE = 2 * 1024**3, 20 * 1024**3
_BETWEEN = re.compile(r"[ \t\r\n,]*")
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


def is_archive(path: Path) -> bool:
    """Whether it holds an outbox."""
    try:
        with _opened(path, "outbox.json") as found:
            return found is not None
    except DAMAGED:
        return False


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Every post that the account wrote, as a row of text fields; boosts are somebody else's words."""
    with _opened(path, "actor.json") as found:
        actor = _object(found.read(_ACTOR)) if found else {}
    with _opened(path, "outbox.json") as found:
        if found is None:
            return
        for item in _items(io.TextIOWrapper(found, "utf-8", errors="replace")):
            row = _row(item, actor)
            if row:
                yield row


def handle_of(path: Path) -> str:
    """Whose archive it is: velonorte@mastodon.social; "" if it doesn't say."""
    with _opened(path, "actor.json") as found:
        return _handle(_object(found.read(_ACTOR)) if found else {})


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes] | None]:
    """The member of this name at the top, or one folder down; read where it lies."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            member = next((one for one in packed.infolist()[:_MOST_MEMBERS] if _is(one.filename, name)), None)
            if member is None or member.flag_bits & 1:  # locked with a password
                yield None
            elif member.file_size > _MOST_BYTES:
                raise zipfile.BadZipFile("its outbox is no account's")
            else:
                with packed.open(member) as opened:
                    yield opened
        return
    try:
        tar = tarfile.open(path, "r:*")  # noqa: SIM115 - closed below
    except tarfile.TarError:
        yield None
        return
    with tar:
        found = next((one for one in _near(tar) if one.isreg() and _is(one.name, name)), None)
        yield tar.extractfile(found) if found else None


def _near(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members that are worth walking to."""
    passed = 0
    for one in islice(tar, _MOST_MEMBERS):
        passed += one.size
        if passed > _MOST_BEFORE or one.size > _MOST_BYTES:
            raise tarfile.TarError("no account's archive holds so much")
        yield one


def _is(member: str, name: str) -> bool:
    parts = member.removeprefix("./").split("/")
    return parts[-1] == name and len(parts) <= 2 and ".." not in parts


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _items(text: IO[str]) -> Iterator[Mapping[str, Any]]:
    """The members of ``orderedItems``, one after the other, however long the list is."""
    decoder, buffer, begun = json.JSONDecoder(), "", False
    while True:
        chunk = text.read(_CHUNK)
        buffer += chunk
        if not begun:
            at = buffer.find('"orderedItems"')
            start = buffer.find("[", at) if at >= 0 else -1
            if start < 0:
                if not chunk or len(buffer) > _LONGEST:
                    return
                continue
            buffer, begun = buffer[start + 1 :], True
        buffer, items, over = _decoded(decoder, buffer)
        yield from items
        if over or not chunk or len(buffer) > _LONGEST:
            return


def _decoded(decoder: json.JSONDecoder, buffer: str) -> tuple[str, list[Mapping[str, Any]], bool]:
    """What of the buffer is whole; the rest, and whether the list ended."""
    found: list[Mapping[str, Any]] = []
    place = 0
    while True:
        between = _BETWEEN.match(buffer, place)
        place = between.end() if between else place
        if place >= len(buffer):
            return "", found, False
        if buffer[place] == "]":
            return "", found, True
        try:
            value, place = decoder.raw_decode(buffer, place)
        except (ValueError, RecursionError):
            return buffer[place:], found, False
        if isinstance(value, Mapping):
            found.append(value)


def _row(item: Mapping[str, Any], actor: Mapping[str, Any]) -> dict[str, Any] | None:
    said = item.get("object")
    if item.get("type") != "Create" or not isinstance(said, Mapping) or not isinstance(said.get("id"), str):
        return None
    content = said.get("content")
    return {
        "id": said["id"],
        "text": content if isinstance(content, str) else "",
        "author": _handle(actor) or str(item.get("actor", "")),
        "author_id": str(actor.get("id") or item.get("actor") or ""),
        "name": str(actor.get("name") or ""),
        "time": said.get("published"),
        "parent": said.get("inReplyTo") if isinstance(said.get("inReplyTo"), str) else "",
        "url": said.get("url") if isinstance(said.get("url"), str) else said["id"],
        "language": next(iter(said["contentMap"]), "") if isinstance(said.get("contentMap"), Mapping) else "",
        "visibility": _visibility(said),
    }


def _handle(actor: Mapping[str, Any]) -> str:
    name = actor.get("preferredUsername")
    host = urlsplit(str(actor.get("id", ""))).hostname
    return f"{name}@{host}" if isinstance(name, str) and name and host else ""


def _visibility(said: Mapping[str, Any]) -> str:
    to, copied = _listed(said.get("to")), _listed(said.get("cc"))
    if any(one in _PUBLIC for one in to):
        return "public"
    if any(one in _PUBLIC for one in copied):
        return "unlisted"
    return "followers" if any(one.endswith("/followers") for one in to) else "direct"


def _listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []

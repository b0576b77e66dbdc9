"""A post out of a file, as the bytes of a raw event."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tummler.networks.contract import Addressed, Visibility


class Imported(msgspec.Struct, frozen=True, omit_defaults=True):
    """One post. ``author`` is lasting within its archive, ``handle`` what people call them there."""

    id: str
    text: str
    author: str
    handle: str
    at: datetime
    name: str = ""
    parent: str = ""
    root: str = ""
    url: str = ""
    language: str = ""
    visibility: Visibility = Visibility.PUBLIC
    addressed: Addressed = Addressed.NO
    by_us: bool = False


def pack_imported(post: Imported) -> bytes:
    """As JSON bytes; the same post gives the same bytes."""
    return msgspec.json.encode(post)


def unpack_imported(payload: bytes) -> Imported:
    """The value of :func:`pack_imported`; raises ValueError (msgspec's errors are one)."""
    return msgspec.json.decode(payload, type=Imported)

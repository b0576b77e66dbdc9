"""What somebody wrote on the square, as the bytes of a raw event."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Asked(msgspec.Struct, frozen=True):
    """A question, or with ``parent`` a further word in its conversation. ``asker`` is the key in their cookie."""

    id: str
    text: str
    asker: str
    name: str
    at: datetime
    language: str = ""
    parent: str = ""
    root: str = ""
    #: Another customer answers: it is said to the one who asked, not to the brand.
    answers: bool = False


def pack_asked(asked: Asked) -> bytes:
    """As JSON bytes."""
    return msgspec.json.encode(asked)


def unpack_asked(payload: bytes) -> Asked:
    """The value of :func:`pack_asked`; raises ValueError (msgspec's errors are one)."""
    return msgspec.json.decode(payload, type=Asked)

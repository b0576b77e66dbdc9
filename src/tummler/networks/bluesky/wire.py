"""What a whole-network stream tells, whichever wire it came by."""

from __future__ import annotations

from typing import Any, Literal, Protocol

import msgspec

from tummler.common import clock

NOTHING = msgspec.Raw(b"null")


class _Named(msgspec.Struct, frozen=True, gc=False):
    uri: str = ""


class _Reply(msgspec.Struct, frozen=True, gc=False):
    root: _Named
    parent: _Named


class Head(msgspec.Struct, frozen=True, gc=False):
    """What decides whether a post concerns us. The rest is left as it is."""

    text: str = ""
    reply: _Reply | None = None
    facets: msgspec.Raw = NOTHING
    tags: msgspec.Raw = NOTHING
    embed: msgspec.Raw = NOTHING

    @property
    def answers(self) -> tuple[str, ...]:
        """The posts it answers: its root and its parent."""
        return (self.reply.root.uri, self.reply.parent.uri) if self.reply else ()


def head(record: msgspec.Raw) -> Head:
    """A post's head. A field that is not what it should be counts as missing."""
    try:
        return msgspec.json.decode(record, type=Head)
    except msgspec.ValidationError:
        fields = msgspec.json.decode(record)
        text = fields.get("text") if isinstance(fields, dict) else None
        return Head(text) if isinstance(text, str) else Head()


class Told(msgspec.Struct, frozen=True, gc=False):
    """One event: of a post, its ``head``, or an account's or identity's ``body``; ``raw`` is where all of it stands."""

    kind: Literal["said", "gone", "account", "identity"]
    position: int
    did: str
    rkey: str = ""
    cid: str = ""
    edit: bool = False
    head: Head = Head()
    body: Any = None
    raw: bytes = b""


def microseconds(time: object) -> int:
    """A time as a stream writes it, as microseconds since 1970; now for what is no time."""
    return int((clock.parse(str(time)) or clock.now()).timestamp() * 1_000_000)


class Wire(Protocol):
    """A way to be told. All but ``address`` is pure."""

    subprotocols: tuple[str, ...]
    #: Whether a time in microseconds can stand for a cursor, on any instance.
    takes_times: bool

    def address(self, cursor: str | None) -> str:
        """Where to connect to go on from a cursor of :meth:`cursor`, or now."""

    def told(self, frame: bytes) -> list[Told]:
        """What a frame tells of posts, accounts and identities. Raises what decoding raises."""

    def record(self, told: Told) -> msgspec.Raw:
        """The whole record of a post that was told."""

    def position(self, frame: bytes) -> tuple[int, int] | None:
        """Where in the stream a frame stands, and when, in microseconds; None for a notice."""

    def cursor(self, position: int) -> str:
        """The cursor that brings everything after this position again."""

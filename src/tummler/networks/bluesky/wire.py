"""What a whole-network stream tells, whichever wire it came by."""

from __future__ import annotations

from typing import Any, Literal, Protocol

import msgspec

NOTHING = msgspec.Raw(b"null")


class Head(msgspec.Struct):
    """The two fields of a post that decide whether it concerns us."""

    text: str = ""
    reply: msgspec.Raw = NOTHING


class _Named(msgspec.Struct):
    uri: str = ""


class _Reply(msgspec.Struct):
    root: _Named
    parent: _Named


class Told(msgspec.Struct, frozen=True):
    """One event. ``record`` is the post's JSON, ``body`` an account's or identity's; ``raw`` is what to sniff at."""

    kind: Literal["said", "gone", "account", "identity"]
    position: int
    did: str
    rkey: str = ""
    cid: str = ""
    edit: bool = False
    record: msgspec.Raw = NOTHING
    body: Any = None
    raw: bytes = b""

    @property
    def answers(self) -> frozenset[str]:
        """The posts a post answers: its parent and its root."""
        try:
            head = msgspec.json.decode(self.record, type=Head)
            if head.reply == NOTHING:
                return frozenset()
            reply = msgspec.json.decode(head.reply, type=_Reply)
        except msgspec.MsgspecError:
            return frozenset()
        return frozenset({reply.root.uri, reply.parent.uri} - {""})

    @property
    def text(self) -> str:
        """The post's text; empty if it has none."""
        try:
            return msgspec.json.decode(self.record, type=Head).text
        except msgspec.MsgspecError:
            return ""


class Wire(Protocol):
    """A way to be told. All but ``address`` is pure."""

    subprotocols: tuple[str, ...]

    def address(self, cursor: str | None) -> str:
        """Where to connect to go on from a cursor of :meth:`cursor`, or now."""

    def told(self, frame: bytes) -> list[Told]:
        """What a frame tells of posts, accounts and identities. Raises what decoding raises."""

    def position(self, frame: bytes) -> int | None:
        """Where in the stream a frame stands."""

    def cursor(self, position: int) -> str:
        """The cursor that brings everything after this position again."""

"""How the network's words are kept until they are understood: the raw JSON, and where we got it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from tummler.networks.contract import RawEvent

Kind = Literal["post", "record", "gone", "account", "identity", "message", "message_gone"]

_NO_PROFILE = msgspec.Raw(b"{}")


class Envelope(msgspec.Struct, omit_defaults=True):
    """A payload. ``said`` is the network's own JSON; the rest is what only the reader could know.

    ``why`` is a notification's reason, or ``word``, ``thread``, ``own`` for what a stream brought. ``profile`` is the
    author's profile where ``said`` doesn't hold it.
    """

    kind: Kind
    said: msgspec.Raw
    why: str = ""
    profile: msgspec.Raw = _NO_PROFILE


def event(
    name: str,
    kind: Kind,
    said: Any,
    *,
    why: str = "",
    profile: msgspec.Raw | Mapping[str, Any] | None = None,
    history: bool = False,
) -> RawEvent:
    """One raw event; ``name`` is unique on its channel and the same whenever it is read again."""
    envelope = Envelope(kind, _raw(said), why, _raw(profile) if profile else _NO_PROFILE)
    return RawEvent(name, msgspec.json.encode(envelope), history)


def _raw(said: Any) -> msgspec.Raw:
    return said if isinstance(said, msgspec.Raw) else msgspec.Raw(msgspec.json.encode(said))

"""Mastodon, made up: 500 characters with links at 23, content warnings, four visibilities, edits; as the real one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tummler.networks.contract import Span
from tummler.networks.made_up.place import Ways, made_up
from tummler.networks.mastodon import NETWORK as REAL
from tummler.networks.mastodon.count import entities

#: The server on which everybody of this place lives.
SERVER = "norte.example"


def _id_of(handle: str) -> str:
    name, _, server = handle.partition("@")
    return f"{server or SERVER}#{name}"


def _mentioned(text: str) -> set[str]:
    """Whole handles; who is named without a server lives here."""
    found = (text[one.start : one.end].lstrip("@").lower() for one in entities(text) if one.kind == "mention")
    return {handle if "@" in handle else f"{handle}@{SERVER}" for handle in found}


def _packed(text: str, spans: Sequence[Span]) -> list[list[Any]]:
    return [[span.start, span.end, span.kind, span.value] for span in spans]


def _unpacked(text: str, spans: Any) -> tuple[Span, ...]:
    found = (Span(int(start), int(end), kind, str(value)) for start, end, kind, value in spans)
    return tuple(span for span in found if 0 <= span.start < span.end <= len(text))


NETWORK = made_up(REAL, Ways(_packed, _unpacked, _id_of, _mentioned))

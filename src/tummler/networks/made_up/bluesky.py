"""Bluesky, made up: 300 graphemes, facets in bytes, threads and replies, as the real one has them."""

from __future__ import annotations

from tummler.networks.bluesky import NETWORK as REAL
from tummler.networks.bluesky.facets import facets_for, spans_of
from tummler.networks.made_up.place import Ways, made_up


def _id_of(handle: str) -> str:
    return f"did:web:{handle}"


def _mentioned(text: str) -> set[str]:
    words = (word.strip("(),;:!?\"'’") for word in text.split())
    return {word[1:].rstrip(".").lower() for word in words if word.startswith("@")}


NETWORK = made_up(REAL, Ways(facets_for, spans_of, _id_of, _mentioned))

"""Direct messages (``chat.bsky.*``), through the PDS. Written to the published lexicon; no server of it can be had.

Readable by the chat service, and by default only accounts one follows may begin one.
https://github.com/bluesky-social/atproto/tree/main/lexicons/chat/bsky
"""

from __future__ import annotations

from collections.abc import Iterator

from tummler.networks.bluesky.session import Session
from tummler.networks.contract import Batch, Connection, Delivered, Part, Refused


def read(session: Session, cursor: str | None) -> Iterator[Batch]:
    """What was said since."""
    yield Batch((), cursor or "")


def deliver(connection: Connection, part: Part) -> Delivered:
    """Send a message."""
    raise Refused("no_direct")


def look(connection: Connection, part: Part) -> Delivered | None:
    """Look for a message."""
    raise Refused("no_direct")


def retract(connection: Connection, remote_id: str) -> None:
    """Delete a message for us."""
    raise Refused("no_direct")

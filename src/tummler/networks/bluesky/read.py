"""The streams of a channel by name."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from tummler.networks.bluesky import direct, jetstream, notifications, repo_stream, stream as whole
from tummler.networks.bluesky.session import Session
from tummler.networks.contract import Batch, Connection, Refused, Unheard

_IDLE_SECONDS = 25.0


def read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Batches of a stream from ``cursor`` until ``stop`` is set; see :class:`tummler.networks.contract.Read`."""
    if stream == "notifications":
        streamed = connection.settings.get("jetstream") or connection.settings.get("relay")
        batches = notifications.read(Session(connection), cursor, dict if streamed else connection.recent)
    elif stream == "direct":
        batches = direct.read(Session(connection), cursor)
    elif stream == "jetstream" and (address := connection.settings.get("jetstream")):
        batches = whole.read(connection, jetstream.wire(address), cursor, stop)
    elif stream == "repo" and (address := connection.settings.get("relay")):
        batches = whole.read(connection, repo_stream.Repos(address), cursor, stop)
    elif stream in ("jetstream", "repo"):
        batches = _idle(cursor, stop)
    else:
        raise Refused("no_such_stream")
    try:
        for batch in batches:
            yield batch
            if stop.is_set():
                return
    except Refused as refused:
        # A reader has nothing to be refused: whatever was said there, try again.
        raise Unheard(refused.code, refused.detail) from refused


def _idle(cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """A stream that this channel doesn't have: quiet, but alive."""
    while not stop.is_set():
        yield Batch((), cursor or "")
        stop.wait(_IDLE_SECONDS)

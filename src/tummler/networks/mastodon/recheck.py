"""Looks again at posts we hold: a server tells edits and deletes of strangers' posts to their followers only."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from tummler.networks.contract import Batch, Connection, RawEvent
from tummler.networks.mastodon.client import Client, Missing, open_client
from tummler.networks.mastodon.normalise import GONE, STATUS, event, version_of

#: Statuses in one request, and in one round: five requests where many can be asked for at once.
_AT_ONCE = 20
_ROUND = 100
#: And where they can't (before Mastodon 4.3), so many single requests.
_SINGLY = 30


def recheck(connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """One round over what is held, going on where the last one ended; only what changed is told."""
    held = dict(connection.recent())
    with open_client(connection) as client:
        many = bool(connection.facts.get("many_statuses"))
        turn = _turn(list(held), cursor or "", _ROUND if many else _SINGLY)
        for start in range(0, len(turn), _AT_ONCE):
            some = turn[start : start + _AT_ONCE]
            found = _many(client, some) if many else {}
            events = tuple(_changes(client, some, held, found))
            yield Batch(events, some[-1], more=start + _AT_ONCE < len(turn))
            if stop.is_set():
                return
    if not turn:
        yield Batch((), cursor or "")


def _turn(ids: Sequence[str], last: str, size: int) -> list[str]:
    """Those after the last one, then from the start again."""
    begin = ids.index(last) + 1 if last in ids else 0
    return [*ids[begin:], *ids[:begin]][:size]


def _many(client: Client, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """https://docs.joinmastodon.org/methods/statuses/#index, since 4.3."""
    rows = client.rows("/api/v1/statuses", **{"id[]": list(ids)})
    return {str(row["id"]): row for row in rows}


def _changes(
    client: Client, ids: Sequence[str], held: dict[str, str], found: dict[str, dict[str, Any]]
) -> Iterator[RawEvent]:
    for number in ids:
        try:
            # What a list leaves out is asked for by name before it counts as gone.
            status = found.get(number) or client.record(f"/api/v1/statuses/{number}")
        except Missing:
            yield event(GONE, {"id": number})
            continue
        if version_of(status) != held[number]:
            yield event(STATUS, status)

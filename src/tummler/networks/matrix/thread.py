"""The conversation around a post, as history: a direct chat's last words, or a thread and the replies near it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tummler.networks.contract import Connection, RawEvent
from tummler.networks.matrix import events, names
from tummler.networks.matrix.client import V1, Client, Missing, Said, fitting, open_client, path_of
from tummler.networks.matrix.events import answered, content_of, thread_of
from tummler.networks.matrix.rooms import Book, book_of
from tummler.networks.matrix.seal.closing import seals
from tummler.networks.matrix.seal.opening import Opener
from tummler.networks.matrix.sync import lean, names_of

Json = dict[str, Any]

_NEAR, _CHAT, _HOPS = 100, 200, 20


def fetch_thread(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    """Its oldest post first; only that it is gone, if it is. Raises Refused for a room that we are no longer in."""
    room, event = names.parts(remote_id)
    client = open_client(connection)
    book = book_of(client, connection.account.remote_id, seals(connection))
    opener = Opener.of(connection)
    return _chat(client, book, room, opener) if not event else _around(client, book, room, event, opener)


def _rows(found: Any) -> list[Json]:
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    kinds = ("m.room.message", "m.room.encrypted", "m.sticker")
    return [row for row in rows if names.is_id(row.get("event_id"), "$") and row.get("type") in kinds]


def _chat(client: Client, book: Book, room: str, opener: Opener) -> tuple[RawEvent, ...]:
    path = path_of("rooms", room, "messages")
    page = fitting(lambda size: client.get(path, dir="b", limit=size, filter=lean()), (_CHAT, 20, 2))
    called = names_of([row for row in page.get("state") or () if isinstance(row, dict)])
    line = opener.open_all(room, reversed(_rows(page.get("chunk"))))
    return tuple(_told(book, room, each, called, {}, "") for each in line)


def _around(client: Client, book: Book, room: str, event: str, opener: Opener) -> tuple[RawEvent, ...]:
    try:
        path = path_of("rooms", room, "context", event)
        found = fitting(lambda size: client.get(path, limit=size, filter=lean()), (_NEAR, 10, 2))
    except Missing:
        return (events.gone(room, event),)
    except Said as said:
        if said.error == "M_FORBIDDEN":
            return ()  # we are not in there any more: what we hold stays
        raise
    called = names_of([row for row in found.get("state") or () if isinstance(row, dict)])
    before, after = _rows(found.get("events_before")), _rows(found.get("events_after"))
    rows = opener.open_all(room, [*reversed(before), *_rows([found.get("event")]), *after])
    line = {row["event_id"]: row for row in rows}
    if any(missed["event_id"] == event for _room, missed in opener.missed):
        return ()  # sealed, and its key has not come: what we hold stays
    if event not in line or not content_of(line[event]):
        return (events.gone(room, event),)
    above = _above(client, room, line[event], line, opener)
    root = above[0]["event_id"] if above else event
    first = thread_of(line[event]) or root
    line = {row["event_id"]: row for row in [*above, *line.values(), *_in_thread(client, room, first, opener)]}
    wanted = _below(line, root)
    told = sorted((line[each] for each in wanted), key=lambda row: row.get("origin_server_ts") or 0)
    return tuple(_told(book, room, each, called, line, root) for each in told)


def _told(book: Book, room: str, event: Json, called: dict[str, str], line: dict[str, Json], root: str) -> RawEvent:
    sender = str(event.get("sender"))
    parent = line.get(answered(event) or thread_of(event)) or {}
    return events.said(
        book,
        room,
        event,
        name=called.get(sender) or book.name(room, sender),
        history=True,
        root=root,
        parent_by=str(parent.get("sender") or ""),
    )


def _above(client: Client, room: str, event: Json, line: dict[str, Json], opener: Opener) -> list[Json]:
    """What it answers, and what that answers, up to the first."""
    found: list[Json] = []
    seen = {event["event_id"]}
    for _ in range(_HOPS):
        parent = thread_of(event) or answered(event)
        if not names.is_id(parent, "$") or parent in seen:
            break
        seen.add(parent)
        try:
            told = line.get(parent) or opener.open(room, client.get(path_of("rooms", room, "event", parent)))
        except Said:
            break
        if told is None or not _rows([told]):
            break
        event = told
        found.insert(0, event)
    return found


def _in_thread(client: Client, room: str, first: str, opener: Opener) -> list[Json]:
    """https://spec.matrix.org/latest/client-server-api/#querying-threads-in-a-room: its newest hundred."""
    try:
        path = path_of("rooms", room, "relations", first, "m.thread")
        found = fitting(lambda size: client.get(path, root=V1, limit=size))
    except Said:
        return []
    return opener.open_all(room, reversed(_rows(found.get("chunk"))))


def _below(line: dict[str, Json], root: str) -> Iterable[str]:
    """The root and everything that hangs on it."""
    found = {root}
    grew = True
    while grew:
        more = {each for each, row in line.items() if {answered(row), thread_of(row)} & found} - found
        found |= more
        grew = bool(more)
    return [each for each in line if each in found]

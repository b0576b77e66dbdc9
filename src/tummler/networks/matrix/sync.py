"""Reading: one sync after another, each with the token that the next one goes on from.

https://spec.matrix.org/latest/client-server-api/#syncing. A sync waits on the server until something is said. What
falls out of a room's window while nobody read is fetched back to where we were.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import regex

from tummler.common.clock import now
from tummler.common.text import search_text
from tummler.networks.contract import Batch, Connection, RawEvent, Refused, Stream, Unheard
from tummler.networks.matrix import events, invitations
from tummler.networks.matrix.client import Client, fitting, open_client, path_of
from tummler.networks.matrix.events import answered, content_of, replaced, thread_of
from tummler.networks.matrix.names import is_id, post_id
from tummler.networks.matrix.normalise import mentions
from tummler.networks.matrix.rooms import Book, book_of
from tummler.networks.matrix.seal.closing import seals
from tummler.networks.matrix.seal.opening import Opener, fill_up, hear_letters, wait_for

Json = dict[str, Any]

#: It is asked again at once: the waiting is the server's, ``_WAIT`` at most.
STREAMS = (Stream("sync", 0.2),)
_WAIT = 10_000
_LIMITS = (100, 10, 1)
#: What was said to us before we came into a direct chat is news for so long.
_FRESH = timedelta(days=1)
#: Pages fetched back in one room after we were away.
_PAGES = 20
_RULES = ["m.room.join_rules", "m.room.history_visibility", "m.room.encryption"]
_SAID = ["m.room.message", "m.room.encrypted", "m.sticker", "m.room.redaction"]


def filter_of(limit: int) -> str:
    """What a sync tells: so many events of a room, who wrote them, and who can read them."""
    none: Json = {"types": []}
    state = {"types": [*_RULES, "m.room.member"], "lazy_load_members": True, "include_redundant_members": True}
    line = {"types": [*_RULES, *_SAID, "m.room.member"], "limit": limit}
    room = {"account_data": none, "ephemeral": none, "state": state, "timeline": line}
    return msgspec.json.encode({"presence": none, "account_data": {"types": ["m.direct"]}, "room": room}).decode()


def read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """What was said since the cursor, and what is said while we wait; see :class:`tummler.networks.contract.Read`."""
    try:
        yield from _read(connection, cursor, stop)
    except Refused as refused:
        # Reading asks for nothing that could be refused for good: a server that does is not well.
        raise Unheard(refused.code, refused.detail) from None


def _read(connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    client = open_client(connection)
    since = cursor or str(connection.facts["since"])
    wait = int(connection.facts.get("wait_ms", _WAIT))
    more = True
    while more and not stop.is_set():
        said = _waited(lambda at=since, long=wait: _sync(client, at, long), stop)  # type: ignore[misc] # bound by default
        if said is None:
            return
        heard, wait = _heard(client, connection, said, since), 0
        after = str(said.get("next_batch") or since)
        invited = invitations.accept(client, connection, _rooms(said, "invite"))
        more, since = bool(heard or invited), after
        yield Batch(tuple(heard), after, more)


def _heard(client: Client, connection: Connection, said: Json, since: str) -> list[RawEvent]:
    """What a sync says; keys that it brought are kept before anything else."""
    came = hear_letters(connection, _listed(said.get("to_device")))
    left = said.get("device_one_time_keys_count")
    fill_up(client, connection, left.get("signed_curve25519", 0) if isinstance(left, dict) else None)
    reader = Heard(client, connection)
    heard = [*reader.late(came), *reader.of(said, since)]
    return [*heard, *reader.late(wait_for(connection, reader.opener.missed))]


def start(client: Client) -> tuple[str, dict[str, Json]]:
    """The token of now, and who waits with an invitation: what was said before is no news."""
    found = client.get("/sync", filter=_nothing(), timeout=0, set_presence="offline")
    if not isinstance(found.get("next_batch"), str):
        raise Unheard("garbled")
    return found["next_batch"], _rooms(found, "invite")


def _nothing() -> str:
    none: Json = {"types": []}
    room = {"state": none, "timeline": {"limit": 1, "types": []}, "ephemeral": none, "account_data": none}
    return msgspec.json.encode({"presence": none, "account_data": none, "room": room}).decode()


def _sync(client: Client, since: str, wait: int) -> Json:
    def ask(limit: int) -> Json:
        return client.get("/sync", since=since, filter=filter_of(limit), timeout=wait, set_presence="offline")

    return fitting(ask, _LIMITS)


def _waited(ask: Callable[[], Json], stop: threading.Event) -> Json | None:
    """What the server says in its own time, unless we are stopped first: then it is asked again another time."""
    box: queue.Queue[Json | BaseException] = queue.Queue()

    def run() -> None:
        try:
            box.put(ask())
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            box.put(error)

    threading.Thread(target=run, daemon=True, name="matrix-sync").start()
    while not stop.is_set():
        try:
            found = box.get(timeout=0.3)
        except queue.Empty:
            continue
        if isinstance(found, BaseException):
            raise found
        return found
    return None


def _rooms(said: Json, kind: str) -> dict[str, Json]:
    """The rooms of a sync that we are in, or are invited to."""
    rooms = (said.get("rooms") or {}).get(kind) if isinstance(said.get("rooms"), dict) else None
    found = rooms if isinstance(rooms, dict) else {}
    return {room: told for room, told in found.items() if is_id(room, "!") and isinstance(told, dict)}


def _listed(found: Any) -> list[Json]:
    rows = found.get("events") if isinstance(found, dict) else found
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


class Heard:
    """One sync's rooms, as what concerns the brand."""

    def __init__(self, client: Client, connection: Connection) -> None:
        self.client, self.connection = client, connection
        self.own = connection.account.remote_id
        self.book: Book = book_of(client, self.own, seals(connection))
        self.opener = Opener.of(connection)
        self.words = words_of(connection)
        self._authors: dict[str, str] = {}

    def of(self, said: Json, since: str) -> list[RawEvent]:
        """Every event that concerns us, in the order in which it was said in its room."""
        for event in _listed(said.get("account_data")):
            if event.get("type") == "m.direct":
                self.book.hear_direct(content_of(event))
        return [event for room, told in _rooms(said, "join").items() for event in self._room(room, told, since)]

    def late(self, came: list[tuple[str, Json]]) -> list[RawEvent]:
        """What had waited for its key."""
        return [each for room, event in came for each in self._concerning(room, [event], {})]

    def _room(self, room: str, told: Json, since: str) -> Iterator[RawEvent]:
        state, timeline = _listed(told.get("state")), told.get("timeline")
        timeline = timeline if isinstance(timeline, dict) else {}
        line = _listed(timeline)
        self.book.hear(room, [*state, *line])
        names = names_of([*state, *line])
        if came_in := _coming(line, self.own):
            line = self._at_first(room, line[line.index(came_in) :], timeline)
        elif timeline.get("limited"):
            line = [*self._between(room, str(timeline.get("prev_batch") or ""), since, names), *line]
        said = [each for each in line if each.get("type") in _SAID and is_id(each.get("event_id"), "$")]
        yield from self._concerning(room, self.opener.open_all(room, said), names)

    def _at_first(self, room: str, line: list[Json], timeline: Json) -> list[Json]:
        """Of a room that we just came into: what was said since; of a direct chat also what led to it."""
        if not self.book.is_direct(room):
            return line
        found = fitting(lambda size: self._messages(room, size))
        since = (now() - _FRESH).timestamp() * 1000
        return [each for each in reversed(_listed(found.get("chunk"))) if (each.get("origin_server_ts") or 0) > since]

    def _messages(self, room: str, size: int, **more: str) -> Json:
        return self.client.get(path_of("rooms", room, "messages"), dir="b", limit=size, filter=lean(), **more)

    def _between(self, room: str, back: str, since: str, names: dict[str, str]) -> list[Json]:
        """What the window left out, back to where we were."""
        missed: list[Json] = []
        for _ in range(_PAGES):
            if not back:
                break
            bounds = {"from": back, "to": since}
            page = fitting(lambda size, at=bounds: self._messages(room, size, **at))  # type: ignore[misc] # bound by default
            names.update(names_of(_listed(page.get("state"))))
            missed += _listed(page.get("chunk"))
            back = str(page.get("end") or "")
        return list(reversed(missed))

    def _concerning(self, room: str, line: list[Json], names: dict[str, str]) -> Iterator[RawEvent]:
        related = {post_id(room, each) for event in line for each in _related(event)}
        held = set(self.connection.holds(related)) if related else set()
        for event in line:
            yield from self._one(room, event, held, names)

    def _one(self, room: str, event: Json, held: set[str], names: dict[str, str]) -> Iterator[RawEvent]:
        """An event, if it concerns us. What was edited is told as it is now, whole."""
        direct = self.book.is_direct(room)
        if event.get("type") == "m.room.redaction":
            yield from self._taken_back(room, event, held)
            return
        if edited := replaced(event):
            if direct or post_id(room, edited) in held or self._calls(content_of(event).get("m.new_content")):
                yield from self._edited(room, edited, event, names)
            return
        known = {each for each in (answered(event), thread_of(event)) if post_id(room, each) in held}
        nearby = not direct and bool(self.words and self.words.search(_searched(event)))
        calls = self._calls(content_of(event))
        if not (direct or known or calls or nearby):
            return
        sender = str(event.get("sender"))
        parent = self._author(room, answered(event) or thread_of(event)) if known else ""
        yield events.said(
            self.book, room, event, name=self._name(room, sender, names), nearby=nearby and not calls, parent_by=parent
        )

    def _calls(self, content: Any) -> bool:
        return isinstance(content, dict) and mentions(content, self.own, self.connection.account.name)

    def _taken_back(self, room: str, event: Json, held: set[str]) -> Iterator[RawEvent]:
        target = content_of(event).get("redacts") or event.get("redacts")
        if is_id(target, "$") and post_id(room, target) in held:
            yield events.gone(room, target)

    def _edited(self, room: str, edited: str, edit: Json, names: dict[str, str]) -> Iterator[RawEvent]:
        """The first event with the edit that the server says is its author's."""
        first = self._event(room, edited)
        if first.get("sender") == edit.get("sender") and first.get("event_id") == edited:
            sender = str(first.get("sender"))
            newest = events.newest_edit(first) or edit
            parent = self._author(room, answered(first) or thread_of(first))
            yield events.said(
                self.book, room, first, name=self._name(room, sender, names), edit=newest, parent_by=parent
            )

    def _author(self, room: str, event_id: str) -> str:
        """Who wrote an event that this one answers."""
        if not is_id(event_id, "$"):
            return ""
        if event_id not in self._authors:
            self._authors[event_id] = str(self._event(room, event_id).get("sender") or "")
        return self._authors[event_id]

    def _event(self, room: str, event_id: str) -> Json:
        """An event by its id, opened; empty where there is none."""
        try:
            found = self.client.get(path_of("rooms", room, "event", event_id))
        except Refused:
            return {}
        return self.opener.open(room, found) or {"sender": found.get("sender")}

    def _name(self, room: str, person: str, names: dict[str, str]) -> str:
        return names[person] if person in names else self.book.name(room, person)


def lean() -> str:
    """A filter for looking back: what people said, with who they are."""
    return msgspec.json.encode({"types": _SAID, "lazy_load_members": True}).decode()


def _related(event: Json) -> set[str]:
    target = content_of(event).get("redacts") or event.get("redacts")
    found = {answered(event), thread_of(event), replaced(event), target if isinstance(target, str) else ""}
    return {each for each in found if is_id(each, "$")}


def _coming(line: list[Json], own: str) -> Json | None:
    """Our own coming into the room, if this window holds it."""
    for event in line:
        if event.get("type") == "m.room.member" and event.get("state_key") == own:
            before = (event.get("unsigned") or {}).get("prev_content") or {}
            if content_of(event).get("membership") == "join" and before.get("membership") != "join":
                return event
    return None


def names_of(state: list[Json]) -> dict[str, str]:
    """Person → the name they have in the room."""
    members = [each for each in state if each.get("type") == "m.room.member" and isinstance(each.get("state_key"), str)]
    return {str(each["state_key"]): str(content_of(each).get("displayname") or "") for each in members}


def words_of(connection: Connection) -> regex.Pattern[str] | None:
    """The brand's words, as they are looked for in the rooms that we are in."""
    words = [search_text(word) for word in connection.words]
    listed = "|".join(regex.escape(word) for word in words if word)
    return regex.compile(rf"(?<!\S)(?:{listed})(?!\S)") if listed else None


def _searched(event: Json) -> str:
    body = content_of(event).get("body")
    return search_text(body[:20_000]) if isinstance(body, str) else ""

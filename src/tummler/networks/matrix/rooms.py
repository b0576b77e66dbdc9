"""What a room is: who can read it, whether it is a direct chat, and who is called what in it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tummler.common import clock
from tummler.networks.contract import MayShow, Refused, Visibility
from tummler.networks.matrix.client import Client, path_of
from tummler.networks.matrix.names import is_id

Json = dict[str, Any]

#: What is known of a room is asked for again after so long, in case another process heard that it changed.
_GOOD_FOR = 600.0
_writing_direct = threading.Lock()


@dataclass(frozen=True, slots=True)
class Room:
    """A room's own rules: https://spec.matrix.org/latest/client-server-api/#room-events."""

    id: str
    join_rule: str = "invite"
    history: str = "shared"
    encrypted: bool = False
    #: How many are in it, asked for where it is said to be a chat of two.
    members: int = 0

    def after(self, event: Json) -> Room:
        """The room once this piece of its state holds."""
        content = event.get("content")
        content = content if isinstance(content, dict) else {}
        match event.get("type"):
            case "m.room.join_rules":
                return replace(self, join_rule=str(content.get("join_rule") or "invite"))
            case "m.room.history_visibility":
                return replace(self, history=str(content.get("history_visibility") or "shared"))
            case "m.room.encryption":
                return replace(self, encrypted=True)
        return self

    def visibility(self, chat: bool, seals: bool) -> Visibility:
        """Who can read what is said there: everybody, or its members, or two people.

        Where we can seal, only what is sealed is for two: its server's people are members of every other room.
        """
        if chat and self.members <= 2 and (self.encrypted or not seals):
            return Visibility.DIRECT
        return Visibility.PUBLIC if self.join_rule == "public" else Visibility.FOLLOWERS

    def may_show(self, direct: bool) -> MayShow:
        """Only what anybody can read without joining is for everybody."""
        if direct or self.join_rule != "public":
            return MayShow.HELPERS
        return MayShow.ANYONE if self.history == "world_readable" else MayShow.SIGNED_IN


#: https://spec.matrix.org/latest/client-server-api/#mroomencryption
SEALING = {"algorithm": "m.megolm.v1.aes-sha2"}
_RULES = ("m.room.join_rules", "m.room.history_visibility", "m.room.encryption")


def members_of(client: Client, room_id: str) -> list[str]:
    """Who is in a room, or invited to it."""
    found = client.get(path_of("rooms", room_id, "members"), not_membership="leave").get("chunk")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    here = [row for row in rows if (row.get("content") or {}).get("membership") in ("join", "invite")]
    return [row["state_key"] for row in here if is_id(row.get("state_key"), "@")]


def ask_room(client: Client, room_id: str, chat: bool) -> Room:
    """A room's rules from the server."""
    room = Room(room_id, members=len(members_of(client, room_id)) if chat else 0)
    for kind in _RULES:
        content = state_of(client, room_id, kind)
        if content is not None:
            room = room.after({"type": kind, "content": content})
    return room


def state_of(client: Client, room_id: str, kind: str, key: str = "") -> Json | None:
    """One piece of a room's state, or None where there is none, or we may not see it."""
    path = path_of("rooms", room_id, "state", kind, key) if key else path_of("rooms", room_id, "state", kind)
    try:
        return client.get(path)
    except Refused:
        return None


@dataclass
class Book:
    """What we know of our rooms, kept by whoever reads."""

    client: Client
    own: str
    seals: bool = False
    rooms: dict[str, Room] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    direct: frozenset[str] = frozenset()
    at: float = 0.0

    def fresh(self, client: Client) -> Book:
        """The book, with its rooms forgotten when they are old; asked for anew by this client."""
        self.client = client
        if not self.at or clock.ticks() - self.at > _GOOD_FOR:
            self.rooms, self.names, self.at = {}, {}, clock.ticks()
            self.hear_direct(direct_chats(client, self.own))
        return self

    def room(self, room_id: str) -> Room:
        """A room's rules."""
        if room_id not in self.rooms:
            self.rooms[room_id] = ask_room(self.client, room_id, self.is_direct(room_id))
        return self.rooms[room_id]

    def hear(self, room_id: str, events: Iterable[Json]) -> None:
        """State that a sync told; of rooms that nobody asked about yet it is asked for whole."""
        for event in events:
            if event.get("type") == "m.room.member" and self.is_direct(room_id):
                self.rooms.pop(room_id, None)  # somebody came or went: counted again
            elif room_id in self.rooms and event.get("state_key") == "":
                self.rooms[room_id] = self.rooms[room_id].after(event)

    def hear_direct(self, content: Json) -> None:
        """Which rooms are direct chats: https://spec.matrix.org/latest/client-server-api/#mdirect."""
        lists = [rooms for rooms in content.values() if isinstance(rooms, list)]
        found = frozenset(room for rooms in lists for room in rooms if isinstance(room, str))
        for room in found ^ self.direct:
            self.rooms.pop(room, None)  # counted only where it is one
        self.direct = found

    def name(self, room_id: str, person: str) -> str:
        """What somebody is called in a room, where a sync didn't tell it."""
        if (room_id, person) not in self.names:
            member = state_of(self.client, room_id, "m.room.member", person) or {}
            self.names[room_id, person] = str(member.get("displayname") or "")
        return self.names[room_id, person]

    def is_direct(self, room_id: str) -> bool:
        """Whether it is a chat of two."""
        return room_id in self.direct


_books: dict[tuple[str, str], Book] = {}
_opening = threading.Lock()


def book_of(client: Client, own: str, seals: bool) -> Book:
    """What this process knows of an account's rooms."""
    with _opening:
        book = _books.setdefault((client.base, own), Book(client, own))
    book.seals = seals
    return book.fresh(client)


def forget() -> None:
    """Forget every room, as a new process would (tests)."""
    with _opening:
        _books.clear()


def direct_chats(client: Client, own: str) -> Json:
    """Our direct chats: person → rooms, as every client of this account shares them."""
    try:
        return client.get(path_of("user", own, "account_data", "m.direct"))
    except Refused:
        return {}


def direct_with(client: Client, own: str, person: str) -> list[str]:
    """Our direct chats with somebody."""
    rooms = direct_chats(client, own).get(person)
    return [room for room in rooms if is_id(room, "!")] if isinstance(rooms, list) else []


def note_direct(client: Client, own: str, person: str, room_id: str) -> None:
    """Remember a direct chat where all clients of this account do."""
    with _writing_direct:
        known = direct_chats(client, own)
        rooms = known.get(person)
        rooms = rooms if isinstance(rooms, list) else []
        if room_id not in rooms:
            body = {**known, person: [*rooms, room_id]}
            client.put(path_of("user", own, "account_data", "m.direct"), body)


def is_sealed(client: Client, room_id: str) -> bool:
    """Whether what is said there is sealed."""
    return state_of(client, room_id, "m.room.encryption") is not None


def seal_room(client: Client, room_id: str) -> bool:
    """Have a room sealed from now on; False where we may not. It can never be undone there."""
    if is_sealed(client, room_id):
        return True
    try:
        client.put(path_of("rooms", room_id, "state", "m.room.encryption"), SEALING)
    except Refused:
        return False
    return True


def membership(client: Client, room_id: str, person: str) -> str:
    """``join``, ``invite``, ``leave``, ``ban``, or nothing where they never were, or we can't see it."""
    member = state_of(client, room_id, "m.room.member", person)
    return str((member or {}).get("membership") or "")

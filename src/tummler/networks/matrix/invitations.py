"""Whom we follow into a room: people who want a chat of two, and rooms that the owner named. Nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tummler.networks.contract import Connection, Refused
from tummler.networks.matrix.client import Client, path_of
from tummler.networks.matrix.events import content_of
from tummler.networks.matrix.names import is_id, server_of
from tummler.networks.matrix.rooms import note_direct, seal_room
from tummler.networks.matrix.seal.devices import can_open

Json = dict[str, Any]

EVERYBODY, NOBODY = "everybody", "nobody"
#: A flood of invitations is taken in turns.
_AT_ONCE = 20


def accept(client: Client, connection: Connection, invited: Mapping[str, Json]) -> int:
    """Follow those that we may; how many. The others stay open: the owner can accept them in any Matrix app."""
    done = 0
    for room, told in list(invited.items())[:_AT_ONCE]:
        state = [each for each in (told.get("invite_state") or {}).get("events") or () if isinstance(each, dict)]
        done += _accept(client, connection, room, state)
    return done


def _accept(client: Client, connection: Connection, room: str, state: list[Json]) -> bool:
    own = connection.account.remote_id
    invite = next((each for each in state if each.get("state_key") == own), {})
    person = invite.get("sender")
    if _named(connection, room, state):
        return _join(client, room)
    if not is_id(person, "@") or not _wants_two(invite, state) or not may_begin(connection, person):
        return False
    # Before we go in: a crash in between must not leave a direct chat that nobody knows to be one.
    note_direct(client, own, person, room)
    if not _join(client, room) or not _is_two(client, room, own):
        return False
    if connection.facts.get("seals") and can_open(client, person):
        seal_room(client, room)
    return True


def _named(connection: Connection, room: str, state: list[Json]) -> bool:
    named = rooms_of(connection.settings)
    aliases = [content_of(each).get("alias") for each in state if each.get("type") == "m.room.canonical_alias"]
    return room in named or any(alias in named for alias in aliases)


def _wants_two(invite: Json, state: list[Json]) -> bool:
    rules = [content_of(each).get("join_rule") for each in state if each.get("type") == "m.room.join_rules"]
    return content_of(invite).get("is_direct") is True and "public" not in rules


def may_begin(connection: Connection, person: str) -> bool:
    """Whether the owner lets somebody begin a direct chat: everybody, nobody, or the people of some servers."""
    allowed = str(connection.settings.get("chats") or EVERYBODY).lower().replace(",", " ").split()
    if NOBODY in allowed:
        return False
    return EVERYBODY in allowed or server_of(person).lower() in allowed


def rooms_of(settings: Mapping[str, str]) -> list[str]:
    """The rooms that the owner named, by address or id."""
    return str(settings.get("rooms") or "").replace(",", " ").split()


def _join(client: Client, room: str) -> bool:
    try:
        client.post(path_of("join", room), {})
    except Refused:
        return False  # taken back meanwhile, or its server can't be reached
    return True


def _is_two(client: Client, room: str, own: str) -> bool:
    """A room full of people that calls itself a chat of two is left again."""
    try:
        members = client.get(path_of("rooms", room, "joined_members")).get("joined")
    except Refused:
        return False
    if isinstance(members, dict) and len(members) <= 2:
        return True
    client.post(path_of("rooms", room, "leave"), {})
    return False


def enter(client: Client, room: str) -> None:
    """Go into a room that the owner named. Raises Refused where we may not."""
    try:
        client.post(path_of("join", room), {})
    except Refused as refused:
        raise Refused("room_closed", refused.detail) from None

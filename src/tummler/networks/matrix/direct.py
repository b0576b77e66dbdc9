"""The direct chat with somebody: the one we have, or a new one, made once."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tummler.networks.contract import Connection, Refused
from tummler.networks.matrix.client import Client, Missing, Said, path_of
from tummler.networks.matrix.names import is_id, server_of
from tummler.networks.matrix.rooms import SEALING, direct_with, members_of, membership, note_direct, seal_room
from tummler.networks.matrix.seal.closing import seals
from tummler.networks.matrix.seal.devices import can_open

_HERE = ("join", "invite")


def room_with(client: Client, connection: Connection, person: str, asked_in: str, key: str) -> str:
    """Where an answer for somebody alone goes. ``asked_in``, if that is a direct chat with them already.

    Where we can seal, it is one that is sealed, and that nobody else is in.
    """
    own = connection.account.remote_id
    known = direct_with(client, own, person)
    if asked_in in known and membership(client, asked_in, person) not in _HERE:
        raise Refused("they_left")
    if seals(connection) and not can_open(client, person):
        raise Refused("cannot_open")
    for room in dict.fromkeys([*([asked_in] if asked_in in known else []), *reversed(known)]):
        if _fits(client, connection, room, person):
            return room
    return _made(client, own, person, key, seals(connection))


def _fits(client: Client, connection: Connection, room: str, person: str) -> bool:
    own = connection.account.remote_id
    if membership(client, room, own) != "join" or set(members_of(client, room)) != {own, person}:
        return False
    return not seals(connection) or seal_room(client, room)


def rooms_with(client: Client, connection: Connection, person: str, asked_in: str, key: str) -> list[str]:
    """Where an answer of this key could stand, if it does. Makes nothing."""
    own = connection.account.remote_id
    known = direct_with(client, own, person)
    half_made = _found(client, _alias(own, key))
    rooms = [*known, *([half_made] if half_made and half_made not in known else [])]
    return [room for room in rooms if membership(client, room, own) == "join"]


def _name(key: str) -> str:
    """A room's address that nobody can guess, and that the same part always asks for: it is made once."""
    return f"tummler-{sha256(key.encode()).hexdigest()[:24]}"


def _alias(own: str, key: str) -> str:
    return f"#{_name(key)}:{server_of(own)}"


def _found(client: Client, alias: str) -> str:
    try:
        room = client.get(path_of("directory", "room", alias)).get("room_id")
    except Missing:
        return ""
    return room if is_id(room, "!") else ""


def _made(client: Client, own: str, person: str, key: str, sealed: bool) -> str:
    asked: dict[str, Any] = {
        "is_direct": True,
        "preset": "trusted_private_chat",
        "invite": [person],
        "room_alias_name": _name(key),
    }
    if sealed:
        asked["initial_state"] = [{"type": "m.room.encryption", "state_key": "", "content": SEALING}]
    try:
        room = client.post(path_of("createRoom"), asked).get("room_id")
    except Said as said:
        if said.error == "M_FORBIDDEN":
            raise Refused("blocked") from None
        if said.error != "M_ROOM_IN_USE":
            raise
        room = _found(client, _alias(own, key))
    if not is_id(room, "!"):
        raise Refused("no_direct")
    note_direct(client, own, person, room)
    return room

"""The direct chat with somebody: the one we have, or a new one, made once."""

from __future__ import annotations

from hashlib import sha256

from tummler.networks.contract import Connection, Refused
from tummler.networks.matrix.client import Client, Missing, Said, path_of
from tummler.networks.matrix.names import is_id, server_of
from tummler.networks.matrix.rooms import direct_with, membership, note_direct

_HERE = ("join", "invite")


def room_with(client: Client, connection: Connection, person: str, asked_in: str, key: str) -> str:
    """Where an answer for somebody alone goes. ``asked_in``, if that is a direct chat with them already."""
    own = connection.account.remote_id
    known = direct_with(client, own, person)
    if asked_in in known:
        if membership(client, asked_in, person) not in _HERE:
            raise Refused("they_left")
        return asked_in
    for room in reversed(known):
        if membership(client, room, own) == "join" and membership(client, room, person) in _HERE:
            return room
    return _made(client, own, person, key)


def rooms_with(client: Client, connection: Connection, person: str, asked_in: str, key: str) -> list[str]:
    """Where an answer of this key could stand, if it does. Makes nothing."""
    own = connection.account.remote_id
    known = direct_with(client, own, person)
    if asked_in in known:
        return [asked_in]
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


def _made(client: Client, own: str, person: str, key: str) -> str:
    asked = {"is_direct": True, "preset": "trusted_private_chat", "invite": [person], "room_alias_name": _name(key)}
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

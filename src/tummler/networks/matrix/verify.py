"""A channel's health, tried for real."""

from __future__ import annotations

from collections.abc import Iterator

from tummler.common.clock import now
from tummler.networks.contract import Check, Connection, KeyRevoked, Unheard
from tummler.networks.matrix.client import Client, open_client, path_of
from tummler.networks.matrix.deliver import new_key
from tummler.networks.matrix.events import content_of
from tummler.networks.matrix.seal.closing import seals
from tummler.networks.matrix.seal.vault import Vault
from tummler.networks.matrix.sync import start
from tummler.networks.trying import tried


def verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """Reach the server, know ourselves, hear; with ``write`` also say something, see it and take it back."""
    return tuple(_checks(connection, write))


def _checks(connection: Connection, write: bool) -> Iterator[Check]:
    yield tried("server", "The server answers.", lambda: _server(connection))
    key = tried("key", "The server knows our key, and it is the account that was connected.", lambda: _key(connection))
    yield key
    if not key.ok:
        return
    yield _sealed(connection)
    yield tried("read", "What is said in our rooms can be read.", lambda: _read(connection))
    if write:
        yield tried("post", "A message can be sent, seen and taken back.", lambda: _round_trip(connection))


def _server(connection: Connection) -> None:
    Client(str(connection.facts["base"])).get("/_matrix/client/versions", root="")


def _key(connection: Connection) -> None:
    own = open_client(connection).get(path_of("account", "whoami"))
    if own.get("user_id") != connection.account.remote_id:
        raise KeyRevoked("another_account")


def _sealed(connection: Connection) -> Check:
    """No trouble, but to be known: what may go into a direct chat depends on it."""
    if seals(connection) and Vault.of(connection.secrets).waiting:
        return Check("direct", False, "It failed: keys_missing.", "")
    if seals(connection):
        return Check("direct", True, "Direct chats are sealed: only the two can read them.")
    cure = "Sign in with the password, and direct chats are sealed."
    return Check("direct", True, "Direct chats are readable by the server's people.", cure)


def _read(connection: Connection) -> None:
    start(open_client(connection))


def _round_trip(connection: Connection) -> None:
    """In a room of our own that nobody else is in, left and forgotten afterwards."""
    client = open_client(connection)
    room = str(client.post(path_of("createRoom"), {"preset": "private_chat"}).get("room_id"))
    try:
        at = now()
        content = {"msgtype": "m.text", "body": f"Tummler channel check {at:%H:%M:%S}"}
        path = path_of("rooms", room, "send", "m.room.message", new_key(at))
        event = str(client.put(path, content).get("event_id"))
        client.get(path_of("rooms", room, "event", event))
        client.put(path_of("rooms", room, "redact", event, new_key(at)), {})
        if content_of(client.get(path_of("rooms", room, "event", event))):
            raise Unheard("not_deleted")
    finally:
        client.post(path_of("rooms", room, "leave"), {})
        client.post(path_of("rooms", room, "forget"), {})

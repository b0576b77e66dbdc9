"""A channel's health, tried for real."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from tummler.common.clock import now
from tummler.networks.contract import Check, Connection, KeyRevoked, NetworkTrouble, Part, Unheard, Visibility
from tummler.networks.mastodon.client import Client, Missing, open_client
from tummler.networks.mastodon.deliver import deliver, new_key, retract
from tummler.networks.mastodon.wire import open_wire
from tummler.networks.trying import tried


def verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """Reach the server, know ourselves, hear, be told at once; with ``write`` also post, see and delete."""
    return tuple(_checks(connection, write))


def _checks(connection: Connection, write: bool) -> Iterator[Check]:
    yield tried("server", "The server answers.", lambda: _server(connection))
    key = tried("key", "The server knows our key, and it is the account that was connected.", lambda: _key(connection))
    yield key
    if not key.ok:
        return
    yield tried("notifications", "Mentions and replies can be read.", lambda: _notifications(connection))
    yield from _policy(connection)
    yield _stream(connection)
    if write:
        yield tried("post", "A post can be made, seen and deleted.", lambda: _round_trip(connection))


def _server(connection: Connection) -> None:
    with Client(str(connection.facts["base"])) as client:
        client.record("/api/v1/instance")


def _key(connection: Connection) -> None:
    with open_client(connection) as client:
        own = client.record("/api/v1/accounts/verify_credentials")
    if str(own.get("id")) != str(connection.facts["account_id"]):
        raise KeyRevoked("another_account")


def _notifications(connection: Connection) -> None:
    with open_client(connection) as client:
        client.rows("/api/v1/notifications", limit=1)


def _policy(connection: Connection) -> Iterator[Check]:
    """Since 4.3 an account may drop what strangers say to it, and nobody would ever know that they asked.

    What it only filters is read all the same. https://docs.joinmastodon.org/methods/notifications/#get-policy
    """
    try:
        with open_client(connection) as client:
            policy = client.record("/api/v2/notifications/policy")
    except NetworkTrouble:
        return
    if "drop" in policy.values():
        cure = "On the server: Preferences, Notifications, and have nobody's notifications ignored."
        yield Check("policy", False, "The account ignores some people who mention it: we can't hear them.", cure)


def _stream(connection: Connection) -> Check:
    """A server without streaming is no trouble: it is asked every few seconds."""
    try:
        open_wire(connection).close()
    except NetworkTrouble:
        return Check("stream", True, "The server has no streaming for us; it is asked every 20 seconds.")
    return Check("stream", True, "The server tells us at once.")


def _round_trip(connection: Connection) -> None:
    """A direct post addressed to nobody: only we can read it."""
    at = now()
    part = Part(new_key(at), f"Tummler channel check {at:%H:%M:%S}", (), at, None, Visibility.DIRECT)
    made = deliver(connection, part)
    with open_client(connection) as client:
        client.record(f"/api/v1/statuses/{made.remote_id}")
        retract(connection, made.remote_id)
        _seen_gone(client, made.remote_id)


def _seen_gone(client: Client, number: str) -> None:
    until = now() + timedelta(seconds=5)
    while now() < until:
        try:
            client.record(f"/api/v1/statuses/{number}")
        except Missing:
            return
        time.sleep(0.5)
    raise Unheard("not_deleted")

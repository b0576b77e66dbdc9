"""What works on a channel, tried for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec
from websockets.exceptions import WebSocketException

from tummler.common import clock, ids
from tummler.networks.bluesky import direct, jetstream, notifications, records, repo_stream, stream, xrpc
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.wire import Wire
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import Check, Connection, NetworkTrouble

#: A record of a type nobody shows: the names under com.example belong to examples.
_TRIAL = "com.example.tummler.trial"
_CURES = {
    "wrong_password": "Make a new app password in the account's settings and connect again.",
    "needs_app_password": "Use an app password instead of the account's own.",
    "account_deactivated": "Reactivate the account in its settings on Bluesky.",
    "slow_down": "Nothing to do: it goes on by itself.",
}
_WAIT = "Try again in a while; if it lasts, look at the server's status page."
_OPEN_CHAT = "In Bluesky, open Chat, Settings, and allow messages from everyone, if customers shall write to you."


def verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """One line for each thing that can fail by itself; without a session nothing else is tried."""
    session = Session(connection)
    signed_in = _tried("sign_in", "The app password is good.", lambda: session.prove(0))
    if not signed_in.ok:
        return (signed_in,)
    return (signed_in, *_reading(connection, session), *([_writing(session)] if write else []))


def _tried(name: str, words: str, act: Callable[[], object]) -> Check:
    try:
        act()
    except NetworkTrouble as error:
        return Check(name, False, error.code, _CURES.get(error.code, _WAIT))
    except (WebSocketException, OSError) as error:
        return Check(name, False, type(error).__name__, _WAIT)
    return Check(name, True, words)


def _reading(connection: Connection, session: Session) -> Iterator[Check]:
    yield _tried("read", "Mentions, replies and quotes can be read.", lambda: notifications.peek(session))
    streams: dict[str, Wire] = {}
    if address := connection.settings.get("jetstream"):
        streams["jetstream"] = jetstream.wire(address)
    if address := connection.settings.get("relay"):
        streams["repo"] = repo_stream.Repos(address)
    for name, wire in streams.items():
        yield _tried(name, "The stream answers.", lambda wire=wire: stream.reach(wire))  # type: ignore[misc]
    yield from _chat(session)


class _Declared(msgspec.Struct, rename="camel"):
    allow_incoming: str = "following"


class _Record(msgspec.Struct):
    value: _Declared


def _chat(session: Session) -> Iterator[Check]:
    """Direct messages are a choice: neither a password without them nor a closed door is a fault."""
    if not direct.may_chat(session):
        yield Check("direct", True, "The app password gives no access to direct messages.")
        return
    log = "chat.bsky.convo.getLog"
    yield _tried("direct", "Direct messages can be read.", lambda: session.ask(log, dict, proxy=session.chat))
    yield {
        "all": Check("direct_from", True, "Everyone may write a direct message."),
        "none": Check("direct_from", True, "Nobody may begin a direct message.", _OPEN_CHAT),
    }.get(
        _allowed(session),
        Check("direct_from", True, "Only accounts that this one follows may begin a direct message.", _OPEN_CHAT),
    )


def _allowed(session: Session) -> str:
    """Who may begin a conversation with us; who declared nothing is open to those one follows."""
    params = {"repo": session.did, "collection": "chat.bsky.actor.declaration", "rkey": "self"}
    try:
        answer = xrpc.call(session.pds, "com.atproto.repo.getRecord", params=params)
        return xrpc.decoded(answer, _Record).value.allow_incoming
    except NetworkTrouble:
        return "following"


def _writing(session: Session) -> Check:
    words = "A record that no app shows was made, seen and deleted: no post, nobody was told."
    return _tried("write", words, lambda: _round_trip(session))


def _round_trip(session: Session) -> None:
    now = clock.now()
    name = {"repo": session.did, "collection": _TRIAL, "rkey": ids.tid(now)}
    record = {"$type": _TRIAL, "createdAt": records.when(now)}
    session.do("com.atproto.repo.createRecord", {**name, "record": record, "validate": False})
    try:
        answer = xrpc.decoded(xrpc.call(session.pds, "com.atproto.repo.getRecord", params=name), dict)
        if answer.get("cid") != records.cid(record):
            raise NetworkTrouble("another_record")
    finally:
        session.do("com.atproto.repo.deleteRecord", name)
    try:
        xrpc.call(session.pds, "com.atproto.repo.getRecord", params=name)
    except Said:
        return
    raise NetworkTrouble("not_deleted")

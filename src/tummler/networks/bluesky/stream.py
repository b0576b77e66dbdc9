"""Reading a whole-network stream for ever: connect, take what is there, sieve, tell."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import msgspec
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tummler.common import clock, log
from tummler.common.http import CONNECT_SECONDS, USER_AGENT
from tummler.networks.bluesky import envelope, uris, views
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.sieve import Ours, Sieve
from tummler.networks.bluesky.wire import Wire
from tummler.networks.contract import Batch, Connection, NetworkTrouble, RawEvent, Unheard

_LARGEST = 16 * 1024 * 1024
#: At most so many frames make one batch, and so long passes without one.
_MOST_FRAMES, _QUIET_SECONDS, _WAIT_SECONDS = 500, 10.0, 0.5
#: After a change of address the number of the old one means nothing: go back so far by time.
_BACK_US = 120_000_000


class Position(msgspec.Struct):
    """The cursor we store: the stream's own, of which address, and the last event's time."""

    address: str
    at: str
    time_us: int


def read(connection: Connection, wire: Wire, stored: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Batches until ``stop`` is set. Raises :class:`Unheard` when the stream can't be had or breaks."""
    address = wire.address(None)
    sieve = Sieve(connection, wire)
    try:
        with _connected(wire, *_starts(wire, stored, address)) as socket:
            yield from _batches(connection, socket, sieve, address, stored or "", stop)
    except (WebSocketException, OSError, EOFError) as error:
        raise Unheard("stream_broken", type(error).__name__) from error


def reach(wire: Wire) -> None:
    """Connect and leave, to know that the stream is there."""
    with _open(wire, None):
        return


def _starts(wire: Wire, stored: str | None, address: str) -> tuple[str | None, str | None]:
    """Where to start: the cursor, and what stands for it where it isn't known. None is now."""
    try:
        position = msgspec.json.decode(stored, type=Position) if stored else None
    except msgspec.MsgspecError:
        position = None
    if position is None:
        return None, None
    by_time = str(position.time_us - _BACK_US) if wire.takes_times else None
    return (position.at if position.address == address else by_time), by_time


def _connected(wire: Wire, cursor: str | None, by_time: str | None) -> ClientConnection:
    """The stream from the cursor; from its time where the number is too old to be known."""
    try:
        return _open(wire, cursor)
    except InvalidStatus as error:
        if error.response.status_code != 400 or cursor is None or cursor == by_time:
            raise
    return _open(wire, by_time)


def _open(wire: Wire, cursor: str | None) -> ClientConnection:
    return connect(
        wire.address(cursor),
        subprotocols=[Subprotocol(name) for name in wire.subprotocols] or None,
        open_timeout=CONNECT_SECONDS,
        max_size=_LARGEST,
        user_agent_header=USER_AGENT,
    )


def _batches(
    connection: Connection,
    socket: ClientConnection,
    sieve: Sieve,
    address: str,
    before: str,
    stop: threading.Event,
) -> Iterator[Batch]:
    told_at = clock.ticks()
    authors = Authors(connection)
    yield Batch((), before)  # connected
    while not stop.is_set():
        events = authors.events(sieve.feed(_taken(socket)))
        if events or clock.ticks() - told_at >= _QUIET_SECONDS:
            told_at = clock.ticks()
            if sieve.garbled:
                log.trouble("frames_garbled", count=sieve.garbled)
                sieve.garbled = 0
            at = sieve.cursor
            if at is not None:
                before = msgspec.json.encode(Position(address, at, sieve.time_us)).decode()
            yield Batch(events, before)


def _taken(socket: ClientConnection) -> list[bytes]:
    """All frames that are there by now; waits a moment for the first."""
    frames: list[bytes] = []
    wait = _WAIT_SECONDS
    while len(frames) < _MOST_FRAMES:
        try:
            frames.append(bytes(socket.recv(timeout=wait, decode=False)))
        except TimeoutError:
            break
        except ConnectionClosed:
            if not frames:
                raise
            break  # what came before the end still counts
        wait = 0.0
    return frames


class Authors:
    """Makes events, with the author's profile: a stream names accounts by their DID alone."""

    _MOST, _SECONDS = 5_000, 300.0

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[float, msgspec.Raw]] = {}

    def events(self, ours: list[Ours]) -> tuple[RawEvent, ...]:
        """One event for each. Who blocked us, or is blocked by us, is left in peace."""
        self._learn({one.told.did for one in ours if one.told.kind == "said"})
        made = (self._event(one) for one in ours)
        return tuple(event for event in made if event)

    def _learn(self, dids: set[str]) -> None:
        now = clock.ticks()
        if len(self._known) > self._MOST:
            self._known.clear()
        wanted = {did for did in dids if did not in self._known or self._known[did][0] < now}
        if not wanted:
            return
        try:
            found = views.profiles(Session(self._connection), wanted)
        except NetworkTrouble:
            # The words are here and the profile isn't: the post is worth more than its author's picture.
            return
        self._known |= {did: (now + self._SECONDS, view) for did, view in found.items()}

    def _event(self, ours: Ours) -> RawEvent | None:
        told = ours.told
        if told.kind == "gone":
            uri = uris.post(told.did, told.rkey)
            return envelope.event(f"gone:deleted:{uri}", "gone", {"uri": uri, "why": "deleted"})
        if told.kind != "said":
            time = str(told.body.get("time") or told.position)
            return envelope.event(f"{told.kind}:{told.did}:{time}", told.kind, told.body)
        profile = self._known.get(told.did, (0.0, None))[1]
        if profile is not None and ours.why == "word" and views.is_blocked(profile):
            return None
        said = {"did": told.did, "rkey": told.rkey, "cid": told.cid, "record": ours.record}
        name = f"stream:{uris.post(told.did, told.rkey)}:{told.cid}"
        return envelope.event(name, "record", said, why=ours.why, profile=profile)

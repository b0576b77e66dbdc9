"""A stand-in for Jetstream: no package registry has the real one, so this one is made from a PDS's own firehose.

It is NOT Bluesky's server. It follows the published documentation of both wires (see `jetstream_events.py`): v1
`/subscribe`, and v2 `/xrpc/network.bsky.jetstream.subscribeEvents` with `seq` cursors, its refusals before the
upgrade, its `#info` notices and its zstd frames. Not there: v1's compression (its dictionary is theirs), the archive
(`planSnapshot`, segments), rate limits, `ConsumerTooSlow` by itself (`expel` sends it).
"""

import bisect
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import zstandard
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.sync.client import connect
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

from .jetstream_events import (
    FIRST_TIME_CURSOR,
    KINDS,
    V2,
    Event,
    Told,
    covers,
    told_by,
    v1_frame,
    v2_frame,
    v2_message,
)
from .processes import LOOPBACK, wait_until

V1_PATH, V2_PATH = "/subscribe", f"/xrpc/{V2}"
DICTIONARY_PATH = "/xrpc/network.bsky.jetstream.getZstdDictionary"
SUBPROTOCOL = Subprotocol("xrpc.v1.json")
PAUSE_S = 0.1


class Refused(Exception):
    """A subscription refused before the upgrade, with the documented error's name."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message


@dataclass(frozen=True)
class Wish:
    """What a subscriber asked for. `start` is the first seq wanted."""

    v2: bool
    start: int
    kinds: tuple[str, ...] = ()
    dids: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    max_size: int = 0
    dictionary: int = 0
    wait_for_hello: bool = False
    notice: str = ""

    def frame(self, event: Event) -> str | None:
        """The event as this subscriber gets it, or None."""
        told = event.told
        if (self.kinds and told.kind not in self.kinds) or (self.dids and told.did not in self.dids):
            return None
        if told.kind == "commit" and self.collections and not covers(self.collections, told.collection):
            return None
        frame = v2_frame(event) if self.v2 else v1_frame(event)
        return None if frame and 0 < self.max_size < len(frame.encode()) else frame


@dataclass
class Archive:
    """The events so far, shared by the reader of the firehose and all subscribers."""

    events: list[Event] = field(default_factory=list)
    floor: int = 1
    changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, told: list[Told]) -> None:
        """Number what happened and wake the subscribers."""
        with self.changed:
            for one in told:
                last = self.events[-1].time_us if self.events else 0
                self.events.append(Event(len(self.events) + 1, max(last + 1, time.time_ns() // 1000), one))
            self.changed.notify_all()

    def tip(self) -> int:
        """The seq the next event will get."""
        return len(self.events) + 1

    def first_since(self, time_us: int) -> int:
        """The seq of the first event witnessed at or after that time."""
        return bisect.bisect_left(self.events, time_us, key=lambda event: event.time_us) + 1

    def since(self, seq: int) -> list[Event]:
        """The events from this seq on, after waiting a moment for one."""
        with self.changed:
            if seq >= self.tip():
                self.changed.wait(PAUSE_S)
            return self.events[seq - 1 :]


@cache
def zstd_dictionary() -> zstandard.ZstdCompressionDict:
    """A dictionary trained on frames like ours; the real one is trained on the network."""
    names = [f"did:plc:{n:024d}" for n in range(400)]
    frames = [Told("commit", did, "app.bsky.feed.post", {"rkey": did[-13:], "record": {"text": did}}) for did in names]
    samples: list[bytes | bytearray | memoryview] = [
        v2_frame(Event(n, n, told)).encode() for n, told in enumerate(frames)
    ]
    return zstandard.train_dictionary(2048, samples, dict_id=7)


def _number(query: dict[str, list[str]], name: str) -> int | None:
    given = query.get(name, [""])[0]
    if not given:
        return None
    if not given.isdigit():
        raise Refused("InvalidRequest", f"{name} must be an unsigned integer")
    return int(given)


def read_v1(query: dict[str, list[str]], archive: Archive) -> Wish:
    """v1 forgives: an old cursor starts at the oldest event there is, one from the future at the tip."""
    if query.get("compress", [""])[0] == "true":
        raise Refused("InvalidRequest", "this stand-in does not compress v1")
    cursor = _number(query, "cursor")
    start = archive.tip() if cursor is None else cursor
    if start >= FIRST_TIME_CURSOR:
        start = archive.first_since(start)
    return Wish(
        v2=False,
        start=min(max(start, archive.floor), archive.tip()),
        dids=tuple(query.get("wantedDids", ())),
        collections=tuple(query.get("wantedCollections", ())),
        max_size=_number(query, "maxMessageSizeBytes") or 0,
        wait_for_hello=query.get("requireHello", [""])[0] == "true",
    )


def _v2_start(cursor: int | None, archive: Archive) -> tuple[int, str]:
    """Where a v2 cursor starts, and the notice to send first."""
    tip, floor = archive.tip(), archive.floor
    if cursor is None:
        return tip, ""
    if cursor >= FIRST_TIME_CURSOR:
        start = archive.first_since(cursor)
        oldest = archive.events[floor - 1].time_us if len(archive.events) >= floor else cursor
        return (max(start, floor), "OutdatedCursor" if cursor < oldest else "")
    if cursor > tip:
        return tip, "FutureCursor"
    if cursor < floor > 1:
        raise Refused("CursorTooOld", f"cursor {cursor} is below the floor {floor}")
    return max(cursor, 1), ""


def read_v2(query: dict[str, list[str]], archive: Archive) -> Wish:
    """v2 refuses what it would have to guess."""
    for old, new in (("wantedCollections", "collections"), ("wantedDids", "dids")):
        if old in query:
            raise Refused("InvalidRequest", f"{old} is of v1: use {new}")
    kinds, collections = query.get("kinds", []), query.get("collections", [])
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise Refused("InvalidRequest", f"unknown kind {unknown[0]}")
    if collections and kinds and "commit" not in kinds:
        raise Refused("InvalidRequest", "collections filters commits, which kinds excludes")
    dictionary = _number(query, "zstdDictionary") or 0
    if dictionary and dictionary != zstd_dictionary().dict_id():
        raise Refused("UnknownZstdDictionary", f"the current dictionary is {zstd_dictionary().dict_id()}")
    start, notice = _v2_start(_number(query, "cursor"), archive)
    return Wish(
        v2=True,
        start=start,
        kinds=tuple(kinds),
        dids=tuple(query.get("dids", ())),
        collections=tuple(collections),
        max_size=_number(query, "maxMessageSizeBytes") or 0,
        dictionary=dictionary,
        notice=notice,
    )


def _updated(wish: Wish, message: str | bytes) -> Wish:
    """v1: a subscriber changes its filters."""
    told = json.loads(message)
    if told.get("type") != "options_update":
        return wish
    payload = told.get("payload", {})
    return replace(
        wish,
        dids=tuple(payload.get("wantedDids", ())),
        collections=tuple(payload.get("wantedCollections", ())),
        max_size=payload.get("maxMessageSizeBytes", 0),
        wait_for_hello=False,
    )


def _answer(status: int, reason: str, kind: str, body: bytes) -> Response:
    headers = Headers({"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"})
    return Response(status, reason, headers, body)


class Jetstream:
    """A running stand-in: `v1` is the address to subscribe at, `v2` the base that `/network.bsky…` follows."""

    def __init__(self, listener: socket.socket, archive: Archive) -> None:
        address = f"ws://{LOOPBACK}:{listener.getsockname()[1]}"
        self.v1 = address + V1_PATH
        self.v2 = address + "/xrpc"
        self.archive = archive
        self.repeats = 1
        self._subscribers: set[ServerConnection] = set()
        self._wishes: dict[ServerConnection, Wish] = {}
        self._server: Server = serve(
            self._subscribed,
            sock=listener,
            compression=None,
            process_request=self._before_upgrade,
            select_subprotocol=lambda _, offered: SUBPROTOCOL if SUBPROTOCOL in offered else None,
        )

    def wait_for(self, uri: str, operation: str = "create", seconds: float = 20.0) -> Event:
        """The event of a record, once it has come through the firehose."""

        def look() -> Event | None:
            return next((event for event in self.archive.events if _is(event, uri, operation)), None)

        return wait_until(look, what=f"{operation} of {uri} in the stream", seconds=seconds)

    def forget_below(self, seq: int) -> None:
        """What is older can no longer be replayed, as after 36 hours on the real one."""
        self.archive.floor = seq

    def deliver_twice(self, twice: bool = True) -> None:
        """Send every event twice from now on: at least once is all that is promised."""
        self.repeats = 2 if twice else 1

    def subscribers(self) -> int:
        """How many are connected."""
        return len(self._connected())

    def _connected(self) -> list[ServerConnection]:
        return [one for one in list(self._subscribers) if one.state is State.OPEN]

    def cut(self) -> None:
        """Break all subscribers' connections without a word, as a network does."""
        for subscriber in self._connected():
            subscriber.socket.shutdown(socket.SHUT_RDWR)

    def expel(self, error: str = "ConsumerTooSlow") -> None:
        """Send v2's terminal error frame to all subscribers and close."""
        for subscriber in self._connected():
            subscriber.send(json.dumps({"$type": "error", "error": error, "message": "sent by a test"}))
            subscriber.close(1008, error)

    def _read(self, request: Request) -> Wish:
        address = urlsplit(request.path)
        query = parse_qs(address.query)
        return (read_v2 if address.path == V2_PATH else read_v1)(query, self.archive)

    def _before_upgrade(self, connection: ServerConnection, request: Request) -> Response | None:
        path = urlsplit(request.path).path
        if path == DICTIONARY_PATH:
            return _answer(200, "OK", "application/octet-stream", zstd_dictionary().as_bytes())
        if path not in (V1_PATH, V2_PATH):
            return _answer(404, "Not Found", "text/plain", b"not found")
        try:
            # Where "now" is, is settled before the subscriber knows that it is connected: what comes next is told.
            self._wishes[connection] = self._read(request)
        except Refused as refused:
            body = json.dumps({"error": refused.name, "message": refused.message}).encode()
            return _answer(400, "Bad Request", "application/json", body)
        return None

    def _subscribed(self, connection: ServerConnection) -> None:
        self._subscribers.add(connection)
        try:
            self._tell(connection, self._wishes.pop(connection))
        except (ConnectionClosed, OSError):
            pass
        finally:
            self._subscribers.discard(connection)

    def _tell(self, connection: ServerConnection, wish: Wish) -> None:
        compressor = zstandard.ZstdCompressor(dict_data=zstd_dictionary()) if wish.dictionary else None

        def send(frame: str) -> None:
            connection.send(compressor.compress(frame.encode()) if compressor else frame)

        if wish.notice:
            send(v2_message({"$type": f"{V2}#info", "name": wish.notice, "message": f"resumed from {wish.start}"}))
        seq = wish.start
        while True:
            wish = self._heard(connection, wish)
            events = [] if wish.wait_for_hello else self.archive.since(seq)
            if wish.wait_for_hello:
                time.sleep(PAUSE_S)
            for event in events:
                frame = wish.frame(event)
                for _ in range(self.repeats if frame else 0):
                    send(str(frame))
                seq = event.seq + 1

    def _heard(self, connection: ServerConnection, wish: Wish) -> Wish:
        """What the subscriber sent meanwhile: new filters on v1; on v2 nothing may be sent."""
        try:
            message: Any = connection.recv(timeout=0)
        except TimeoutError:
            return wish
        if wish.v2:
            connection.close(1003, "nothing may be sent here")
            return wish
        return _updated(wish, message)


def _is(event: Event, uri: str, operation: str) -> bool:
    body = event.told.body
    if event.told.kind != "commit" or body["operation"] != operation:
        return False
    return uri == f"at://{event.told.did}/{body['collection']}/{body['rkey']}"


def _follow(firehose: str, archive: Archive, stopping: threading.Event) -> None:
    """Read the firehose from its beginning, again from where we were whenever it breaks, until told to stop."""
    seen = 0
    while not stopping.is_set():
        try:
            with connect(f"{firehose}/com.atproto.sync.subscribeRepos?cursor={seen}", max_size=None) as stream:
                while not stopping.is_set():
                    try:
                        seq, told = told_by(stream.recv(timeout=PAUSE_S, decode=False))
                    except TimeoutError:
                        continue
                    archive.add(told)
                    seen = max(seen, seq)
        except (ConnectionClosed, OSError, EOFError):
            stopping.wait(PAUSE_S)


@contextmanager
def jetstream(firehose: str, *, port: int = 0) -> Iterator[Jetstream]:
    """A Jetstream of all that a firehose tells, from its beginning; `firehose` as BlueskyPds has it (`ws://…/xrpc`)."""
    archive, stopping = Archive(), threading.Event()
    server = Jetstream(socket.create_server((LOOPBACK, port)), archive)
    threads = [
        threading.Thread(target=_follow, args=(firehose, archive, stopping), name="firehose"),
        threading.Thread(target=server._server.serve_forever, name="jetstream"),
    ]
    for thread in threads:
        thread.start()
    try:
        yield server
    finally:
        stopping.set()
        server._server.shutdown()
        for thread in threads:
            thread.join()

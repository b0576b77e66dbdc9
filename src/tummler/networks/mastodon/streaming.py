"""The user stream, kept open: server-sent events, or a websocket where those are not had, or polling where neither is.

https://docs.joinmastodon.org/methods/streaming/. A reading thread of its own waits on the socket, so that stopping
and the sign of life every few seconds depend on no server.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tummler.common.clock import ticks
from tummler.networks.contract import Batch, Connection, NetworkTrouble, RawEvent, Unheard
from tummler.networks.mastodon.client import Client, open_client
from tummler.networks.mastodon.normalise import GONE, MENTION, STATUS, event
from tummler.networks.mastodon.pages import Window, cursor_of, windows_of
from tummler.networks.mastodon.polling import catch_up, starting
from tummler.networks.mastodon.wire import Said, Wire, open_wire

#: A sign of life this often, in seconds, while nothing is said; the contract allows 30.
_ALIVE = 15.0
#: Polling where a server has no streaming; and when to look for it again.
_POLL, _POLL_FOR = 20.0, 900.0
#: A stream this silent is broken: servers send a heartbeat every 15 s.
_SILENCE = 60.0


def listen(connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """The stream from here on, after everything since the cursor: it is opened first, so nothing falls between."""
    with open_client(connection) as client:
        try:
            wire = open_wire(connection)
        except Unheard:
            yield from _poll(client, connection, cursor, stop)
            return
        try:
            for batch in catch_up(client, connection, cursor, stop):
                cursor = batch.cursor
                yield batch
            yield from _follow(wire, connection, cursor, stop)
        finally:
            wire.close()


def _poll(client: Client, connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """No stream is to be had (or not now): ask instead, and try again later."""
    until = ticks() + _POLL_FOR
    while ticks() < until:
        for batch in catch_up(client, connection, cursor, stop):
            cursor = batch.cursor
            yield batch
        if stop.wait(_POLL):
            return


def _follow(wire: Wire, connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    windows = starting(connection) | windows_of(cursor)
    heard: queue.Queue[Said | NetworkTrouble | None] = queue.Queue(maxsize=1000)
    threading.Thread(target=_pump, args=(wire, heard), daemon=True, name="mastodon-stream").start()
    alive, last = ticks(), ticks()
    while not stop.is_set():
        try:
            said = heard.get(timeout=0.5)
        except queue.Empty:
            said = None
        else:
            last = ticks()
        if isinstance(said, NetworkTrouble):
            raise said
        if ticks() - last > _SILENCE:
            raise Unheard("stream_silent")
        events = _events(said, connection, windows) if said else ()
        if events or ticks() - alive > _ALIVE:
            alive = ticks()
            yield Batch(events, cursor_of(windows))


def _pump(wire: Wire, heard: queue.Queue[Said | NetworkTrouble | None]) -> None:
    """Runs in the reading thread until the wire is closed or breaks. None stands for a heartbeat."""
    with suppress(queue.Full):  # nobody reads any more
        try:
            for said in wire.read():
                heard.put(said, timeout=_SILENCE)
        except NetworkTrouble as trouble:
            heard.put(trouble, timeout=_SILENCE)


def _events(said: Said, connection: Connection, windows: dict[str, Window]) -> tuple[RawEvent, ...]:
    """What a line of the stream means for us. Garbage is left out: polling hears what was behind it."""
    if said.event == "delete":
        return (event(GONE, {"id": said.data.strip()}),) if said.data.strip() else ()
    try:
        data = json.loads(said.data)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(data, dict) or not data.get("id"):
        return ()
    if said.event == "notification":
        windows["n"] = windows["n"].with_ids([str(data["id"])])
        return (event(MENTION, data),) if data.get("type") in ("mention", "quote") else ()
    if said.event in ("update", "status.update", "status_update"):
        return _status(data, connection)
    return ()


def _status(status: dict[str, Any], connection: Connection) -> tuple[RawEvent, ...]:
    """Of the home timeline: what we wrote ourselves, and what belongs to a thread that we hold."""
    author = (status.get("account") or {}).get("id")
    ids = {str(status["id"]), str(status.get("in_reply_to_id") or "")} - {""}
    if str(author) != str(connection.facts["account_id"]) and not connection.holds(ids):
        return ()
    return (event(STATUS, status),)

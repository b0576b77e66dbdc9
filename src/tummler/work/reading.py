"""Reading a channel's streams: each batch is stored with its cursor before the next is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tummler.answering.outbox import mark_trouble
from tummler.channels.connections import connection_of, network_of
from tummler.listening.receive import cursor_of, receive
from tummler.networks.contract import KeyRevoked, Stream
from tummler.records.durability import made_again_if_lost
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Channel


def read_stream(
    channel: Channel, stream: Stream, stop: threading.Event, told: Callable[[], None] = lambda: None
) -> int:
    """Read one stream until it ends or ``stop`` is set; how many new events. Raises NetworkTrouble.

    ``told`` is called after each batch that brought something new.
    A key that is no longer good, or can't be opened, turns the channel red before it is raised.
    """
    new = 0
    try:
        batches = network_of(channel).read(connection_of(channel), stream.name, cursor_of(channel, stream.name), stop)
        for batch in batches:
            with made_again_if_lost():
                fresh = receive(channel=channel, stream=stream.name, batch=batch)
            if fresh:
                told()
            new += fresh
            if stop.is_set():
                break
    except KeyRevoked:
        mark_trouble(channel, "key_revoked")
        raise
    except UnreadableSecret:
        mark_trouble(channel, "unreadable_secret")
        raise
    return new


def read_once(channel: Channel) -> int:
    """Every polled stream of a channel once, for tests and for the command line; how many new events."""
    channel.refresh_from_db()
    stop = threading.Event()
    return sum(read_stream(channel, stream, stop) for stream in network_of(channel).streams if stream.seconds)

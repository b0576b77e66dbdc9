"""One thread for each stream of each channel; channels come, go, pause and heal while we run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from tummler.channels.connections import network_of, words_of
from tummler.common import log
from tummler.common.clock import ticks
from tummler.networks.contract import KeyRevoked, NetworkTrouble, SlowDown, Stream
from tummler.networks.registry import UnknownNetwork
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Channel
from tummler.work.flow import NOT_READY
from tummler.work.reading import read_stream
from tummler.work.waiting import reason

#: After trouble a stream is tried again, later each time, at most this many seconds apart.
LONGEST_PAUSE = 60.0
LOOK_SECONDS = 2.0


@dataclass
class Reader:
    """A running thread and how to stop it. ``stamp`` changes when the channel was connected anew."""

    thread: threading.Thread
    stop: threading.Event
    stamp: bytes


class Readers:
    """Keeps a reader running for every stream that should be read."""

    def __init__(self, stopping: threading.Event, told: Callable[[], None] = lambda: None) -> None:
        self._stopping = stopping
        #: Called when something new was stored: quicker than the hint that comes through the database.
        self._told = told
        self._running: dict[tuple[int, str], Reader] = {}

    def look(self) -> bool:
        """Start what is missing, stop what should not run any more; False, so that the loop waits."""
        wanted = self._wanted()
        for key, reader in list(self._running.items()):
            if key not in wanted or wanted[key][2] != reader.stamp or not reader.thread.is_alive():
                reader.stop.set()
                del self._running[key]
        for key, (channel, stream, stamp) in wanted.items():
            if key not in self._running:
                self._running[key] = self._start(channel, stream, stamp)
        self._stopping.wait(LOOK_SECONDS)
        return False

    def _wanted(self) -> dict[tuple[int, str], tuple[Channel, Stream, bytes]]:
        wanted = {}
        for channel in Channel.objects.filter(paused=False, trouble="").select_related("brand"):
            try:
                streams = network_of(channel).streams
            except UnknownNetwork as error:
                log.trouble("network_missing", error, channel=channel.pk)
                continue
            stamp = repr((channel.settings, sorted(words_of(channel.brand)))).encode()
            for stream in streams:
                if not (stream.words_only and not words_of(channel.brand)):
                    wanted[channel.pk, stream.name] = (channel, stream, stamp)
        return wanted

    def _start(self, channel: Channel, stream: Stream, stamp: bytes) -> Reader:
        stop = threading.Event()
        name = f"read-{channel.pk}-{stream.name}"
        thread = threading.Thread(target=self._read, args=(channel.pk, stream, stop), name=name, daemon=True)
        thread.start()
        return Reader(thread, stop, stamp)

    def _read(self, channel_id: int, stream: Stream, stop: threading.Event) -> None:
        pause = 0.0
        try:
            while not (stop.is_set() or self._stopping.is_set()):
                pause = self._once(channel_id, stream, _Either(stop, self._stopping), pause)
                if pause < 0:
                    return
                _Either(stop, self._stopping).wait(pause or stream.seconds)
        finally:
            connection.close()

    def _once(self, channel_id: int, stream: Stream, stop: threading.Event, pause: float) -> float:
        """Read on; gives how long to wait after trouble, 0 after none, -1 when reading has no sense any more."""
        try:
            channel = Channel.objects.select_related("brand").get(pk=channel_id)
            read_stream(channel, stream, stop, self._told)
        except KeyRevoked:
            return -1
        except (UnreadableSecret, Channel.DoesNotExist) as error:
            log.trouble("reader_stopped", error, channel=channel_id)
            return -1
        except SlowDown as slow:
            return max(1.0, slow.seconds)
        except NetworkTrouble as trouble:
            log.trouble("not_heard", channel=channel_id, stream=stream.name, code=trouble.code)
        except NOT_READY as error:
            log.trouble("database_not_ready", error, channel=channel_id, why=reason(error))
            connection.close()
        except Exception as error:  # noqa: BLE001 - one stream that breaks us doesn't end the others, nor itself
            log.broken(f"reader_{channel_id}_{stream.name}_broke", error)
        else:
            return 0.0
        return min(max(1.0, pause * 2), LONGEST_PAUSE)

    def join(self, seconds: float) -> None:
        """Wait for every reader to end, for all of them together at most so long."""
        until = ticks() + seconds
        for reader in list(self._running.values()):
            reader.stop.set()
        for reader in list(self._running.values()):
            reader.thread.join(max(0.0, until - ticks()))


class _Either(threading.Event):
    """Set when either of two is."""

    def __init__(self, one: threading.Event, other: threading.Event) -> None:
        super().__init__()
        self._both = (one, other)

    def is_set(self) -> bool:
        return any(event.is_set() for event in self._both)

    def wait(self, timeout: float | None = None) -> bool:
        until = ticks() + (timeout if timeout is not None else 1e9)
        while not self.is_set() and (left := until - ticks()) > 0:
            self._both[0].wait(min(left, 0.5))
        return self.is_set()

"""Knowing at once that something was written, in any process: the wake-up of workers and open pages.

SQLite: ``PRAGMA data_version`` changes whenever another connection commits; asked 50 times a second it costs
0.01 % of a core. PostgreSQL: LISTEN. A hint may be lost (a dropped connection): whoever waits also looks by
itself now and then, and finds work by state.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote

from django.db import connection

from tummler.common import log

_POLL_SECONDS = 0.02
_AGAIN_SECONDS = 1.0


class Wake:
    """Something to wait on: set by hints, taken by one waiter each time."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """There may be something to do."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Until something may be there, at most so long."""
        if self._event.wait(seconds):
            self._event.clear()


class Watcher(threading.Thread):
    """Calls ``tell`` after anything was committed to the database by anyone."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__(name="hints", daemon=True)
        self._tell = tell
        self._stop_event = threading.Event()

    def stop(self) -> None:
        """End within a second."""
        self._stop_event.set()

    def run(self) -> None:
        """Watch until stopped; a broken connection is made anew."""
        watch = self._watch_sqlite if connection.vendor == "sqlite" else self._watch_postgresql
        while not self._stop_event.is_set():
            try:
                watch()
            except Exception as error:  # noqa: BLE001 - whatever broke, watching goes on
                log.trouble("hints_broke", error)
                self._stop_event.wait(_AGAIN_SECONDS)
            self._tell()

    def _watch_sqlite(self) -> None:
        path = quote(str(connection.settings_dict["NAME"]))
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)) as watching:
            last = None
            while not self._stop_event.is_set():
                version = watching.execute("PRAGMA data_version").fetchone()[0]
                if last is not None and version != last:
                    self._tell()
                last = version
                time.sleep(_POLL_SECONDS)

    def _watch_postgresql(self) -> None:
        import psycopg

        options = connection.get_connection_params()
        options.pop("cursor_factory", None)
        options.pop("context", None)
        with psycopg.connect(**options, autocommit=True) as listening:
            listening.execute("LISTEN tummler")
            while not self._stop_event.is_set():
                for _ in listening.notifies(timeout=_AGAIN_SECONDS, stop_after=1):
                    self._tell()

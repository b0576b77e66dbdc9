"""A database engine for settings: SQLite, its writers served in the order in which they came.

SQLite lets one write at a time and has the others try again, later and later, up to a tenth of a second apart: a busy
stage passes a waiting helper by again and again. Here the threads of one process wait for each other in line instead,
and are woken in turn. Other processes are waited for as before.
"""

from __future__ import annotations

import threading
from collections import deque

from django.db import OperationalError
from django.db.backends.sqlite3 import base


class Line:
    """One goes first; who comes later is let in one by one, in order."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def enter(self, seconds: float) -> bool:
        """Wait for our turn, at most so long; False if it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(seconds):
            return True
        with self._guard:
            if turn.is_set():  # in this very moment
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        """Let the next one in."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


#: One for the process: it has one database.
_line = Line()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that stands in line from the start of a transaction to its end."""

    _first = False

    def _start_transaction_under_autocommit(self) -> None:
        if not _line.enter(float(self.settings_dict["OPTIONS"].get("timeout", 5))):
            raise OperationalError("database is locked")
        self._first = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc] # if it fails, the rollback that follows leaves
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # not in the stubs
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # not in the stubs
        finally:
            self._leave()

    def _leave(self) -> None:
        if self._first:
            self._first = False
            _line.leave()

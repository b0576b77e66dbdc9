"""Threads that wait for others' systems: as many at once as are wanted, and none that the process would wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")
_Work = tuple[Future[Any], Callable[[], Any]]


class Hands:
    """Each does one thing at a time, in the order in which they were given; they come when there is something."""

    def __init__(self, name: str, most: int) -> None:
        self._name, self._most = name, most
        self._given: SimpleQueue[_Work | None] = SimpleQueue()
        self._guard = threading.Lock()
        self._threads = self._open = self._stuck = 0

    def give(self, work: Callable[[], T]) -> Future[T]:
        """Have it done; what it gives or raises."""
        future: Future[T] = Future()
        with self._guard:
            self._open += 1
            if self._threads < min(self._open, self._most + self._stuck):
                self._threads += 1
                threading.Thread(target=self._work, name=self._name, daemon=True).start()
        self._given.put((future, work))
        return future

    def give_up(self, future: Future[Any]) -> None:
        """It never comes back, as it seems: another hand does the rest until it does."""
        with self._guard:
            if not future.done():
                self._stuck += 1
                future.add_done_callback(self._back)

    def _back(self, _future: Future[Any]) -> None:
        with self._guard:
            self._stuck -= 1

    def close(self) -> None:
        """Let them go once what was given is done."""
        with self._guard:
            for _ in range(self._threads):
                self._given.put(None)

    def _work(self) -> None:
        while (given := self._given.get()) is not None:
            future, work = given
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - for whoever asked
                future.set_exception(error)
            finally:
                connection.close()  # few of them ask the database; none keeps its memory
            if not self._stays():
                return

    def _stays(self) -> bool:
        """Whether it is still needed: another may have come in its place."""
        with self._guard:
            self._open -= 1
            if stays := self._threads <= self._most + self._stuck:
                return stays
            self._threads -= 1
            return False

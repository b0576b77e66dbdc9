"""The database through its own driver with nothing of Django around it: what baselines are made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection

from tummler.cli.bench.measure import CPU, WALL


def clock_here() -> tuple[Callable[[], float], str]:
    """CPU where the database runs in our own thread; where it doesn't, the clock on the wall."""
    return (CPU, "CPU") if connection.vendor == "sqlite" else (WALL, "wall clock")


class Bare(Protocol):
    """A connection of the driver. ``place`` is how it marks a value."""

    place: str

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query."""

    def durable(self, sql: str, values: Sequence[Any]) -> None:
        """One statement in one transaction that is on the disk when this returns."""

    def run(self, sql: str) -> None:
        """One statement, in the transaction that is open or in its own."""


class _Sqlite:
    place = "?"

    def __init__(self, path: str) -> None:
        self.raw = sqlite3.connect(path, isolation_level=None)
        # As the product sets it: a commit is on the disk.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            self.raw.execute(f"PRAGMA {pragma}")
        self.raw.execute("PRAGMA busy_timeout=20000")

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self.raw.execute(sql, values).fetchall()

    def durable(self, sql: str, values: Sequence[Any]) -> None:
        self.raw.execute("BEGIN IMMEDIATE")
        self.raw.execute(sql, values)
        self.raw.execute("COMMIT")

    def run(self, sql: str) -> None:
        self.raw.execute(sql)

    def close(self) -> None:
        self.raw.close()


class _Postgres:
    place = "%s"

    def __init__(self) -> None:
        import psycopg

        options = connection.get_connection_params()
        options.pop("cursor_factory", None)
        options.pop("context", None)
        self.raw = psycopg.connect(**options, autocommit=True)

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        return self.raw.execute(sql, values or None).fetchall()

    def durable(self, sql: str, values: Sequence[Any]) -> None:
        self.raw.execute(sql, values)

    def run(self, sql: str) -> None:
        self.raw.execute(sql)

    def close(self) -> None:
        self.raw.close()


@contextmanager
def bare() -> Iterator[Bare]:
    """A driver's connection to the database that Django uses."""
    made = _Sqlite(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else _Postgres()
    try:
        yield made
    finally:
        made.close()

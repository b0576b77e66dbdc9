"""The floor under storing: the rows that we stored, stored again by the database alone, in tables like ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connection

from tummler.cli.bench.measure import spent

#: What storing a post writes, parents first.
TABLES = (
    "records_event", "records_person", "records_account", "records_conversation", "records_post", "records_happening",
)  # fmt: skip
#: What those rows point at.
_PARENTS = ("records_user", "records_brand", "records_helper", "records_channel")


class Floor(Protocol):
    """A second database with the same, empty tables."""

    def insert_select(self, clock: Callable[[], float]) -> float:
        """Store there what is new here since the last call, in one transaction; how many seconds it took."""


class _SqliteFloor:
    def __init__(self, here: str, there: Path) -> None:
        there.unlink(missing_ok=True)
        with sqlite3.connect(here) as source:
            source.execute("VACUUM INTO ?", [str(there)])
        self._raw = sqlite3.connect(there, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
            self._raw.execute(f"PRAGMA {pragma}")
        self._raw.execute("ATTACH ? AS ours", [here])
        self._seen = {table: self._top(table) for table in TABLES}

    def _top(self, table: str) -> int:
        return int(self._raw.execute(f"SELECT coalesce(max(id), 0) FROM ours.{table}").fetchone()[0])

    def insert_select(self, clock: Callable[[], float]) -> float:
        seen = dict(self._seen)
        self._seen = {table: self._top(table) for table in TABLES}
        return spent(lambda: self._insert(seen), clock)

    def _insert(self, seen: dict[str, int]) -> None:
        self._raw.execute("BEGIN IMMEDIATE")
        for table, top in seen.items():
            self._raw.execute(f"INSERT INTO main.{table} SELECT * FROM ours.{table} WHERE id > {top}")
        self._raw.execute(
            "INSERT INTO main.records_words(rowid, brand, words) SELECT id, 'b' || brand_id, search_text "
            f"FROM ours.records_post WHERE id > {seen['records_post']} AND search_text <> ''"
        )
        self._raw.execute("COMMIT")

    def close(self) -> None:
        self._raw.close()


class _PostgresFloor:
    """A schema beside ours in the same database, with the same indexes and keys."""

    def __init__(self) -> None:
        options = connection.get_connection_params()
        options.pop("cursor_factory", None)
        options.pop("context", None)
        self._raw: Any = psycopg.connect(**options, autocommit=True)
        self._raw.execute("DROP SCHEMA IF EXISTS bench_floor CASCADE")
        self._raw.execute("CREATE SCHEMA bench_floor")
        self._columns = {table: self._columns_of(table) for table in (*_PARENTS, *TABLES)}
        for table in (*_PARENTS, *TABLES):
            self._raw.execute(f"CREATE TABLE bench_floor.{table} (LIKE public.{table} INCLUDING ALL)")
            self._copy(table)
        self._foreign_keys()
        self._seen = {table: self._top(table) for table in TABLES}

    def _copy(self, table: str, top: int = 0) -> None:
        """What the database makes by itself, as the words of a post, it makes there again."""
        columns = self._columns[table]
        self._raw.execute(
            f"INSERT INTO bench_floor.{table} ({columns}) SELECT {columns} FROM public.{table} WHERE id > {top}"
        )

    def _columns_of(self, table: str) -> str:
        (columns,) = self._raw.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        ).fetchone()
        return str(columns)

    def _foreign_keys(self) -> None:
        """LIKE leaves foreign keys out; checking them is part of storing."""
        listed = ", ".join(f"'{table}'" for table in TABLES)
        keys = self._raw.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid), confrelid::regclass::text FROM pg_constraint "
            f"WHERE contype = 'f' AND conrelid::regclass::text IN ({listed})"
        ).fetchall()
        for table, definition, target in keys:
            if target in (*_PARENTS, *TABLES):
                there = definition.replace(f"REFERENCES {target}", f"REFERENCES bench_floor.{target}")
                self._raw.execute(f"ALTER TABLE bench_floor.{table} ADD {there}")

    def _top(self, table: str) -> int:
        return int(self._raw.execute(f"SELECT coalesce(max(id), 0) FROM public.{table}").fetchone()[0])

    def insert_select(self, clock: Callable[[], float]) -> float:
        seen = dict(self._seen)
        self._seen = {table: self._top(table) for table in TABLES}
        return spent(lambda: self._insert(seen), clock)

    def _insert(self, seen: dict[str, int]) -> None:
        with self._raw.transaction():
            for table, top in seen.items():
                self._copy(table, top)

    def close(self) -> None:
        with suppress(psycopg.Error):
            self._raw.execute("DROP SCHEMA bench_floor CASCADE")
        self._raw.close()


@contextmanager
def floor_beside(folder: Path) -> Iterator[Floor]:
    """The floor of the database that Django uses; gone afterwards."""
    made: _SqliteFloor | _PostgresFloor
    if connection.vendor == "sqlite":
        made = _SqliteFloor(str(connection.settings_dict["NAME"]), folder / "floor.sqlite3")
    else:
        made = _PostgresFloor()
    try:
        yield made
    finally:
        made.close()

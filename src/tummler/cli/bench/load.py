"""Many rows into a table as fast as the database takes them: for made data only, never on the way of a real post."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

from django.apps import apps
from django.db import connection

from tummler.records.sizes import learn_sizes

#: What differs between the databases in plain SQL.
DIALECT = {
    "sqlite": {"bytes": "x''", "json": "'{}'", "true": "1", "false": "0"},
    "postgresql": {"bytes": "''::bytea", "json": "'{}'::jsonb", "true": "true", "false": "false"},
}


class Loader(Protocol):
    """Takes rows of plain values. ``full_text``: posts must be put into the search index by hand."""

    full_text: bool

    def rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert them."""

    def run(self, statement: str) -> None:
        """Run a statement; ``{bytes}``, ``{json}``, ``{true}``, ``{false}`` stand for empty and plain values."""

    def finish(self) -> None:
        """Make it all durable and the database ready to be used."""


def _plain(value: Any) -> Any:
    """A value as ``COPY`` takes it: out of the wrappings that Django puts around JSON and bytes."""
    if not hasattr(value, "obj"):
        return value
    return bytes(value.obj) if isinstance(value.obj, bytes | bytearray) else json.dumps(value.obj)


def _whole(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> tuple[tuple[str, ...], Iterable[Sequence[Any]]]:
    """Columns and rows, with its default wherever a column that must hold something is not given."""
    noun = next((noun for noun in apps.get_models() if noun._meta.db_table == table), None)
    fields = noun._meta.concrete_fields if noun else ()
    wanted = ((one, str(one.column)) for one in fields if not one.null and not one.primary_key)
    missing = {name: one for one, name in wanted if name not in columns}
    values = tuple(one.get_db_prep_save(one.get_default(), connection) for one in missing.values())
    plain = tuple(map(_plain, values))
    if not missing:
        return tuple(columns), rows
    return (*columns, *missing), ((*row, *plain) for row in rows)


class SqliteLoader:
    """``executemany`` with no wait for the disk; the file is made whole at the end."""

    full_text = True

    def __init__(self) -> None:
        connection.ensure_connection()
        self._raw: Any = connection.connection
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-600000"):
            self._raw.execute(f"PRAGMA {pragma}")
        self._raw.execute("BEGIN")

    def rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert them."""
        columns, rows = _whole(table, columns, rows)
        places = ", ".join("?" * len(columns))
        sql = f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({places})'
        # Django's wrapped cursor would rewrite every statement.
        self._raw.executemany(sql, rows)

    def run(self, statement: str) -> None:
        """Run a statement."""
        self._raw.execute(statement.format(**DIALECT["sqlite"]))

    def finish(self) -> None:
        """Commit, bring the log into the file; the planner knows the tables, as the schedule sees to elsewhere."""
        self._raw.execute("COMMIT")
        learn_sizes()
        self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


class PostgresLoader:
    """``COPY``, each call a commit that doesn't wait for the disk."""

    full_text = False

    def __init__(self) -> None:
        connection.ensure_connection()
        self._raw: Any = connection.connection
        self._raw.execute("SET synchronous_commit = off")
        self._raw.execute("SET maintenance_work_mem = '512MB'")
        self._tables: set[str] = set()
        # Indexes of words are made of all rows at once, in a fraction of the time that row by row takes.
        self._words = self._raw.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '% USING gin %'"
        ).fetchall()
        for name, _ in self._words:
            self._raw.execute(f'DROP INDEX "{name}"')

    def rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert them."""
        columns, rows = _whole(table, columns, rows)
        self._tables.add(table)
        with self._raw.cursor().copy(f'COPY "{table}" ({", ".join(columns)}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def run(self, statement: str) -> None:
        """Run a statement."""
        self._raw.execute(statement.format(**DIALECT["postgresql"]))
        if statement.startswith("INSERT INTO "):
            self._tables.add(statement.split()[2])

    def finish(self) -> None:
        """Numbers go on after the last row; words can be found; the planner knows the tables."""
        for _, definition in self._words:
            self._raw.execute(definition)
        for table in sorted(self._tables):
            self._raw.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT max(id) FROM \"{table}\"))"
            )
        self._raw.execute("VACUUM ANALYZE")
        connection.close()


def loader() -> Loader:
    """The loader of the database we are connected to."""
    return SqliteLoader() if connection.vendor == "sqlite" else PostgresLoader()


def chunks(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Rows in lists of this size."""
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part

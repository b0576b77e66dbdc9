"""Many rows in one statement, through the driver: for the paths where posts stream in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

#: SQLite takes at most 32,766 values in one statement.
_MOST_VALUES = 30_000


def insert_new(
    noun: type[models.Model],
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert rows, leaving out those that a unique constraint knows already.

    ``fields`` and ``returning`` are model field names, values are as a model takes them. Gives the ``returning``
    columns of the new rows (in no order that may be relied on); with none, an empty tuple for each new row.
    """
    if not rows:
        return []
    columns: list[Any] = [noun._meta.get_field(name) for name in fields]
    back: list[Any] = [noun._meta.get_field(name) for name in returning or ("id",)]
    head = f'INSERT INTO "{noun._meta.db_table}" ({_names(columns)}) VALUES '
    tail = f" ON CONFLICT DO NOTHING RETURNING {_names(back)}"
    place = "(" + ", ".join(["%s"] * len(columns)) + ")"
    chunk = max(1, min(500, _MOST_VALUES // len(columns)))
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            values = [
                column.get_db_prep_save(value, connection)
                for row in part
                for column, value in zip(columns, row, strict=True)
            ]
            cursor.execute(head + ", ".join([place] * len(part)) + tail, values)
            found.extend(cursor.fetchall())
    return found if returning else [() for _ in found]


def _names(columns: Sequence[Any]) -> str:
    return ", ".join(f'"{column.column}"' for column in columns)

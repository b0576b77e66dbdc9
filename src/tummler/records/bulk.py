"""Many rows in one statement, through the driver: for the paths where posts stream in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert_new(noun: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]], chunk: int = 500) -> int:
    """Insert rows, leaving out those that a unique constraint knows already; how many were new.

    Values are as the driver takes them. ``fields`` are model field names.
    """
    columns = [noun._meta.get_field(name) for name in fields]
    names = ", ".join(f'"{column.column}"' for column in columns)  # type: ignore[union-attr]
    place = "(" + ", ".join(["%s"] * len(columns)) + ")"
    prepared = [
        [column.get_db_prep_save(value, connection) for column, value in zip(columns, row, strict=True)]  # type: ignore[union-attr]
        for row in rows
    ]
    new = 0
    with connection.cursor() as cursor:
        for start in range(0, len(prepared), chunk):
            part = prepared[start : start + chunk]
            cursor.execute(
                f'INSERT INTO "{noun._meta.db_table}" ({names}) VALUES {", ".join([place] * len(part))} '
                "ON CONFLICT DO NOTHING",
                [value for row in part for value in row],
            )
            new += max(cursor.rowcount, 0)
    return new

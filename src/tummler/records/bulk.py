"""Many rows in one statement, through the driver: for the paths where posts stream in."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection, models

#: Columns whose values (text, bytes, numbers, truth, keys of other rows) the drivers take as they are.
_AS_THEY_ARE = (
    models.CharField, models.TextField, models.BinaryField, models.BooleanField, models.IntegerField, models.ForeignKey,
)  # fmt: skip
_EMPTY: tuple[Any, ...] = ([], {})
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
    adapted = _adapted(columns, rows)
    chunk = max(1, min(500, _MOST_VALUES // len(columns)))
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), chunk):
            part = adapted[start : start + chunk]
            cursor.execute(head + ", ".join([place] * len(part)) + tail, list(chain.from_iterable(part)))
            found.extend(cursor.fetchall())
    return found if returning else [() for _ in found]


def store(row: models.Model) -> None:
    """Insert a new row, as ``save(force_insert=True)`` does, without its statement being put together anew each time.

    No signals. The row has its number afterwards.
    """
    words, fields = _insert_of(type(row), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(words, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insert_of(noun: type[models.Model], _vendor: str) -> tuple[str, list[Any]]:
    fields: list[Any] = [field for field in noun._meta.local_concrete_fields if not field.primary_key]
    places = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{noun._meta.db_table}" ({_names(fields)}) VALUES ({places}) RETURNING "id"', fields


def update_each(noun: type[models.Model], field: str, values: Mapping[int, Any], unless: str = "") -> None:
    """Give each row (by its id) its own value of one field; ``unless``: only where that field is still null."""
    if not values:
        return
    column: Any = noun._meta.get_field(field)
    still = f' AND "{noun._meta.get_field(unless).column}" IS NULL' if unless else ""  # type: ignore[union-attr]
    head = f'UPDATE "{noun._meta.db_table}" SET "{column.column}" ='
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # one statement: each would be a way to the server and back
            kind = column.db_type(connection)
            listed = f"FROM unnest(%s::bigint[], %s::{kind}[]) AS given (pk, value)"
            cursor.execute(
                f'{head} given.value {listed} WHERE "id" = given.pk{still}', [list(values), list(values.values())]
            )
        else:
            rows = _adapted([column], [[value] for value in values.values()])
            pairs = [(value, pk) for (value,), pk in zip(rows, values, strict=True)]
            cursor.executemany(f'{head} %s WHERE "id" = %s{still}', pairs)


def set_where(noun: type[models.Model], changes: Mapping[str, Any], where: Mapping[str, Any]) -> int:
    """Change the rows whose fields are what ``where`` says (None: null); how many. For paths where each moment counts.

    The same as ``filter(**where).update(**changes)``, without a query being put together anew each time.
    """
    meta: Any = noun._meta
    set_, asked = ([meta.get_field(name) for name in names] for names in (changes, where))
    given = {name: value for name, value in where.items() if value is not None}
    conditions = (f'"{field.column}" ' + ("IS NULL" if where[field.name] is None else "= %s") for field in asked)
    values = _adapted(
        [*set_, *(meta.get_field(name) for name in given)], [[*changes.values(), *given.values()]]
    )  # fmt: skip
    written = ", ".join(f'"{field.column}" = %s' for field in set_)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{meta.db_table}" SET {written} WHERE {" AND ".join(conditions)}', values[0])
        return int(cursor.rowcount)


def which_stand(noun: type[models.Model], field: str, values: Collection[str], **where: Any) -> set[str]:
    """Which of many values a text column holds, among the rows where ``where`` is so. One query, one parameter."""
    column: Any = noun._meta.get_field(field)
    if connection.vendor == "sqlite":
        among, listed = "IN (SELECT value FROM json_each(%s))", json.dumps(list(values))
    else:
        among, listed = "= ANY(%s)", list(values)  # type: ignore[assignment]
    named = [noun._meta.get_field(name).column for name in where]  # type: ignore[union-attr]
    conditions = "".join(f' AND "{name}" = %s' for name in named)
    sql = f'SELECT "{column.column}" FROM "{noun._meta.db_table}" WHERE "{column.column}" {among}{conditions}'
    with connection.cursor() as cursor:
        cursor.execute(sql, [listed, *where.values()])
        return {row[0] for row in cursor.fetchall()}


def _adapted(columns: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The rows as the driver takes them, column by column: most columns need nothing done to them."""
    turned = []
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        turned.append(values if isinstance(column, _AS_THEY_ARE) else _turned(column, values))
    return [list(row) for row in zip(*turned, strict=True)]


def _turned(column: Any, values: Sequence[Any]) -> list[Any]:
    """A column's values as Django would save them; what comes again and again (a time, an empty list) is made once."""
    often: dict[Any, Any] = {}
    made = []
    for value in values:
        key = value if isinstance(value, datetime) else repr(value) if value in _EMPTY else None
        if key is None:
            made.append(column.get_db_prep_save(value, connection))
            continue
        if key not in often:
            often[key] = column.get_db_prep_save(value, connection)
        made.append(often[key])
    return made


def _names(columns: Sequence[Any]) -> str:
    return ", ".join(f'"{column.column}"' for column in columns)

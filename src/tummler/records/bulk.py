"""Many rows in one statement, through the driver: for the paths where posts stream in."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

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
    there = connections[DEFAULT_DB_ALIAS]  # once, and not for each value
    words, plain, fields = _insert_of(type(row), there.vendor)
    values = [
        getattr(row, name) if name else field.get_db_prep_save(field.pre_save(row, True), there)
        for name, field in zip(plain, fields, strict=True)
    ]
    with there.cursor() as cursor:
        cursor.execute(words, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insert_of(noun: type[models.Model], _vendor: str) -> tuple[str, list[str], list[Any]]:
    """Its words; by field: the attribute, where that goes to the driver as it is, else "" and the field turns it."""
    fields: list[Any] = [field for field in noun._meta.local_concrete_fields if not field.primary_key]
    places = ", ".join(["%s"] * len(fields))
    plain = [field.attname if _untouched(field) else "" for field in fields]
    return f'INSERT INTO "{noun._meta.db_table}" ({_names(fields)}) VALUES ({places}) RETURNING "id"', plain, fields


def _untouched(field: Any) -> bool:
    """Django's own kinds only: one of ours seals its words on the way."""
    return type(field).__module__.startswith("django.") and isinstance(field, _AS_THEY_ARE)


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
    """Change the rows whose fields are what ``where`` says (None: null, a tuple: one of these); how many.

    For paths where each moment counts.

    The same as ``filter(**where).update(**changes)``, without a query being put together anew each time.
    """
    there = connections[DEFAULT_DB_ALIAS]
    given: list[Any] = []
    for value in where.values():
        given.extend(value if isinstance(value, tuple) else () if value is None else (value,))
    words, plain, fields = _update_of(noun, tuple(changes), tuple((name, _shape(where[name])) for name in where))
    values = [
        value if name else field.get_db_prep_save(value, there)
        for value, name, field in zip((*changes.values(), *given), plain, fields, strict=True)
    ]
    with there.cursor() as cursor:
        cursor.execute(words, values)
        return int(cursor.rowcount)


def _shape(value: Any) -> int | None:
    """How many values a column may have; null is none of them, and None stands for the one that it has to have."""
    return 0 if value is None else len(value) if isinstance(value, tuple) else None


def _compared(many: int | None) -> str:
    if many is None:
        return "= %s"
    return f"IN ({', '.join(['%s'] * many)})" if many else "IS NULL"


@cache
def _update_of(
    noun: type[models.Model], changes: tuple[str, ...], where: tuple[tuple[str, int | None], ...]
) -> tuple[str, list[bool], list[Any]]:
    """Its words; by value: whether it goes to the driver as it is, and the field that else turns it."""
    meta: Any = noun._meta
    set_ = [meta.get_field(name) for name in changes]
    asked = [(meta.get_field(name), many) for name, many in where]
    conditions = (f'"{field.column}" {_compared(many)}' for field, many in asked)
    written = ", ".join(f'"{field.column}" = %s' for field in set_)
    fields = [*set_, *(field for field, many in asked for _ in range(1 if many is None else many))]
    words = f'UPDATE "{meta.db_table}" SET {written} WHERE {" AND ".join(conditions)}'
    return words, [_untouched(field) for field in fields], fields


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
        turned.append(values if _untouched(column) else _turned(column, values))
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

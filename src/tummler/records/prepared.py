"""Queries that are asked again and again: put into SQL once, and from then on only filled in.

Django puts a query together anew each time it is asked, which takes several times as long as SQLite takes to answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.query import get_related_populators

from tummler.common import clock

#: So many are kept, a few kilobytes each; beyond that they are put together anew.
MOST = 500
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


class Given(Value):
    """In a query: what it is asked with, by its name; a moment also as so long before it."""

    def __init__(self, name: str = "at", earlier: timedelta = timedelta(0)) -> None:
        super().__init__(name)
        self.name, self.earlier = name, earlier

    def __sub__(self, other: timedelta) -> Given:  # type: ignore[override] # as a datetime does
        return Given(self.name, self.earlier + other)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A place; it stands among the values itself until it is filled in."""
        return "%s", (self,)

    def filled(self, given: dict[str, Any]) -> Any:
        """The value for this place, as the driver takes it."""
        value = given[self.name]
        return connection.ops.adapt_datetimefield_value(value - self.earlier) if isinstance(value, datetime) else value


#: A moment, or the place of one.
Moment = datetime | Given


def _moment(value: datetime | str | None, _column: Any, _connection: Any) -> datetime | None:
    """A time as SQLite keeps it. Django's own way asks twice what it is, for every column of every row."""
    if value is None:
        return None
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).replace(tzinfo=UTC)


#: Ways of Django's that are gone some hundred times for a page, and what stands in for them.
_QUICK: dict[str, Any] = {"convert_datetimefield_value": _moment}


class Prepared:
    """A query in SQL, and how what it finds becomes rows."""

    def __init__(self, asked: QuerySet[Any, Any]) -> None:
        self._values: Sequence[Any] = ()
        self._filled: tuple[Any, ...] = ()
        self._places: list[tuple[int, Given]] = []
        compiler = asked.query.get_compiler(connection=connection)
        try:
            self._sql, self._values = compiler.as_sql()
        except EmptyResultSet:  # nobody sees any
            self._sql = ""
            return
        self._filled = tuple(self._values)
        self._places = [(place, one) for place, one in enumerate(self._values) if isinstance(one, Given)]
        if any(isinstance(one, datetime) or (isinstance(one, str) and _MOMENT.match(one)) for one in self._values):
            raise ValueError("a moment stands in a prepared query, where it would stand still")
        turned = compiler.get_converters([column for column, *_ in compiler.select]).items()
        quick = [(place, [_QUICK.get(way.__name__, way) for way in ways], told) for place, (ways, told) in turned]
        self._turned = [(place, (ways, column)) for place, ways, column in quick]
        if getattr(asked, "_fields", None) is None:  # whole rows
            told = compiler.klass_info
            self._model = told["model"]
            self._own = slice(told["select_fields"][0], told["select_fields"][-1] + 1)
            self._names = [column.target.attname for column, *_ in compiler.select[self._own]]
            self._beside = get_related_populators(told, compiler.select, connection.alias)  # type: ignore[call-arg] # Django 5.2
            self._more = list((compiler.annotation_col_map or {}).items())

    def rows(self, **given: Any) -> list[list[Any]]:
        """What it finds now, as values."""
        sql, values = self.said(**given)
        if not sql:
            return []
        there = connections[DEFAULT_DB_ALIAS]  # once, and not for each value
        with there.cursor() as cursor:
            cursor.execute(sql, values)
            return [self._turn(list(row), there) for row in cursor.fetchall()]

    def said(self, **given: Any) -> tuple[str, tuple[Any, ...]]:
        """The query as it is asked: its words and its values; no words where nothing can be found."""
        if not self._places:
            return self._sql, self._filled
        given.setdefault("at", clock.now())
        values = list(self._filled)
        for place, one in self._places:
            values[place] = one.filled(given)
        return self._sql, tuple(values)

    def all(self, **given: Any) -> list[Any]:
        """What it finds now, as rows of its table with what was selected beside them."""
        return [self._made(row) for row in self.rows(**given)]

    def first(self, **given: Any) -> Any:
        """The first of them, or None."""
        return next(iter(self.all(**given)), None)

    def _turn(self, row: list[Any], there: BaseDatabaseWrapper) -> list[Any]:
        """As Django would read it: times, JSON, yes and no."""
        for place, (ways, column) in self._turned:
            for turn in ways:
                row[place] = turn(row[place], column, there)
        return row

    def _made(self, row: list[Any]) -> Any:
        made = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for populator in self._beside:
            populator.populate(row, made)
        for name, place in self._more:
            setattr(made, name, row[place])
        return made


def several(values: Collection[Any], name: str = "one") -> tuple[int, dict[str, Any]]:
    """How many places a query needs for these, one at least, and what fills them: few queries for lists of any length.

    ``size, given = several(pks)``; the query asks for ``Among("id", size)``, and ``size`` stands in its key.
    """
    listed = list(values)
    size = 1 << (len(listed) - 1).bit_length()
    return size, {f"{name}{place}": listed[min(place, len(listed) - 1)] for place in range(size)}


class Among(Func):
    """In a query: whether a column holds one of what :func:`several` fills in."""

    output_field = BooleanField()

    def __init__(self, field: str, size: int, name: str = "one") -> None:
        super().__init__(F(field))
        self._listed = tuple(Given(f"{name}{place}") for place in range(size))

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """A list of places."""
        column, before = compiler.compile(self.get_source_expressions()[0])
        return f"{column} IN ({', '.join(['%s'] * len(self._listed))})", (*before, *self._listed)


_kept: dict[Hashable, Prepared] = {}


def prepared(key: Hashable, asked: Callable[[], QuerySet[Any, Any]]) -> Prepared:
    """The query of this key, put together when it is first asked for. All that it goes by has to be in its key."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = Prepared(asked())
    return found


@dataclass(frozen=True, slots=True)
class Filled:
    """A prepared query with a part of what it is asked with."""

    query: Prepared
    given: dict[str, Any]

    def rows(self, **more: Any) -> list[list[Any]]:
        """What it finds now, as values."""
        return self.query.rows(**self.given, **more)

    def all(self, **more: Any) -> list[Any]:
        """What it finds now, as rows of its table."""
        return self.query.all(**self.given, **more)

    def first(self, **more: Any) -> Any:
        """The first of them, or None."""
        return self.query.first(**self.given, **more)

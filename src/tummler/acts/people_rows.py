"""Rows of nouns as they are told to a person, or taken away: what every noun's duty is made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from tummler.records.people_data import Theirs, Told


def rows(query: models.QuerySet[Any], *fields: str) -> list[Told]:
    """These fields of rows, as JSON takes them."""
    return [{name: _plain(value) for name, value in row.items()} for row in query.order_by("pk").values(*fields)]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, str) else value


def of(noun: type[models.Model], through: str, *fields: str) -> Callable[[Theirs], list[Told]]:
    """Rows of a noun that hang on their posts, needs or accounts."""

    def tell(theirs: Theirs) -> list[Told]:
        return rows(noun._default_manager.filter(**hanging(through, theirs)), *fields)

    return tell


def hanging(through: str, theirs: Theirs) -> dict[str, Any]:
    """By what rows are found that hang on their posts, needs or accounts."""
    root = through.split("__", 1)[0]
    known = {"post": theirs.posts.values("pk"), "need": theirs.needs.values("pk"), "account": theirs.accounts}
    return {f"{through}__in": known[root]}


def gone_with(noun: type[models.Model], through: str) -> Callable[[Theirs], int]:
    """Rows that go whole."""

    def erase_rows(theirs: Theirs) -> int:
        return noun._default_manager.filter(**hanging(through, theirs)).delete()[0]

    return erase_rows

"""What several parts of one page ask for, read once: the helper is made anew for each request, and carries it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db.models import Q

from tummler.records.access import rows_for
from tummler.records.models import Call, Helper, Label, Need, Word

Value = TypeVar("Value")


def shared(helper: Helper, name: str, read: Callable[[], Value]) -> Value:
    """What was read for this page already, else read now."""
    kept: dict[str, Any] = helper.__dict__.setdefault("_read_for_page", {})
    if name not in kept:
        kept[name] = read()
    return cast(Value, kept[name])


def colleagues(helper: Helper) -> list[Helper]:
    """Everyone of the brand who ever helped, by name. One query a page."""
    return shared(helper, "colleagues", lambda: list(rows_for(helper, Helper).order_by("name")))


def labels(helper: Helper) -> list[Label]:
    """All labels of the brand, by name. One query a page."""
    return shared(helper, "labels", lambda: list(rows_for(helper, Label).order_by("name")[:200]))


def words(helper: Helper, need: Need) -> list[Word]:
    """What askers said of answers in this conversation, oldest first, with its post. One query a page."""
    rows = rows_for(helper, Word).filter(need__conversation=need.conversation_id).select_related("post")
    return shared(helper, f"words {need.conversation_id}", lambda: list(rows.order_by("pk")))


def calls(helper: Helper, need: Need) -> list[Call]:
    """Calls to this need that wait, and those that named this helper in a note. One query a page."""
    named = Q(kind="mention", to=helper) & ~Q(settled="withdrawn")
    rows = rows_for(helper, Call).filter(Q(settled="") | named, need=need.pk)
    rows = rows.select_related("by", "to", "question__circle")
    return shared(helper, f"calls {need.pk}", lambda: list(rows.order_by("pk")))

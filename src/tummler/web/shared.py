"""What several parts of one page ask for, read once: the helper is made anew for each request, and carries it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db.models import Q, QuerySet

from tummler.records.access import asked_by, rows_for
from tummler.records.models import Call, Helper, Label, Need, Word
from tummler.records.prepared import Given

Value = TypeVar("Value")


def shared(helper: Helper, name: str, read: Callable[[], Value]) -> Value:
    """What was read for this page already, else read now."""
    kept: dict[str, Any] = helper.__dict__.setdefault("_read_for_page", {})
    if name not in kept:
        kept[name] = read()
    return cast(Value, kept[name])


def colleagues(helper: Helper) -> list[Helper]:
    """Everyone of the brand who ever helped, by name. One query a page."""
    return shared(
        helper, "colleagues", asked_by(helper, "colleagues", lambda one: rows_for(one, Helper).order_by("name")).all
    )


def labels(helper: Helper) -> list[Label]:
    """All labels of the brand, by name. One query a page."""
    return shared(
        helper, "labels", asked_by(helper, "labels", lambda one: rows_for(one, Label).order_by("name")[:200]).all
    )


def words(helper: Helper, need: Need) -> list[Word]:
    """What askers said of answers in this conversation, oldest first, with its post. One query a page."""
    kept = asked_by(helper, "words", _words)
    return shared(helper, f"words {need.conversation_id}", lambda: kept.all(of=need.conversation_id))


def _words(helper: Helper) -> QuerySet[Word]:
    rows = rows_for(helper, Word).filter(need__conversation=Given("of"))
    return rows.select_related("post").order_by("pk")


def calls(helper: Helper, need: Need) -> list[Call]:
    """Calls to this need that wait, and those that named this helper in a note. One query a page."""
    return shared(helper, f"calls {need.pk}", lambda: asked_by(helper, "calls", _calls).all(of=need.pk))


def _calls(helper: Helper) -> QuerySet[Call]:
    named = Q(kind="mention", to=helper.pk) & ~Q(settled="withdrawn")
    rows = rows_for(helper, Call).filter(Q(settled="") | named, need=Given("of"))
    return rows.select_related("by", "to", "question__circle").order_by("pk")

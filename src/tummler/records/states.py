"""The states of the nouns that have them, and the only way to move between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.db.models import F, Func

from tummler.records.bulk import set_where
from tummler.records.models import (
    Approval,
    Article,
    Delivery,
    Event,
    Gesture,
    Gift,
    Incident,
    Need,
    Payout,
    PeerAnswer,
    Post,
    Quest,
    TagRequest,
    Wish,
)

#: noun → state → the states it may move to
MOVES: dict[type[models.Model], dict[str, frozenset[str]]] = {
    Event: {
        "received": frozenset({"normalised", "garbled"}),
        "normalised": frozenset({"threaded", "garbled"}),
        "threaded": frozenset({"done", "garbled"}),
        "garbled": frozenset({"received"}),
        "done": frozenset(),
    },
    Post: {
        "threaded": frozenset({"identified"}),
        "identified": frozenset({"understood"}),
        "understood": frozenset({"identified"}),  # an edit is read again
    },
    Need: {
        "open": frozenset({"claimed", "answered", "helped", "dropped"}),
        "claimed": frozenset({"open", "claimed", "answered", "helped", "dropped"}),
        "answered": frozenset({"helped", "not_helped", "no_answer", "claimed", "open", "dropped"}),
        "not_helped": frozenset({"open"}),
        "helped": frozenset({"open"}),
        "no_answer": frozenset({"helped", "not_helped", "open"}),
        "dropped": frozenset({"open"}),
    },
    Incident: {
        "suspected": frozenset({"quiet", "dismissed"}),
        "quiet": frozenset({"suspected", "dismissed"}),
        "dismissed": frozenset({"suspected"}),
    },
    Article: {
        "proposed": frozenset({"visible", "refused"}),
        "visible": frozenset({"faint", "archived", "proposed", "visible"}),
        "faint": frozenset({"visible", "archived", "proposed", "faint"}),
        "archived": frozenset({"visible", "proposed", "archived"}),
        "refused": frozenset({"proposed"}),
    },
    Delivery: {
        "waiting": frozenset({"sending", "never"}),
        "retry": frozenset({"sending", "never", "waiting"}),
        "sending": frozenset({"sending", "sent", "retry", "never", "waiting"}),
        "never": frozenset({"waiting"}),
        "sent": frozenset(),
    },
    Approval: {
        "waiting": frozenset({"approved", "sent_back", "taken_back"}),
        "approved": frozenset({"waiting", "taken_back"}),
        "sent_back": frozenset({"waiting"}),
        "taken_back": frozenset(),
    },
    Gesture: {
        "waiting": frozenset({"doing", "refused"}),
        "retry": frozenset({"doing", "refused", "waiting"}),
        "doing": frozenset({"doing", "done", "retry", "refused", "unsure", "waiting"}),
        "done": frozenset(),
        "refused": frozenset({"waiting"}),
        "unsure": frozenset({"waiting"}),
    },
    PeerAnswer: {
        "waits": frozenset({"stands", "hidden", "taken_back"}),
        "stands": frozenset({"waits", "hidden", "taken_back"}),
        "hidden": frozenset({"stands", "waits", "taken_back"}),
        "taken_back": frozenset(),
    },
    TagRequest: {
        "heard": frozenset({"asking", "refused", "people"}),
        "asking": frozenset({"asking", "waiting", "answered", "asked_back", "unproven", "people", "refused"}),
        "unproven": frozenset({"heard", "people", "refused"}),
        "waiting": frozenset({"asking", "people", "refused"}),
        "people": frozenset({"heard"}),  # who has the need lets the tag answer after all
        "answered": frozenset(),
        "asked_back": frozenset(),
        "refused": frozenset(),
    },
    Quest: {
        "draft": frozenset({"gather", "propose", "try", "choose"}),
        "gather": frozenset({"draft", "propose", "try", "choose", "told"}),
        "propose": frozenset({"draft", "gather", "try", "choose", "told"}),
        "try": frozenset({"draft", "gather", "propose", "choose", "told"}),
        "choose": frozenset({"draft", "gather", "propose", "try", "told"}),
        "told": frozenset({"gather", "propose", "try", "choose", "told"}),
    },
    Wish: {
        "open": frozenset({"yes", "later", "no", "done", "joined"}),
        "yes": frozenset({"open", "yes", "later", "no", "done", "joined"}),
        "later": frozenset({"open", "yes", "later", "no", "done", "joined"}),
        "no": frozenset({"open", "yes", "later", "no", "done", "joined"}),
        "done": frozenset({"open", "yes", "later", "no", "done"}),
        "joined": frozenset({"open", "yes", "later", "no"}),
    },
    Gift: {
        "leaving": frozenset({"given", "pledged", "back"}),
        "pledged": frozenset({"given", "back"}),
        "given": frozenset(),
        "back": frozenset(),
    },
    Payout: {
        "asked": frozenset({"settled", "refused", "back"}),
        "settled": frozenset({"asked"}),  # a lead takes the mark off again
        "refused": frozenset(),
        "back": frozenset(),
    },
}


#: Where rows come to rest. The indexes of what is still to be done leave them out.
RESTS: dict[type[models.Model], tuple[str, ...]] = {Event: ("done", "garbled"), Post: ("understood",)}


class _Stands(Func):
    """Whether ``state`` is one of a few, written out: SQLite uses a partial index only for what it reads in the SQL."""

    output_field = models.BooleanField()

    def __init__(self, *states: str) -> None:
        assert all(state.isidentifier() for state in states)  # names of ours, never somebody's input
        listed = ", ".join(f"'{state}'" for state in states)
        right = f"IN ({listed})" if len(states) > 1 else f"= {listed}"
        super().__init__(F("state"), template=f"%(expressions)s {right}")


def standing(rows: models.QuerySet[Any], *states: str) -> models.QuerySet[Any]:
    """The rows that stand in one of these states, found by the index of them where there is one."""
    return rows.filter(_Stands(*states))


def undone(rows: models.QuerySet[Any], state: str) -> models.QuerySet[Any]:
    """The rows that stand in this state and not yet at rest, found by the index of those."""
    return rows.filter(state=state).exclude(_Stands(*RESTS[rows.model]))


class UndeclaredMove(RuntimeError):
    """Code tried to move a row in a way that :data:`MOVES` does not know: our own mistake, and loud."""


def origins(noun: type[models.Model], to: str) -> list[str]:
    """The states from which ``to`` can be reached."""
    return [state for state, targets in MOVES[noun].items() if to in targets]


def move(rows: models.QuerySet[Any] | models.Model, to: str, *, frm: str | None = None, **changes: Any) -> int:
    """Move rows to a state by one conditional update, with further changes; how many moved.

    A row that meanwhile stands elsewhere is left alone: the caller lost a race and is told by the number.
    Raises :class:`UndeclaredMove` for a move that is not declared.
    """
    noun = type(rows) if isinstance(rows, models.Model) else rows.model
    allowed = origins(noun, to)
    if frm is not None:
        if frm not in allowed:
            raise UndeclaredMove(f"{noun.__name__}: {frm} → {to}")
        allowed = [frm]
    if not allowed:
        raise UndeclaredMove(f"{noun.__name__}: → {to}")
    if isinstance(rows, models.Model) and not any(map(_put_together, changes.values())):
        moved = set_where(noun, {"state": to, **changes}, {"id": rows.pk, "state": tuple(allowed)})
    else:
        query = noun._default_manager.filter(pk=rows.pk) if isinstance(rows, models.Model) else rows
        moved = query.filter(state__in=allowed).update(state=to, **changes)
    if moved and isinstance(rows, models.Model):
        for name, value in {"state": to, **changes}.items():
            if not hasattr(value, "resolve_expression"):
                setattr(rows, name, value)
    return moved


def move_all(
    noun: type[models.Model], keys: Collection[int], to: str, *, frm: str | None = None, **changes: Any
) -> int:
    """:func:`move` for rows by their numbers, without its statement being put together anew."""
    allowed = tuple(origins(noun, to))
    if not allowed or (frm is not None and frm not in allowed):
        raise UndeclaredMove(f"{noun.__name__}: {frm or ''} → {to}")
    if not keys:
        return 0
    return set_where(noun, {"state": to, **changes}, {"id": tuple(keys), "state": frm or allowed})


def _put_together(value: Any) -> bool:
    """Only Django makes SQL of it: a row, or what the database works out."""
    return isinstance(value, models.Model) or hasattr(value, "resolve_expression")


def move_one(row: models.Model, to: str, where: Mapping[str, Any], /, **changes: Any) -> bool:
    """:func:`move` for one row that was read, where each moment counts: only if it still stands where it stood.

    ``where`` says what else has to be as it was (a fence). Plain values only; the row in hand stays as it is.
    """
    noun, frm = type(row), row.state  # type: ignore[attr-defined] # a noun with states
    if to not in MOVES[noun][frm]:
        raise UndeclaredMove(f"{noun.__name__}: {frm} → {to}")
    return bool(set_where(noun, {"state": to, **changes}, {"id": row.pk, "state": frm, **where}))

"""Notes and labels of a need as the desk shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tummler.records.access import rows_for
from tummler.records.models import Call, Helper, Label, Labelled, Need, Note
from tummler.records.models.helper import Role
from tummler.web.texts import given_name


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note: whose, for whom, and what this helper may do with it."""

    note: Note
    title: str
    for_you: bool
    mine: bool
    may_delete: bool


def notes_of(helper: Helper, need: Need) -> list[NoteRow]:
    """The notes of a need, those for this helper first, else as they were written. Two queries."""
    notes = rows_for(helper, Note).filter(need=need.pk, deleted_at=None).select_related("helper").order_by("pk")[:200]
    calls = rows_for(helper, Call).filter(need=need.pk, to=helper, kind="mention").exclude(settled="withdrawn")
    named = set(calls.values_list("note", flat=True))
    rows = [_row(helper, note, note.pk in named) for note in notes]
    return sorted(rows, key=lambda row: not row.for_you)


def _row(helper: Helper, note: Note, for_you: bool) -> NoteRow:
    mine = note.helper_id == helper.pk
    name = given_name(note.helper) or _("Someone")
    title = _("Your note") if mine else (_("%(name)s’s note, for you") if for_you else _("%(name)s’s note"))
    return NoteRow(
        note, title % {"name": name} if not mine else title, for_you, mine, mine or helper.role != Role.HELPER
    )


def labels_of(helper: Helper, need: Need) -> dict[str, Any]:
    """The labels on a need, and all that the brand has. Two queries."""
    put = rows_for(helper, Labelled).filter(need=need.pk).select_related("label").order_by("label__name")
    every = rows_for(helper, Label).order_by("name").values_list("name", flat=True)[:200]
    return {"labels": [row.label for row in put], "every_label": list(every)}

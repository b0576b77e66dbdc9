"""Notes and labels of a need as the desk shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tummler.records.access import rows_for
from tummler.records.models import Helper, Labelled, Need, Note
from tummler.records.models.helper import Role
from tummler.web.shared import calls, labels
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
    named = {one.note_id for one in calls(helper, need) if one.kind == "mention" and one.to_id == helper.pk}
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
    every = labels(helper)
    put = rows_for(helper, Labelled).filter(need=need.pk).select_related("label").order_by("label__name")
    return {"labels": [row.label for row in put] if every else [], "every_label": [one.name for one in every]}

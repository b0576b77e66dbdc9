"""Notes and labels of a need as the desk shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tummler.records.access import asked_by, rows_for
from tummler.records.models import Guest, Helper, Labelled, Need, Note, Question
from tummler.records.models.helper import Role
from tummler.records.prepared import Given
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
    #: Who was asked in from outside and wrote it.
    guest: Guest | None = None
    #: The question in the margin that it answers.
    answers: Question | None = None


def notes_of(helper: Helper, need: Need) -> list[NoteRow]:
    """The notes of a need, those for this helper first, else as they were written. Two queries."""
    notes = asked_by(helper, "notes", _notes).all(of=need.pk)
    named = {one.note_id for one in calls(helper, need) if one.kind == "mention" and one.to_id == helper.pk}
    rows = [_row(helper, note, note.pk in named) for note in notes]
    return sorted(rows, key=lambda row: not row.for_you)


def _notes(helper: Helper) -> QuerySet[Note]:
    notes = rows_for(helper, Note).filter(need=Given("of"), deleted_at=None).order_by("pk")
    return notes.select_related("helper", "guest__helper", "answers")[:200]


def _row(helper: Helper, note: Note, for_you: bool) -> NoteRow:
    guest, answers = getattr(note, "guest", None), getattr(note, "answers", None)
    if guest:
        words = {"name": guest.name, "helper": given_name(guest.helper) or _("Someone")}
        title = _("%(name)s, asked in by %(helper)s") % words
        return NoteRow(note, title, for_you, False, helper.role != Role.HELPER, guest, answers)
    mine = note.helper_id == helper.pk
    name = given_name(note.helper) or _("Someone")
    title = _("Your note") if mine else (_("%(name)s’s note, for you") if for_you else _("%(name)s’s note"))
    return NoteRow(
        note, title % {"name": name} if not mine else title, for_you, mine, mine or helper.role != Role.HELPER,
        answers=answers,
    )  # fmt: skip


def labels_of(helper: Helper, need: Need) -> dict[str, Any]:
    """The labels on a need, and all that the brand has. Two queries."""
    every = labels(helper)
    put = rows_for(helper, Labelled).filter(need=need.pk).select_related("label").order_by("label__name")
    return {"labels": [row.label for row in put] if every else [], "every_label": [one.name for one in every]}

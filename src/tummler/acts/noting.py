"""Notes under a need, for helpers only; naming a colleague calls them. Deleting can be taken back for a while."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from tummler.common import clock
from tummler.common.text import search_text, storable
from tummler.matching import calls, circles
from tummler.records.access import NotAllowed, can, require
from tummler.records.happenings import happen
from tummler.records.models import Call, Helper, Need, Note
from tummler.records.models.helper import Role
from tummler.records.protected import has_left

LONGEST = 4000
#: So long a deleted note can be brought back; then its words are gone.
KEPT_FOR = timedelta(minutes=10)


class Empty(ValueError):
    """A note without a word."""


def write_note(*, actor: Helper, need: Need, text: str) -> Note:
    """Leave a note; whoever is named with an @ is called to it. Raises :class:`Empty`."""
    require(actor, "write_note", need)
    text = _words(text)
    with transaction.atomic():
        return leave_note(actor, need, text, search_text(text))


def leave_note(actor: Helper, need: Need, text: str, searchable: str) -> Note:
    """Write a note down and call whom it names, in the caller's transaction and by the caller's right."""
    note = Note.objects.create(brand_id=need.brand_id, need=need, helper=actor, text=text, search_text=searchable)
    _call(actor, note, need)
    happen("note_written", need.brand_id, actor, **_rows(need))
    return note


def edit_note(*, actor: Helper, note: Note, text: str) -> None:
    """Say it differently; only who wrote it."""
    _own(actor, note)
    text = _words(text)
    with transaction.atomic():
        Note.objects.filter(pk=note.pk).update(text=text, search_text=search_text(text), edited_at=clock.now())
        note.text = text
        _call(actor, note, note.need)
        happen("note_edited", note.brand_id, actor, **_rows(note.need))


def delete_note(*, actor: Helper, note: Note) -> bool:
    """Take it away; who wrote it, and leads."""
    if actor.role == Role.HELPER:
        _own(actor, note)
    require(actor, "write_note", note)
    with transaction.atomic():
        done = bool(Note.objects.filter(pk=note.pk, deleted_at=None).update(deleted_at=clock.now()))
        if done:
            circles.wait_again(note)  # what it answered
            happen("note_deleted", note.brand_id, actor, **_rows(note.need))
    return done


def bring_back_note(*, actor: Helper, note: Note) -> bool:
    """Undo taking it away."""
    require(actor, "write_note", note)
    with transaction.atomic():
        done = bool(Note.objects.filter(pk=note.pk, deleted_at__isnull=False).update(deleted_at=None))
        if done:
            circles.settle_again(note)
            happen("note_brought_back", note.brand_id, actor, **_rows(note.need))
    return done


def forget_notes() -> int:
    """What was deleted and not brought back is gone for good; how many."""
    gone, _each = Note.objects.filter(deleted_at__lt=clock.now() - KEPT_FOR).delete()
    return gone


def named_in(text: str, people: Iterable[Helper]) -> list[Helper]:
    """Whom a text names with an @: by their whole name, or by their first where only one of us has it."""
    people = list(people)
    first = [one.name.split()[0].casefold() if one.name.split() else "" for one in people]
    said = text.casefold()
    return [
        one
        for one, given in zip(people, first, strict=True)
        if _says(said, one.name.casefold()) or (first.count(given) == 1 and given and _says(said, given))
    ]


def _says(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w)@{re.escape(name)}(?!\w)", text))


def _call(actor: Helper, note: Note, need: Need) -> None:
    known = set(Call.objects.filter(note=note).values_list("to", flat=True))
    people = Helper.objects.filter(brand=need.brand_id, active=True)
    for one in named_in(note.text, people):
        may = one.pk != actor.pk and one.pk not in known and can(one, "claim_need", need)
        if may and not has_left(one, need.conversation_id):
            calls.call(need, actor, one, "mention", note=note)


def _own(actor: Helper, note: Note) -> None:
    require(actor, "write_note", note)
    if note.helper_id != actor.pk:
        raise NotAllowed("write_note")


def _words(text: str) -> str:
    text = storable(text).strip()[:LONGEST]
    if not text:
        raise Empty
    return text


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}

"""The margin of a need: notes, questions to circles with their answers, and who was asked in from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _, ngettext

from tummler.common import clock
from tummler.records.access import asked_by, rows_for
from tummler.records.models import CircleMember, Guest, Helper, Need, Question
from tummler.records.models.helper import Role
from tummler.records.prepared import Given
from tummler.web.note_rows import NoteRow, notes_of
from tummler.web.shared import calls, shared
from tummler.web.square_words import listed
from tummler.web.texts import given_name
from tummler.web.viewing import HERE

#: What stands before a circle's id where a colleague's or a circle's is chosen.
CIRCLE = "circle:"


@dataclass(frozen=True, slots=True)
class CircleRow:
    """A circle that can be asked, with those in it whom that calls."""

    public_id: str
    name: str
    about: str
    people: Sequence[Helper]
    knows: bool

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{CIRCLE}{self.public_id}"

    @property
    def words(self) -> str:
        """Who is in it, and what for."""
        names = [given_name(one) for one in self.people]
        who = ", ".join(names[:3])
        if len(names) > 3:
            who = _("%(names)s and others") % {"names": who}
        return ". ".join(filter(None, (who, self.about.rstrip("."))))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a circle: who asked, whether it calls this helper, and the note that answered it."""

    question: Question
    title: str
    people: Sequence[Helper]
    for_you: bool
    mine: bool
    answer: NoteRow | None
    #: Who of them is here just now, in words.
    here: str = ""


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody from outside who was asked in and has not answered: how it stands, in words."""

    guest: Guest
    title: str
    words: str
    standing: str


def margin_of(helper: Helper, need: Need) -> dict[str, Any]:
    """What stands in the margin. Four queries with those of the notes; one more where a circle was asked."""
    notes = notes_of(helper, need)
    questions = questions_of(helper, need, notes)
    answers = {one.answer.note.pk for one in questions if one.answer}
    return {
        "notes": [row for row in notes if row.note.pk not in answers],
        "questions": questions,
        "guests": guests_of(helper, need),
    }


def members_of(helper: Helper) -> list[CircleMember]:
    """Who is in which circle of the brand, who came first first. One query a page."""
    return shared(helper, "members", asked_by(helper, "members", _members).all)


def _members(helper: Helper) -> QuerySet[CircleMember]:
    rows = rows_for(helper, CircleMember).filter(circle__gone_at=None, helper__active=True)
    return rows.select_related("circle", "helper").order_by("at", "pk")


def people_in(helper: Helper) -> dict[int, list[Helper]]:
    """Circle → who is in it. One query a page."""
    found: dict[int, list[Helper]] = {}
    for one in members_of(helper):
        found.setdefault(one.circle_id, []).append(one.helper)
    return found


def askable(helper: Helper, need: Need) -> list[CircleRow]:
    """The circles that this helper can ask about a need, those first that know its topic. One query."""
    circles = {one.circle_id: one.circle for one in members_of(helper)}
    rows = [
        CircleRow(circle.public_id, circle.name, circle.about, others, need.topic in circle.topics)
        for pk, people in people_in(helper).items()
        if (circle := circles[pk]) and (others := [one for one in people if one.pk != helper.pk])
    ]
    return sorted(rows, key=lambda row: (not row.knows, row.name.casefold()))


def questions_of(helper: Helper, need: Need, notes: Sequence[NoteRow]) -> list[Asked]:
    """What circles were asked here, oldest first. One query; one more where there is any."""
    asked = asked_by(helper, "questions", _questions).all(of=need.pk)
    if not asked:
        return []
    called = {one.question_id for one in calls(helper, need) if one.kind == "circle" and one.to_id == helper.pk}
    by_note = {row.note.pk: row for row in notes}
    people = people_in(helper)
    return [
        Asked(
            question=one,
            title=_title(helper, one),
            people=people.get(one.circle_id or 0, []),
            for_you=one.pk in called,
            mine=one.helper_id == helper.pk or helper.role != Role.HELPER,
            answer=by_note.get(one.note_id or 0),
            here=_here(helper, people.get(one.circle_id or 0, [])),
        )
        for one in asked
    ]


def _here(helper: Helper, people: Sequence[Helper]) -> str:
    since = clock.now() - HERE
    names = [given_name(one) for one in people if one.pk != helper.pk and one.seen_at and one.seen_at > since]
    if not names:
        return ""
    words = ngettext("%(names)s is here now.", "%(names)s are here now.", len(names[:3]))
    return words % {"names": listed(names[:3])}


def _questions(helper: Helper) -> QuerySet[Question]:
    rows = rows_for(helper, Question).filter(need=Given("of"), withdrawn_at=None)
    return rows.select_related("circle", "helper").order_by("pk")[:50]


def _title(helper: Helper, question: Question) -> str:
    assert question.circle is not None
    words = {"name": given_name(question.helper) or _("Someone"), "circle": question.circle.name}
    if question.helper_id == helper.pk:
        return _("You asked %(circle)s") % words
    return _("%(name)s asked %(circle)s") % words


def guests_of(helper: Helper, need: Need) -> list[GuestRow]:
    """Who was asked in from outside and has not answered yet. One query."""
    return [_guest(one) for one in asked_by(helper, "guests", _guests).all(of=need.pk)]


def _guests(helper: Helper) -> QuerySet[Guest]:
    rows = rows_for(helper, Guest).filter(need=Given("of"), answered_at=None, revoked_at=None)
    return rows.select_related("helper").order_by("pk")[:20]


def _guest(guest: Guest) -> GuestRow:
    words = {"name": guest.name, "helper": given_name(guest.helper) or _("Someone")}
    title = _("%(helper)s asked %(name)s in, from outside") % words
    if guest.until < clock.now():
        return GuestRow(guest, title, _("The link ran out unanswered."), "over")
    if guest.opened_at:
        return GuestRow(guest, title, _("%(name)s is reading.") % words, "opened")
    return GuestRow(guest, title, _("%(name)s hasn’t opened it yet.") % words, "sent")

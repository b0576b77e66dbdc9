"""Circles: who is in one, what one is asked in the margin of a need, and when that is settled. No rights here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from tummler.common import clock
from tummler.records.models import Call, Circle, Helper, Need, Note, Question


def standing_circles(brand_id: int) -> QuerySet[Circle]:
    """The circles of a brand that weren't put away, by name."""
    return Circle.objects.filter(brand=brand_id, gone_at=None).order_by("name", "pk")


def people_of(circle: Circle) -> list[Helper]:
    """Who is in it, who came first first. One query."""
    members = circle.members.filter(helper__active=True).select_related("helper__brand").order_by("at", "pk")
    return [one.helper for one in members]


def is_in(circle: Circle, helper: Helper) -> bool:
    """Whether a helper is in it."""
    return circle.members.filter(helper=helper).exists()


def ask(need: Need, circle: Circle, by: Helper, to: Iterable[Helper], text: str) -> Question:
    """Write a question into the margin and call everyone to it. In the caller's transaction."""
    question = Question.objects.create(brand_id=need.brand_id, circle=circle, need=need, helper=by, text=text)
    Call.objects.bulk_create(
        Call(brand_id=need.brand_id, need=need, by=by, to=one, kind="circle", words=text, question=question)
        for one in to
    )
    return question


def settle(question: Question, how: str, note: Note | None = None) -> bool:
    """It is answered (by a note) or withdrawn: nobody is called to it any more. False if it was already.

    In the caller's transaction; of two at once the second waits for the first, and sees it.
    """
    now = Question.objects.select_for_update(of=("self",)).select_related("note").get(pk=question.pk)
    if now.withdrawn_at is not None or (now.note is not None and now.note.deleted_at is None):
        return False
    changes = {"note": note} if note else {"withdrawn_at": clock.now()}
    Question.objects.filter(pk=question.pk).update(**changes)
    Call.objects.filter(question=question, settled="").update(settled=how, settled_at=clock.now())
    return True


def wait_again(note: Note) -> int:
    """The note that answered is taken away: whom it settled is called again; how many."""
    theirs = Call.objects.filter(question__note=note, question__withdrawn_at=None, kind="circle", settled="done")
    return theirs.update(settled="", settled_at=None)


def settle_again(note: Note) -> int:
    """The note is brought back; how many needn't look any more."""
    theirs = Call.objects.filter(question__note=note, kind="circle", settled="")
    return theirs.update(settled="done", settled_at=clock.now())

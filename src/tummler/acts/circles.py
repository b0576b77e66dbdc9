"""Circles across departments: making one, being in it, asking it in the margin of a need, answering for all."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tummler.acts.noting import Empty, leave_note
from tummler.common import clock
from tummler.common.text import search_text, storable
from tummler.matching import calls, circles
from tummler.records.access import NotAllowed, can, require
from tummler.records.happenings import happen
from tummler.records.models import Circle, CircleMember, Helper, Need, Note, Question, Topic
from tummler.records.models.helper import Role

LONGEST_NAME, LONGEST_ABOUT, LONGEST = 60, 200, 2000


class NotMade(ValueError):
    """Why there is no such circle: "name" (it has none), "there" (one is called so already)."""


class NobodyThere(ValueError):
    """Nobody of the circle could answer: it is empty, or they may not see this need."""


def make_circle(
    *, actor: Helper, name: str, about: str = "", topics: Sequence[str] = (), is_open: bool = True
) -> Circle:
    """A new circle, with whoever makes it in it. Raises :class:`NotMade`."""
    require(actor, "make_circle", actor.brand)
    try:
        with transaction.atomic():
            circle = Circle.objects.create(
                brand=actor.brand, made_by=actor, open=is_open, **_said(actor, name, about, topics)
            )
            CircleMember.objects.create(brand=actor.brand, circle=circle, helper=actor)
            _happened("circle_made", actor, circle)
    except IntegrityError:
        raise NotMade("there") from None
    return circle


def change_circle(
    *, actor: Helper, circle: Circle, name: str, about: str, topics: Sequence[str], is_open: bool
) -> None:
    """Say it differently; who is in it, and leads. Raises :class:`NotMade`."""
    _may_change(actor, circle)
    try:
        with transaction.atomic():
            Circle.objects.filter(pk=circle.pk).update(open=is_open, **_said(actor, name, about, topics))
            _happened("circle_changed", actor, circle)
    except IntegrityError:
        raise NotMade("there") from None


def put_away_circle(*, actor: Helper, circle: Circle) -> bool:
    """Nobody needs it any more: nobody can ask it, what it said stays."""
    _may_change(actor, circle)
    with transaction.atomic():
        done = bool(Circle.objects.filter(pk=circle.pk, gone_at=None).update(gone_at=clock.now()))
        if done:
            _happened("circle_put_away", actor, circle)
    return done


def bring_circle_back(*, actor: Helper, circle: Circle) -> bool:
    """Undo putting it away. Raises :class:`NotMade` if another one is called so meanwhile."""
    _may_change(actor, circle)
    try:
        with transaction.atomic():
            done = bool(Circle.objects.filter(pk=circle.pk, gone_at__isnull=False).update(gone_at=None))
            if done:
                _happened("circle_brought_back", actor, circle)
    except IntegrityError:
        raise NotMade("there") from None
    return done


def step_in(*, actor: Helper, circle: Circle, helper: Helper | None = None) -> bool:
    """Step into an open circle, or ask a colleague into one's own; False if they are in it already."""
    require(actor, "change_circle", circle)
    mine = circles.is_in(circle, actor) or actor.role != Role.HELPER
    who = helper or actor
    if circle.gone_at is not None or not (mine or (circle.open and who.pk == actor.pk)):
        raise NotAllowed("change_circle")
    if not who.active or who.brand_id != circle.brand_id:
        raise NotAllowed("change_circle")
    by = actor if who.pk != actor.pk else None
    with transaction.atomic():
        _row, new = CircleMember.objects.get_or_create(
            circle=circle, helper=who, defaults={"brand_id": circle.brand_id, "asked_by": by}
        )
        if new:
            _happened("circle_joined", actor, circle, to=who.pk)
    return new


def step_out(*, actor: Helper, circle: Circle, helper: Helper | None = None) -> bool:
    """Leave a circle; leads take others out of one, too."""
    require(actor, "change_circle", circle)
    who = helper or actor
    if who.pk != actor.pk and actor.role == Role.HELPER:
        raise NotAllowed("change_circle")
    with transaction.atomic():
        done = bool(CircleMember.objects.filter(circle=circle, helper=who).delete()[0])
        if done:
            _happened("circle_left", actor, circle, to=who.pk)
    return done


def ask_circle(*, actor: Helper, need: Need, circle: Circle, text: str) -> Question:
    """Ask a circle about a need, in its margin; everyone in it who may see the need is called.

    Raises Empty without a word, :class:`NobodyThere`.
    """
    require(actor, "ask_in", need)
    if circle.brand_id != need.brand_id or circle.gone_at is not None:
        raise NobodyThere
    text = _words(text)
    others = [one for one in circles.people_of(circle) if one.pk != actor.pk and can(one, "write_note", need)]
    if not others:
        raise NobodyThere
    with transaction.atomic():
        question = circles.ask(need, circle, actor, others, text)
        happen("circle_asked", need.brand_id, actor, **_rows(need), facts={"circle": circle.pk, "to": len(others)})
    return question


def withdraw_question(*, actor: Helper, question: Question) -> bool:
    """Not needed after all: nobody is called any more. Who asked, and leads."""
    need = question.need
    assert need is not None
    require(actor, "ask_in", need)
    if question.helper_id != actor.pk and actor.role == Role.HELPER:
        raise NotAllowed("ask_in")
    with transaction.atomic():
        done = circles.settle(question, "withdrawn")
        if done:
            happen("circle_question_withdrawn", need.brand_id, actor, **_rows(need))
    return done


def answer_question(*, actor: Helper, question: Question, text: str) -> Note:
    """Answer in the margin: a note that settles the question for all, and calls who asked to it.

    Whoever may leave a note may answer; of two at once both notes stay, the first is the answer. Raises Empty.
    """
    need = question.need
    assert need is not None
    require(actor, "write_note", need)
    text = _words(text)
    with transaction.atomic():
        note = leave_note(actor, need, text, search_text(text))
        if circles.settle(question, "done", note):
            by = question.helper
            if by and by.pk != actor.pk and can(by, "claim_need", need):
                calls.call(need, actor, by, "mention", note=note)
            happen("circle_answered", need.brand_id, actor, **_rows(need), facts={"question": question.pk})
    return note


def _said(actor: Helper, name: str, about: str, topics: Sequence[str]) -> dict[str, object]:
    name = " ".join(storable(name).split())[:LONGEST_NAME]
    if not name:
        raise NotMade("name")
    known = set(Topic.objects.filter(brand=actor.brand, gone_at=None).values_list("key", flat=True))
    return {
        "name": name,
        "key": search_text(name)[:LONGEST_NAME],
        "about": " ".join(storable(about).split())[:LONGEST_ABOUT],
        "topics": [one for one in dict.fromkeys(topics) if one in known],
    }


def _may_change(actor: Helper, circle: Circle) -> None:
    require(actor, "change_circle", circle)
    if actor.role == Role.HELPER and not circles.is_in(circle, actor):
        raise NotAllowed("change_circle")


def _words(text: str) -> str:
    text = storable(text).strip()[:LONGEST]
    if not text:
        raise Empty
    return text


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}


def _happened(act: str, actor: Helper, circle: Circle, **facts: int) -> None:
    happen(act, circle.brand_id, actor, facts={"circle": circle.pk, **facts})

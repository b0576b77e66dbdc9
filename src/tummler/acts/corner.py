"""The practitioners' corner: asking every colleague or a circle, answering, adding to the playbook; each taken back."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tummler.acts.noting import Empty
from tummler.common import clock
from tummler.common.text import storable
from tummler.community import playbook
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.models import Circle, CornerAnswer, Helper, PlayNote, Question
from tummler.records.models.helper import Role

LONGEST = 4000

Said = TypeVar("Said", PlayNote, CornerAnswer, Question)


def ask_colleagues(*, actor: Helper, text: str, circle: Circle | None = None) -> Question:
    """Ask everyone here, or a circle. Raises Empty."""
    require(actor, "write_in_corner", actor.brand)
    if circle is not None and circle.brand_id != actor.brand_id:
        raise NotAllowed("write_in_corner")
    with transaction.atomic():
        question, new = _once(Question, actor, circle=circle, need=None, text=_words(text))
        if new:
            happen("corner_asked", actor.brand, actor, facts={"question": question.pk})
    return question


def answer_colleague(*, actor: Helper, question: Question, text: str) -> CornerAnswer:
    """Answer. Raises Empty."""
    require(actor, "write_in_corner", actor.brand)
    if question.brand_id != actor.brand_id or question.need_id is not None or question.withdrawn_at is not None:
        raise NotAllowed("write_in_corner")
    with transaction.atomic():
        answer, new = _once(CornerAnswer, actor, question=question, text=_words(text))
        if new:
            happen("corner_answered", actor.brand, actor, facts={"question": question.pk})
    return answer


def saw_answers(*, actor: Helper) -> None:
    """They look at the corner: what was answered to them is no news any more. No happening: reading isn't told."""
    later = CornerAnswer.objects.filter(question=OuterRef("pk"), at__gt=OuterRef("seen_at"))
    Question.objects.filter(Exists(later), helper=actor, need=None).update(seen_at=clock.now())


def write_play_note(*, actor: Helper, step: str, text: str) -> PlayNote:
    """Add to a step what one learnt oneself. Raises Empty."""
    require(actor, "write_in_corner", actor.brand)
    if step not in playbook.STEPS:
        raise NotAllowed("write_in_corner")
    with transaction.atomic():
        note, new = _once(PlayNote, actor, key=step, text=_words(text))
        if new:
            happen("play_note_written", actor.brand, actor, facts={"note": note.pk})
    return note


def _once(noun: type[Said], actor: Helper, **said: Any) -> tuple[Said, bool]:
    """What somebody says stands there once, however often it is pressed; whether it is new."""
    Helper.objects.select_for_update(of=("self",)).get(pk=actor.pk)  # two presses at once take turns
    rows: QuerySet[Any] = noun._default_manager.filter(helper=actor, withdrawn_at=None, **said)
    there = rows.first()
    if there is not None:
        return there, False
    return noun._default_manager.create(brand=actor.brand, helper=actor, **said), True


def withdraw(*, actor: Helper, said: PlayNote | CornerAnswer | Question, back: bool = False) -> bool:
    """Take away what one said in the corner, or (``back``) bring it back; leads may take anybody's away."""
    require(actor, "write_in_corner", said)
    if said.helper_id != actor.pk and actor.role == Role.HELPER:
        raise NotAllowed("write_in_corner")
    noun = type(said)
    with transaction.atomic():
        rows = noun._default_manager.filter(pk=said.pk, withdrawn_at__isnull=not back)
        done = bool(rows.update(withdrawn_at=None if back else clock.now()))
        if done:
            act = "play_note_withdrawn" if noun is PlayNote else "corner_withdrawn"
            happen(act, said.brand_id, actor, facts={"row": said.pk, "back": int(back)})
    return done


def _words(text: str) -> str:
    text = storable(text).strip()[:LONGEST]
    if not text:
        raise Empty
    return text

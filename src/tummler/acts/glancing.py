"""The named person looked at what may be duty of care: it is, or it is not; and one step back."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from tummler.acts.readings import as_read
from tummler.common import clock
from tummler.minds.contract import NEEDY, Judgement
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Glance, Helper, Need, Reading
from tummler.records.states import move
from tummler.understanding.needs import open_need, ring


def ring_for(*, actor: Helper, glance: Glance) -> Need | None:
    """It is one: from now on the conversation is the named person's alone. None where it was said before."""
    require(actor, "look_at_care", glance)
    with transaction.atomic():
        if not Glance.objects.filter(pk=glance.pk).exclude(said="rung").update(said="rung", said_at=clock.now()):
            return None
        need = _theirs(glance)
        Glance.objects.filter(pk=glance.pk).update(before=need.urgency if need else None)
        need = _rung(glance, need)
        # Who pressed it is who would be rung.
        Need.objects.filter(pk=need.pk).update(rung_at=clock.now())
    return need


def pass_by(*, actor: Helper, glance: Glance) -> bool:
    """It is none. What is said in the same words doesn't ask for a look again; nobody else learns of it."""
    require(actor, "look_at_care", glance)
    with transaction.atomic():
        done = Glance.objects.filter(pk=glance.pk, said="").update(said="no", said_at=clock.now())
        if done:
            happen("care_passed", glance.brand_id, actor)
    return bool(done)


def take_back_look(*, actor: Helper, glance: Glance) -> bool:
    """One step back: it waits for a look again; what was rung is everyone's again."""
    require(actor, "look_at_care", glance)
    with transaction.atomic():
        now = Glance.objects.select_for_update().get(pk=glance.pk)
        if not now.said:
            return False
        if now.said == "rung":
            _unring(actor, now)
        Glance.objects.filter(pk=now.pk).update(said="", said_at=None, before=None)
    return True


def _theirs(glance: Glance) -> Need | None:
    needs = Need.objects.filter(conversation=glance.post.conversation_id, account=glance.post.account_id)
    return needs.exclude(state="dropped").order_by("-opened_at").first()


def _rung(glance: Glance, need: Need | None) -> Need:
    reading = as_read(Reading.objects.get(post=glance.post_id))
    reading = replace(reading, care=Judgement(glance.care, 1.0, "a_person_said"))
    if need is not None:
        ring(need=need, post=glance.post, reading=reading)
        return need
    kind = reading.kind if reading.kind.value in NEEDY else Judgement("complaint", 1.0, "a_person_said")
    return open_need(brand=glance.brand, post=glance.post, reading=replace(reading, kind=kind), nearby=False)


def _unring(actor: Helper, glance: Glance) -> None:
    need = _theirs(glance)
    if need is None or not need.care:
        return
    urgency = need.urgency if glance.before is None else glance.before
    Need.objects.filter(pk=need.pk).update(care="", rung_at=None, urgency=urgency)
    if glance.before is None:  # there was none before
        move(Need.objects.filter(pk=need.pk), "dropped", closed_at=clock.now())
    happen("care_taken_back", glance.brand_id, actor, need_id=need.pk, conversation_id=need.conversation_id)

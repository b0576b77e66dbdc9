"""Passing a need between colleagues: handing it on, asking someone in, putting it to sleep. Each can be taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tummler.common import clock
from tummler.matching import calls, claims, presence, snoozing
from tummler.records.access import can, require
from tummler.records.happenings import happen
from tummler.records.models import Call, Helper, Need
from tummler.records.protected import has_left


class NotForThem(ValueError):
    """The colleague who was named can't have it: they are oneself, left, or may not see it."""


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}


def _colleague(actor: Helper, need: Need, to: Helper) -> None:
    if to.pk == actor.pk or not can(to, "claim_need", need) or has_left(to, need.conversation_id):
        raise NotForThem(str(to.pk))


def hand_on(*, actor: Helper, need: Need, to: Helper, words: str = "") -> Call | None:
    """Give one's claim to a colleague, with a word; None if it wasn't one's own any more. Raises NotForThem."""
    require(actor, "hand_on_need", need)
    _colleague(actor, need, to)
    with transaction.atomic():
        if not claims.hand_over(need, actor, to):
            return None
        calls.settle(need, actor, ("hand_on",), "taken")
        call = calls.call(need, actor, to, "hand_on", words)
        happen("need_handed_on", need.brand_id, actor, **_rows(need), facts={"to": to.pk})
    return call


def take_handed(*, actor: Helper, need: Need) -> bool:
    """ "I'll take it": what was handed to me is mine from now on."""
    require(actor, "settle_call", need)
    with transaction.atomic():
        done = bool(calls.settle(need, actor, ("hand_on",), "taken"))
        if done:
            claims.keep_alive(need, actor)
            happen("hand_on_taken", need.brand_id, actor, **_rows(need))
    return done


def give_back(*, actor: Helper, need: Need) -> bool:
    """Back to who handed it on; to everyone, if they are not to be had any more."""
    require(actor, "settle_call", need)
    with transaction.atomic():
        call = calls.waiting(need, to=actor, kind="hand_on").select_related("by").first()
        if call is None:
            return False
        back = call.by if call.by and can(call.by, "claim_need", need) else None
        done = claims.hand_over(need, actor, back) if back else claims.let_go(need, actor)
        calls.settle(need, actor, ("hand_on",), "given_back")
        if done:
            happen("need_given_back", need.brand_id, actor, **_rows(need), facts={"to": back.pk if back else 0})
    return done


def withdraw_hand_on(*, actor: Helper, need: Need) -> bool:
    """Take it back oneself, while they have not taken it."""
    require(actor, "hand_on_need", need)
    with transaction.atomic():
        call = calls.waiting(need, by=actor, kind="hand_on").select_related("to").first()
        if call is None or not claims.hand_over(need, call.to, actor):
            return False
        calls.settle(need, call.to, ("hand_on",), "withdrawn")
        happen("hand_on_withdrawn", need.brand_id, actor, **_rows(need))
    return True


def ask_in(*, actor: Helper, need: Need, to: Helper, words: str = "") -> Call:
    """Ask a colleague about a need; the claim stays, and they may answer too. Raises NotForThem."""
    require(actor, "ask_in", need)
    _colleague(actor, need, to)
    with transaction.atomic():
        call = calls.call(need, actor, to, "ask_in", words)
        happen("asked_in", need.brand_id, actor, **_rows(need), facts={"to": to.pk})
    return call


def withdraw_ask_in(*, actor: Helper, call: Call) -> bool:
    """Not needed after all."""
    require(actor, "ask_in", call)
    with transaction.atomic():
        mine = Call.objects.filter(pk=call.pk, by=actor, kind="ask_in", settled="")
        done = bool(mine.update(settled="withdrawn", settled_at=clock.now()))
        if done:
            happen("ask_in_withdrawn", call.brand_id, actor, **_rows(call.need))
    return done


def done_with_call(*, actor: Helper, need: Need) -> bool:
    """ "I've looked": it leaves my list, the one who asked sees it."""
    require(actor, "settle_call", need)
    with transaction.atomic():
        done = bool(calls.settle(need, actor, ("ask_in", "circle"), "done"))
        if done:
            happen("ask_in_done", need.brand_id, actor, **_rows(need))
    return done


def snooze_need(*, actor: Helper, need: Need, until: datetime | None) -> bool:
    """Off the lists until a time, or (None) until they write again; it stays one's own."""
    require(actor, "snooze_need", need)
    with transaction.atomic():
        done = snoozing.snooze(need, actor, until)
        if done:
            happen("need_snoozed", need.brand_id, actor, **_rows(need))
    return done


def wake_need(*, actor: Helper, need: Need) -> bool:
    """Back on the lists at once."""
    require(actor, "snooze_need", need)
    with transaction.atomic():
        done = snoozing.wake(need)
        if done:
            happen("need_woke", need.brand_id, actor, **_rows(need))
    return done


def be_here(*, actor: Helper, need: Need, doing: str) -> None:
    """They read or write here; ``doing`` is reading, writing or gone. Makes no happening."""
    require(actor, "claim_need", need)
    if doing == "gone":
        presence.leave(need, actor)
    elif doing in ("reading", "writing"):
        presence.note_presence(need, actor, doing)

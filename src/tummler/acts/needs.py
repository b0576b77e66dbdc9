"""Claiming, letting go, taking over, and saying that something is no need."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from tummler.common import clock
from tummler.listening.complete import want
from tummler.matching import calls, claims, presence
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Need
from tummler.records.states import move


@dataclass(frozen=True, slots=True)
class Claim:
    """How a claim went: whether it is ours, and if not, whose it is and how much earlier they were (seconds)."""

    ours: bool
    holder: Helper | None
    seconds_earlier: float = 0.0


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}


def claim_need(*, actor: Helper, need: Need) -> Claim:
    """ "I've got this." Of two people pressing at once the later one is told who was earlier."""
    require(actor, "claim_need", need)
    with transaction.atomic():
        if claims.claim(need, actor):
            calls.settle(need, actor, ("wrote",), "taken")
            happen("need_claimed", need.brand_id, actor, **_rows(need))
            return Claim(True, actor)
    now = Need.objects.select_related("claimed_by").get(pk=need.pk)
    if now.claimed_by_id == actor.pk:
        claims.keep_alive(now, actor)
        return Claim(True, actor)
    earlier = (clock.now() - now.claimed_at).total_seconds() if now.claimed_at else 0.0
    return Claim(False, now.claimed_by, max(0.0, earlier))


def take_over_need(*, actor: Helper, need: Need) -> Claim:
    """Take a claim that has gone quiet, with its draft."""
    require(actor, "take_over_need", need)
    with transaction.atomic():
        if claims.take_over(need, actor):
            calls.lapse_hand_ons(need)
            happen("need_taken_over", need.brand_id, actor, **_rows(need))
            return Claim(True, actor)
    now = Need.objects.select_related("claimed_by").get(pk=need.pk)
    return Claim(now.claimed_by_id == actor.pk, now.claimed_by)


def let_go_need(*, actor: Helper, need: Need) -> bool:
    """Put it back on the market; the draft stays with the need."""
    require(actor, "let_go_need", need)
    with transaction.atomic():
        done = claims.let_go(need, actor)
        if done:
            calls.lapse_hand_ons(need)
            happen("need_let_go", need.brand_id, actor, **_rows(need))
    return done


def drop_need(*, actor: Helper, need: Need) -> bool:
    """It is no need after all, or asks for nothing any more: off the market, the conversation stays."""
    require(actor, "drop_need", need)
    with transaction.atomic():
        done = bool(move(need, "dropped", closed_at=clock.now()))
        if done:
            happen("need_dropped", need.brand_id, actor, **_rows(need))
    return done


def open_conversation(*, actor: Helper, need: Need) -> None:
    """Someone reads it: have the whole thread fetched, and keep their own claim alive. Makes no happening."""
    if need.claimed_by_id == actor.pk:
        claims.keep_alive(need, actor)
    presence.note_presence(need, actor, "reading")
    calls.settle(need, actor, ("mention", "sentback"), "read")
    want(need.conversation)

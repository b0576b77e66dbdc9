"""Helpers protect themselves: they leave a thread, have somebody blocked for all, and take either back in one step."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tummler.common import clock
from tummler.matching import claims
from tummler.records.access import can, require
from tummler.records.happenings import happen
from tummler.records.models import Account, Blocked, Call, Helper, LeftThread, Need

WHYS = ("insults", "threatens", "follows", "spam")


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}


def leave_thread(*, actor: Helper, need: Need) -> bool:
    """Out of it, without a word to anybody outside: let go, off every list, nobody calls them back. False: left."""
    require(actor, "leave_thread", need)
    with transaction.atomic():
        _left, new = LeftThread.objects.get_or_create(
            conversation_id=need.conversation_id, helper=actor, defaults={"brand_id": need.brand_id}
        )
        if not new:
            return False
        for held in Need.objects.filter(conversation=need.conversation_id, state="claimed", claimed_by=actor):
            claims.let_go(held, actor)
        calls = Call.objects.filter(need__conversation=need.conversation_id, to=actor, settled="")
        calls.update(settled="given_back", settled_at=clock.now())
        happen("thread_left", need.brand_id, actor, **_rows(need))
    return True


def come_back_in(*, actor: Helper, need: Need) -> bool:
    """In again; what was let go is not theirs by that."""
    require(actor, "leave_thread", need)
    with transaction.atomic():
        done = LeftThread.objects.filter(conversation=need.conversation_id, helper=actor).delete()[0]
        if done:
            happen("thread_come_back", need.brand_id, actor, **_rows(need))
    return bool(done)


def ask_block(*, actor: Helper, account: Account, why: str) -> Blocked:
    """Have somebody blocked for all: at once where the actor may, else those who lead are asked. Twice is once."""
    require(actor, "ask_block", account)
    may = can(actor, "block_for_all", account)
    yes = {"said_by": actor, "at": clock.now()} if may else {}
    try:
        with transaction.atomic():
            row = Blocked.objects.create(
                brand_id=actor.brand_id, account=account, asked_by=actor, why=why if why in WHYS else WHYS[0], **yes
            )
            happen("blocked_for_all" if may else "block_asked", actor.brand_id, actor, facts=_facts(row))
    except IntegrityError:
        row = Blocked.objects.get(account=account, ended_at=None)
        if may and row.at is None:
            answer_block(actor=actor, row=row, yes=True)
    return row


def answer_block(*, actor: Helper, row: Blocked, yes: bool) -> bool:
    """Yes, they are blocked for all from now on; or no. False if it was answered already."""
    require(actor, "block_for_all", row)
    at = clock.now()
    with transaction.atomic():
        asked = Blocked.objects.filter(pk=row.pk, at=None, ended_at=None)
        changes = {"at": at} if yes else {"ended_at": at}
        done = bool(asked.update(said_by=actor, **changes))
        if done:
            happen("blocked_for_all" if yes else "block_refused", actor.brand_id, actor, facts=_facts(row))
    return done


def end_block(*, actor: Helper, row: Blocked) -> bool:
    """They are heard and answered again; what was only asked for, whoever asked takes back."""
    if row.at is not None or row.asked_by_id != actor.pk:
        require(actor, "block_for_all", row)
    with transaction.atomic():
        done = bool(Blocked.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now()))
        if done:
            happen("block_ended", actor.brand_id, actor, facts=_facts(row))
    return done


def _facts(row: Blocked) -> dict[str, int | str]:
    return {"account": row.account_id, "why": row.why}

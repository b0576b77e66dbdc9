"""Legal holds: one helper asks, another agrees; either way back is one press."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tummler.common import clock
from tummler.common.text import storable
from tummler.records.access import NotAllowed, require, rows_for
from tummler.records.happenings import happen
from tummler.records.models import Account, Helper, Hold


class NoHold(ValueError):
    """There is nobody to hold, no reason is given, or they are held already."""


def ask_hold(*, actor: Helper, account: Account, why: str) -> Hold:
    """Ask that what somebody said, and what was said to them, is kept. It holds once another agrees."""
    require(actor, "ask_hold", account)
    why = " ".join(storable(why).split())[:120]
    if not why or not rows_for(actor, Account).filter(pk=account.pk, gone_at=None).exists():
        raise NoHold
    try:
        with transaction.atomic():
            hold = Hold.objects.create(brand_id=account.brand_id, account=account, why=why, asked_by=actor)
            _tell("hold_asked", hold, actor)
    except IntegrityError as error:
        raise NoHold from error
    return hold


def agree_hold(*, actor: Helper, hold: Hold) -> bool:
    """Agree: it holds from now on. Raises NotAllowed for the one who asked."""
    require(actor, "agree_hold", hold)
    if hold.asked_by_id == actor.pk:
        raise NotAllowed("agree_hold")
    with transaction.atomic():
        waiting = Hold.objects.filter(pk=hold.pk, agreed_at=None, ended_at=None).exclude(asked_by=actor)
        done = bool(waiting.update(agreed_at=clock.now(), agreed_by=actor))
        if done:
            _tell("hold_agreed", hold, actor)
    return done


def end_hold(*, actor: Helper, hold: Hold) -> bool:
    """It was asked in error, or the law is done with it: what ran out meanwhile goes now."""
    require(actor, "end_hold", hold)
    with transaction.atomic():
        done = bool(Hold.objects.filter(pk=hold.pk, ended_at=None).update(ended_at=clock.now(), ended_by=actor))
        if done:
            _tell("hold_ended", hold, actor)
    return done


def bring_back_hold(*, actor: Helper, hold: Hold) -> bool:
    """Undo its end, as it was."""
    require(actor, "end_hold", hold)
    try:
        with transaction.atomic():
            ended = Hold.objects.filter(pk=hold.pk, ended_at__isnull=False)
            done = bool(ended.update(ended_at=None, ended_by=None))
            if done:
                _tell("hold_brought_back", hold, actor)
    except IntegrityError:  # another was asked for meanwhile
        return False
    return done


def _tell(act: str, hold: Hold, actor: Helper) -> None:
    happen(act, hold.brand_id, actor, facts={"hold": hold.pk})

"""A yes before an answer leaves: rules by leads, saying yes, sending back with a word; each can be taken back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tummler.acts.asking_yes import call_for, may_say_yes
from tummler.acts.noting import Empty
from tummler.acts.replies import hold_need, written
from tummler.answering import promise as promises
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.common.text import storable
from tummler.matching import calls
from tummler.minds.contract import NEEDY
from tummler.records.access import NotAllowed, can, require
from tummler.records.happenings import happen
from tummler.records.models import Approval, ApprovalRule, Channel, Circle, Helper, Topic
from tummler.records.states import move

LONGEST = 2000
MOST_FIRST = 50


class NoRule(ValueError):
    """There is nothing that such a rule could be about."""


class Changed(Exception):
    """It isn't what was to be looked at any more: edited, decided by another, or its writer left."""


def make_rule(*, actor: Helper, kind: str, value: str, circle: Circle | None = None) -> ApprovalRule:
    """From now on answers of this kind wait for a yes: of a circle, or (None) of the leads. Raises :class:`NoRule`."""
    require(actor, "make_approval_rule", actor.brand)
    if circle is not None and (circle.brand_id != actor.brand_id or circle.gone_at is not None):
        raise NoRule
    if not _is_there(actor, kind, value):
        raise NoRule
    with transaction.atomic():
        rule = ApprovalRule.objects.create(brand=actor.brand, kind=kind, value=value[:60], circle=circle, made_by=actor)
        happen("approval_rule_made", actor.brand, actor, facts={"rule": rule.pk})
    return rule


def _is_there(actor: Helper, kind: str, value: str) -> bool:
    match kind:
        case "topic":
            return Topic.objects.filter(brand=actor.brand, key=value, gone_at=None).exists()
        case "kind":
            return value in NEEDY
        case "channel":
            return Channel.objects.filter(brand=actor.brand, public_id=value).exists()
        case "first":
            return value.isdecimal() and len(value) < 4 and 0 < int(value) <= MOST_FIRST
    return False


def end_rule(*, actor: Helper, rule: ApprovalRule, ended: bool = True) -> bool:
    """It holds no more (``ended`` False: it does again). What waits by it still waits."""
    require(actor, "make_approval_rule", rule)
    with transaction.atomic():
        stands = ApprovalRule.objects.filter(pk=rule.pk, ended_at__isnull=ended)
        done = bool(stands.update(ended_at=clock.now() if ended else None))
        if done:
            act = "approval_rule_ended" if ended else "approval_rule_made"
            happen(act, rule.brand_id, actor, facts={"rule": rule.pk})
    return done


def approve_reply(*, actor: Helper, approval: Approval, undo: timedelta = promises.UNDO) -> None:
    """Yes: promised as its writer's own, in the same breath. Raises :class:`Changed`, NotSendable, NotYours.

    Never one's own.
    """
    _allowed(actor, approval)
    reply, writer = approval.reply, approval.asked_by
    if writer is None or not writer.active or reply.edition != approval.edition:
        raise Changed
    parts = promises.parts_of(reply, writer, written(reply, reply.text))
    with transaction.atomic():
        if not move(approval, "approved", frm="waiting", decided_by=actor, decided_at=clock.now()):
            raise Changed
        hold_need(reply, writer)
        rows = promises.promise(reply=reply, helper=writer, parts=parts, undo=undo)
        if rows is None:
            raise Changed
        calls.waiting(approval.need, kind="approve").update(settled="done", settled_at=clock.now())
        happen("approval_given", approval.brand_id, actor, **_rows(approval))
        happen(
            "reply_promised", approval.brand_id, writer, **_rows(approval), channel_id=reply.channel_id,
            facts={"parts": len(rows)},
        )  # fmt: skip
        killpoint("send.before_commit")
    killpoint("send.after_commit")


def unsay_yes(*, actor: Helper, approval: Approval) -> bool:
    """Take one's yes back while nothing has left; False if it is too late, or was another's."""
    require(actor, "approve_reply", approval)
    with transaction.atomic():
        mine = Approval.objects.select_for_update().filter(pk=approval.pk, state="approved", decided_by=actor)
        if not mine.exists() or not promises.take_back(approval.reply):
            return False
        approval.reply.refresh_from_db()
        same = approval.reply.edition == approval.edition
        move(approval, "waiting" if same else "taken_back", decided_by=None, decided_at=None)
        if same:
            call_for(approval)
        happen("approval_taken_back", approval.brand_id, actor, **_rows(approval))
        happen("reply_taken_back", approval.brand_id, actor, **_rows(approval))
    return True


def send_back(*, actor: Helper, approval: Approval, text: str) -> None:
    """Not so: back to its writer with a word. Raises Empty without one, :class:`Changed`."""
    _allowed(actor, approval)
    text = storable(text).strip()[:LONGEST]
    if not text:
        raise Empty
    with transaction.atomic():
        if not move(approval, "sent_back", frm="waiting", decided_by=actor, decided_at=clock.now(), text=text):
            raise Changed
        calls.waiting(approval.need, kind="approve").update(settled="done", settled_at=clock.now())
        if approval.asked_by and can(approval.asked_by, "claim_need", approval.need):
            calls.call(approval.need, actor, approval.asked_by, "sentback", text)
        happen("approval_refused", approval.brand_id, actor, **_rows(approval))


def unsend_back(*, actor: Helper, approval: Approval) -> bool:
    """Take that back, while its writer has not changed it; False otherwise."""
    require(actor, "approve_reply", approval)
    with transaction.atomic():
        mine = Approval.objects.filter(pk=approval.pk, state="sent_back", decided_by=actor)
        reply = approval.reply
        reply.refresh_from_db()
        waits = Approval.objects.filter(reply=reply, state="waiting").exists()
        if waits or reply.promised_at or reply.edition != approval.edition:
            return False
        if not move(mine, "waiting", frm="sent_back", decided_by=None, decided_at=None, text=""):
            return False
        if approval.asked_by:
            calls.settle(approval.need, approval.asked_by, ("sentback",), "withdrawn")
        call_for(approval)
        happen("approval_asked", approval.brand_id, actor, **_rows(approval))
    return True


def take_back_request(*, actor: Helper, approval: Approval) -> bool:
    """Its writer, or who has the need now, asks for no yes any more: it is a draft again; False if it was decided."""
    require(actor, "save_draft", approval.need)
    if actor.pk not in (approval.asked_by_id, approval.need.claimed_by_id):
        raise NotAllowed("save_draft")
    with transaction.atomic():
        done = bool(move(approval, "taken_back", frm="waiting", decided_at=clock.now()))
        if done:
            calls.waiting(approval.need, kind="approve").update(settled="withdrawn", settled_at=clock.now())
            happen("approval_taken_back", approval.brand_id, actor, **_rows(approval))
    return done


def _allowed(actor: Helper, approval: Approval) -> None:
    require(actor, "approve_reply", approval)
    mine = actor.pk in (approval.asked_by_id, approval.reply.helper_id)
    if mine or actor.pk not in {one.pk for one in may_say_yes(approval.rule)}:
        raise NotAllowed("approve_reply")


def _rows(approval: Approval) -> dict[str, int]:
    need = approval.need
    return {"need_id": need.pk, "conversation_id": need.conversation_id, "reply_id": approval.reply_id}

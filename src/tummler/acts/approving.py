"""A yes before an answer leaves: rules by leads, saying yes, sending back with a word; each can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from tummler.acts.asking_yes import call_for, call_no_more, may_say_yes
from tummler.acts.noting import Empty
from tummler.acts.replies import hold_need, written
from tummler.answering import promise as promises
from tummler.answering.approving import waiting_with
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.common.text import storable
from tummler.matching import calls
from tummler.minds.contract import NEEDY
from tummler.records.access import NotAllowed, can, require
from tummler.records.happenings import happen
from tummler.records.models import Approval, ApprovalRule, Channel, Circle, Helper, Reply, Topic
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


def approve_reply(*, actor: Helper, approval: Approval, undo: timedelta = promises.UNDO) -> bool:
    """Yes, for every rule by which it is asked of this actor; the last yes promises it as its writer's own.

    Whether that was it. Raises :class:`Changed`, NotSendable, NotYours. Never one's own.
    """
    _allowed(actor, approval)
    reply, writer = approval.reply, approval.asked_by
    if writer is None or not writer.active or reply.edition != approval.edition:
        raise Changed
    parts = promises.parts_of(reply, writer, written(reply, reply.text))
    with transaction.atomic():
        still = _say_yes(actor, approval)
        call_no_more(approval, still)
        happen("approval_given", approval.brand_id, actor, **_rows(approval), facts={"still": len(still)})
        if not still:
            _promise(approval, writer, parts, undo)
        killpoint("send.before_commit")
    killpoint("send.after_commit")
    return not still


def _promise(approval: Approval, writer: Helper, parts: Sequence[promises.Ready], undo: timedelta) -> None:
    reply = approval.reply
    hold_need(reply, writer)
    rows = promises.promise(reply=reply, helper=writer, parts=parts, undo=undo)
    if rows is None:
        raise Changed
    happen(
        "reply_promised", approval.brand_id, writer, **_rows(approval), channel_id=reply.channel_id,
        facts={"parts": len(rows)},
    )  # fmt: skip


def _say_yes(actor: Helper, approval: Approval) -> list[Approval]:
    """Approved by every rule that asks this actor; those by which it still waits for others."""
    waiting = waiting_with(approval)
    if approval.pk not in {one.pk for one in waiting}:
        raise Changed
    theirs = [one for one in waiting if _may(actor, one)]
    move(_these(theirs), "approved", frm="waiting", decided_by=actor, decided_at=clock.now())
    return [one for one in waiting if one not in theirs]


def unsay_yes(*, actor: Helper, approval: Approval) -> bool:
    """Take one's yes back while nothing has left; False if it is too late, or was another's."""
    require(actor, "approve_reply", approval)
    with transaction.atomic():
        reply = Reply.objects.select_for_update().get(pk=approval.reply_id)
        given = Approval.objects.filter(reply=reply, edition=approval.edition, state="approved", decided_by=actor)
        promised = reply.promised_at is not None
        if not given.filter(pk=approval.pk).exists() or (promised and not promises.take_back(reply)):
            return False
        reply.refresh_from_db()
        same = reply.edition == approval.edition
        move(given, "waiting" if same else "taken_back", decided_by=None, decided_at=None)
        if same:
            call_for(waiting_with(approval))
        happen("approval_taken_back", approval.brand_id, actor, **_rows(approval))
        if promised:
            happen("reply_taken_back", approval.brand_id, actor, **_rows(approval))
    return True


def send_back(*, actor: Helper, approval: Approval, text: str) -> None:
    """Not so: back to its writer with a word, whoever else would look. Raises Empty without one, :class:`Changed`."""
    _allowed(actor, approval)
    text = storable(text).strip()[:LONGEST]
    if not text:
        raise Empty
    with transaction.atomic():
        waiting = waiting_with(approval)
        if approval.pk not in {one.pk for one in waiting}:
            raise Changed
        move(_these(waiting), "sent_back", frm="waiting", decided_by=actor, decided_at=clock.now(), text=text)
        call_no_more(approval, [])
        if approval.asked_by and can(approval.asked_by, "claim_need", approval.need):
            calls.call(approval.need, actor, approval.asked_by, "sentback", text)
        happen("approval_refused", approval.brand_id, actor, **_rows(approval))


def unsend_back(*, actor: Helper, approval: Approval) -> bool:
    """Take that back, while its writer has not changed it; False otherwise."""
    require(actor, "approve_reply", approval)
    with transaction.atomic():
        reply = approval.reply
        reply.refresh_from_db()
        back = Approval.objects.filter(reply=reply, edition=approval.edition, state="sent_back", decided_by=actor)
        waits = Approval.objects.filter(reply=reply, state="waiting").exists()
        if waits or reply.promised_at or reply.edition != approval.edition:
            return False
        if not move(back, "waiting", frm="sent_back", decided_by=None, decided_at=None, text=""):
            return False
        if approval.asked_by:
            calls.settle(approval.need, approval.asked_by, ("sentback",), "withdrawn")
        call_for(waiting_with(approval))
        happen("approval_asked", approval.brand_id, actor, **_rows(approval))
    return True


def take_back_request(*, actor: Helper, approval: Approval) -> bool:
    """Its writer, or who has the need now, asks for no yes any more: it is a draft again; False if it was decided."""
    require(actor, "save_draft", approval.need)
    if actor.pk not in (approval.asked_by_id, approval.need.claimed_by_id):
        raise NotAllowed("save_draft")
    with transaction.atomic():
        done = bool(move(_these(waiting_with(approval)), "taken_back", frm="waiting", decided_at=clock.now()))
        if done:
            call_no_more(approval, [], "withdrawn")
            happen("approval_taken_back", approval.brand_id, actor, **_rows(approval))
    return done


def _these(approvals: Sequence[Approval]) -> QuerySet[Approval]:
    return Approval.objects.filter(pk__in=[one.pk for one in approvals])


def _allowed(actor: Helper, approval: Approval) -> None:
    require(actor, "approve_reply", approval)
    if not _may(actor, approval):
        raise NotAllowed("approve_reply")


def _may(actor: Helper, approval: Approval) -> bool:
    mine = actor.pk in (approval.asked_by_id, approval.reply.helper_id)
    return not mine and actor.pk in {one.pk for one in may_say_yes(approval.rule)}


def _rows(approval: Approval) -> dict[str, int]:
    need = approval.need
    return {"need_id": need.pk, "conversation_id": need.conversation_id, "reply_id": approval.reply_id}

"""Where a brand wants somebody's yes before an answer is promised: which rule holds, and asking for it. No rights here.

Nothing of it touches what leaves: while a yes is waited for there is no promise, so there is nothing to deliver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tummler.common import clock
from tummler.records.models import Approval, ApprovalRule, Helper, Need, Reply
from tummler.records.prepared import Given, prepared
from tummler.records.states import move

KINDS = ("topic", "kind", "channel", "first")


@dataclass(frozen=True, slots=True)
class About:
    """What a rule is held against: a need, and how many answers its writer has given."""

    topic: str
    kind: str
    channel: str
    answers: int


def holds(kind: str, value: str, about: About) -> bool:
    """Whether a rule wants a yes. Pure."""
    match kind:
        case "topic":
            return bool(about.topic) and about.topic == value
        case "kind":
            return about.kind == value
        case "channel":
            return about.channel == value
        case "first":
            return value.isdecimal() and about.answers < int(value)
    return False


def rules_of(brand_id: int) -> list[ApprovalRule]:
    """The rules that stand, the oldest first. One query."""
    return prepared("approval rules", _rules).all(brand=brand_id)


def _rules() -> QuerySet[ApprovalRule]:
    rules = ApprovalRule.objects.filter(brand=Given("brand"), ended_at=None).select_related("circle")
    return rules.order_by("pk")[:100]


def rules_for(need: Need, writer: Helper, rules: Sequence[ApprovalRule] | None = None) -> list[ApprovalRule]:
    """Every rule that holds for an answer of this writer: each wants its yes. A query where some are on first ones."""
    rules = rules_of(need.brand_id) if rules is None else rules
    if not rules:
        return []
    counted = any(rule.kind == "first" for rule in rules)
    answers = Reply.objects.filter(helper=writer, promised_at__isnull=False, machine="").count() if counted else 0
    about = About(need.topic, need.kind, need.post.channel.public_id, answers)
    return [rule for rule in rules if holds(rule.kind, rule.value, about)]


def ask(reply: Reply, rules: Sequence[ApprovalRule], writer: Helper) -> list[Approval]:
    """Have this edition wait for the yes that each rule wants; none if it does already, or was changed meanwhile.

    In the caller's transaction. An earlier edition that waits is not to be said yes to any more.
    """
    now = Reply.objects.select_for_update().filter(pk=reply.pk, promised_at=None, edition=reply.edition).first()
    waits = Approval.objects.filter(reply=reply, state="waiting")
    if now is None or waits.filter(edition=reply.edition).exists():
        return []
    move(waits, "taken_back", decided_at=clock.now())
    return [
        Approval.objects.create(
            brand_id=reply.brand_id, rule=rule, need=reply.need, reply=reply, edition=reply.edition, asked_by=writer
        )
        for rule in rules
    ]


def waiting_with(approval: Approval) -> list[Approval]:
    """What waits for the same edition, by whichever rule, itself too; in the caller's transaction one at a time."""
    Reply.objects.select_for_update().get(pk=approval.reply_id)
    rows = Approval.objects.filter(reply=approval.reply_id, edition=approval.edition, state="waiting")
    return list(rows.select_related("rule__circle", "asked_by__brand", "need", "reply").order_by("pk"))


def void(reply: Reply) -> int:
    """It is a draft again: whatever yes it waited for or had counts no more. In the caller's transaction; how many."""
    return move(Approval.objects.filter(reply=reply, state__in=("waiting", "approved")), "taken_back")

"""Whom a rule asks for a yes, and calling them to an answer that waits."""

from __future__ import annotations

from collections.abc import Sequence

from tummler.common import clock
from tummler.matching import calls, circles
from tummler.records.access import can
from tummler.records.models import Approval, ApprovalRule, Helper
from tummler.records.models.helper import Role


def may_say_yes(rule: ApprovalRule) -> list[Helper]:
    """Whom a rule asks: who is in its circle, or the leads. One query."""
    if rule.circle is not None and rule.circle.gone_at is None:
        return [one for one in circles.people_of(rule.circle) if not one.newcomer]
    leads = Helper.objects.filter(brand=rule.brand_id, active=True, role__in=(Role.OWNER, Role.LEAD))
    return list(leads.select_related("brand").order_by("joined_at", "pk"))


def asked_for(waiting: Sequence[Approval]) -> dict[int, Helper]:
    """Everyone whose yes one of these waits for, but their writer, each once, by number. A query for each."""
    return {
        one.pk: one
        for approval in waiting
        for one in may_say_yes(approval.rule)
        if one.pk not in (approval.asked_by_id, approval.reply.helper_id) and can(one, "approve_reply", approval.need)
    }


def call_for(waiting: Sequence[Approval]) -> int:
    """Call everyone who may say yes to one of these, all of one answer; how many. In the caller's transaction."""
    asked = asked_for(waiting)
    writer = waiting[0].asked_by if waiting else None
    if writer is not None:
        for one in asked.values():
            calls.call(waiting[0].need, writer, one, "approve")
    return len(asked)


def call_no_more(approval: Approval, still: Sequence[Approval], how: str = "done") -> None:
    """Whoever isn't asked by what still waits needn't look any more. In the caller's transaction."""
    rows = calls.waiting(approval.need, kind="approve").exclude(to__in=asked_for(still))
    rows.update(settled=how, settled_at=clock.now())

"""Whom a rule asks for a yes, and calling them to an answer that waits."""

from __future__ import annotations

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


def call_for(approval: Approval) -> int:
    """Call everyone who may say yes to it, but its writer; how many. In the caller's transaction."""
    writer, need = approval.asked_by, approval.need
    asked = [
        one for one in may_say_yes(approval.rule) if one.pk != approval.asked_by_id and can(one, "approve_reply", need)
    ]
    if writer is not None:
        for one in asked:
            calls.call(need, writer, one, "approve")
    return len(asked)

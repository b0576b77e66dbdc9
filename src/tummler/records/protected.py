"""Who left which conversation, and who is blocked for all: asked wherever somebody is called, shown or answered."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from tummler.records.models import Blocked, Helper, LeftThread, Need
from tummler.records.prepared import Given, prepared


def has_left(helper: Helper, conversation: int) -> bool:
    """Whether this helper left this conversation. One query."""
    return LeftThread.objects.filter(conversation=conversation, helper=helper).exists()


def who_left(conversation: int) -> frozenset[int]:
    """Who left this conversation, by number. One query."""
    left = prepared("who left", lambda: LeftThread.objects.filter(conversation=Given("of")).values_list("helper"))
    return frozenset(helper for (helper,) in left.rows(of=conversation))


def left_by(helper: Helper, conversation: str = "conversation_id") -> Exists:
    """A condition on rows: this helper left their conversation."""
    return Exists(LeftThread.objects.filter(conversation=OuterRef(conversation), helper=helper.pk))


def standing_blocks() -> QuerySet[Blocked]:
    """Blocks that hold: asked for, said yes to, and not ended."""
    return Blocked.objects.filter(ended_at=None, at__isnull=False)


def blocked_for_all(account: str = "account_id") -> Exists:
    """A condition on rows: their account is blocked for all."""
    return Exists(standing_blocks().filter(account=OuterRef(account)))


def is_blocked(account: int) -> bool:
    """Whether nobody here answers this account any more. One query."""
    return standing_blocks().filter(account=account).exists()


def off_the_lists(needs: QuerySet[Need], helper: Helper) -> QuerySet[Need]:
    """Without what this helper left, and without who is blocked for all; somebody in danger stays, whoever it is."""
    return needs.exclude(left_by(helper)).exclude(blocked_for_all(), care="")

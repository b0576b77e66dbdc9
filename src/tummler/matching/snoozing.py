"""Putting a need to sleep: off the lists until a time, or until they write again. Its claimer keeps it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tummler.common import clock
from tummler.matching.claims import AWAKE
from tummler.records.happenings import happen
from tummler.records.models import Helper, Need


def snooze(need: Need, helper: Helper, until: datetime | None) -> bool:
    """Put one's own need to sleep; None: until they write. False if it isn't theirs."""
    mine = Need.objects.filter(pk=need.pk, state="claimed", claimed_by=helper)
    return bool(mine.update(snoozed_at=clock.now(), snoozed_until=until))


def wake(need: Need) -> bool:
    """Have it back on the lists, its claim alive from now; False if it wasn't asleep."""
    asleep = Need.objects.filter(pk=need.pk, snoozed_at__isnull=False)
    return bool(asleep.update(**AWAKE, claim_alive_at=clock.now()))


def wake_due(limit: int = 200) -> int:
    """Have those back whose time has come; how many."""
    due = Need.objects.filter(snoozed_at__isnull=False, snoozed_until__lte=clock.now())
    woken = 0
    for need in due[:limit]:
        with transaction.atomic():
            if wake(need):
                happen("need_woke", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)
                woken += 1
    return woken

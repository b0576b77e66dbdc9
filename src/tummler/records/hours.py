"""When a helper may be nudged: in the hours that they said, in their own zone. Who said none may be at any time."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from tummler.records.models import Helper

DAY = 24 * 60


def awake(helper: Helper, at: datetime) -> bool:
    """Whether this helper may be nudged at this moment. No query."""
    return not helper.hours or awake_in(helper.hours, at.astimezone(zone_of(helper)))


def awake_in(hours: Sequence[Sequence[int]], local: datetime) -> bool:
    """Whether a moment, as their own clock shows it, lies in ``hours``: [weekday, from, to] in minutes. Pure.

    A stretch that ends no later than it begins goes on into the next day.
    """
    minute, day = local.hour * 60 + local.minute, local.weekday()
    for weekday, begin, end in hours:
        until = end if end > begin else end + DAY
        since_begin = minute + ((day - weekday) % 7) * DAY - begin
        if 0 <= since_begin < until - begin:
            return True
    return False


def next_awake(helper: Helper, at: datetime) -> datetime | None:
    """When they may be nudged again; None where that is now, or never."""
    if not helper.hours or awake(helper, at):
        return None
    local = at.astimezone(zone_of(helper))
    starts = []
    for weekday, begin, _end in helper.hours:
        day = (local + timedelta(days=(weekday - local.weekday()) % 7)).date()
        first = datetime(day.year, day.month, day.day, tzinfo=local.tzinfo) + timedelta(minutes=begin)
        starts.append(first if first > local else first + timedelta(days=7))
    return min(starts)


def zone_of(helper: Helper) -> tzinfo:
    """Their own zone; UTC where they said none, or one that is no more."""
    try:
        return zoneinfo.ZoneInfo(helper.zone) if helper.zone else UTC
    except (KeyError, ValueError, OSError):
        return UTC

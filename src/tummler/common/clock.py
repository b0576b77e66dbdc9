"""The only place that asks the machine for the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

_shift = timedelta(0)


def now() -> datetime:
    """The time in UTC, as the machine has it, shifted by tests that make the clock jump."""
    return datetime.now(UTC) + _shift


def ticks() -> float:
    """Seconds that only ever go forward; for deadlines, never for storing."""
    return time.monotonic()


def shift(by: timedelta) -> None:
    """Make the clock jump (tests of a clock that jumps); ``timedelta(0)`` puts it right again."""
    global _shift
    _shift = by


def parse(text: str | None) -> datetime | None:
    """An ISO 8601 time as UTC, or None for anything else. A time without a zone counts as UTC."""
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

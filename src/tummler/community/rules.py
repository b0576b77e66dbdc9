"""The published rules of thanks, as pure functions: docs/thanks.md says the same in words."""

from __future__ import annotations

from datetime import date, timedelta

from tummler.community.ledger import UNIT

#: Within so long the same two count as the same two.
AGAIN_WITHIN = timedelta(days=365)
#: What was given can be taken back for so long; then it is there.
TAKE_BACK = timedelta(seconds=10)
#: A pledge comes back after so long unless somebody helped; who helped has it a day after the asker said so.
PLEDGE_LASTS, PLEDGE_SETTLES = timedelta(days=14), timedelta(days=1)
#: What lay longer than this rests: every week one part of so many of it.
HOARDED_AFTER, WEEKLY_PART = timedelta(days=90), 52
#: A ring that somebody looked at isn't asked about again for so long.
RING_RESTS = timedelta(days=180)


def value_of(nth: int, among: int = 1, place: int = 0) -> int:
    """What it is worth that one helped another for the ``nth`` time, shared ``among`` those who helped.

    The whole is one thanks for one need helped; what can't be shared evenly goes to those first in place.
    """
    return (UNIT // among + (1 if place < UNIT % among else 0)) // nth


def shared(amount: int, among: int) -> list[int]:
    """An amount in equal parts, to the unit; what is left over goes to the first."""
    return [amount // among + (1 if place < amount % among else 0) for place in range(among)]


def resting(balance: int, lately: int) -> int:
    """What rests this week of a balance, of which so much came within the last 90 days."""
    return max(0, balance - lately) // WEEKLY_PART


def week_of(day: date) -> str:
    """2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"

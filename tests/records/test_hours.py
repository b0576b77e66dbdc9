"""Nobody is nudged outside their hours, also beyond midnight, in their own zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tummler.records.hours import awake, awake_in, next_awake
from tummler.records.models import Helper

#: Monday to Friday nine to five, and the night from Saturday to Sunday.
HOURS = [*([day, 9 * 60, 17 * 60] for day in range(5)), [5, 22 * 60, 6 * 60]]


@pytest.mark.parametrize(
    ("when", "is_awake"),
    [
        ("2026-11-23T08:59", False),  # a Monday
        ("2026-11-23T09:00", True),
        ("2026-11-27T16:59", True),
        ("2026-11-27T17:00", False),
        ("2026-11-28T12:00", False),
        ("2026-11-28T23:30", True),
        ("2026-11-29T05:59", True),
        ("2026-11-29T06:00", False),
        ("2026-11-29T23:30", False),
    ],
)
def test_awake_in_the_hours_that_they_said(when, is_awake):
    assert awake_in(HOURS, datetime.fromisoformat(when)) == is_awake


def test_a_stretch_from_sunday_goes_on_into_monday():
    assert awake_in([[6, 22 * 60, 60]], datetime.fromisoformat("2026-11-23T00:30"))


def test_hours_are_in_their_own_zone_and_who_said_none_is_always_awake():
    at = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    madrid, lisbon = Helper(hours=HOURS, zone="Europe/Madrid"), Helper(hours=HOURS, zone="Europe/Lisbon")
    told = [awake(one, at) for one in (madrid, lisbon, Helper(), Helper(hours=HOURS, zone="Atlantis/Capital"))]
    assert told == [True, False, True, False]


def test_next_awake_tells_when_they_are_back():
    friday_evening = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
    helper = Helper(hours=[[0, 540, 1020], [4, 540, 1020]], zone="Europe/Madrid")
    assert next_awake(helper, friday_evening) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert next_awake(helper, datetime(2026, 11, 27, 10, 0, tzinfo=UTC)) is None

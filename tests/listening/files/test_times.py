"""Times as they stand in files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tummler.listening.files.times import id_clock, parse_time, time_in_id

AT = datetime(2020, 4, 1, 17, 31, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2020-04-01T17:31:32.000Z",
        "2020-04-01T19:31:32+02:00",
        "2020-04-01 17:31:32",
        "2020-04-01 17:31:32 UTC",
        "2020/04/01 17:31:32",
        "Wed Apr 01 17:31:32 +0000 2020",
        "Wed, 01 Apr 2020 17:31:32 GMT",
        "1585762292",
        1585762292,
        1585762292000,
        "1585762292000",
        1585762292.0,
    ],
)
def test_usual_ways_of_writing_a_time_mean_the_same(value):
    assert parse_time(value) == AT


@pytest.mark.parametrize(
    "value",
    ["yesterday", "03/04/2020", "01.04.2020 17:31", "0", 0, 17, True, None, "", "9999-99-99", "0001-01-01T00:00:00Z",
     "1970-01-01T00:00:00Z", 1e300, float("nan"), "1" * 40, [2020], "٢٠٢٠-٠٤-٠١"],
)  # fmt: skip
def test_what_is_no_clear_time_is_none(value):
    assert parse_time(value) is None


def test_a_shape_says_what_is_day_and_what_is_month():
    assert parse_time("01/04/2020 17:31:32", "%d/%m/%Y %H:%M:%S") == AT
    assert parse_time("2020-04-01", "%d/%m/%Y") is None


def test_ids_that_agree_with_their_times_hold_the_time():
    pairs = [("1245403438755852288", AT)]
    assert id_clock(pairs) == "twitter"
    assert time_in_id("1245425308704149506", "twitter").isoformat() == "2020-04-01T18:58:27.135000+00:00"
    assert id_clock([("103924515471360000", datetime(2020, 4, 1, 17, 31, tzinfo=UTC))]) == "mastodon"


@pytest.mark.parametrize("pairs", [[], [("17", AT)], [("abc", AT)], [("1245403438755852288", AT), ("17", AT)]])
def test_ids_that_do_not_all_agree_hold_no_time(pairs):
    assert id_clock(pairs) == ""

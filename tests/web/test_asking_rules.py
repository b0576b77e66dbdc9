"""What is taken on the square is a rule of its own."""

from __future__ import annotations

import pytest

from tummler.web.asking_rules import HANDED_BACK, Asking, hand_back, links_in


def asking(**changes):
    values = {"text": "Where is dock 9?", "trap": "", "seconds": 20.0, "known": False, "our_name": False, **changes}
    return Asking(**values)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"text": "\n \t"}, "empty"),
        ({"text": "👩‍👩‍👧‍👦" * 4000}, ""),
        ({"text": "👩‍👩‍👧‍👦" * 4001}, "too_long"),
        ({"trap": "x"}, "trap"),
        ({"seconds": 1.99}, "too_fast"),
        ({"seconds": 2.0}, ""),
        ({"seconds": 12 * 3600.0}, ""),
        ({"seconds": 12 * 3600.1}, "too_old"),
        ({"seconds": None}, "too_old"),
        ({"text": "https://a.example https://b.example"}, ""),
        ({"text": "https://a.example https://b.example www.c.example"}, "too_many_links"),
        ({"text": "https://a.example https://b.example www.c.example", "known": True}, ""),
        ({"our_name": True}, "our_name"),
    ],
)
def test_hand_back_says_why(changes, code):
    assert hand_back(asking(**changes)) == code


def test_links_are_found_as_robots_write_them():
    assert links_in("see shop.example.com, HTTPS://x.y and www.z.org at 11.20 or 3.5 km") == 3


def test_every_reason_is_said_in_words():
    codes = {"empty", "too_long", "trap", "too_fast", "too_old", "too_many_links", "our_name", "said_already"}
    assert set(HANDED_BACK) == codes | {"too_much", "busy"}
    assert all(str(words).endswith(".") for words in HANDED_BACK.values())

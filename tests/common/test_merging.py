"""Two people, one text: what both wrote is in it, or somebody is asked."""

from __future__ import annotations

import pytest

from tummler.common.merging import merge, moved

BASE = "Dear Marta,\n\nthe dock is open.\n\nInés"


@pytest.mark.parametrize(
    "mine, theirs, both",
    [
        (BASE, BASE, BASE),
        (BASE.replace("Dear", "Good morning,"), BASE, BASE.replace("Dear", "Good morning,")),
        (BASE, BASE + "!", BASE + "!"),
        (
            BASE.replace("Dear", "Hello"),
            BASE.replace("open", "open again"),
            "Hello Marta,\n\nthe dock is open again.\n\nInés",
        ),
        ("Hello\n" + BASE, BASE + "\nOlu", "Hello\n" + BASE + "\nOlu"),
        (BASE.replace("open", "shut"), BASE + "\n\nP.S.", BASE.replace("open", "shut") + "\n\nP.S."),
        (BASE.replace("open", "shut"), BASE.replace("open", "shut") + "\nOlu", BASE.replace("open", "shut") + "\nOlu"),
        (BASE.replace("the dock is open.\n\n", ""), BASE.replace("Inés", "Olu"), "Dear Marta,\n\nOlu"),
    ],
)
def test_changes_of_different_lines_come_together_either_way_round(mine, theirs, both):
    assert (merge(BASE, mine, theirs), merge(BASE, theirs, mine)) == (both, both)


@pytest.mark.parametrize(
    "base, mine, theirs",
    [
        ("", "Mine", "Theirs"),
        ("One line", "One short line", "One long line"),
        (BASE, BASE + "\nmine", BASE + "\ntheirs"),
        (BASE, "", BASE.replace("open", "shut")),
        ("a\nb\nc", "a\nX\nY", "a\nb\nZ"),
    ],
)
def test_changes_of_the_same_line_are_for_people_to_choose(base, mine, theirs):
    assert (merge(base, mine, theirs), merge(base, theirs, mine)) == (None, None)


def test_every_word_of_both_is_in_what_comes_together():
    lines = [f"line {number}" for number in range(60)]
    mine = [f"{line} mine" if number % 6 == 0 else line for number, line in enumerate(lines)]
    theirs = [f"{line} theirs" if number % 6 == 3 else line for number, line in enumerate(lines)]
    both = merge("\n".join(lines), "\n".join(mine), "\n".join(theirs))
    assert (both.count("mine"), both.count("theirs"), both.count("line")) == (10, 10, 60)


@pytest.mark.parametrize(
    "places, after, found",
    [
        ((3, 7), "one two three", (3, 7)),
        ((3, 7), "so one two three", (6, 10)),
        ((3, 7), "one or two three", (3, 10)),
        ((3, 7), "one twelve three", (3, 10)),
        ((3, 7), "one", (3,)),
        ((7,), "four five six", ()),
        ((7,), "One two Three", (7,)),
    ],
)
def test_places_go_along_with_the_words_around_them(places, after, found):
    assert moved(places, "one two three", after) == found


def test_a_long_text_is_compared_in_no_time():
    before = "word " * 4000
    assert moved((10, 19_990), before, before[:9_000] + "and " + before[9_000:]) == (10, 19_994)
    assert moved((10, 10_000), before, "X" + before[1:-1] + "Y") == ()  # rewritten from end to end: not compared

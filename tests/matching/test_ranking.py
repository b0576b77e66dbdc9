"""Who could answer, by what they solved: the likest and the latest, and what is known beside it; and widening."""

from __future__ import annotations

from datetime import timedelta

from tummler.matching.ranking import Solved, Standing, ranked
from tummler.matching.widening import EVERYONE_AFTER, FIRST, reached_in, reaches_after
from tummler.records.models.need import NO_HURRY, NOW, TODAY


def order(*solved: Solved, **known: Standing) -> list[str]:
    """The order of a, b and c, of whom this is known."""
    return ranked(solved, [known.get(who, Standing(who)) for who in "abc"])


def test_the_likest_comes_before_the_busiest():
    habit = [Solved("b", since=20, likeness=0.1) for _ in range(4)]
    assert order(*habit, Solved("a", since=20, likeness=0.8)) == ["a", "b", "c"]


def test_what_was_solved_long_ago_speaks_less():
    assert order(Solved("a", since=400, likeness=0.6), Solved("b", since=3, likeness=0.6)) == ["b", "a", "c"]


def test_the_askers_word_speaks_louder_than_an_answer():
    assert order(Solved("a", since=3, likeness=0.6, helped=False), Solved("b", since=3, likeness=0.6)) == [
        "b",
        "a",
        "c",
    ]


def test_what_is_known_beside_it_decides_between_equals():
    like = [Solved(who, since=3, likeness=0.5) for who in "abc"]
    theirs = Solved("c", since=3, likeness=0.5, same_person=True)
    assert order(*like, theirs, b=Standing("b", chose_topic=True)) == ["c", "b", "a"]
    assert order(*like, a=Standing("a", speaks=False), b=Standing("b", speaks=True)) == ["b", "c", "a"]
    assert order(*like, a=Standing("a", here=False), b=Standing("b", holds=2)) == ["c", "a", "b"]
    assert order(*like, a=Standing("a", awake=False)) == ["b", "c", "a"]


def test_a_few_are_reached_at_once_and_twice_as_many_after_each_while():
    at = [reaches_after(place, TODAY) for place in range(12)]
    assert [one == timedelta() for one in at] == [True] * FIRST + [False] * 9
    assert reaches_after(2 * FIRST - 1, TODAY) == timedelta(minutes=8)
    assert reaches_after(4 * FIRST - 1, TODAY) == timedelta(minutes=16)
    assert at == sorted(at)


def test_the_urgent_spreads_faster_and_all_is_everyones_in_the_end():
    for place in (4, 9, 500):
        assert reaches_after(place, NOW) < reaches_after(place, TODAY) <= reaches_after(place, NO_HURRY)
    assert [reaches_after(10**9, urgency) for urgency in (NOW, TODAY, NO_HURRY)] == list(EVERYONE_AFTER.values())


def test_who_sleeps_takes_no_place():
    asleep = [True, False, False, False, True, True, True]
    assert [one == timedelta() for one in reached_in(asleep, TODAY)] == [True] * 6 + [False]
    assert reached_in([False] * 30, NO_HURRY) == [timedelta()] * 30

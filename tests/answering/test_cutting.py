"""Where an answer is cut: as its writer wants it, as long as the network lets it."""

from __future__ import annotations

import pytest

from tummler.answering.cutting import fitting, move_cut
from tummler.networks import registry
from tummler.networks.contract import HeardAccount, Place, Visibility

TEXT = " ".join(f"word{number:03}" for number in range(70))  # 559 signs, words of 7


def composing(key, text=TEXT):
    network = registry.network(key)
    account = HeardAccount("https://norte.social/users/marta#1", "marta@norte.social")
    place = Place("q", "v", "q", "v", account, Visibility.PUBLIC)
    traits = network.traits({"max_characters": 300})
    return lambda cuts: network.compose(text, place, traits, cuts)


NETWORKS = ("echo", "bluesky", "mastodon")


def shape(made):
    return [(leaf.start, leaf.end) for leaf in made.leaves]


@pytest.mark.parametrize("key", NETWORKS)
def test_leaves_say_which_words_they_were_made_of(key):
    made, cuts, dropped = fitting((), composing(key))
    assert (cuts, dropped) == ((), ())
    assert " ".join(TEXT[start:end] for start, end in shape(made)) == TEXT
    assert all(TEXT[leaf.start : leaf.end] in leaf.text for leaf in made.leaves)


@pytest.mark.parametrize("key", NETWORKS)
def test_a_cut_goes_a_word_earlier_and_later(key):
    compose = composing(key)
    made, cuts, _ = fitting((), compose)
    end = made.leaves[0].end
    earlier = move_cut(TEXT, made.leaves, cuts, 1, "earlier")
    assert earlier == (end - 8,)
    made, cuts, dropped = fitting(earlier, compose)
    assert (made.leaves[0].end, len(made.leaves), dropped) == (end - 8, 2, ())
    assert move_cut(TEXT, made.leaves, cuts, 1, "later") == (end,)


@pytest.mark.parametrize("key", NETWORKS)
def test_a_cut_is_dragged_to_the_nearest_word(key):
    made, cuts, _ = fitting((), composing(key))
    assert move_cut(TEXT, made.leaves, cuts, 1, 265) == (263,)
    assert move_cut(TEXT, made.leaves, cuts, 1, 268) == (271,)
    assert move_cut(TEXT, made.leaves, cuts, 9, 100) == cuts


@pytest.mark.parametrize("key", NETWORKS)
def test_a_cut_that_no_longer_fits_is_dropped_and_told(key):
    compose = composing(key)
    made, _, _ = fitting((), compose)
    end = made.leaves[0].end
    later, cuts, dropped = fitting((end + 8,), compose)
    assert (shape(later), cuts, dropped) == (shape(made), (), (end + 8,))


@pytest.mark.parametrize("key", NETWORKS)
def test_cuts_before_the_moved_one_stay_where_they_were_seen(key):
    long = f"{TEXT} {TEXT}"
    compose = composing(key, long)
    made, cuts, _ = fitting((), compose)
    assert len(made.leaves) == 4
    first, second = made.leaves[0].end, made.leaves[1].end
    moved = move_cut(long, made.leaves, cuts, 2, "earlier")
    made, cuts, dropped = fitting(moved, compose)
    assert (made.leaves[0].end, made.leaves[1].end, len(cuts), dropped) == (first, second - 8, 2, ())


def test_a_cut_behind_everything_is_none():
    made, cuts, dropped = fitting((10_000,), composing("echo", "short"))
    assert (len(made.leaves), cuts, dropped) == (1, (), (10_000,))

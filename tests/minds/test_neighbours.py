"""The nearest vectors, exactly; what was removed is not found."""

from __future__ import annotations

import numpy as np

from tummler.minds.likeness import likeness, spoken_for
from tummler.minds.neighbours import Exact


def test_the_nearest_come_first_and_what_is_removed_is_gone() -> None:
    rows = np.eye(6, dtype=np.float32)
    near = (rows[2] + 0.5 * rows[4]) / np.float32(1.25**0.5)
    exact = Exact()
    assert exact.search(near, 3) == []
    exact.add([10, 11, 12, 13, 14, 15], rows)
    assert [pk for pk, _cosine in exact.search(near, 2)] == [12, 14]
    exact.remove([12, 99])
    assert len(exact) == 5
    assert [pk for pk, _cosine in exact.search(near, 1)] == [14]
    exact.add([14], rows[:1])
    assert exact.search(rows[4], 9)[0][1] == 0.0


def test_it_finds_what_looking_at_all_of_them_finds() -> None:
    drawn = np.random.default_rng(1).normal(size=(9_000, 384)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    exact = Exact()
    exact.add(range(9_000), drawn)
    assert [pk for pk, _cosine in exact.search(drawn[7], 5)] == list(np.argsort(-(drawn @ drawn[7]))[:5])


def test_without_meaning_letters_tell_and_many_speak_louder_than_one() -> None:
    scores = likeness("the dock is full", ["docks are full again", "refund, please"])
    assert scores[0] > scores[1]
    assert likeness("x", []).shape == (0,)
    assert [page for page, _value in spoken_for([0.7, 0.65, 0.65], ["a", "b", "b"])] == ["b", "a"]

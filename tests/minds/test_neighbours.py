"""The nearest vectors, exactly; what was removed is not found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tummler.minds.likeness import likeness, spoken_for
from tummler.minds.neighbours import Exact, InTwoLooks


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


def _of_topics(many: int, seed: int) -> NDArray[np.float32]:
    """Vectors as posts have them: near one of some topics, which differ along fewer directions than there are."""
    random = np.random.default_rng(seed)
    topics = random.normal(size=(300, 60)) @ random.normal(size=(60, 384))
    rows = topics[random.integers(0, 300, many)] + random.normal(size=(many, 384)) * 4
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows, np.float32)


def test_in_two_looks_the_nearest_of_many_are_found() -> None:
    rows = _of_topics(12_000, 4)
    exact, quick = Exact(), InTwoLooks(many=3_000)
    for at in range(0, 12_000, 1_000):
        for one in (exact, quick):
            one.add(range(at, at + 1_000), rows[at : at + 1_000])
    asked = rows[::240]
    both = [(exact.search(one, 60), quick.search(one, 60)) for one in asked]
    found = [len({pk for pk, _cosine in all_} & {pk for pk, _cosine in some}) for all_, some in both]
    assert sum(found) / (60 * len(asked)) > 0.97
    assert all(some[:5] == all_[:5] for all_, some in both)


def test_in_two_looks_what_was_removed_is_gone_and_what_changed_is_where_it_went() -> None:
    rows = _of_topics(4_000, 5)
    quick = InTwoLooks(many=2_000)
    quick.add(range(4_000), rows)
    nearest = [pk for pk, _cosine in quick.search(rows[9], 3)]
    assert nearest[0] == 9
    quick.remove(nearest[:2])
    quick.add([7_000, 11], np.stack([rows[9], rows[9]]))
    assert [pk for pk, _cosine in quick.search(rows[9], 3)] == [11, 7_000, nearest[2]]
    assert len(quick) == 3_999
    assert quick.likeness(rows[9], [9, 7_000]).keys() == {7_000}

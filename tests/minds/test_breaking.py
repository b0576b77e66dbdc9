"""Something is breaking: found in a stream, once, in the customers' own words; and never without a cause."""

from __future__ import annotations

import random

from hypothesis import given, settings, strategies as st

from tummler.minds.breaking import Cause, Said, Tracker, said, shared_words, telling
from tummler.minds.breaking.score import surprise
from tummler.minds.breaking.terms import terms_of

_SUBJECTS = ("bike", "card", "train", "parcel", "coffee", "phone", "garden", "cat", "concert", "jacket", "soup", "lamp")
_VERBS = ("lost", "found", "bought", "painted", "fixed", "missed", "broke", "sold", "cooked", "heard", "saw", "drew")
_PLACES = ("harbour", "market", "station", "library", "park", "bridge", "school", "museum", "tower", "airport", "beach")


def _talk(minutes: float, a_minute: float = 6.0, seed: int = 1) -> list[tuple[float, str, str]]:
    chance, at, posts = random.Random(seed), 0.0, []
    while at < minutes * 60:
        at += chance.expovariate(a_minute / 60)
        words = f"{chance.choice(_VERBS)} {chance.choice(_SUBJECTS)} {chance.choice(_PLACES)} {chance.randrange(400)}th"
        posts.append((at, words, f"someone{chance.randrange(2000)}"))
    return posts


_OUTAGE = (
    "anyone else stuck with the docking light red", "docking light stays red and the ride keeps running",
    "your docking is broken again, red light", "no docking possible, red light everywhere",
    "docking light red since ten minutes", "can't end my ride, docking red",
)  # fmt: skip


def _outage(begins: float, count: int, gap: float = 40.0) -> list[tuple[float, str, str]]:
    return [
        (begins + number * gap, f"{_OUTAGE[number % len(_OUTAGE)]} {number * 37}", f"rider{number}")
        for number in range(count)
    ]


def _heard(posts: list[tuple[float, str, str]], tracker: Tracker | None = None) -> tuple[Tracker, list[Cause]]:
    tracker = tracker or Tracker()
    found: list[Cause] = []
    for number, (at, text, author) in enumerate(sorted(posts)):
        found += tracker.add(said(at, text, author, number))
    return tracker, found


def test_a_calm_stream_tells_nothing() -> None:
    """Ten hours of talk in which every word keeps its share, by day and in a louder evening."""
    calm = _talk(600) + [(at + 36_000, text, who) for at, text, who in _talk(60, a_minute=40, seed=2)]
    assert _heard(calm)[1] == []


def test_an_outage_is_told_once_and_in_their_words() -> None:
    """Fourteen riders in ten minutes: one cause, with all of them, since the first of them."""
    begins = 300 * 60.0
    tracker, found = _heard(_talk(330) + _outage(begins, 14))
    assert [cause.number for cause in found] == [1]
    [cause] = found
    assert cause.found_at - begins <= 10 * 60
    assert "docking" in shared_words(cause)[0]
    assert telling(cause)[0].key.startswith(("docking", "anyone", "your", "no docking", "can't"))
    riders = {post.author for post in cause.posts.values()}
    assert {f"rider{number}" for number in range(14)} <= riders
    assert tracker.causes == [cause]


_DECLINED = (
    "payment declined for every bike at the library", "the app says declined each time I rent a bike",
    "payment declined three times, I need to get to work", "declined, declined, anyone there?",
    "why is my payment declined today, my card was fine", "can't rent a bike, payment declined",
    "it says declined and my bank says it is you", "payment declined again, third bike now",
)  # fmt: skip


def test_where_little_was_heard_what_all_speak_of_draws_nobody_in() -> None:
    """A brand that rents out bikes, in its first minutes: who has other trouble with a bike is not among them."""
    others = ["the dock eats my bike", "no bike at the ferry", "where do I leave my bike", "my bike won't unlock"]
    talk = [(number * 30.0, text, f"other{number}") for number, text in enumerate(others)]
    payments = [(200.0 + number * 40, text, f"rider{number}") for number, text in enumerate(_DECLINED)]
    [cause] = _heard([*talk, *payments, (700.0, "lovely evening", "somebody")])[1]
    assert {post.author for post in cause.posts.values()} == {f"rider{number}" for number in range(8)}


def test_copies_and_one_loud_person_are_no_incident() -> None:
    """One person forty times, and one sentence passed on: said by many, known from one."""
    begins = 300 * 60.0
    loud = [(begins + number * 20, f"docking light red {number}", "loud") for number in range(40)]
    copied = [(begins + number * 60, "RT @rider: docking light red", f"fan{number}") for number in range(7)]
    assert _heard(_talk(330) + loud)[1] == []
    assert _heard(_talk(330) + copied)[1] == []


def test_it_goes_quiet_and_the_same_cause_coming_back_is_no_second_one() -> None:
    """After an hour without it it is quiet; the next day's outage of the same words is told as that one again."""
    tracker, found = _heard(_talk(800) + _outage(300 * 60.0, 14))
    assert found[0].quiet_at is not None
    assert found[0].quiet_at <= 300 * 60 + 14 * 40 + 61 * 60 + 120
    more = [(at + 800 * 60, text, who) for at, text, who in _talk(60, seed=3) + _outage(30 * 60.0, 14)]
    _, again = _heard(more, tracker)
    assert [(cause.number, cause.quiet_at) for cause in again] == [(1, None)]


def test_what_is_said_at_this_hour_every_week_is_no_incident() -> None:
    """The match on Saturdays: three weeks of it make it usual; one week of an outage makes that nothing usual."""
    week, begins, alarms = 7 * 24 * 3600.0, 130 * 60.0, []
    usual = [said(at, text) for at, text, _ in sorted(_talk(160) + _outage(begins, 30, gap=20))]
    now = [(at + 4 * week, text, who) for at, text, who in _talk(155) + _outage(begins, 14)]
    for weeks in (3, 1):
        tracker = Tracker()
        for number in range(weeks, 0, -1):
            for one in usual:
                tracker.stream.weeks.add(one.at + (4 - number) * week, one.terms)
        alarms.append(len(_heard(now, tracker)[1]))
    assert alarms == [0, 1]


def test_two_causes_at_once_are_two() -> None:
    """A payment that fails while the docks are red: neither swallows the other."""
    begins = 300 * 60.0
    pay = [
        (begins + number * 40, f"{words} {number * 91}", f"payer{number}")
        for number, words in enumerate(
            ["charged twice for one payment", "double payment on my account", "payment taken twice", "charged twice"]
            * 4
        )
    ]
    _, found = _heard(_talk(330) + _outage(begins, 16) + pay)
    assert len(found) == 2
    ours = [{post.author.rstrip("0123456789") for post in cause.posts.values()} & {"rider", "payer"} for cause in found]
    assert sorted(ours, key=str) == [{"payer"}, {"rider"}]


def test_a_word_and_the_hashtag_that_it_stands_in_are_one_cause() -> None:
    """Half of them write #helplighthouse, the others lighthouse: told once."""
    begins = 130 * 60.0
    words = ("the lighthouse burns", "#helplighthouse oh no", "fire at the lighthouse", "#helplighthouse be safe")
    told = [(begins + n * 30, f"{words[n % 4]} {n * 31}", f"w{n}") for n in range(24)]
    assert len(_heard(_talk(145) + told)[1]) == 1


def test_little_heard_surprises_little() -> None:
    """Six of six say it: nearly nothing after ten posts, much after a thousand."""
    assert surprise(6, 12, 0, 10) < 5.5 < 10 < surprise(6, 12, 0, 1000)
    assert surprise(0, 10, 0, 100) == 0.0


def test_terms_leave_out_handles_links_and_small_words() -> None:
    """Hashtags stay hashtags, pairs stand within a sentence, Chinese comes in pairs of signs."""
    terms, key = terms_of("RT @velo: The Login is DOWN!!! see https://x.example/1 #norte")
    assert terms == {"login", "login is", "down", "is down", "see #norte", "the login", "#norte"}
    assert key == "the login is down see #norte"
    assert "系统" in "".join(terms_of("系统坏了")[0]).replace(" ", "")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e5), st.text(max_size=200)), max_size=40))
def test_anything_can_be_heard(posts: list[tuple[float, str]]) -> None:
    """No text and no order of times breaks it, and the same posts make the same causes."""
    heard = [said(at, text, f"a{number % 7}", number) for number, (at, text) in enumerate(sorted(posts))]
    assert _causes(heard) == _causes(heard)


def _causes(posts: list[Said]) -> list[tuple[int, float, tuple[str, ...]]]:
    tracker = Tracker()
    return [(one.number, one.found_at, tuple(one.terms)) for post in posts for one in tracker.add(post)]

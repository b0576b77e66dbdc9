"""What a brand's people corrected once is read so the next time."""

from __future__ import annotations

import pytest

from tummler.minds.contract import Example, PostToRead, TopicWords
from tummler.minds.first import FirstMind

TEXT = "The saffron one came without its lid, as it did in March"
TOPICS = (TopicWords("lids", ("cover",)), TopicWords("saffron", ("saffron",)))
MIND = FirstMind(
    [
        Example(TEXT, "kind", "praise"),
        Example(TEXT, "topic", "lids"),
        Example(TEXT, "urgency", "today"),
        Example("Ola k ase", "language", "es"),
        Example("how do I open the saffron box?", "topic", ""),
    ]
)


def test_corrected_text_is_read_as_corrected() -> None:
    (reading,) = MIND.read([PostToRead("@acme " + TEXT.upper() + "!", topics=TOPICS)])
    assert reading.topic is not None
    assert (reading.kind.value, reading.topic.value, reading.urgency.value) == ("praise", "lids", "today")
    assert {reading.kind.why, reading.topic.why, reading.urgency.why} == {"corrected"}


def test_corrected_text_may_have_no_topic() -> None:
    assert MIND.read([PostToRead("how do I open the saffron box", topics=TOPICS)])[0].topic is None


def test_corrected_language_is_kept_for_the_same_text_only() -> None:
    readings = MIND.read([PostToRead("ola k ase", languages=("en", "es")), PostToRead("hello there my old friend")])
    assert [reading.language.value for reading in readings] == ["es", "en"]


def test_near_text_is_drawn_to_the_correction() -> None:
    near = "The saffron one came without its lid, as it did in spring again"
    plain, drawn = (mind.read([PostToRead(near)])[0].kind for mind in (FirstMind(), MIND))
    assert (plain.value, drawn.value) == ("question", "praise")


def test_other_text_is_read_as_before() -> None:
    posts = [PostToRead("how do I cancel my subscription?", topics=TOPICS)]
    assert MIND.read(posts) == FirstMind().read(posts)


@pytest.mark.parametrize(("first", "second"), [("praise", "complaint"), ("complaint", "praise")])
def test_newest_correction_wins(first: str, second: str) -> None:
    mind = FirstMind([Example(TEXT, "kind", first), Example(TEXT, "kind", second)])
    assert mind.read([PostToRead(TEXT)])[0].kind.value == second


def test_correction_to_an_unknown_kind_is_harmless() -> None:
    assert FirstMind([Example("Hi", "kind", "gibberish")]).read([PostToRead("Hi")])[0].kind.value == "gibberish"

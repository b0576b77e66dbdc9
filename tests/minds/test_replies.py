"""What a reply of ours does: in six languages, whatever stands in it, and how alike two of them are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from tummler.minds.replies import ALIKE, alike, read_reply, where_to
from tummler.minds.replies.lists import languages

EXAMPLES = tomllib.loads(Path(__file__).with_name("reply_examples.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", sorted(EXAMPLES))
def test_a_reply_is_read_in_its_language(language: str) -> None:
    """Every example, told its language."""
    meant = [(text, act) for act, texts in EXAMPLES[language].items() for text in texts]
    assert [(text, read_reply(text, language).value) for text, _ in meant] == meant


def test_every_list_has_examples() -> None:
    """A language that is added is tested."""
    assert set(languages()) - {"any"} == set(EXAMPLES)


def test_marks_are_the_words_and_where_to_is_told() -> None:
    """The marks stand on what says so; where somebody is sent is a code."""
    text = "Sorry, Marta! Please send us a DM with your number."
    reading = read_reply(text, "en")
    assert text[reading.marks[0].start : reading.marks[0].end].endswith("send us a DM")
    assert where_to(text, "en") == "dm"
    assert where_to("Write to help@velo.example", "en") == "mail"
    assert where_to("It is fixed.", "en") == ""


@settings(max_examples=60, deadline=2000)
@given(st.text(max_size=600), st.sampled_from(["", "en", "de", "xx"]))
def test_anything_is_read(text: str, language: str) -> None:
    """Any text has an answer, the same each time, with marks inside it."""
    reading = read_reply(text, language)
    assert reading == read_reply(text, language)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in reading.marks)


def test_twins_are_told_from_others() -> None:
    """The same sentence with another name is a twin, an answer of one's own isn't."""
    mine = "@marta Hi Marta, so sorry about that! Could you DM us your rider number so we can take a look? ^Ines"
    twin = "@leo Hi Leo, sorry about that! Could you DM us your rider number so that we can have a look? ^Olu"
    own = "@leo The latch at dock 14 is worn out. Push the wheel in until it clicks twice, then count to five."
    likeness = alike(mine, [twin, own, mine, ""])
    assert [value >= ALIKE for value in likeness] == [True, False, True, False]
    assert likeness[2] == pytest.approx(1.0)

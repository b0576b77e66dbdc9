"""Reasons in words: every code of the first mind has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tummler.minds.contract import Judgement, Mark, PostToRead
from tummler.minds.first import MIND
from tummler.minds.first.lists import entries, languages
from tummler.minds.reasons import IN_SETTING, IN_WORDS, quoted, sentence

#: Lists that only hold other words back; they never are a reason.
SILENT = {"none", "later", "before", "whether", "language_words", "theirs", "child"}  # the last two: from peers
TEXT = "My ride is still running, anyone?"


def test_reason_of_every_list_has_words() -> None:
    codes = {entry.why for language in languages() for entry in entries(language)}
    assert codes - SILENT - set(IN_WORDS) == set()


def test_reason_in_the_code_has_words() -> None:
    source = Path(__file__).parents[2] / "src/tummler/minds/first"
    codes = {
        code
        for path in source.glob("*.py")
        for code in re.findall(r'"((?:setting|language|no|said|not)_[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    values = {"not_helped", "no_hurry"}
    assert codes - values - set(IN_WORDS) - set(IN_SETTING) == set()


def test_sentence_quotes_the_marked_words() -> None:
    (reading,) = MIND.read([PostToRead(TEXT)])
    said = sentence([reading.urgency, reading.kind], TEXT)
    assert said == "Because of “My ride is still running” and the question “anyone?”."


@pytest.mark.parametrize(
    ("judgement", "said"),
    [
        (Judgement("noise", 0.6, "no_words"), "It says nothing that we know as a wish for help."),
        (Judgement("question", 0.6, "setting_direct"), "It was sent to us in a direct message."),
        (Judgement("open", 1.0, "not_the_asker"), "Someone else than the asker wrote it."),
        (Judgement("x", 0.5, "of another mind"), ""),
        (Judgement("x", 0.5, "x", (Mark(3, 7, "of another mind"),)), "Because of “ride”."),
    ],
)
def test_sentence_of_a_reason(judgement: Judgement, said: str) -> None:
    assert sentence([judgement], TEXT) == said


def test_sentence_lists_three_reasons() -> None:
    marks = (Mark(0, 2, "trouble"), Mark(3, 7, "topic_words"), Mark(26, 33, "asked"))
    said = "Because of “My”, the topic's word “ride” and the question “anyone?”."
    assert sentence([Judgement("question", 0.9, "asked", marks)], TEXT) == said


def test_sentence_is_translated() -> None:
    words = {"Because of {reasons}.": "Wegen {reasons}.", "the question “{words}”": "der Frage „{words}“"}
    judgement = Judgement("question", 0.9, "asked", (Mark(26, 33, "asked"),))
    assert sentence([judgement], TEXT, lambda message: words.get(message, message)) == "Wegen der Frage „anyone?“."


def test_quoted_words_stay_words() -> None:
    text = "{words} {first} {reasons}"
    judgement = Judgement("x", 0.5, "x", (Mark(0, len(text), "trouble"), Mark(0, 7, "asked")))
    assert quoted(judgement, text) == ["“{words} {first} {reasons}”", "the question “{words}”"]

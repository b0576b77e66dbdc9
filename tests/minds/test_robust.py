"""Any text at all: an answer in bounded time, marks that lie within the text, never an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings, strategies as st

from tummler.minds.contract import FollowUp, Judgement, PostToRead, Reading, TopicWords
from tummler.minds.first import MIND

TOPICS = (TopicWords("billing", ("charge", "refund", "money back")), TopicWords("日本", ("電車",)))
LANGUAGES = ("en", "es", "de")
FRAGMENTS = st.sampled_from(
    [
        "still not working",
        "That worked",
        "?",
        "\n",
        "\x00",
        "😡",
        "👨‍👩‍👧",
        "ا\u202eب",
        "z\u0335\u0336algo",
        "İ",
        "ﬁ",
        "@a@b",
        "'",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.one_of(FRAGMENTS, st.text(max_size=9)), max_size=30).map(" ".join))
HOSTILE = [
    "",
    " ",
    "\x00" * 500,
    "\ud800 lone surrogate",
    "a" * 1_000_000,
    "not " * 250_000,
    "how do i " * 100_000,
    "still " * 200_000 + "not",
    "!?" * 500_000,
    "😀" * 250_000,
    "@" * 200_000,
    "@a.b-" * 200_000,
    "http://" * 140_000,
    "https://" + "x" * 1_000_000,
    "1:" * 300_000,
    "1,1" * 300_000,
    "l'" * 300_000,
    "a'" * 300_000,
    "((((|" * 100_000,
    "\u202e\u200b\u0301" * 100_000,
    "ZALGO " + "e\u0301\u0302\u0303\u0304\u0305" * 50_000,
    "日本語の電車が遅れています" * 20_000,
    "ก" * 200_000,
    "İ" * 200_000,
    "SGVsbG8gd29ybGQh" * 20_000,
    "def f(x):\n    return x if x else f(x)\n" * 5_000,
]


def judgements(reading: Reading) -> list[Judgement]:
    found = [reading.kind, reading.topic, reading.urgency, reading.language, reading.care]
    return [judgement for judgement in found if judgement is not None]


def check(judgement: Judgement, text: str) -> None:
    assert 0.0 <= judgement.probability <= 1.0
    assert all(0 <= mark.start < mark.end <= len(text) for mark in judgement.marks)
    assert all(one.end <= other.start for one, other in zip(judgement.marks, judgement.marks[1:], strict=False))


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, addressed=st.sampled_from(["mention", "reply", "direct", "nearby", "no", "strange"]))
def test_read_any_text_gives_marks_within_it(text: str, addressed: str) -> None:
    (reading,) = MIND.read([PostToRead(text, addressed=addressed, languages=LANGUAGES, topics=TOPICS)])
    for judgement in judgements(reading):
        check(judgement, text)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, answer=TEXTS)
def test_word_any_text_gives_marks_within_it(text: str, answer: str) -> None:
    judgement = MIND.word(FollowUp(text, by_asker=True, answer=answer))
    check(judgement, text)
    assert judgement.value in ("helped", "not_helped", "open")


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(TEXTS, max_size=5))
def test_read_does_not_depend_on_the_batch(texts: list[str]) -> None:
    posts = [PostToRead(text, languages=LANGUAGES, topics=TOPICS) for text in texts]
    assert MIND.read(posts) == [MIND.read([post])[0] for post in posts]


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200))
def test_read_topic_is_not_changed_by_a_link(text: str) -> None:
    posts = [PostToRead(shown, topics=TOPICS) for shown in (text, text + " https://example.org/refund?charge=1")]
    alone, linked = MIND.read(posts)
    assert alone.topic == linked.topic


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_read_hostile_text_is_quick(text: str) -> None:
    MIND.read([PostToRead("warm up", languages=LANGUAGES)])
    start = time.process_time()
    (reading,) = MIND.read([PostToRead(text, languages=LANGUAGES, topics=TOPICS)])
    word = MIND.word(FollowUp(text, by_asker=True, answer=text))
    assert time.process_time() - start < 0.5
    for judgement in [*judgements(reading), word]:
        check(judgement, text)


def test_read_holds_its_pace() -> None:
    """Far below what is measured on a quiet machine, so that only a blunder fails it."""
    text = "I've been trying since yesterday to watch videos and it's not working, why is that? please help me, thanks"
    posts = [PostToRead(f"{text} {number}", languages=LANGUAGES, topics=TOPICS) for number in range(2_000)]
    MIND.read(posts[:200])
    start = time.process_time()
    MIND.read(posts)
    assert len(posts) / (time.process_time() - start) > 1_000

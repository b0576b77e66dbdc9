"""Topics from a handful of examples: right on posts that were never seen, silent on what is about none of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tummler.minds.sentences import Vectors, sentences_in
from tummler.minds.topics import NONE, Known, Taught, learn
from tummler.minds.topics.features import said

EXAMPLES = {
    "refund": [
        "I want my money back for yesterday's ride",
        "when do I get my refund?",
        "you charged me twice, please give it back",
        "still waiting for the refund of 12 euro",
        "the deposit was never returned to my card",
    ],
    "dock": [
        "dock 14 is full again",
        "no free docks at the station this morning",
        "the dock won't take my bike",
        "station says full but half of the docks are broken",
        "bike does not click into the dock",
    ],
    "login": [
        "I can't log in to the app",
        "it says wrong password but it is right",
        "the code to sign in never arrives by text",
        "locked out of my account since the update",
        "app keeps asking me to log in again and again",
    ],
    "noise": [],
}
SEEN_NOWHERE = {
    "can you refund the second payment?": "refund",
    "every dock near the opera is taken": "dock",
    "password reset mail does not come, can't sign in": "login",
    "I was billed two times and want the money returned": "refund",
}
STRANGE = [
    "what a goal in the last minute, unbelievable match",
    "anyone got a good recipe for lentil soup",
    "happy birthday to my little sister",
    "the new album is out and I love every song",
]


def vectors(texts: list[str], folder: Path) -> Vectors | None:
    return sentences_in(folder).encode([said(text) for text in texts])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model")


@pytest.fixture(scope="module")
def taught() -> list[Taught]:
    return [Taught(text, topic) for topic, texts in EXAMPLES.items() for text in texts]


@pytest.fixture(scope="module")
def known(taught: list[Taught], folder: Path) -> Known:
    learned = learn(taught, vectors([one.text for one in taught], folder))
    assert learned is not None
    return learned


def test_five_examples_each_tell_posts_that_were_never_seen(known: Known, folder: Path) -> None:
    told = known.tell(list(SEEN_NOWHERE), vectors(list(SEEN_NOWHERE), folder))
    assert [one.topic for one in told] == list(SEEN_NOWHERE.values())
    assert all(0.5 <= one.probability <= 1 for one in told)


def test_a_post_about_none_of_the_topics_is_told_none(known: Known, folder: Path) -> None:
    told = known.tell(STRANGE, vectors(STRANGE, folder))
    assert [one.topic for one in told] == [NONE] * len(STRANGE)
    assert all(one.likeliest in known.topics and one.probability > 0.5 for one in told)


def test_examples_of_none_teach_what_is_none_of_ours(taught: list[Taught], folder: Path) -> None:
    asked = ["the dock at the harbour where the ferries leave is lovely"]
    of_none = [Taught("ferries leave from the harbour dock", NONE), Taught("watching boats at the dock", NONE)]
    before, after = (
        learn(examples, vectors([one.text for one in examples], folder)) for examples in (taught, [*taught, *of_none])
    )
    assert before and after
    assert before.tell(asked, vectors(asked, folder))[0].topic == "dock"
    assert after.tell(asked, vectors(asked, folder))[0].topic == NONE


def test_without_the_sentence_model_words_alone_tell(taught: list[Taught]) -> None:
    learned = learn(taught)
    assert learned is not None
    asked = ["is there a free dock at the station", "when does the refund come"]
    assert [one.topic for one in learned.tell(asked)] == ["dock", "refund"]


def test_what_speaks_for_a_topic_is_marked_in_the_posts_own_words(known: Known, folder: Path) -> None:
    text = "@velo https://refund.example/refund my REFUND, now? 🚲"
    (told,) = known.tell([text], vectors([text], folder))
    assert told.topic == "refund"
    assert [text[start:end] for start, end in told.words] == ["REFUND"]


def test_a_link_and_a_handle_do_not_change_the_topic_nor_the_order_of_posts(known: Known, folder: Path) -> None:
    bare, linked = "the dock is full", "@velonorte the dock is full https://t.co/refund"
    (one,), (other,) = (known.tell([text], vectors([text], folder)) for text in (bare, linked))
    assert (one.topic, one.probability) == (other.topic, other.probability)
    texts = [*SEEN_NOWHERE, *STRANGE]
    there, back = (known.tell(order, vectors(order, folder)) for order in (texts, texts[::-1]))
    assert [told.topic for told in there] == [told.topic for told in back[::-1]]
    assert np.allclose([told.probability for told in there], [told.probability for told in back[::-1]], atol=1e-5)


def test_any_text_has_an_answer_and_one_topic_or_none_can_be_learned(known: Known, folder: Path) -> None:
    hostile = ["", "a" * 1_000_000, "🚲" * 9_000, "\ud800 dock", "鎖 が 開かない " * 500, "dock\x00 " * 100_000]
    assert len(known.tell(hostile, vectors(hostile, folder))) == len(hostile)
    assert learn([]) is None
    assert learn([Taught("hello", NONE)]) is None
    alone = learn([Taught("the dock is full", "dock"), Taught("dock broken", "dock")])
    assert alone and [one.topic for one in alone.tell(["dock is broken", "nice song"])] == ["dock", NONE]

"""An answer as it will stand there: counted as the server counts, cut where it may be, no wider than the question."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tummler.common.text import graphemes
from tummler.networks.contract import Composition, HeardAccount, Length, Place, Span, Visibility
from tummler.networks.mastodon.compose import compose
from tummler.networks.mastodon.count import counted
from tummler.networks.mastodon.traits import traits

ADA = HeardAccount("brand.example#21", "ada@there.example")
BEN = HeardAccount("brand.example#22", "ben@brand.example")
PLACE = Place(
    "100",
    "",
    "100",
    "",
    ADA,
    Visibility.PUBLIC,
    handles={
        "ada@there.example": ADA.remote_id,
        "ben@brand.example": BEN.remote_id,
        "ada@far.example": "brand.example#23",
    },
)
MASTODON = traits({})
OTHERS = traits({"counts_as_mastodon": False, "max_characters": 5000})
LENGTH = MASTODON.length


def composed(text: str, place: Place = PLACE, cuts: tuple[int, ...] = (), **facts: Any) -> Composition:
    return compose(text, place, traits(facts), cuts)


def texts(composition: Composition) -> list[str]:
    return [leaf.text for leaf in composition.leaves]


@pytest.mark.parametrize(
    "text, count",
    [
        ("", 0),
        ("hello", 5),
        ("👩‍👩‍👧‍👦", 1),
        ("e\u0301", 1),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 ok", 4),
        ("see https://example.com/a/very/long/way/that/goes/on/and/on/for/ever?and=ever", 27),
        ("http://a.co", 23),
        ("(https://example.com).", 26),
        ("https://nothing.invalidtld/aaaaaaaaaaaaaaaaaaaaaaaaaaaa", 55),
        ("@ada@there.example hi", 7),
        ("@ada hi", 7),
        ("mail ada@there.example", 22),
        ("https://mastodon.social/@ada/100", 23),
        ("https://example.com:8080/a_(b)/c?d=e&f=@g#h", 23),
        ("https://example.com/a. https://example.com/b?c", 48),
        ("https://example.com?", 24),
        ("https://example.com/a.?b=c", 28),
        ("(https://example.com/a)", 25),
        ("ahttps://example.com/a", 22),
        ("https://xn--bcher-kva.com/ https://bücher.com/", 47),
        ("#order @ada@there.example", 11),
    ],
)
def test_length_is_counted_as_mastodon_counts(text: str, count: int) -> None:
    assert counted(text, LENGTH) == count


def test_length_elsewhere_is_the_text_as_it_is() -> None:
    assert counted("👩‍👧 https://example.com", OTHERS.length) == len("👩‍👧 https://example.com")
    assert OTHERS.length == Length("characters", 5000)


def test_the_one_who_asked_is_mentioned_first() -> None:
    composition = composed("We found it.")
    assert texts(composition) == ["@ada@there.example We found it."]
    (leaf,) = composition.leaves
    assert (leaf.count, leaf.limit) == (17, 500)
    assert leaf.spans == (Span(0, 18, "mention", ADA.remote_id),)
    assert composition.sendable


def test_people_of_the_server_itself_are_mentioned_short() -> None:
    assert texts(composed("Yes.", replace(PLACE, account=BEN))) == ["@ben Yes."]


@pytest.mark.parametrize(
    "text, written",
    [
        ("Thanks @ben!", "@ada@there.example Thanks @ben!"),
        ("Thanks @ben@brand.example!", "@ada@there.example Thanks @ben!"),
        ("Sure @ada@there.example, done", "Sure @ada@there.example, done"),
        ("ask @bank@evil.example", "@ada@there.example ask @\u2060bank@evil.example"),
        ("ask @ada there", "@ada@there.example ask @\u2060ada there"),
        ("mail us@brand.example", "@ada@there.example mail us@brand.example"),
        ("https://brand.example/@bank", "@ada@there.example https://brand.example/@bank"),
    ],
)
def test_only_people_of_the_thread_become_mentions(text: str, written: str) -> None:
    composition = composed(text)
    assert texts(composition) == [written]
    mentions = {span.value for leaf in composition.leaves for span in leaf.spans if span.kind == "mention"}
    assert mentions <= set(PLACE.handles.values())


@pytest.mark.parametrize("visibility", list(Visibility))
def test_visibility_and_warning_are_mirrored(visibility: Visibility) -> None:
    composition = composed("Yes.", replace(PLACE, visibility=visibility, warning="food"))
    assert (composition.visibility, composition.warning) == (visibility, "food")
    assert composition.leaves[0].count == len("@ada Yes.") + len("food")


def test_a_warning_that_leaves_no_room_is_cut() -> None:
    composition = composed("Yes.", replace(PLACE, warning="spoiler " * 100))
    assert graphemes(composition.warning) <= 250
    assert composition.warning.endswith("…")
    assert composition.sendable


def test_links_tags_and_mentions_are_spans() -> None:
    (leaf,) = composed("see https://example.com/x, #order").leaves
    assert [(leaf.text[s.start : s.end], s.kind, s.value) for s in leaf.spans] == [
        ("@ada@there.example", "mention", ADA.remote_id),
        ("https://example.com/x", "link", "https://example.com/x"),
        ("#order", "tag", "order"),
    ]


@pytest.mark.parametrize("text", ["", "  \n", "@ada@there.example", " @ben "])
def test_nothing_said_is_a_problem(text: str) -> None:
    composition = composed(text)
    assert not composition.sendable
    assert [problem.code for leaf in composition.leaves for problem in leaf.problems] == ["empty"]


def test_a_thread_is_cut_after_sentences() -> None:
    one, two = "a" * 200 + " first sentence ends.", "b" * 200 + " second one ends."
    composition = composed(f"{one} {two} " + "c" * 100 + " end")
    assert texts(composition) == [
        f"@ada@there.example {one} {two}",
        "@ada@there.example " + "c" * 100 + " end",
    ]


def test_a_thread_is_cut_between_words_where_no_sentence_ends() -> None:
    composition = composed(" ".join(["word"] * 150))
    assert [len(text.split()) for text in texts(composition)] == [100, 52]
    assert all(leaf.count <= 500 for leaf in composition.leaves)


def test_scripts_without_spaces_are_cut_too() -> None:
    composition = composed("これは長い文です。" * 100)
    assert all(text.endswith("。") for text in texts(composition))
    assert composition.sendable


def test_helpers_cuts_are_kept() -> None:
    composition = composed("First part. Second part.", cuts=(12,))
    assert texts(composition) == ["@ada@there.example First part.", "@ada@there.example Second part."]


def test_a_link_is_never_cut() -> None:
    link = "https://example.com/" + "x" * 900
    composition = composed("word " * 100 + link)
    assert texts(composition)[-1] == f"@ada@there.example word {link}"
    assert [leaf.count for leaf in composition.leaves] == [499, 33]


def test_one_word_longer_than_a_post_is_cut_between_signs() -> None:
    composition = composed("👩‍👩‍👧‍👦" * 700)
    assert sum(text.count("👩‍👩‍👧‍👦") for text in texts(composition)) == 700
    assert composition.sendable


def test_a_limit_too_small_for_anything_is_said() -> None:
    composition = composed("hello", max_characters=3)
    assert not composition.sendable
    assert {problem.code for leaf in composition.leaves for problem in leaf.problems} == {"too_long"}


def test_a_book_is_cut_in_a_moment() -> None:
    begun = time.monotonic()
    composition = composed("lorem ipsum, @x dolor. " * 3_000)
    assert time.monotonic() - begun < 30
    assert composition.sendable


WORDS = st.lists(
    st.sampled_from(
        [
            "word",
            "ends.",
            "👩‍🔧",
            "e\u0301",
            "https://example.com/a?b=c",
            "@ada@there.example",
            "@no@where.example",
            "#tag",
            "長い。",
            "\n\n",
            "x" * 120,
        ]
    )
    | st.text(max_size=12),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(
    WORDS,
    st.lists(st.integers(0, 800), max_size=4),
    st.sampled_from([LENGTH.limit, 100, 5000]),
    st.booleans(),
    st.text(max_size=40),
)
def test_whatever_is_written(words: list[str], cuts: list[int], limit: int, like: bool, warning: str) -> None:
    text = " ".join(words)
    rule = traits({"max_characters": limit, "counts_as_mastodon": like})
    composition = compose(text, replace(PLACE, warning=warning), rule, tuple(cuts))
    assert composition.visibility is Visibility.PUBLIC
    for leaf in composition.leaves:
        assert leaf.count == counted(leaf.text, rule.length) + counted_warning(composition.warning, like)
        assert leaf.count <= limit or any(problem.code == "too_long" for problem in leaf.problems)
        assert all(0 <= span.start < span.end <= len(leaf.text) for span in leaf.spans)
        assert all(span.value in PLACE.handles.values() for span in leaf.spans if span.kind == "mention")
    assert composition.sendable == (bool(said(text)) and all(not leaf.problems for leaf in composition.leaves))
    if composition.sendable:
        assert said("".join(texts(composition)), ada=False) == said(text, ada=False)


def counted_warning(warning: str, like: bool) -> int:
    return graphemes(warning) if like else len(warning)


def said(text: str, ada: bool = True) -> str:
    """The text without spaces, joiners and what we put before it."""
    bare = "".join(text.split()).replace("\u2060", "")
    return bare.replace("@ada@there.example", "")

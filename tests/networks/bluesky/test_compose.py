"""Texts cut into posts, and their links, hashtags and mentions."""

from __future__ import annotations

import re

import pytest
from atproto_client.utils import facet_detection
from hypothesis import example, given, settings, strategies as st

from tummler.common.text import byte_offsets, graphemes
from tummler.networks.bluesky import NETWORK, facets, signs
from tummler.networks.contract import Composition, HeardAccount, Place, Span, Visibility

TRAITS = NETWORK.traits({})
ADA = HeardAccount("did:plc:ada", "ada.test")
PLACE = Place(
    "at://did:plc:ada/app.bsky.feed.post/1",
    "cid",
    "",
    "",
    ADA,
    Visibility.PUBLIC,
    handles={"ada.test": "did:plc:ada", "Bob.Example.com": "did:plc:bob"},
)
FAMILY = "👩‍👩‍👧‍👦"
# Words, blanks, sentence ends, links and signs of many scripts, so that cuts fall everywhere.
PIECES = st.sampled_from(
    [
        *("word", "a", " ", "  ", "\n", "\n\n", ". ", "! ", "? ", "…", ")", '" ', "#tag", "@ada.test", "@nobody.test"),
        *(
            "https://brand.test/path?x=(1)",
            "日本語",
            "。",
            "שלום",
            "مرحبا",
            "ไทย",
            FAMILY,
            "é",
            "e\u0301",
            "🇩🇪",
            "👍🏽",
        ),
        *("\u200b", "\u00a0", "x" * 120, "ß" * 90),
    ]
)
TEXTS = st.lists(PIECES, max_size=80).map("".join) | st.text(max_size=900)


def composed(text: str, *cuts: int, place: Place = PLACE) -> Composition:
    return NETWORK.compose(text, place, TRAITS, cuts)


def texts(composition: Composition) -> list[str]:
    return [leaf.text for leaf in composition.leaves]


def bare(text: str) -> str:
    return "".join(text.split())


# As @atproto/common-web's graphemeLen counted them, which the servers use.
@pytest.mark.parametrize(
    ("text", "count"),
    [
        (FAMILY, 1),
        ("🫱🏻‍🫲🏿🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f1️⃣", 3),
        ("🇩🇪🇩", 2),
        ("\r\n\n", 2),
        ("क्षि", 1),
        ("ಕ್ಷ", 2),
        ("க்ஷ", 2),
        ("ខ្ញុំ", 2),
        ("ကျွန်တော်", 4),
        ("စက္က", 3),
        ("ᬓ᭄ᬓ", 2),
        ("ำน้ำ", 2),
        ("각ᄀ", 2),
        ("e\u0301\u200b", 2),
    ],
)
def test_signs_are_counted_as_the_servers_count_them(text: str, count: int) -> None:
    assert signs.count(text) == count


@given(TEXTS, st.lists(st.integers(-5, 1200), max_size=4))
@settings(max_examples=400, deadline=None)
def test_leaves_hold_every_word_within_the_limits(text: str, cuts: list[int]) -> None:
    composition = composed(text, *cuts)
    assert bare("".join(texts(composition))) == bare(text)
    for leaf in composition.leaves:
        assert leaf.count == signs.count(leaf.text) <= 300
        assert len(leaf.text.encode("utf-8", "surrogatepass")) <= 3000
        assert leaf.text == leaf.text.strip()
    assert composition.sendable == bool(text.strip())


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_no_sign_is_torn(text: str) -> None:
    rest, ends = text, 0
    for leaf in texts(composed(text)):
        ends += rest.index(leaf) + len(leaf)
        rest = text[ends:]
        assert graphemes(text[:ends]) + graphemes(rest) == graphemes(text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_facets_come_back_as_the_spans_they_were(text: str) -> None:
    for leaf in composed(text).leaves:
        assert facets.spans_of(leaf.text, facets.facets_for(leaf.text, leaf.spans)) == leaf.spans
        raw = leaf.text.encode("utf-8", "surrogatepass")
        for span, facet in zip(leaf.spans, facets.facets_for(leaf.text, leaf.spans), strict=True):
            cut = raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
            assert cut.decode("utf-8", "surrogatepass") == leaf.text[span.start : span.end]


TAGGED = st.lists(
    st.sampled_from(
        [*"#＃ab1_-.,!? \n\u200b\u200d\ufe0f\u00ad()'", "日", "本", "ש", "م", "ไ", "😀", "é", "٣", "#", " #"]
    ),
    max_size=40,
).map("".join)


@given(TAGGED)
@example("#١٢٣ #1 #a1 ##a #a#b (#a) #日本語 #😀 #\ufe0f #a_ #a! ＃b #" + "x" * 65)
@settings(max_examples=1000, deadline=None)
def test_a_tag_here_is_a_tag_in_blueskys_own_client(text: str) -> None:
    theirs = [
        (facet.index.byte_start, facet.index.byte_end, feature.tag)
        for facet in facet_detection.detect_facets(text)
        for feature in facet.features
        if hasattr(feature, "tag") and not feature.tag.startswith("$")
    ]
    offsets = byte_offsets(text)
    ours = [
        (offsets[span.start], offsets[span.end], span.value) for span in facets.find(text, {}) if span.kind == "tag"
    ]
    assert ours == theirs


@given(
    st.lists(st.sampled_from(["https://a.test", "http://b.test/x", *" \n().,;:!?'\"/-", "日", "x"]), max_size=12).map(
        "".join
    )
)
@settings(max_examples=500, deadline=None)
def test_a_link_here_is_a_link_in_blueskys_own_client(text: str) -> None:
    theirs = [
        (facet.index.byte_start, facet.index.byte_end, feature.uri)
        for facet in facet_detection.detect_facets(text)
        for feature in facet.features
        if hasattr(feature, "uri") and re.match("https?://", text.encode()[facet.index.byte_start :].decode())
    ]
    offsets = byte_offsets(text)
    found = [span for span in facets.find(text, {}) if span.kind == "link"]
    ours = [(offsets[span.start], offsets[span.end], span.value) for span in found]
    assert ours == [one for one in theirs if facets.is_web(one[2])]


def test_only_those_in_the_thread_are_mentioned() -> None:
    text = "@ada.test and @BOB.example.com, (@ada.test) not @stranger.test, mail@ada.test or @ada.test.evil"
    (leaf,) = composed(text).leaves
    assert [(text[span.start : span.end], span.value) for span in leaf.spans] == [
        ("@ada.test", "did:plc:ada"),
        ("@BOB.example.com", "did:plc:bob"),
        ("@ada.test", "did:plc:ada"),
    ]


def test_links_are_web_links_only() -> None:
    text = "see https://brand.test/a_(b), http://x.test. javascript:alert(1) ftp://x.test www.y.test"
    (leaf,) = composed(text).leaves
    assert [span.value for span in leaf.spans] == ["https://brand.test/a_(b)", "http://x.test"]


def test_tag_within_a_link_is_part_of_the_link() -> None:
    (leaf,) = composed("https://brand.test/#help #help").leaves
    assert [(span.kind, span.value) for span in leaf.spans] == [("link", "https://brand.test/#help"), ("tag", "help")]


def test_long_answer_is_cut_after_a_sentence() -> None:
    first, second = "One sentence. " * 20, "Another one comes here. " * 4
    assert texts(composed(first + second)) == [first.strip(), second.strip()]


def test_without_a_sentence_it_is_cut_after_a_word() -> None:
    assert texts(composed("word " * 70)) == [("word " * 60).strip(), ("word " * 10).strip()]


def test_spaceless_scripts_are_cut_between_signs() -> None:
    assert [leaf.count for leaf in composed("好 " + "漢" * 400).leaves] == [300, 102]


def test_link_is_not_cut_when_it_fits_into_the_next_leaf() -> None:
    link = "https://brand.test/" + "x" * 250
    assert texts(composed(f"Please have a look over here if you can find the time today: {link}")) == [
        "Please have a look over here if you can find the time today:",
        link,
    ]


def test_helpers_cuts_are_respected() -> None:
    composition = composed("one two three", 3, 7)
    assert texts(composition) == ["one", "two", "three"]
    assert texts(composed("one", 0, 3, -1, 99)) == ["one"]


def test_helpers_cut_within_a_sign_moves_behind_it() -> None:
    assert texts(composed(f"a{FAMILY}b", 3)) == [f"a{FAMILY}", "b"]


def test_exactly_300_graphemes_are_one_post() -> None:
    assert [leaf.count for leaf in composed(FAMILY * 100 + "x" * 200).leaves] == [300]
    assert [leaf.count for leaf in composed("x" * 301).leaves] == [300, 1]


def test_bytes_are_counted_as_well() -> None:
    assert [leaf.count for leaf in composed(FAMILY * 300).leaves] == [120, 120, 60]


def test_one_sign_larger_than_a_post_is_a_problem_not_a_crash() -> None:
    composition = composed("Z" + "\u0300" * 3000)
    assert [[problem.code for problem in leaf.problems] for leaf in composition.leaves] == [["too_many_bytes"]]
    assert not composition.sendable


def test_nothing_to_say_is_a_problem() -> None:
    for text in ("", "  \n "):
        composition = composed(text)
        assert [[problem.code for problem in leaf.problems] for leaf in composition.leaves] == [["empty"]]


def test_direct_message_may_be_longer() -> None:
    place = Place("chat:1/2", "", "chat:1", "", ADA, Visibility.DIRECT)
    composition = composed("word " * 150, place=place)
    assert [leaf.limit for leaf in composition.leaves] == [1000]
    assert composition.visibility is Visibility.DIRECT


@pytest.mark.parametrize(("count", "problems"), [(300, 0), (301, 1)])
def test_traits_tell_the_limit(count: int, problems: int) -> None:
    leaf = composed("x" * count).leaves[-1]
    assert leaf.limit == TRAITS.length.limit == 300
    assert len(composed("x" * count).leaves) == 1 + problems


def test_span_is_in_code_points() -> None:
    (leaf,) = composed("é👍🏽 #hi").leaves
    assert leaf.spans == (Span(4, 7, "tag", "hi"),)

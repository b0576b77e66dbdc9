"""HTML from strangers comes out as the text that it is, whatever it tries."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from tummler.common.html import Anchor, plain

MENTION = '<span class="h-card"><a href="https://a.example/@ada" class="u-url mention">@<span>ada</span></a></span>'
LONG = (
    '<a href="https://b.example/long/way"><span class="invisible">https://</span>'
    '<span class="ellipsis">b.example/lo</span><span class="invisible">ng/way</span></a>'
)


def test_paragraphs_breaks_and_links() -> None:
    text, anchors = plain(f"<p>{MENTION} see<br>{LONG}</p><p>2 &lt; 3 &amp; more</p>")
    assert text == "@ada see\nhttps://b.example/long/way\n\n2 < 3 & more"
    assert [text[anchor.start : anchor.end] for anchor in anchors] == ["@ada", "https://b.example/long/way"]
    assert anchors[0] == Anchor(0, 4, "https://a.example/@ada", frozenset({"u-url", "mention"}))


def test_lists_and_emoji_images() -> None:
    assert plain('<ul><li>one</li><li>two <img alt=":cat:" src="x"></li></ul>')[0] == "- one\n- two :cat:"


def test_a_quote_told_apart_is_not_repeated() -> None:
    html = '<p class="quote-inline">RE: <a href="https://q.example/1">q.example/1</a></p><p>Look!</p>'
    assert plain(html) == ("Look!", [])


@pytest.mark.parametrize(
    "html, text",
    [
        ("<script>alert(1)</script>hi", "hi"),
        ("<style>p{}</style>hi<title>no</title>", "hi"),
        ("<svg><script>alert(1)</script></svg>hi", "hi"),
        ("<p>never closed", "never closed"),
        ("</p></a></b>hi", "hi"),
        ("<b onclick=alert(1)>hi</b>", "hi"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("&#x202e;&zwnj;&nosuch;", "\u202e\u200c&nosuch;"),
        ("a\x00b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_hostile_html_is_text(html: str, text: str) -> None:
    assert plain(html)[0].replace("\ufffd", "").replace("\x00", "") == text.replace("\ufffd", "")


def test_links_that_are_no_links_lead_nowhere() -> None:
    _, anchors = plain(
        '<a href="javascript:alert(1)">x</a><a href="data:text/html,x">y</a><a href="https://z.example">z</a>'
    )
    assert [anchor.href for anchor in anchors] == ["", "", "https://z.example"]


@pytest.mark.parametrize(
    "part", ["<", "<a ", "<!--", "<![", "<p>", '<a href="', "<a>", "<div>", "<ul><li>", "<b><p>", "&", "</"]
)
def test_a_crafted_megabyte_takes_a_moment(part: str) -> None:
    begun = time.monotonic()
    text, anchors = plain(part * (1_000_000 // len(part)))
    assert time.monotonic() - begun < 10
    assert all(0 <= anchor.start < anchor.end <= len(text) for anchor in anchors)


@given(st.text(alphabet="<>/ap spnbr=\"'&;!-ä👩‍🔧\n") | st.text())
def test_anything_becomes_text(html: str) -> None:
    text, anchors = plain(html)
    assert text == text.strip()
    assert all(0 <= anchor.start < anchor.end <= len(text) for anchor in anchors)
    assert [anchor.start for anchor in anchors] == sorted(anchor.start for anchor in anchors)

"""Posts are strangers' words: shown whole, never believed."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from tummler.records.models import Account
from tummler.web.texts import NAMELESS, excerpt, linked, name_of, quotes, said


def span(start: int, end: int, value: str, kind: str = "link") -> dict[str, object]:
    return {"start": start, "end": end, "kind": kind, "value": value}


def test_said_escapes_everything() -> None:
    assert said('<img src=x onerror="alert(1)">&amp;') == ("&lt;img src=x onerror=&#34;alert(1)&#34;&gt;&amp;amp;")


def test_said_marks_the_words_and_escapes_inside_them() -> None:
    assert said("my <b> is stuck", (), [[3, 6, "stuck"], [10, 15, "x"]]) == (
        "my <mark>&lt;b&gt;</mark> is <mark>stuck</mark>"
    )


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ([[0, 4, "a"], [2, 6, "b"]], "<mark>abcdef</mark>gh"),
        ([[0, 8, "a"], [2, 4, "b"]], "<mark>abcdefgh</mark>"),
        ([[6, 99, "a"]], "abcdef<mark>gh</mark>"),
        ([[-5, 2, "a"]], "<mark>ab</mark>cdefgh"),
        ([[5, 3, "a"], [50, 60, "b"], [4, 4, "c"]], "abcdefgh"),
    ],
)
def test_said_clips_and_joins_wrong_offsets(marks: list[list[object]], shown: str) -> None:
    assert said("abcdefgh", (), marks) == shown


def test_said_counts_offsets_in_code_points() -> None:
    assert said("👩‍👩‍👧 dock 14", (), [[6, 10, "x"]]) == "👩‍👩‍👧 <mark>dock</mark> 14"


def test_said_links_only_to_the_web() -> None:
    text = "see a.example and b"
    link = '<a href="https://a.example/" rel="nofollow noopener noreferrer ugc" target="_blank">a.example</a>'
    assert said(text, [span(4, 13, "https://a.example/")]) == f"see {link} and b"
    for bad in ("javascript:alert(1)", "data:text/html,x", "//a.example", "HTTPS:a", "http://[", "ftp://a.example"):
        assert said(text, [span(4, 13, bad)]) == text
    assert said(text, [span(4, 13, "https://a.example/", "mention")]) == text


def test_said_names_the_host_when_the_words_say_another() -> None:
    assert said("yourbank.example", [span(0, 16, "https://evil.example/x")]).endswith(
        'yourbank.example</a> <span class="host">(evil.example)</span>'
    )


def test_said_marks_inside_links_and_never_nests_links() -> None:
    spans = [span(0, 6, "https://a.example/"), span(3, 9, "https://b.example/")]
    shown = said("a.example x", [span(0, 9, "https://a.example/"), *spans], [[7, 11, "x"]])
    assert shown.count("<a ") == shown.count("</a>") == 1
    assert shown.endswith("a.examp<mark>le</mark></a><mark> x</mark>")


def test_said_escapes_the_address_too() -> None:
    assert 'href="https://a.example/?q=&#34;&gt;"' in said("x", [span(0, 1, 'https://a.example/?q=">')])


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See https://maker.example/latch_(14).", "https://maker.example/latch_(14)"),
        ("(https://maker.example/a?b=1&c=2)", "https://maker.example/a?b=1&amp;c=2"),
        ("https://bank.example@evil.example/ and https://localhost/", ""),
        ("https://xn--pple-43d.example, https://аpple.example", ""),
        ('javascript:alert(1) "https://maker.example"onclick=x', "https://maker.example"),
    ],
)
def test_linked_leads_only_where_it_seems_to(text: str, link: str) -> None:
    shown = str(linked(text))
    assert shown.count("<a ") == (1 if link else 0)
    assert (f'<a href="{link}" rel="nofollow noopener noreferrer ugc" target="_blank">' in shown) == bool(link)


def test_excerpt_drops_leading_handles_but_no_subject() -> None:
    assert excerpt("@velonorte @other My bike is stuck") == "My bike is stuck"
    assert excerpt("@velonorte has my deposit") == "@velonorte has my deposit"
    assert excerpt("@velonorte") == "@velonorte"


def test_excerpt_keeps_what_is_marked_in_sight() -> None:
    text = "So " + "long a story " * 30 + "and now it is stuck"
    shown = excerpt(text, [[len(text) - 5, len(text), "stuck_now"]])
    assert shown.startswith("…")
    assert shown.endswith("<mark>stuck</mark>")
    assert len(shown) < 200


def test_excerpt_ends_at_a_word() -> None:
    assert excerpt("word " * 100).endswith("word…")


def test_quotes_gives_each_stretch_once() -> None:
    assert quotes("that worked, that worked", [[0, 11, "a"], [5, 11, "b"], [13, 24, "c"]]) == ["that worked"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Marta\u202egnp.exe", "Marta gnp.exe"),
        ("a\nb\tc", "a b c"),
        ("\u2067\u202d", "@marta?"),
        ("x" * 300, "x" * 59 + "…"),
    ],
)
def test_name_of_can_not_turn_our_words_round(name: str, shown: str) -> None:
    account = SimpleNamespace(called=name, handle="@marta?")
    assert name_of(account) == shown  # type: ignore[arg-type]


def test_somebody_without_a_name_is_called_so_in_the_readers_language() -> None:
    nameless = Account(network="square", remote_id="a", handle=NAMELESS)
    named = Account(network="square", remote_id="b", handle="Someone", name="Someone")
    with override("es"):
        assert [name_of(one) for one in (nameless, named)] == ["alguien", "Someone"]
    with override("en"):
        assert name_of(nameless) == "someone"

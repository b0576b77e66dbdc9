"""What can be found and what can't: every script, anything typed into the field, nothing that was taken away."""

from __future__ import annotations

import pytest

from tests.saying import gone, make_channel, post, say, told
from tummler.common.text import search_text
from tummler.records.models import Post
from tummler.records.search import find_post_ids, index_posts, unindex_posts

pytestmark = pytest.mark.django_db

#: said → queries that find it, queries that don't
SCRIPTS = {
    "¿Dónde está el CAFÉ Peñón?": (["donde", "DÓNDE", "cafe", "CAFÉ", "penon", "esta cafe"], ["caf", "onde"]),
    "Straße, Fußgänger, ÆØÅ İstanbul": (["strasse", "STRASSE", "fussganger", "æøa"], ["stras"]),
    "자전거가 안 열려요": (["자전거가", "열려요"], ["자전"]),
    "自転車が動かない": (["自転車", "動", "車が", "自転車 動"], ["海"]),
    "ฉันเปิดจักรยานไม่ได้": (["จักรยาน", "เปิด"], ["ห้อง"]),
    "Где мой велосипед?": (["ГДЕ", "велосипед", "велосипед где"], ["вело"]),
    "أين دراجتي؟": (["دراجتي", "أين"], ["باب"]),
    "मेरी साइकिल कहाँ है": (["साइकिल", "मेरी"], ["पानी"]),
    "איפה האופניים שלי": (["האופניים"], ["מים"]),
    "bike🚲won't unlock 👩‍👩‍👧‍👦now": (["bike", "now", "bike now"], ["🚲", "👩‍👩‍👧‍👦"]),
    "order #A-12345/B costs 12,50 €": (["12345", "a 12345", "12 50", "#A-12345/B"], ["1234"]),
    "mail me: marta.rueda+bikes@example.org": (
        ["marta.rueda", "example.org", "marta.rueda+bikes@example.org"],
        ["mart"],
    ),
    "ﬁne ＦＵＬＬ Ⅳ ½": (["fine", "full", "iv"], []),
    "#hashtag @mention_with_underscore": (
        ["hashtag", "#hashtag", "mention", "underscore", "@mention_with_underscore"],
        [],
    ),
}


@pytest.mark.parametrize("said", SCRIPTS)
def test_words_are_found_in_every_script_and_parts_of_words_are_not(channel_told, brand, said):
    say(channel_told, post("q", said), post("other", "nothing of that", by="dapo"))
    found, missed = SCRIPTS[said]
    row = told(channel_told, "q")
    assert {words: find_post_ids(brand.pk, words) for words in found} == {words: [row.pk] for words in found}
    assert {words: find_post_ids(brand.pk, words) for words in missed} == {words: [] for words in missed}


HARMLESS = [
    *"\"'\\*+:();%_&|!{}",
    '""', "bike*", "^bike", "-bike", "words:bike", "brand:b1", "brand:b2", "()", "{words}", "NEAR(bike dock, 2)", "AND",
    "OR", "NOT", "bike AND", "OR bike", "NOT NOT", '" OR rowid:* --', "'; DROP TABLE records_post; --", "<->", ":*",
    "bike & !dock", "\0", "\ud800", "\u202e", "𞤀𞤲", "a" * 5000, " ".join(f"word{n}" for n in range(2000)),
    "-".join("ab" * 900),
    "1e400", "0x1f", "-1", "1.5.7", "http://a.b/c?d=e&f", "\n\t\r", "👩‍👩‍👧‍👦",
]  # fmt: skip


@pytest.mark.parametrize("words", HARMLESS, ids=lambda words: ascii(words)[:30])
def test_anything_can_be_typed_and_finds_words_or_nothing(channel_told, brand, other_owner, words):
    theirs = make_channel(other_owner, "otramarca")
    say(theirs, post("t", "@otramarca bike dock near and or not words brand b1 b2"))
    say(channel_told, post("q", "my bike is at the dock"))
    ours = told(channel_told, "q").pk
    assert find_post_ids(brand.pk, words) in ([], [ours])
    assert ours not in find_post_ids(other_owner.brand_id, words)


def test_operators_are_words(channel_told, brand):
    say(channel_told, post("a", "either bike or dock"), post("b", "bike and nothing", by="dapo"))
    a, b = told(channel_told, "a").pk, told(channel_told, "b").pk
    assert find_post_ids(brand.pk, "bike OR dock") == [a]
    assert find_post_ids(brand.pk, "bike AND") == [b]
    assert find_post_ids(brand.pk, "bike NOT dock") == []


def test_the_newest_come_first_page_by_page(channel_told, brand):
    say(channel_told, *(post(f"q{n}", "@velonorte the flywheel", by=f"by{n}", minute=-n) for n in range(7)))
    whole = find_post_ids(brand.pk, "flywheel")
    assert whole == sorted(whole, reverse=True)
    assert len(whole) == 7
    paged, before = [], None
    while page := find_post_ids(brand.pk, "flywheel", limit=3, before=before):
        paged += page
        before = page[-1]
    assert paged == whole


def test_indexing_nothing_is_no_trouble(brand):
    index_posts([])
    unindex_posts([])
    index_posts([(1, brand.pk, "")])
    unindex_posts([(1, brand.pk, "")])


def test_taking_one_post_out_leaves_the_others(channel_told, brand):
    say(channel_told, *(post(f"q{n}", "@velonorte the flywheel", by=f"by{n}") for n in range(4)))
    say(channel_told, gone("q2"))
    assert find_post_ids(brand.pk, "flywheel") == [told(channel_told, f"q{n}").pk for n in (3, 1, 0)]


def test_the_prepared_text_is_what_both_databases_search(channel_told):
    say(channel_told, post("q", "@velonorte ¿DÓNDE está 自転車?"))
    assert (
        Post.objects.get().search_text
        == search_text("@velonorte ¿DÓNDE está 自転車?")
        == "velonorte donde esta 自 転 車"
    )

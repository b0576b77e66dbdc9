"""What strangers write to break us is text: kept as it can be stored, found, read, shown, and never run."""

from __future__ import annotations

import json

import pytest

from tests.saying import account_gone, gone, post, rename, say, told
from tests.web.reading import read
from tummler.common.text import storable
from tummler.listening.normalise import LONGEST
from tummler.records.models import Account, Event, Need, Post, Reading
from tummler.records.search import find_post_ids

pytestmark = pytest.mark.django_db

ZALGO = "h" + "\u0301\u0322\u0336\u0488" * 200
TEXTS = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)><b>bold</b> &amp; &lt;",
    "attributes": "\"'><svg/onload=alert(1)> ` ' \" onmouseover=alert(1) x=",
    "templates": "{{ 7*7 }} {% debug %} ${7*7} #{7*7} %s %(x)s {0} {}",
    "sql": "'; DROP TABLE records_post; -- \" \\ /* */",
    "right to left": "\u202egnirts\u202c \u2066isolate\u2069 \u200fמה\u200e",
    "zalgo": ZALGO,
    "nul": "before\0after\0",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x80\x9f\u2028\u2029\ufeff",
    "lone surrogates": "high \ud83d low \ude00 swapped \ude00\ud83d end",
    "no characters": "\ufffe\uffff\U0001ffff\U0010ffff\ufdd0",
    "families": "👩‍👩‍👧‍👦 👨🏿‍🚀 🏳️‍🌈 🇪🇸🇪 ❤️‍🔥 👋🏻👋🏿 1️⃣",
    "hashtags": "#help #ayuda #помощь #عون #मदद #助けて #求助 #ช่วยด้วย #βοήθεια #עזרה #도움 #օգնություն "
    "#დახმარება #𞤀𞤲𞤣𞤢",
    "mentions": "@velonorte@evil.example @velonortе @velo\u200bnorte @@velonorte @velonorte.evil ＠velonorte",
    "links": "javascript:alert(1) data:text/html,<script> //evil https://user:pw@evil/ http://[::1]/ vbscript:x",
    "invisible": "\u200b\u200c\u200d\u2060\u180e\ufeff\U000e0041\U000e007f",
    "expanding": "ﷺ" * 300 + "ß" * 300 + "İ" * 300,
    "one sign": "\u0489",
}
LONG = {
    "a megabyte": "a" * 1_000_000,
    "a megabyte of words": "ab " * 350_000,
    "a megabyte of marks": "\u0301" * 500_000,
    "a megabyte of families": "👩‍👩‍👧‍👦" * 40_000,
    "a megabyte of different words": " ".join(str(n) for n in range(150_000)),
    "a megabyte of expanding signs": "ﷺ" * 333_333,
    "a megabyte of mentions": "@velonorte " * 90_000,
    "a megabyte of brackets": "<" * 500_000 + "(" * 500_000,
    "a megabyte of digits": "1 (2) 3.4-" * 100_000,
}


def said(text):
    return f"@velonorte {text} - why does my bike not unlock? unmistakable"


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_words_are_kept_read_and_found(channel_told, brand, name):
    text = said(TEXTS[name])
    say(channel_told, post("q", text, by="marta", name=TEXTS[name]))
    row = told(channel_told, "q")
    assert (row.text, row.state) == (storable(text), "understood")
    assert find_post_ids(brand.pk, "unmistakable") == [row.pk]
    assert (Need.objects.get().state, Reading.objects.get().kind["value"] in ("question", "complaint")) == (
        "open",
        True,
    )
    for start, end, _why in Reading.objects.get().marks:
        assert 0 <= start < end <= len(row.text)


@pytest.mark.parametrize("name", LONG)
def test_a_megabyte_is_cut_and_costs_little(channel_told, name):
    text = f"@velonorte why? {LONG[name]}"
    say(channel_told, post("q", text))
    row = told(channel_told, "q")
    assert (row.text, row.state) == (text[:LONGEST], "understood")


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_names_handles_and_descriptions_are_one_storable_line(channel_told, name):
    evil = TEXTS[name]
    media = [{"url": "https://example.org/a.png", "alt": evil}, {"url": "javascript:alert(1)", "alt": "x"}]
    say(channel_told, post("q", by=f"h{evil}", by_id="1", name=evil, warning=evil, language=evil, media=media))
    account, row = Account.objects.get(), told(channel_told, "q")
    assert account.handle == " ".join(storable(f"h{evil}").split())[:255]
    assert account.name == " ".join(storable(evil).split())[:255]
    assert (row.warning, row.language) == (storable(evil)[:500], storable(evil)[:35])
    assert [(one["url"], one["description"]) for one in row.media] == [("https://example.org/a.png", storable(evil))]


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_ids_are_garbled_or_kept_whole_and_stop_nothing(channel_told, name):
    evil = TEXTS[name]
    sent = [post(evil), post("by", by_id=evil), post("p", parent=evil, root=evil, version=evil), gone(evil),
            account_gone(evil), rename(evil, "x"), rename("marta", evil), post("last")]  # fmt: skip
    say(channel_told, *sent)
    assert Event.objects.exclude(state__in=("done", "garbled")).count() == 0
    assert told(channel_told, "last").state == "understood"
    fit = evil == storable(evil) and len(evil) <= 250
    assert Event.objects.filter(state="garbled").count() == (0 if fit else 5)
    assert Post.objects.filter(remote_id="p", parent_remote_id=evil if fit else "").count() == 1


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:alert(1)", " https://x.example", "https://x.example/\n",
     "https://" + "x" * 2100, "//x.example", "file:///etc/passwd", "https://x.example/\u202e", "http\0://x"],
)  # fmt: skip
def test_addresses_that_lead_elsewhere_than_to_the_web_lead_nowhere(channel_told, address):
    links = [[0, 5, address], [6, 9, "https://fine.example/"]]
    say(channel_told, post("q", url=address, links=links, media=[{"url": address}]))
    row = told(channel_told, "q")
    assert (row.url, row.media, [span["value"] for span in row.spans]) == ("", [], ["https://fine.example/"])


@pytest.mark.parametrize("span", [[-1, 5], [5, 5], [6, 5], [0, 10_000], [0, 2**70]])
def test_spans_outside_the_text_are_left_out(channel_told, span):
    say(channel_told, post("q", links=[[*span, "https://fine.example/"]]))
    assert told(channel_told, "q").spans == []


@pytest.mark.parametrize("at", [0, 1e300, -1e300, "nan", "inf", -62135596800, 253402300799, True, [], "soon"])
def test_impossible_times_are_no_time_or_garbled_and_stop_nothing(channel_told, at):
    evil = post("q")
    evil["post"] |= {"at": at, "edited_at": at}
    say(channel_told, evil, post("r"))
    assert Event.objects.exclude(state__in=("done", "garbled")).count() == 0
    assert told(channel_told, "r").state == "understood"


def test_hostile_words_stand_on_the_desk_as_words(channel_told, client_of, owner, settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    desk = client_of(owner)
    for name, evil in TEXTS.items():
        say(channel_told, post(name, said(evil), by=f"by {name}", name=f"{evil}x", warning=evil))
        need = Need.objects.select_related("post").get(post__remote_id=name)
        response = desk.get(f"/desk/{need.public_id}/")
        page = read(response)
        assert response.status_code == 200
        assert " ".join(need.post.text.split()) in page.words
        assert [one.tag for one in page.all() if any(key.startswith("on") for key in one.attributes)] == []
        assert [one for one in page.all("script") if not one.attributes.get("src", "").startswith("/static/")] == []
        assert [one for one in page.all("img") if not one.attributes["src"].startswith("/")] == []
        assert [one for one in page.all("a") if "script:" in one.attributes.get("href", "")] == []


def test_json_that_repeats_its_names_or_nests_is_one_thing_or_garbled(channel_told):
    twice = b'{"kind":"post","kind":"gone","id":"x","post":{}}'
    deep = b'{"kind":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    numbers = json.dumps({"kind": "post", "post": {"id": 10**400, "by": 1.5, "text": None, "at": 1}}).encode()
    say(channel_told, twice, deep, numbers, b"\xff\xfe", b"", b"null", b"[]", b"0", post("r"))
    assert told(channel_told, "r").state == "understood"
    assert Event.objects.exclude(state__in=("done", "garbled")).count() == 0

"""A visitor proves an account by a word sent from it; nothing less than the whole of it opens anything."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory

from tests.saying import post, say
from tests.web.asking import asked, fresh_cache, say_more
from tummler.acts.telling_codes import tell_codes
from tummler.answering.outbox import deliver_due
from tummler.common import clock
from tummler.common.spoken import new_word, rest_of, words_in
from tummler.records.models import Account, Delivery, Need, OneTimeWord, Post, Proof
from tummler.web.visitor import visitor_accounts
from tummler.work.flow import run_all
from tummler.work.reading import read_once

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["fresh_cache"]

ME = "/square/velo-norte/me/"
WORD_PAGE = f"{ME}word/"
_WORD = re.compile(r"said-word[^>]*>([a-z]+-\d\d-[a-z]+)<")


def word_on(client: Client) -> str:
    """A fresh word on this browser's page."""
    assert client.post(WORD_PAGE, {"do": "begin"})["Location"] == WORD_PAGE
    found = _WORD.search(client.get(WORD_PAGE).content.decode())
    assert found
    return found[1]


def known_as(client: Client, brand: Any = None) -> set[str]:
    """Whom this browser has proven to be, as every other page asks it."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    rows = Account.objects.filter(pk__in=visitor_accounts(request, brand))
    return {f"{row.network}:{row.handle}" for row in rows}


@pytest.fixture
def sent(echo_near: Any, channel_near: Any) -> Any:
    """``sent("olive-42-harbour", by="marta")``: sent on echo, heard, and answered in private; the private words."""

    def send(text: str, by: str = "marta", **more: Any) -> list[str]:
        echo_near.say(text, by, **more)
        read_once(channel_near)
        run_all()
        tell_codes()
        while deliver_due():
            pass
        ours = [one for one in echo_near.posts().values() if one["by"] == "velonorte"]
        assert all(one.get("visibility") == "direct" for one in ours), "never in public"
        return [one["text"] for one in ours]

    return send


def code_in(text: str) -> str:
    found = re.search(r"\b(\d{3}) (\d{3})\b", text)
    assert found
    return f"{found[1]} {found[2]}"


def test_a_word_heard_and_its_code_typed_prove_the_account(client: Client, sent: Any, brand: Any) -> None:
    word = word_on(client)
    cookie = next(name for name in client.cookies if name.startswith("visitor-"))
    before = client.cookies[cookie].value
    [told] = sent(f"@velonorte {word}", visibility="direct")
    assert "A machine wrote this" in told
    assert "Type the six digits" in client.get(WORD_PAGE).content.decode()
    assert known_as(client) == set()

    assert client.post(WORD_PAGE, {"do": "finish", "code": code_in(told)})["Location"] == ME
    assert known_as(client) == {"echo:marta"}
    morsel = client.cookies[cookie]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    assert morsel.value != before, "another cookie once it is worth something"
    page = client.get(ME).content.decode()
    assert "marta" in page
    assert list(Need.objects.exclude(state="dropped")) == [], "a word is no need"
    assert [(one.by_person, one.state) for one in Delivery.objects.all()] == [(False, "sent")]

    stolen = Client()
    stolen.cookies[cookie] = before
    assert known_as(stolen) == set()
    assert client.post(ME, {"do": "end_all"}).status_code == 302
    assert known_as(client) == set()


def test_who_is_talked_into_sending_anothers_word_signs_nobody_in(sent: Any) -> None:
    mallory, word = Client(), ""
    word = word_on(mallory)
    [told] = sent(f"@velonorte my word is {word}", by="victim")  # in public, as Mallory asked them to
    assert "give it to nobody" in told
    for guess in ("000000", "1", "", "999999", "123456", code_in(told)):
        mallory.post(WORD_PAGE, {"do": "finish", "code": guess})
    assert known_as(mallory) == set(), "the right code is too late after five wrong ones"
    assert Proof.objects.count() == 0


def test_a_word_works_once_in_its_quarter_of_an_hour_at_its_own_brand(
    client: Client, sent: Any, other_owner: Any
) -> None:
    word = word_on(client)
    assert sent("@velonorte " + word, by="marta", visibility="direct") != []
    assert len(sent("@velonorte " + word, by="mallory", visibility="direct")) == 1, "who comes second sent nothing"
    assert OneTimeWord.objects.get().account.handle == "marta"
    later = word_on(client)
    clock.shift(timedelta(minutes=16))
    assert len(sent("@velonorte " + later, by="marta", visibility="direct")) == 1
    assert WORD_PAGE not in client.get(WORD_PAGE)["Location"]
    clock.shift(timedelta(0))
    elsewhere = Client()
    assert elsewhere.post("/square/otra-marca/me/word/", {"do": "begin"}).status_code == 302
    otra = _WORD.search(elsewhere.get("/square/otra-marca/me/word/").content.decode())
    assert otra
    assert len(sent("@velonorte " + otra[1], visibility="direct")) == 1
    assert OneTimeWord.objects.get(brand=other_owner.brand).state == "shown"


def test_what_else_is_said_with_a_word_is_still_heard(client: Client, sent: Any) -> None:
    word = word_on(client)
    sent(f"@velonorte {word} and my bike won't unlock at Harbour Road, what do I do?")
    assert [need.state for need in Need.objects.order_by("pk")] == ["open", "dropped"]
    other = Client()
    sent(f"@velonorte {word_on(other)} I want to kill myself", by="leo")
    assert Need.objects.get(account__handle="leo", state="open").care == "self_harm"


def test_on_the_square_another_browser_of_theirs_says_yes(client: Client, brand: Any) -> None:
    phone = Client()
    place = asked(phone, brand, "How do I get the big basket to close?", name="Nuria")
    word = word_on(client)
    say_more(phone, place, word)
    run_all()
    tell_codes()
    assert word not in phone.get(place).content.decode()
    assert Post.objects.filter(text__contains=word).count() == 0
    row = OneTimeWord.objects.get()
    assert "Now say yes on this page" in client.get(WORD_PAGE).content.decode()
    assert "Is this you, in another browser?" in phone.get(ME).content.decode()
    stranger = Client()
    assert stranger.post(ME, {"do": "yes", "word": row.public_id}).status_code == 404
    assert known_as(client) == set()
    phone.post(ME, {"do": "yes", "word": row.public_id})
    assert client.get(WORD_PAGE)["Location"] == ME
    assert len(known_as(client)) == 1
    phone.post(ME, {"do": "end_everywhere"})
    assert known_as(client) == set()


def test_a_code_that_could_not_leave_in_time_never_leaves(client: Client, channel_told: Any, brand: Any) -> None:
    word = word_on(client)
    say(channel_told, post("w", f"@velonorte {word}"))
    assert tell_codes() == 1
    assert [one.state for one in Delivery.objects.all()] == ["waiting"]
    clock.shift(timedelta(minutes=16))
    tell_codes()
    assert [(one.state, one.trouble) for one in Delivery.objects.all()] == [("never", "too_late")]


def test_the_page_says_so_where_we_may_not_write_in_private(client: Client, channel_told: Any, brand: Any) -> None:
    word = word_on(client)
    say(channel_told, post("w", f"@velonorte {word}"))
    tell_codes()
    assert "Type the six digits" in client.get(WORD_PAGE).content.decode()
    Delivery.objects.update(state="never", trouble="no_direct")
    page = client.get(WORD_PAGE).content.decode()
    assert "We could not write to you in private." in page
    assert "Type the six digits" not in page


def test_words_are_found_however_they_are_typed() -> None:
    word = new_word()
    one, number, other = word.split("-")
    for typed in (word, word.upper(), f"{one} {number} {other}", f"it is {one}–{number} – {other}."):
        assert words_in(typed) == [word]
    assert words_in(f"{one}-{number}-nonsense and {one}{number}{other}") == []
    assert rest_of(f"@velonorte {word} hello") == "hello"

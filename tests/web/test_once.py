"""An answer for one person's eyes, once: asked on the square, shown there to the one who asked, then gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db.models import Model
from django.test import Client

from tests.web.asking import asked, fresh_cache
from tests.web.reading import read
from tummler.acts.needs import claim_need
from tummler.acts.proving import new_visitor, prove_account
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.drafts import Chosen
from tummler.answering.outbox import deliver_due
from tummler.answering.promise import NotSendable
from tummler.common import clock
from tummler.listening.departures import forget
from tummler.records.models import Happening, Helped, Need, Once, Post, Reply
from tummler.work.schedule import let_run_out

__all__ = ["fresh_cache"]

WORD = "kaleidoscope"
ANSWER = f"Your code is {WORD}, Marta: nobody else has it."


@pytest.fixture
def marta(db: None) -> Client:
    return Client()


@pytest.fixture
def place(marta: Client, owner: Any) -> str:
    """Her question's page, with an answer for her alone."""
    address = asked(marta, owner.brand, "What was the code for the box at dock 14? It says it is wrong.", name="Marta")
    answer(owner, Need.objects.get())
    return address


def answer(owner: Any, need: Need) -> None:
    claim_need(actor=owner, need=need)
    draft = save_draft(actor=owner, need=need, text=ANSWER, edition=0, chosen=Chosen(visibility="once"))
    promise_reply(actor=owner, reply=draft, undo=timedelta())
    assert deliver_due()


def rows_with_word() -> list[str]:
    """Every row of every table that holds the word."""
    nouns = [noun for noun in Model.__subclasses__() if noun.__module__.startswith("tummler")]
    found = []
    for noun in nouns:
        held = serializers.serialize("json", noun._default_manager.all()) if noun._meta.managed else ""
        found += [noun.__name__] if WORD in held else []
    return found


def see(client: Client, place: str) -> Any:
    post = Once.objects.get().post
    return client.post(place, {"do": "see_once", "post": post.remote_id})


def test_it_is_seen_once_by_the_one_who_asked_and_then_nowhere(marta: Client, place: str, desk: Client) -> None:
    assert rows_with_word() == []  # sealed, from the moment it stands there
    assert WORD not in marta.get(place).content.decode()
    seen = see(marta, place)
    assert (seen.status_code, seen["Cache-Control"]) == (200, "private, no-store")
    assert read(seen).one("p", "open").words == f"{ANSWER} ^Inés"
    again = see(marta, place)
    assert (again.status_code, again["Location"]) == (302, place)
    gone = read(marta.get(place)).one("", "once").words
    assert gone.startswith("Inés’s answer is gone. Seen once, at ")
    once = Once.objects.get()
    assert (bytes(once.sealed), once.gone_why, rows_with_word()) == (b"", "seen", [])
    need = Need.objects.get()
    assert read(desk.get(f"/desk/{need.public_id}/")).one("p", "once").words.startswith("Marta saw it at ")
    assert read(desk.get(f"/find/?q={WORD}")).all("li", "need") == []
    assert Happening.objects.filter(act="once_seen").count() == 1


def test_nobody_else_can_open_it_and_everybody_is_told_that_it_is_there(place: str, desk: Client) -> None:
    stranger = Client()
    assert see(stranger, place).status_code == 404
    assert see(desk, place).status_code == 404
    shown = read(stranger.get(place))
    assert shown.one("", "once").words == "Inés answered Marta alone. It can be seen once."
    assert Once.objects.get().waits


def test_what_nobody_opens_in_time_is_destroyed(marta: Client, place: str) -> None:
    assert let_run_out() == 0
    clock.shift(timedelta(days=8))
    assert (see(marta, place).status_code, let_run_out()) == (302, 1)
    once = Once.objects.get()
    assert (bytes(once.sealed), once.gone_why) == (b"", "ran_out")
    assert read(marta.get(place)).one("", "once").words.endswith("and is gone, unseen. Ask again below.")


def test_taken_back_before_it_was_seen_it_is_gone_too(marta: Client, place: str) -> None:
    forget(Post.objects.filter(by_us=True), "deleted")
    once = Once.objects.get()
    assert (bytes(once.sealed), once.gone_why) == (b"", "taken_back")
    assert see(marta, place).status_code == 404


def test_the_square_offers_it_and_a_network_says_why_not(marta: Client, owner: Any, desk: Client, heard: Any) -> None:
    asked(marta, owner.brand, "What was the code for the box at dock 14? It says it is wrong.", name="Marta")
    here = read(desk.get(f"/desk/{Need.objects.get().public_id}/"))
    assert [one.words for one in here.one("fieldset", "seeing").all("label")] == [
        "Public in the thread, for the next person",
        "Only Marta, once on the square, then gone for everybody",
    ]
    need = heard("@velonorte what was the code for the box at dock 14?", by="leo").needs.get()
    draft = save_draft(actor=owner, need=need, text=ANSWER, edition=0, chosen=Chosen(visibility="once"))
    there = read(desk.get(f"/desk/{need.public_id}/"))
    assert there.one("p", "not-once").words == "Only leo, once: not on Echo. Its own people could open it first."
    with pytest.raises(NotSendable):  # and what was to be for one person is never sent for all to see
        promise_reply(actor=owner, reply=draft, undo=timedelta())


def test_elsewhere_a_word_says_where_and_the_page_has_it(
    owner: Any, desk: Client, heard: Any, echo: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://care.example.org"
    need = heard("@velonorte what was the code for the box at dock 14?", by="leo").needs.get()
    shown = read(desk.get(f"/desk/{need.public_id}/"))
    assert [one.words for one in shown.one("fieldset", "seeing").all("label")][-1] == (
        "Only leo, once on a page of ours, after showing that the account is theirs"
    )
    answer(owner, need)
    post = Post.objects.get(by_us=True)
    assert "Your answer waits at care.example.org/read, for you alone, and shows once." in post.text
    assert (rows_with_word(), Once.objects.get().post) == ([], post)
    assert WORD not in echo.log.read_text("utf-8")
    place = f"/square/{owner.brand.slug}/read/"
    browser = Client()
    assert WORD not in browser.get(place).content.decode()
    visitor, secret = new_visitor(owner.brand)
    prove_account(visitor=visitor, account=need.account, how="word")
    browser.cookies[f"visitor-{owner.brand.public_id}"] = secret
    waiting = read(browser.get(place))
    assert waiting.all("li")[-3].words == "For @leo, which you have shown to be yours"
    once = Once.objects.get().public_id
    seen = browser.post(place, {"do": "see_once", "answer": once})
    assert read(seen).one("p", "open").words == f"{ANSWER} ^Inés"
    assert [one.words for one in read(seen).one("form", "worked").all("button")] == ["That worked", "Still broken"]
    assert Client().post(place, {"do": "helped", "answer": once}).status_code == 404  # nobody else says it
    assert read(browser.post(place, {"do": "helped", "answer": once}, follow=True)).one("p", "lead").words == (
        "Good to hear. Whoever answered you is told."
    )
    assert (Need.objects.get().state, [one.helper for one in Helped.objects.all()]) == ("helped", [owner])
    assert read(desk.get(f"/desk/{need.public_id}/")).one("p", "once").words.startswith("leo saw it at ")


def test_after_it_was_sent_it_shows_longer_or_is_destroyed_unseen(
    marta: Client, place: str, owner: Any, desk: Client
) -> None:
    need = Need.objects.get()
    page = read(desk.get(f"/desk/{need.public_id}/"))
    assert [one.words for one in page.all("details", "doing")[-1].all("button")] == [
        "Show it for 30 seconds", "Show it for two minutes", "Destroy it, unseen", "Delete it, here and on Square",
    ]  # fmt: skip
    sent = {"reply": Reply.objects.get().public_id, "lasting": "120s"}
    address, exchange = f"/desk/{need.public_id}/stays/", {"HX-Request": "true"}
    shown = read(desk.post(address, sent, headers=exchange)).one("", "toast")
    assert (Once.objects.get().seconds, shown.one("span").words) == (120, "It shows for two minutes.")
    desk.post(address, {field.attributes["name"]: field.attributes["value"] for field in shown.all("input")})
    assert Once.objects.get().seconds is None
    gone = read(desk.post(address, {**sent, "lasting": "now"}, headers=exchange)).one("", "toast")
    assert gone.one("span").words == "Destroyed, unseen. Nobody can read it any more."
    once = Once.objects.get()
    assert (once.gone_why, bytes(once.sealed), see(marta, place).status_code) == ("taken_back", b"", 302)
    late = read(desk.post(address, {**sent, "lasting": "now"}, headers=exchange)).one("", "toast")
    assert late.one("span").words == "Too late: it is gone, or on its way out."
    assert desk.post(address, {**sent, "lasting": "year"}).status_code == 404


def test_the_desk_says_until_when_an_answer_stays_and_changes_it(
    heard: Any, owner: Any, desk: Client, echo: Any
) -> None:
    need = heard("@velonorte how do I end my ride when the dock is full?", by="leo").needs.get()
    claim_need(actor=owner, need=need)
    draft = save_draft(actor=owner, need=need, text="Press End ride.", edition=0, chosen=Chosen(lasting="solved"))
    promise_reply(actor=owner, reply=draft, undo=timedelta())
    assert deliver_due()
    address = f"/desk/{need.public_id}/"
    page = read(desk.get(address))
    assert page.all("p", "meta")[-1].words.endswith("goes a day after it is solved")
    assert [one.words for one in page.all("details", "doing")[-1].all("button")] == [
        "Let it stay", "Let it go in a day", "Delete it, here and on Echo",
    ]  # fmt: skip
    assert desk.post(f"{address}stays/", {"reply": draft.public_id, "lasting": "keep"}, follow=True).status_code == 200
    page = read(desk.get(address))
    assert "goes" not in page.all("p", "meta")[-1].words
    assert desk.post(f"{address}stays/", {"reply": "x", "lasting": "keep"}).status_code == 404

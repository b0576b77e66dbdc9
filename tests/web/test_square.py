"""The square: who asks is listed, anyone can ask, the asker says whether it worked, and nothing else is shown.

One long file: each test is a line of the same promise to those who ask, and they share how it is asked.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.test import Client

from tests.web.asking import ask, asked, fresh_cache, say_more
from tummler.acts.gesturing import gesture, gesture_due
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.outbox import deliver_due
from tummler.common import clock
from tummler.records.models import (
    Account,
    Conversation,
    Event,
    Happening,
    Helper,
    Need,
    Post,
    Reading,
    SameHere,
    Word,
)
from tummler.web import whys
from tummler.work.flow import run_all

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]

QUESTION = "How do I get the big basket to close?"


def answer(actor, need, text="Push it down until it clicks."):
    claim_need(actor=actor, need=need)
    promise_reply(actor=actor, reply=save_draft(actor=actor, need=need, text=text, edition=0), undo=timedelta(0))
    while deliver_due():
        pass


def words(response):
    return response.content.decode()


# ------------------------------------------------------------------------------------------- asking


def test_a_question_stands_on_the_square_once_it_is_understood(client, brand):
    sent = ask(client, brand, QUESTION, name="Nuria", language="en")
    waiting = client.get(sent["Location"])
    assert (sent.status_code, waiting.status_code) == (302, 200)
    assert "It will stand here in a moment" in words(waiting)
    assert client.get(sent["Location"], headers={"HX-Request": "true"}).status_code == 204

    run_all()
    there = client.get(sent["Location"])
    assert there.status_code == 302
    assert client.get(sent["Location"], headers={"HX-Request": "true"})["HX-Redirect"] == there["Location"]
    post = Post.objects.get()
    assert (post.text, post.account.name, post.language, post.addressed) == (QUESTION, "Nuria", "en", "asked")
    assert QUESTION in words(client.get(there["Location"]))
    assert "Someone is asking" in words(client.get(f"/square/{brand.slug}/"))


def test_the_asker_is_known_again_by_a_cookie_that_only_asking_sets(client, brand):
    client.get(f"/square/{brand.slug}/")
    assert "asker" not in client.cookies
    ask(client, brand, QUESTION)
    cookie = client.cookies["asker"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/square/")
    ask(client, brand, "And does it lock?")
    run_all()
    assert Account.objects.count() == 1


def test_a_forged_cookie_makes_nobody_an_asker(client, brand):
    address = asked(client, brand, QUESTION)
    stranger = Client()
    stranger.cookies["asker"] = client.cookies["asker"].value.split(":")[0] + ":forged:signature"
    page = words(stranger.get(address))
    assert "A further word" not in page
    assert stranger.post(address, {"do": "helped"}).status_code == 404


def test_two_brands_know_the_same_asker_by_two_keys(client, brand, other_owner):
    ask(client, brand, QUESTION)
    ask(client, other_owner.brand, QUESTION)
    run_all()
    keys = set(Account.objects.values_list("remote_id", flat=True))
    assert len(keys) == 2
    assert client.cookies["asker"].value.split(":")[0] not in keys


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": "  "}, "nothing in it yet"),
        ({"text": "a" * 4001}, "longer than 4,000"),
        ({"homepage": "https://shop.example"}, "can’t see was filled in"),
        ({"after": 0.4}, "faster than anyone types"),
        ({"after": 50_000.0}, "open for so long"),
        ({"stamp": "forged"}, "open for so long"),
        ({"text": "https://a.example www.b.example https://c.example"}, "More than two links"),
        ({"name": "VELO  norte"}, "That is our own name"),
    ],
)
def test_what_is_not_taken_is_handed_back_with_its_words_and_why(client, brand, sent, said):
    text = sent.pop("text", QUESTION)
    back = ask(client, brand, text, **sent)
    assert back.status_code == 422
    assert said in words(back)
    assert text.strip() in words(back)
    assert not Event.objects.exists()


def test_the_same_press_twice_is_one_question(client, brand):
    first, second = ask(client, brand, QUESTION), ask(client, brand, f" {QUESTION.upper()} ")
    assert first["Location"] == second["Location"]
    assert Event.objects.count() == 1


def test_the_same_words_from_somebody_else_are_handed_back(client, brand):
    ask(client, brand, QUESTION)
    back = ask(Client(), brand, QUESTION)
    assert (back.status_code, Event.objects.count()) == (422, 1)
    assert "asked exactly this" in words(back)


def test_one_address_asks_so_often_an_hour_and_no_more(client, brand):
    for number in range(20):
        assert ask(Client(), brand, f"Question number {number}?").status_code == 302
    back = ask(Client(), brand, "One more?")
    assert (back.status_code, Event.objects.count()) == (422, 20)
    assert ask(Client(REMOTE_ADDR="192.0.2.9"), brand, "One more?").status_code == 302


def test_one_asker_asks_so_often_an_hour_and_no_more(client, brand):
    for number in range(8):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert ask(client, brand, f"Question number {number}?").status_code == 302
        run_all()
    back = ask(client, brand, "One more?")
    assert back.status_code == 422
    assert "A lot has come from you" in words(back)


def test_asking_needs_the_token_of_a_page_of_ours(brand):
    outside = Client(enforce_csrf_checks=True)
    assert outside.post(f"/square/{brand.slug}/", {"text": QUESTION}).status_code == 403
    page = outside.get(f"/square/{brand.slug}/")
    token = outside.cookies["csrftoken"].value
    assert page.status_code == 200
    assert outside.post(f"/square/{brand.slug}/", {"text": "", "csrfmiddlewaretoken": token}).status_code == 422


# ------------------------------------------------------------------------------- the answer, and whether it helped


def test_the_answer_stands_there_and_the_asker_says_that_it_worked(client, brand, owner):
    address = asked(client, brand, QUESTION, name="Nuria")
    answer(owner, Need.objects.get())
    page = words(client.get(address))
    assert "Push it down until it clicks. ^Inés" in page
    assert "That worked" in page
    assert "Still broken" in page
    stranger = words(Client().get(address))
    assert "That worked" not in stranger
    assert "Nuria hasn’t said yet" in stranger

    assert client.post(address, {"do": "helped"}).status_code == 302
    assert client.post(address, {"do": "helped"}).status_code == 302
    assert (Need.objects.get().state, Word.objects.count()) == ("helped", 1)
    assert "You said that it worked" in words(client.get(address))
    assert "Nuria says that it worked" in words(Client().get(address))


def test_still_broken_puts_it_back_on_the_market(client, brand, owner):
    address = asked(client, brand, QUESTION)
    answer(owner, Need.objects.get())
    client.post(address, {"do": "not_helped"})
    need = Need.objects.get()
    assert (need.state, need.came_back) == ("open", 1)
    assert "open again" in words(client.get(address))


def test_a_further_word_continues_the_conversation(client, brand, owner):
    address = asked(client, brand, QUESTION)
    answer(owner, Need.objects.get())
    sent = say_more(client, address, "That worked, thank you so much!")
    assert sent.status_code == 302
    assert "It will stand here in a moment" in words(client.get(sent["Location"]))
    run_all()
    assert "It will stand here in a moment" not in words(client.get(sent["Location"]))
    assert (Conversation.objects.count(), Need.objects.get().state) == (1, "helped")
    square = words(Client().get(f"/square/{brand.slug}/"))
    assert "Helped, and said so" in square
    assert "That worked, thank you so much!" in square
    assert "to Inés" in square


def test_what_nobody_said_is_not_waited_for(client, brand):
    address = asked(client, brand, QUESTION)
    assert "in a moment" not in words(client.get(f"{address}?heard=0000000000000000"))
    assert client.get(f"/square/{brand.slug}/asked/0000000000000000/").status_code == 404


def test_the_one_who_wrote_it_takes_it_away_for_good(client, brand, owner):
    address = asked(client, brand, QUESTION)
    answer(owner, Need.objects.get())
    post = Post.objects.get(by_us=False)
    other = Client()
    asked(other, brand, "And where do I leave the lock?")
    taken = {"do": "take_away", "post": post.remote_id}
    assert other.post(address, taken).status_code == 404
    assert client.post(address, {**taken, "post": Post.objects.get(by_us=True).remote_id}).status_code == 404
    assert client.post(address, taken)["Location"] == f"/square/{brand.slug}/"
    post.refresh_from_db()
    assert (post.text, post.gone, Need.objects.get(post=post).state) == ("", True, "dropped")
    assert QUESTION not in words(Client().get(f"/square/{brand.slug}/"))
    assert Client().get(address).status_code == 404


def test_nobody_else_says_anything_in_their_conversation(client, brand, owner):
    address = asked(client, brand, QUESTION)
    answer(owner, Need.objects.get())
    other = Client()
    asked(other, brand, "And where do I leave the lock?")
    stamp = {"stamp": "any", "text": "I say this worked"}
    for sent in ({"do": "helped"}, {"do": "not_helped"}, stamp):
        assert other.post(address, sent).status_code == 404
    assert Need.objects.get(conversation__public_id=address.split("/")[-2]).state == "answered"


def test_a_reader_is_told_only_when_there_is_something_new(client, brand, owner):
    address = asked(client, brand, QUESTION)
    seen = words(client.get(address)).split("?seen=")[1].split('"')[0]
    asking = {"headers": {"HX-Request": "true"}, "data": {"seen": seen}}
    assert client.get(address, **asking).status_code == 204
    answer(owner, Need.objects.get())
    fresh = client.get(address, **asking)
    assert fresh.status_code == 200
    assert "until it clicks" in words(fresh)
    assert "<html" not in words(fresh)


# ---------------------------------------------------------------------------------- what is shown, and what is not


@pytest.fixture
def one(heard, brand):
    post = heard("@velonorte how do I end my ride when dock 9 is full?", by="marta", name="Marta")
    assert Need.objects.get().state == "open"
    return post


def test_a_question_from_a_network_is_listed_with_the_way_to_it(client, brand, one):
    Post.objects.update(url="https://social.example/@marta/1")
    page = words(client.get(f"/square/{brand.slug}/"))
    assert "how do I end my ride" in page
    assert 'href="https://social.example/@marta/1" rel="nofollow ugc noopener noreferrer"' in page
    address = f"/square/{brand.slug}/{one.conversation.public_id}/"
    talk = words(client.get(address))
    assert "how do I end my ride" in talk
    assert '<meta name="robots" content="noindex">' in talk


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": "unlisted"},
        {"visibility": "followers"},
        {"visibility": "direct"},
        {"may_show": "signed_in"},
        {"may_show": "helpers"},
        {"gone_at": clock.now()},
        {"history": True},
        {"state": "identified"},
        {"key_id": 1},
    ],
)
def test_what_is_not_for_anyone_is_shown_to_nobody(client, brand, one, change):
    Post.objects.filter(pk=one.pk).update(**change)
    assert "how do I end my ride" not in words(client.get(f"/square/{brand.slug}/"))
    assert client.get(f"/square/{brand.slug}/{one.conversation.public_id}/").status_code == 404


@pytest.mark.parametrize("change", [{"care": "self_harm"}, {"heard_nearby": True}, {"state": "dropped"}])
def test_a_need_that_is_not_for_anyone_is_shown_to_nobody(client, brand, one, change):
    Need.objects.update(**change)
    assert "how do I end my ride" not in words(client.get(f"/square/{brand.slug}/"))
    assert client.get(f"/square/{brand.slug}/{one.conversation.public_id}/").status_code == 404


def test_somebody_who_said_stop_is_not_shown_to_strangers(client, brand, one):
    Account.objects.filter(pk=one.account_id).update(stopped_at=clock.now())
    assert "how do I end my ride" not in words(client.get(f"/square/{brand.slug}/"))


def test_spam_and_what_is_deleted_is_left_out_of_a_thread(client, brand, one, heard, echo, settle):
    heard("Cheap bikes at my shop", by="spammer", parent=one.remote_id)
    gone = heard("I had the same, LOOK HERE", by="jo", parent=one.remote_id)
    spam = Post.objects.get(account__handle="spammer")
    Reading.objects.update_or_create(
        post=spam, defaults={"brand": brand, "mind": "test", "kind": {"value": "spam"}, "urgency": {}, "language": {}}
    )
    echo.delete(gone.remote_id)
    settle()
    page = words(client.get(f"/square/{brand.slug}/{one.conversation.public_id}/"))
    assert "Cheap bikes" not in page
    assert "LOOK HERE" not in page
    assert "A post was deleted by its author" in page


def test_a_cry_for_help_is_on_no_page_not_even_for_a_moment(client, brand):
    ask(client, brand, "I want to kill myself because of all this")
    run_all()
    assert Need.objects.get().care
    assert "kill myself" not in words(Client().get(f"/square/{brand.slug}/"))


def test_who_is_on_it_is_told_by_the_name_they_sign_with(client, brand, owner, one):
    claim_need(actor=owner, need=Need.objects.get())
    page = words(client.get(f"/square/{brand.slug}/"))
    assert "<b>Inés</b> from Velo Norte is on it" in page
    assert "Prado" not in page


def test_another_brands_square_has_none_of_it(client, brand, one, other_owner):
    other = other_owner.brand
    assert "how do I end my ride" not in words(client.get(f"/square/{other.slug}/"))
    assert client.get(f"/square/{other.slug}/{one.conversation.public_id}/").status_code == 404
    assert client.get("/square/no-such-brand/").status_code == 404


# ------------------------------------------------------------------------------------------------ how it is done


def make_questions(echo, settle, count):
    for number in range(count):
        asked = echo.say(f"@velonorte why is dock {number} always full?", by=f"rider{number}")
        echo.say("Same for me", by=f"friend{number}", parent=asked)
    settle()


def test_the_square_takes_as_many_queries_for_twelve_questions_as_for_two(
    client, brand, echo, settle, query_count, owner
):
    make_questions(echo, settle, 2)
    for need in Need.objects.all():
        claim_need(actor=owner, need=need)
    with query_count() as few:
        client.get(f"/square/{brand.slug}/")
    make_questions(echo, settle, 10)
    with query_count() as many:
        client.get(f"/square/{brand.slug}/")
    assert len(few) == len(many) == 14


def test_a_conversation_takes_as_many_queries_for_twenty_posts_as_for_three(
    client, brand, one, heard, echo, settle, query_count
):
    address = f"/square/{brand.slug}/{one.conversation.public_id}/"
    heard("Me too", by="jo", parent=one.remote_id)
    with query_count() as few:
        client.get(address)
    for number in range(17):
        echo.say(f"And I, {number}", by=f"r{number}", parent=one.remote_id)
    settle()
    with query_count() as many:
        client.get(address)
    assert len(few) == len(many)
    assert len(many) <= 8  # two of them for peers: who of those who wrote is one, and what they answered beside it


def test_older_questions_are_on_the_next_page(client, brand, echo, settle):
    make_questions(echo, settle, 14)
    first = words(client.get(f"/square/{brand.slug}/"))
    assert "dock 13 " in first
    assert "dock 0 " not in first
    second = words(client.get(f"/square/{brand.slug}/?page=2"))
    assert "dock 0 " in second
    assert '<meta name="robots" content="noindex">' in second
    assert client.get(f"/square/{brand.slug}/?page=3").status_code == 404
    assert client.get(f"/square/{brand.slug}/?page=nonsense").status_code == 200


def test_search_engines_are_sent_to_the_square_alone(client, brand):
    robots = words(client.get("/robots.txt"))
    assert "Allow: /square/" in robots
    assert "Disallow: /\n" in robots
    page = words(client.get(f"/square/{brand.slug}/?page=1"))
    assert f'<link rel="canonical" href="http://testserver/square/{brand.slug}/">' in page


# -------------------------------------------------------------------------------------------------- same here


def talk_of(brand, need):
    return f"/square/{brand.slug}/{need.conversation.public_id}/"


def test_same_here_counts_each_visitor_once_and_can_be_taken_back(client, brand, owner, one):
    need = Need.objects.get()
    address = talk_of(brand, need)
    for who in (client, client, Client()):
        assert who.post(address, {"do": "same"}).status_code == 302
    need.refresh_from_db()
    assert (need.same_here, SameHere.objects.count(), Account.objects.filter(network="square").count()) == (2, 2, 0)
    assert "Two people said the same" in words(Client().get(address))
    assert "You too" in words(client.get(address))
    assert whys.what(need.kind, "", need.same_here).endswith(" Two people said the same.")
    assert client.post(address, {"do": "not_same"}).status_code == 302
    assert client.post(address, {"do": "not_same"}).status_code == 302
    need.refresh_from_db()
    assert (need.same_here, SameHere.objects.count()) == (1, 1)
    acts = Happening.objects.filter(need_id=need.pk).values_list("act", flat=True)
    assert Counter(acts)["same_here"] == 2
    assert Counter(acts)["same_here_taken_back"] == 1


def test_the_one_who_asked_does_not_say_the_same(client, brand):
    address = asked(client, brand, QUESTION)
    client.post(address, {"do": "same"})
    assert Need.objects.get().same_here == 0
    assert "Same here" not in words(client.get(address))
    assert "Same here" in words(Client().get(address))


def test_pressed_on_the_square_it_leads_back_to_its_place_there(client, brand, one):
    need = Need.objects.get()
    back = client.post(talk_of(brand, need), {"do": "same", "from": "square"})
    assert back["Location"] == f"/square/{brand.slug}/#q-{need.conversation.public_id}"
    assert "You too, 1" in words(client.get(f"/square/{brand.slug}/"))


def test_nobody_says_the_same_of_what_they_cannot_see_or_what_is_over(client, brand, one):
    need = Need.objects.get()
    Need.objects.update(state="helped")
    assert client.post(talk_of(brand, need), {"do": "same"}).status_code == 404
    Need.objects.update(state="open", care="self_harm")
    assert client.post(talk_of(brand, need), {"do": "same"}).status_code == 404
    assert not SameHere.objects.exists()


def test_one_address_presses_so_often_an_hour_and_no_more(brand, one):
    address = talk_of(brand, Need.objects.get())
    answers = [Client().post(address, {"do": "same"}).status_code for _ in range(61)]
    assert Counter(answers) == {302: 60, 429: 1}
    assert Need.objects.get().same_here == 60


# ----------------------------------------------------------------------------------------- who is here, and where


def test_who_is_here_is_said_by_the_name_they_sign_with_and_honestly_if_nobody_is(client, brand, owner):
    address = f"/square/{brand.slug}/"
    assert "No helper is here at this hour." in words(client.get(address))
    Helper.objects.filter(pk=owner.pk).update(seen_at=clock.now())
    page = words(client.get(address))
    assert "Inés is here." in page
    assert "Prado" not in page


@pytest.mark.parametrize("change", [{"visibility": "followers"}, {"visibility": "unlisted"}, {"may_show": "signed_in"}])
def test_what_only_some_can_read_is_counted_and_not_shown(client, brand, one, change):
    other = "How do I get the small basket to open?"
    ask(client, brand, other)
    run_all()
    Post.objects.filter(pk=one.pk).update(**change)
    page = words(Client().get(f"/square/{brand.slug}/"))
    assert "One more person asks where only some can read" in page
    assert "how do I end my ride" not in page


def test_what_is_said_in_private_is_not_even_counted(client, brand, one):
    ask(client, brand, QUESTION)
    run_all()
    Post.objects.filter(pk=one.pk).update(visibility="direct", may_show="helpers")
    assert "more person asks" not in words(Client().get(f"/square/{brand.slug}/"))


def test_questions_are_shown_by_language(client, brand, heard):
    heard("@velonorte how do I end my ride when dock 9 is full?", by="marta")
    heard("@velonorte ¿cómo termino mi viaje cuando el anclaje nueve está lleno?", by="conchi", language="es")
    page = words(client.get(f"/square/{brand.slug}/"))
    assert 'href="?in=es#open"' in page
    assert "in Spanish" in page
    spanish = words(client.get(f"/square/{brand.slug}/?in=es"))
    assert "cómo termino" in spanish
    assert "how do I end my ride" not in spanish
    assert "how do I end my ride" in words(client.get(f"/square/{brand.slug}/?in=xx"))


def test_thanks_stand_with_the_answer_only_where_they_had_asked_us(client, brand, owner):
    address = asked(client, brand, QUESTION)
    answer(owner, Need.objects.get())
    say_more(client, address, "That worked, thank you so much!")
    run_all()
    square = words(Client().get(f"/square/{brand.slug}/"))
    assert "What Inés answered" in square
    assert "Push it down until it clicks." in square
    Post.objects.filter(text=QUESTION).update(addressed="no")
    assert "thank you so much" not in words(Client().get(f"/square/{brand.slug}/"))


def test_what_is_hidden_there_is_not_shown_until_it_is_shown_again(brand, owner, client):
    address = asked(client, brand, QUESTION)
    run_all()
    post = Post.objects.get(text=QUESTION)
    assert QUESTION in Client().get(f"/square/{brand.slug}/").content.decode()
    for on in (True, False):
        gesture(actor=owner, post=Post.objects.get(pk=post.pk), kind="hide", on=on)
        assert gesture_due()
        shown = [QUESTION in Client().get(page).content.decode() for page in (f"/square/{brand.slug}/", address)]
        assert shown == [not on, not on]

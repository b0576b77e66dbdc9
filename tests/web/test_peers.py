"""Helping on the square, as browsers without JavaScript see it: the peer's, the asker's, the desk's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.saying import QUESTION, post, say
from tests.web.asking import asked, fields, fresh_cache
from tests.web.peering import account_on, browser_with, peer_named
from tests.web.reading import read
from tummler.acts import customers, peer_care, proving
from tummler.acts.peer_choosing import choose_peers
from tummler.common import clock
from tummler.community.looks import look_at_asked
from tummler.community.peer_answers import hear_answers
from tummler.records.models import Account, Helped, Need, Peer, PeerAnswer, PeerChoice, PeerRules, Post, Thanks
from tummler.records.models.peer import Trust
from tummler.web import visitor as visitors
from tummler.work.flow import run_all

pytestmark = pytest.mark.django_db

__all__ = ["fresh_cache"]

ANSWER = "Hold the red button for five seconds, then pull."


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def help_of(brand, *more):
    return f"/square/{brand.slug}/help/" + "".join(f"{one}/" for one in more)


def answer_on(browser, address, text=ANSWER):
    """Claim, wait some seconds, answer there."""
    browser.post(address, {"do": "claim"})
    sent = {"do": "answer", "text": text, "stamp": fields(browser.get(address))["stamp"]}
    clock.shift(timedelta(seconds=9))
    response = browser.post(address, sent)
    clock.shift(timedelta(0))
    return response


def test_whoever_shows_an_account_and_agrees_is_a_peer(channel_told, owner):
    brand = owner.brand
    say(channel_told, post("q"))
    look_at_asked()
    assert "Show an account" in page_of(Client(), help_of(brand))
    browser = browser_with(account_on(brand, "dapo"))
    assert QUESTION[12:] not in page_of(browser, help_of(brand))
    agreement = page_of(browser, help_of(brand, "agreement"))
    assert "What you answer is yours" in agreement
    assert "I agree, and join in" in agreement
    sent = {"do": "join", "name": "Dapo", "languages": ["es", "xx"], "topics": ["none"]}
    assert browser.post(help_of(brand, "agreement"), sent).status_code == 422  # did not say that they are old enough
    assert browser.post(help_of(brand, "agreement"), sent | {"old_enough": "yes"}).status_code == 302
    peer = Peer.objects.get()
    assert (peer.agreed, peer.languages, peer.topics, peer.voice.name) == (1, ["es"], [], "Dapo")
    shown = page_of(browser, help_of(brand))
    assert "I’ve got this" in shown
    assert "won&#39;t unlock at Harbour Road" in shown
    browser.post(help_of(brand, "yours"), {"do": "leave"})
    assert "You left" in page_of(browser, help_of(brand))


def test_with_the_brands_own_sign_in_alone_an_account_of_the_square_stands_for_them(owner):
    brand = owner.brand
    visitor, secret = proving.new_visitor(brand)
    customers.prove_customer(visitor=visitor, ref="c-1", name="", how="openid")
    browser = Client()
    browser.cookies[visitors._NAME + brand.public_id] = secret
    sent = {"do": "join", "name": "Eva", "old_enough": "yes"}
    assert browser.post(help_of(brand, "agreement"), sent).status_code == 302
    peer = Peer.objects.get()
    assert (peer.account.network, peer.account_id, peer.account.name) == ("square", peer.voice_id, "Eva")
    assert "Nobody asks anything" in page_of(browser, help_of(brand))
    told = browser.get(f"/square/{brand.slug}/me/export/").json()
    assert (told["Account"][0]["name"], len(told["Peer"])) == ("Eva", 1)


def test_from_question_to_thanks_on_the_square_in_two_browsers(owner, client_of):
    brand = owner.brand
    asker, desk = Client(), client_of(owner)
    conversation = asked(asker, brand, "Why won't my bike unlock at Harbour Road, what do I do?", name="Marta")
    need = Need.objects.get()
    dapo = peer_named(brand)
    browser = browser_with(dapo.account)
    address = help_of(brand, need.public_id)
    stamp = read(desk.get("/desk/")).one("", id="stamp").attributes["data-stamp"]
    assert answer_on(browser, address).status_code == 302
    run_all()
    own = page_of(browser, address)
    assert [ANSWER in own, "Only you see it, until somebody" in own, "I’ve got this" in own] == [True, True, False]
    other = browser_with(peer_named(brand, "mina").account)
    assert [ANSWER in page_of(other, address), "I’ve got this" in page_of(other, address)] == [False, True]
    told = read(desk.get("/desk/")).one("", "told-of").words
    assert told == "One answer of a customer waits for a look. Look at it"
    assert read(desk.get(f"/desk/news/?since={stamp}")).one("", id="news").one("a").attributes["href"] == "/peers/"
    assert "Somebody from Velo Norte looks at it" in page_of(browser, help_of(brand))
    assert ANSWER not in page_of(asker, conversation)
    assert ANSWER in page_of(desk, f"/desk/{need.public_id}/")
    waiting = page_of(desk, "/peers/")
    assert "One answer waits for a look." in waiting
    shown = {"do": "show", "answer": PeerAnswer.objects.get().public_id, "back": need.public_id}
    assert desk.post("/peers/", shown)["Location"] == f"/desk/{need.public_id}/"
    run_all()
    hear_answers()
    talk = page_of(asker, conversation)
    assert ANSWER in talk
    assert "a customer who helps" in talk
    assert "This worked" in talk
    assert "This worked" not in page_of(Client(), conversation)
    press = help_of(brand, "answers", PeerAnswer.objects.get().public_id)
    assert Client().post(press, {"do": "helped"}).status_code == 404
    assert asker.post(press, {"do": "helped"}).status_code == 302
    assert [one.account_id for one in Helped.objects.all()] == [dapo.account_id]
    assert Need.objects.get().state == "helped"
    assert asker.post(press, {"do": "vouch"}).status_code == 302
    dapo.refresh_from_db()
    assert dapo.trust == Trust.KNOWN
    listed = page_of(desk, "/desk/")
    assert "Thank Dapo" in listed
    said = Post.objects.get(text=ANSWER)
    desk.post(f"/desk/{need.public_id}/thank/", {"post": said.pk})
    assert Thanks.objects.get().account_id == dapo.voice_id
    assert "Thank Dapo" not in page_of(desk, "/desk/")


def test_nobody_needs_to_be_thanked_twice_and_passing_can_be_undone(channel_told, owner, client_of):
    say(channel_told, post("q"))
    say(channel_told, post("a", ANSWER, by="dapo", minute=1, parent="q"))
    say(channel_told, post("w", "@velonorte that worked, thank you!", minute=2, parent="a"))
    desk, helped = client_of(owner), Helped.objects.get()
    assert "Thank dapo" in page_of(desk, "/desk/")
    assert desk.post("/desk/thanks/", {"helped": helped.pk, "do": "pass"}).status_code == 302
    assert "Thank dapo" not in page_of(desk, "/desk/")
    desk.post("/desk/thanks/", {"helped": helped.pk, "do": "again"})
    assert "Thank dapo" in page_of(desk, "/desk/")


def test_answered_here_to_who_asked_elsewhere_a_helper_brings_it_and_the_peer_is_credited(
    channel_near, asked, echo_near, owner, client_of
):  # fmt: skip
    from tests.people import settle_all

    need, dapo = asked(), peer_named(owner.brand)
    peer_care.vouch(actor=owner, peer=dapo)
    browser, desk = browser_with(dapo.account), client_of(owner)
    answer_on(browser, help_of(owner.brand, need.public_id))
    on_square = page_of(Client(), f"/square/{owner.brand.slug}/{need.conversation.public_id}/")
    assert ANSWER in on_square
    assert echo_near.accepted("velonorte") == []
    answer = PeerAnswer.objects.get()
    desk.post(f"/desk/{need.public_id}/bring/", {"answer": answer.public_id})
    draft = need.replies.get()
    assert (draft.text, echo_near.accepted("velonorte")) == (f"Dapo, a customer like you, says: “{ANSWER}”", [])
    from tummler.acts.replies import promise_reply

    promise_reply(actor=owner, reply=draft, undo=timedelta(0))
    settle_all(channel_near)
    [sent] = echo_near.accepted("velonorte")
    echo_near.say("@velonorte that worked, thank you!", "marta", parent=sent["id"])
    settle_all(channel_near)
    assert [(one.helper_id, one.account_id) for one in Helped.objects.all()] == [(None, dapo.account_id)]


def test_the_claim_is_seen_on_the_desk_on_the_square_and_by_other_peers(channel_told, owner, client_of, query_count):
    say(channel_told, post("q"))
    need, dapo, eva = Need.objects.get(), peer_named(owner.brand), peer_named(owner.brand, "eva", "Eva")
    browser_with(dapo.account).post(help_of(owner.brand, need.public_id), {"do": "claim"})
    desk = client_of(owner)
    assert "Dapo, a customer, is on it" in page_of(desk, "/desk/?view=all")
    assert "a customer, is on it</b>" in page_of(desk, f"/desk/{need.public_id}/")
    assert "Dapo, another customer, is on it" in page_of(Client(), f"/square/{owner.brand.slug}/")
    other = browser_with(eva.account)
    with query_count() as queries:
        assert "Dapo is on it" in page_of(other, help_of(owner.brand))
    assert len(queries) <= 17
    assert other.post(help_of(owner.brand, need.public_id), {"do": "claim"})["Location"].endswith("?told=later")
    desk.post(f"/desk/{need.public_id}/claim/")
    assert Need.objects.get().state == "claimed"


def test_what_is_not_for_peers_is_a_404_whoever_asks(channel_told, owner):
    say(channel_told, post("q", "@velonorte I'm 14, my bike won't unlock, what do I do?"))
    dapo = peer_named(owner.brand)
    address = help_of(owner.brand, Need.objects.get().public_id)
    browser = browser_with(dapo.account)
    assert [browser.get(address).status_code, browser.post(address, {"do": "claim"}).status_code] == [404, 404]
    assert Client().post(address, {"do": "claim"}).status_code == 302  # to the page that invites


def test_an_answer_that_sells_shows_what_is_personal_or_comes_twice_is_handed_back(owner):
    asked(Client(), owner.brand, "Why won't my bike unlock at Harbour Road, what do I do?")
    dapo = peer_named(owner.brand)
    browser, address = browser_with(dapo.account), help_of(owner.brand, Need.objects.get().public_id)
    for text in ("Look: http://a.example http://b.example http://c.example", "Call me on 0151 23456789", " "):
        assert answer_on(browser, address, text).status_code == 422
    assert answer_on(browser, address).status_code == 302
    assert answer_on(browser, address).status_code == 302
    assert PeerAnswer.objects.count() == 1


def test_no_peers_by_a_box_a_press_and_on_you(owner):
    asker, brand = Client(), owner.brand
    conversation = asked(asker, brand, "Why won't my bike unlock at Harbour Road, what do I do?", no_peers="yes")
    peer_named(brand)
    assert PeerChoice.objects.get().peers is False
    assert "Only Velo Norte answers you." in page_of(asker, conversation)
    back = conversation.rstrip("/").rpartition("/")[2]
    assert asker.post(help_of(brand, "choice"), {"do": "peers", "back": back})["Location"] == conversation
    assert PeerChoice.objects.get().peers is True
    assert "Other customers who help may answer you." in page_of(asker, conversation)
    PeerRules.objects.create(brand=brand, open=False)
    assert "Other customers who help" not in page_of(asker, conversation), "where nobody does nothing is promised"
    PeerRules.objects.all().delete()
    assert Client().post(help_of(brand, "choice"), {"do": "no_peers"}).status_code == 404
    asker.post(help_of(brand, "choice"), {"do": "no_peers"})
    assert "Other customers may answer me" in page_of(asker, f"/square/{brand.slug}/me/")


def test_a_report_is_settled_on_the_desk_and_a_steward_tidies(owner, client_of):
    brand, desk = owner.brand, client_of(owner)
    asker = Client()
    conversation = asked(asker, brand, "Why won't my bike unlock at Harbour Road, what do I do?")
    need, dapo, eva = Need.objects.get(), peer_named(brand), peer_named(brand, "eva", "Eva")
    peer_care.vouch(actor=owner, peer=dapo)
    answer_on(browser_with(dapo.account), help_of(brand, need.public_id))
    run_all()
    hear_answers()
    answer = PeerAnswer.objects.get()
    asker.post(help_of(brand, "answers", answer.public_id), {"do": "report", "why": "rude"})
    assert "It is unkind" in page_of(desk, "/peers/")
    report = answer.reports.get()
    desk.post("/peers/", {"do": "report_hide", "report": report.public_id})
    assert ANSWER not in page_of(asker, conversation)
    desk.post("/peers/", {"do": "reopen", "report": report.public_id})
    assert ANSWER in page_of(asker, conversation)
    steward, address = browser_with(eva.account), help_of(brand, need.public_id)
    assert steward.post(address, {"do": "hide", "answer": answer.public_id}).status_code == 404
    peer_care.name_steward(actor=owner, peer=eva, on=True)
    nia = peer_named(brand, "nia", "Nia")
    assert "Welcome<span" in page_of(steward, help_of(brand))
    steward.post(help_of(brand, "yours"), {"do": "welcome", "peer": nia.public_id})
    nia.refresh_from_db()
    assert nia.trust == Trust.KNOWN
    steward.post(address, {"do": "hide", "answer": answer.public_id})
    assert ANSWER not in page_of(asker, conversation)
    assert "Bring it back" in page_of(steward, address)
    steward.post(address, {"do": "show", "answer": answer.public_id})
    assert ANSWER in page_of(asker, conversation)


def test_a_trusted_peer_is_confirmed_by_the_page_that_checks(channel_told, owner):
    dapo = peer_named(owner.brand)
    check = f"/square/{owner.brand.slug}/check/?who=dapo"
    assert "peer of Velo Norte" not in page_of(Client(), check)
    Peer.objects.filter(pk=dapo.pk).update(trust=Trust.TRUSTED)
    shown = page_of(Client(), check)
    assert "is a peer of Velo Norte" in shown
    assert "Yes, that is us" not in shown


def test_who_was_asked_to_stay_away_is_told_so_and_may_still_take_their_words(owner, client_of):
    dapo = peer_named(owner.brand)
    desk, browser = client_of(owner), browser_with(dapo.account)
    desk.post("/peers/", {"do": "block", "peer": dapo.public_id})
    assert "asked you to stay away" in page_of(browser, help_of(owner.brand))
    assert browser.get(f"/square/{owner.brand.slug}/me/export/").json()["Peer"]
    assert "Asked to stay away" in page_of(desk, "/peers/")
    desk.post("/peers/", {"do": "unblock", "peer": dapo.public_id})
    assert "Nobody asks anything" in page_of(browser, help_of(owner.brand))


def test_what_a_lead_decides_a_helper_cannot(owner, helper, client_of):
    peer_named(owner.brand)
    theirs = client_of(helper)
    assert "What you decide" not in page_of(theirs, "/peers/")
    assert theirs.post("/peers/", {"do": "rules", "slow": "10"}).status_code == 403
    client_of(owner).post("/peers/", {"do": "rules", "slow": "10"})
    assert "Helping each other rests" in page_of(Client(), help_of(owner.brand))


def test_nothing_of_another_brands_peers_can_be_pressed(owner, other_owner, client_of):
    asked(Client(), owner.brand, "Why won't my bike unlock at Harbour Road, what do I do?")
    need, dapo = Need.objects.get(), peer_named(owner.brand)
    answer_on(browser_with(dapo.account), help_of(owner.brand, need.public_id))
    answer, stranger = PeerAnswer.objects.get(), client_of(other_owner)
    theirs = peer_named(other_owner.brand, "eva", "Eva")
    ids = {"answer": answer.public_id, "peer": dapo.public_id}
    deeds = ("show", "hide", "vouch", "unvouch", "block", "unblock", "steward", "no_steward", "report_leave")
    assert {stranger.post("/peers/", {"do": deed, **ids}).status_code for deed in deeds} == {404}
    assert ANSWER not in page_of(stranger, "/peers/")
    for brand in (owner.brand, other_owner.brand):
        browser = browser_with(theirs.account)
        address = help_of(brand, need.public_id)
        assert browser.post(address, {"do": "claim"}).status_code in (302, 404)
        assert browser.post(help_of(brand, "yours"), {"do": "welcome", **ids}).status_code in (302, 404)
        assert browser.post(help_of(brand, "answers", answer.public_id), {"do": "helped"}).status_code == 404
    assert list(PeerAnswer.objects.values_list("state", "peer__trust", "peer__blocked_at")) == [("waits", 0, None)]
    assert not need.peer_claims.filter(peer=theirs).exists()


def test_the_choice_of_one_account_is_kept_for_the_others_of_the_same_person(channel_told, owner):
    say(channel_told, post("q"))
    marta, other = Account.objects.get(handle="marta"), account_on(owner.brand, "marta2")
    Account.objects.filter(pk=other.pk).update(person=marta.person)
    choose_peers(account=other, peers=False)
    browser = browser_with(peer_named(owner.brand).account)
    assert "Nobody asks anything" in page_of(browser, help_of(owner.brand))

"""The channels' pages: how each is, in words; a real round trip; connecting by form and by a network's own page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import connect_echo
from tests.web.asking import fresh_cache
from tummler.acts.channels import open_pending
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.common import clock
from tummler.networks import registry
from tummler.networks.contract import Connected, HeardAccount, Redirect, Refused
from tummler.records.models import Brand, Channel, Delivery, Happening, Need, Post
from tummler.web import channel_words

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]


@pytest.fixture
def mine(owner, client_of):
    return client_of(owner)


def words(response):
    return response.content.decode()


def here(channel):
    return f"/channels/{channel.public_id}/"


def test_every_channel_says_how_it_is(mine, channel, settle):
    settle()
    page = words(mine.get("/channels/"))
    assert "Every channel is well." in page
    assert "Listening." in page
    assert "Open to everyone." in page


def test_a_channel_whose_key_ran_out_says_since_when_and_what_waits(mine, owner, channel, heard):
    heard("@velonorte how do I end my ride?")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    promise_reply(actor=owner, reply=save_draft(actor=owner, need=need, text="Push.", edition=0))
    Channel.objects.filter(pk=channel.pk).update(trouble="key_revoked", trouble_at=clock.now())
    for page in (words(mine.get("/channels/")), words(mine.get(here(channel)))):
        assert "Echo stopped talking to us at <time" in page
        assert "Its key ran out. Nothing was lost: one answer waits." in page
        assert "Connect again" in page
    assert "One channel needs you." in words(mine.get("/channels/"))


def test_a_silent_channel_is_told_and_nobody_has_to_do_anything(mine, channel, settle):
    settle()
    Channel.objects.filter(pk=channel.pk).update(heard_at=clock.now() - timedelta(minutes=9))
    page = words(mine.get("/channels/"))
    assert "Echo has been silent since" in page
    assert "We go on trying by ourselves. Nothing was lost." in page


def test_a_check_is_a_real_round_trip(mine, channel, echo):
    assert mine.post(here(channel), {"do": "check"}).status_code == 302
    page = words(mine.get(here(channel)))
    assert "It can be read." in page
    assert "not tried until you say so" in page
    assert echo.accepted("velonorte") == []
    mine.post(here(channel), {"do": "try"})
    page = words(mine.get(here(channel)))
    assert "A post was made, and seen there." in page
    assert "The post was deleted, and is gone there." in page
    assert len(echo.accepted("velonorte")) == 1
    assert echo.posts() == {}


def test_a_check_that_fails_says_what_and_the_cure(mine, channel, echo):
    echo.revoke("token-velonorte")
    mine.post(here(channel), {"do": "check"})
    page = words(mine.get(here(channel)))
    assert "The network: Its key ran out." in page
    assert "Connect it again." in page


def test_pausing_and_going_on(mine, channel):
    mine.post(here(channel), {"do": "pause"})
    assert "is paused by one of you" in words(mine.get("/channels/"))
    mine.post(here(channel), {"do": "resume"})
    channel.refresh_from_db()
    assert not channel.paused


def test_connecting_again_heals_it_and_no_secret_is_ever_shown(mine, channel, echo):
    Channel.objects.filter(pk=channel.pk).update(trouble="key_revoked", trouble_at=clock.now())
    form = words(mine.get(here(channel)))
    assert f'value="{echo.url}"' in form
    assert "token-velonorte" not in form
    sent = {"do": "connect", "url": echo.url, "handle": "velonorte", "token": "fresh-token"}
    assert mine.post(here(channel), sent)["Location"] == here(channel)
    channel.refresh_from_db()
    assert (channel.trouble, Channel.objects.count()) == ("", 2)


def test_one_more_is_connected_on_a_page_of_its_own(mine, owner, echo):
    assert "Connect Echo" in words(mine.get("/channels/connect/echo/"))
    sent = {"url": echo.url, "handle": "second", "token": "t"}
    done = mine.post("/channels/connect/echo/", sent)
    assert done["Location"] == here(Channel.objects.get(handle="second"))
    assert mine.post("/channels/connect/echo/", {**sent, "url": "http://127.0.0.1:1"}).status_code == 422
    assert mine.get("/channels/connect/nothing/").status_code == 404
    assert mine.get("/channels/connect/square/").status_code == 404


def test_a_helper_sees_how_it_is_and_changes_nothing(channel, helper, client_of):
    theirs = client_of(helper)
    assert theirs.get("/channels/").status_code == 200
    page = words(theirs.get(here(channel)))
    assert "Try posting" not in page
    assert 'name="token"' not in page
    for do in ("check", "try", "pause", "connect"):
        sent = {"do": do, "url": "http://x.example", "handle": "h", "token": "t"}
        assert theirs.post(here(channel), sent).status_code == 403
    assert theirs.post("/channels/connect/echo/", {"url": "u", "handle": "h", "token": "t"}).status_code == 403
    assert not Happening.objects.filter(act="channel_checked").exists()


def test_another_brands_channel_is_not_there(mine, other_owner):
    square = Channel.objects.get(brand=other_owner.brand)
    assert mine.get(here(square)).status_code == 404
    assert mine.post(here(square), {"do": "pause"}).status_code == 404


def test_the_brake_is_lifted_by_the_owner_and_pulled_by_anyone(mine, owner, helper, client_of):
    Brand.objects.update(brake_on=True)
    theirs = client_of(helper)
    assert "Nothing leaves yet" in words(theirs.get("/channels/"))
    assert "The owner lifts it." in words(theirs.get("/channels/"))
    assert theirs.post("/brake/lift/").status_code == 403
    mine.post("/brake/lift/", {"next": "/channels/"})
    page = words(theirs.get("/channels/"))
    assert "Ten an hour on this first day." in page
    theirs.post("/brake/pull/", {"next": "/channels/"})
    assert "Nothing leaves yet" in words(mine.get("/channels/"))


def test_the_page_takes_as_many_queries_for_six_channels_as_for_two(mine, owner, echo, channel, query_count):
    from tests.people import connect_echo

    mine.get("/channels/")
    with query_count() as few:
        mine.get("/channels/")
    for number in range(4):
        connect_echo(owner, echo, f"more{number}")
    with query_count() as many:
        mine.get("/channels/")
    assert len(few) == len(many)


# ----------------------------------------------------------------------- a network with a sign-in page of its own


@pytest.fixture
def signing_in_there(monkeypatch):
    """Echo as a network that signs in on its own page; what came back to it."""
    from dataclasses import replace

    seen = {}
    there = "https://there.example/authorize?state=s"

    def begin(answers, callback):
        seen["callback"] = callback
        return Redirect(there, {"state": "s", "secret": "sealed-secret"})

    def finish(pending, query):
        seen["pending"], seen["query"] = dict(pending), dict(query)
        if query.get("error"):
            raise Refused("sign_in_refused")
        account = HeardAccount("id:there", "there")
        return Connected(account, {"url": "http://127.0.0.1:1"}, {"token": query["code"]}, {})

    echo = replace(registry.network("echo"), connect_begin=begin, connect_finish=finish)
    real = registry.network
    for module in ("tummler.acts.channels", "tummler.web.connecting", "tummler.channels.connections"):
        monkeypatch.setattr(f"{module}.network", lambda key: echo if key == "echo" else real(key))
    return seen


def leave(mine, page="/channels/connect/echo/", **more):
    return mine.post(page, {"url": "u", "handle": "h", "token": "t", **more})


def test_the_way_to_a_networks_own_page_is_a_link_and_the_secret_is_sealed(mine, signing_in_there):
    page = leave(mine)
    assert page.status_code == 200
    assert 'href="https://there.example/authorize?state=s"' in words(page)
    assert "sealed-secret" not in words(page)
    kept = mine.session["connecting"]
    assert "sealed-secret" not in str(dict(kept))
    assert open_pending(kept["box"].encode())["secret"] == "sealed-secret"
    assert signing_in_there["callback"] == f"http://testserver/channels/back/{kept['ticket']}/"


def test_coming_back_with_the_ticket_connects_once(mine, signing_in_there):
    leave(mine)
    path = signing_in_there["callback"].removeprefix("http://testserver")
    done = mine.get(path, {"code": "good-code", "state": "s"})
    channel = Channel.objects.get(network="echo")
    assert done["Location"] == here(channel)
    assert signing_in_there["pending"]["secret"] == "sealed-secret"
    assert mine.get(path, {"code": "good-code", "state": "s"}).status_code == 400
    assert Channel.objects.filter(network="echo").count() == 1


def test_from_setup_one_comes_back_to_setup(mine, signing_in_there):
    leave(mine, "/setup/", do="connect", network="echo")
    path = signing_in_there["callback"].removeprefix("http://testserver")
    assert mine.get(path, {"code": "good"})["Location"] == "/setup/#connect"


def test_a_way_back_that_nobody_left_on_leads_nowhere(mine, owner, other_owner, client_of, signing_in_there):
    leave(mine)
    path = signing_in_there["callback"].removeprefix("http://testserver")
    assert client_of(other_owner).get(path, {"code": "stolen"}).status_code == 400
    assert mine.get("/channels/back/0000000000000000/", {"code": "forged"}).status_code == 400
    assert not Channel.objects.filter(network="echo").exists()


def test_a_refusal_there_is_said_in_words(mine, signing_in_there):
    leave(mine)
    path = signing_in_there["callback"].removeprefix("http://testserver")
    page = mine.get(path, {"error": "access_denied"})
    assert page.status_code == 400
    assert "Echo did not let us in." in words(page)
    assert "Begin once more" in words(page)


# -------------------------------------------------------------------------------------------------- the words


def test_every_code_of_the_networks_connecting_is_said_in_words():
    """A code that a network can raise while connecting or checking, and that has no words here, is a mistake."""
    import re
    from pathlib import Path

    import tummler.networks

    folder = Path(tummler.networks.__file__).parent
    raised = set()
    for name in ("connect.py", "session.py", "verify.py", "client.py"):
        for file in folder.glob(f"*/{name}"):
            raised |= set(re.findall(r'(?:Refused|KeyRevoked)\("([a-z_]+)"', file.read_text()))
    never_shown = {"no_redirect", "too_large"}
    assert raised - never_shown - set(channel_words.TROUBLES) == set()


def test_a_code_that_is_not_known_is_still_a_sentence():
    assert channel_words.trouble_words("BrokenPipe", "echo") == (
        "Echo is not answering.",
        "We go on trying by ourselves.",
    )


# ------------------------------------------------------------------------------------------- taking it away


def test_taken_away_its_key_is_destroyed_and_what_was_said_stays(desk, owner, channel, heard):
    heard("@velonorte how do I end my ride when dock 9 is full?", by="marta")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    reply = save_draft(actor=owner, need=need, text="Press twice.", edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(hours=1))
    address = f"/channels/{channel.public_id}/"
    assert "One answer that waits is not sent." in desk.get(address).content.decode()
    assert desk.post(address, {"do": "remove"})["Location"] == address
    channel.refresh_from_db()
    assert (bytes(channel.secret_box), channel.trouble) == (b"", "removed")
    assert list(Delivery.objects.values_list("state", "trouble")) == [("never", "channel_removed")]
    assert Post.objects.filter(text__startswith="@velonorte how do I").count() == 1
    page = desk.get(address).content.decode()
    assert "Taken away at" in page
    assert "Try posting and deleting" not in page
    assert "The channel was taken away." in desk.get(f"/desk/{need.public_id}/").content.decode()
    assert Happening.objects.filter(act="channel_removed").count() == 1


def test_connected_again_it_goes_on_as_the_same_channel(desk, owner, channel, echo):
    desk.post(f"/channels/{channel.public_id}/", {"do": "remove"})
    again = connect_echo(owner, echo)
    assert (again.pk, again.trouble, bytes(again.secret_box) != b"") == (channel.pk, "", True)


def test_nothing_is_heard_on_a_channel_that_was_taken_away(desk, channel, echo):
    desk.post(f"/channels/{channel.public_id}/", {"do": "remove"})
    echo.say("@velonorte is anybody there?", by="marta")
    listening = Channel.objects.filter(paused=False, trouble="").exclude(network="square")
    assert not listening.exists()


def test_the_square_cannot_be_taken_away_and_who_only_helps_takes_nothing_away(desk, client_of, helper, brand, channel):
    square = Channel.objects.get(brand=brand, network="square")
    assert desk.post(f"/channels/{square.public_id}/", {"do": "remove"}).status_code == 403
    assert client_of(helper).post(f"/channels/{channel.public_id}/", {"do": "remove"}).status_code == 403
    assert not Channel.objects.filter(trouble="removed").exists()


def test_an_owner_says_whether_search_engines_may_read_the_square(desk, client, brand):
    square = Channel.objects.get(brand=brand, network="square")
    address = f"/channels/{square.public_id}/"
    desk.post(address, {"do": "not_findable"})
    assert "noindex" in client.get(f"/square/{brand.slug}/").content.decode()
    assert f"Allow: /square/{brand.slug}/" not in client.get("/robots.txt").content.decode()
    desk.post(address, {"do": "findable"})
    assert "noindex" not in client.get(f"/square/{brand.slug}/").content.decode()

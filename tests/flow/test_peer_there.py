"""A stranger asks on the real PDS, a peer answers there from their own account, and a person is asked to thank them."""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta

import pytest
from django.test import Client

from tests.networks.bluesky.test_proving import Page
from tests.people import settle_all
from tests.proofs.networks import OnBluesky
from tests.web.asking import fresh_cache
from tests.web.conftest import collected
from tummler.common import clock
from tummler.community import peer_answers
from tummler.community.ledger import balance_of, faults
from tummler.community.looks import look_at_asked
from tummler.community.peer_answers import hear_answers, look_there
from tummler.records.models import Brand, Helped, Need, Peer, PeerAnswer, PeerClaim, Thanks
from tummler.work.thanks import settle_thanks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.network]

__all__ = ["collected", "fresh_cache"]

QUESTION = "my bike won't unlock at Harbour Road, what do I do?"
ANSWER = "Hold the red button for five seconds, then pull."


def until(place, look):
    """What was said there is heard within a minute."""
    last = time.monotonic() + 60
    while not (found := look()) and time.monotonic() < last:
        settle_all(place.channel)
        look_at_asked()
        look_there()
        hear_answers()
        time.sleep(0.1)
    assert found, "it was never heard"
    return found


def signs_in(brand, account) -> Client:
    """A browser that has signed in on the PDS's own page, and came back from there."""
    browser = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8123")
    me = f"/square/{brand.slug}/me/"
    onwards = browser.post(f"{me}with/bluesky/", {"handle": f"@{account.handle}"}).content.decode()
    address = html.unescape(re.findall(r'href="(http://[^"]*oauth/authorize[^"]*)"', onwards)[0])
    assert browser.get(f"{me}back/", Page(address).allow(account))["Location"] == me
    return browser


def test_a_strangers_question_a_peers_own_answer_and_thanks_on_bluesky_itself(
    bluesky_network, owner, client_of, monkeypatch
):  # fmt: skip
    monkeypatch.setenv("TUMMLER_PLC", bluesky_network.plc)
    for wait in ("WHILE_CLAIMED", "FIRST_HOUR"):
        monkeypatch.setattr(peer_answers, wait, timedelta(seconds=0.5))
    place, brand = OnBluesky.connect(bluesky_network, owner), owner.brand
    Brand.objects.update(thanks_since=clock.now() - timedelta(days=1))
    dapo, desk = bluesky_network.new_account("dapo"), client_of(owner)
    with bluesky_network.signed_in(place.rider) as session:
        asked = session.say(f"@{place.brand.handle} {QUESTION}", mentions=[place.brand])
        bluesky_network.wait_indexed(asked)
    need = until(place, Need.objects.first)
    browser, page = signs_in(brand, dapo), f"/square/{brand.slug}/help/"
    browser.post(f"{page}agreement/", {"do": "join", "name": "Dapo", "old_enough": "yes"})
    until(place, lambda: QUESTION[:10] in browser.get(page).content.decode())
    browser.post(f"{page}{need.public_id}/", {"do": "claim"})
    assert PeerClaim.objects.get().ended_at is None
    shown = browser.get(f"{page}{need.public_id}/").content.decode()
    assert "Answer on Bluesky" in shown
    with bluesky_network.signed_in(dapo) as session:
        answered = session.say(ANSWER, reply_to=asked)
        bluesky_network.wait_indexed(answered)
    until(place, PeerAnswer.objects.exists)
    need.refresh_from_db()
    assert (need.state, PeerAnswer.objects.get().post.remote_id) == ("answered", answered.uri)
    assert "answered" in browser.get(page).content.decode()
    with bluesky_network.signed_in(place.rider) as session:
        thanked = session.say("That worked, thank you!", reply_to=answered)
        bluesky_network.wait_indexed(thanked)
    until(place, Helped.objects.exists)
    need.refresh_from_db()
    [credited] = Helped.objects.all()
    assert (need.state, credited.account_id) == ("helped", Peer.objects.get().account_id)
    assert (credited.helper_id, credited.post.remote_id) == (None, answered.uri)
    settle_thanks()  # the book of thanks, by the same word
    assert (balance_of(Peer.objects.get().account) > 0, sum(faults().values())) == (True, 0)
    assert "to-thank" in desk.get("/desk/").content.decode()
    assert place.stands() == {}  # nothing was ever posted for anybody
    assert Thanks.objects.count() == 0  # nor thanked by a machine
    desk.post(f"/desk/{need.public_id}/thank/", {"post": credited.post_id})
    assert (Thanks.objects.get().account_id, "to-thank" in desk.get("/desk/").content.decode()) == (
        credited.account_id, False,
    )  # fmt: skip

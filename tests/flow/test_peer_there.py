"""A stranger asks, a peer answers there from their own account, it is thanked, and booked: on servers that aren't ours.

Witnesses: the PDS's records, and the Mastodon server's statuses: nothing was posted for anybody.
"""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from tests.networks.bluesky.test_proving import Page
from tests.people import settle_all
from tests.proofs.networks import OnBluesky, OnMastodon
from tests.web.asking import fresh_cache
from tests.web.conftest import collected
from tests.web.test_proving_there import BACK, ME, come_from, go_there
from tummler.common import clock
from tummler.community import peer_answers
from tummler.community.ledger import balance_of, faults
from tummler.community.looks import look_at_asked
from tummler.community.peer_answers import hear_answers, look_there
from tummler.records.models import Brand, Helped, Need, Peer, PeerAnswer, PeerClaim, Thanks
from tummler.web.channel_words import label_of
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


@pytest.fixture
def looked_at_often(monkeypatch):
    """A thread that a peer has is fetched twice a second."""
    for wait in ("WHILE_CLAIMED", "FIRST_HOUR"):
        monkeypatch.setattr(peer_answers, wait, timedelta(seconds=0.5))


def walk(place, owner, desk, browser, asks, answers):
    """Asked, taken and answered by a peer, thanked, in the book, and a person is asked to thank them."""
    brand = owner.brand
    Brand.objects.update(thanks_since=clock.now() - timedelta(days=1))
    asked = asks(QUESTION, None)
    need, page = until(place, Need.objects.first), f"/square/{brand.slug}/help/"
    browser.post(f"{page}agreement/", {"do": "join", "name": "Dapo", "old_enough": "yes"})
    until(place, lambda: QUESTION[:10] in browser.get(page).content.decode())
    browser.post(f"{page}{need.public_id}/", {"do": "claim"})
    assert PeerClaim.objects.get().ended_at is None
    shown = browser.get(f"{page}{need.public_id}/").content.decode()
    assert f"Answer on {label_of(place.channel.network)}" in shown
    answered = answers(ANSWER, asked)
    until(place, PeerAnswer.objects.exists)
    need.refresh_from_db()
    remote_id = getattr(answered, "uri", answered)
    assert (need.state, PeerAnswer.objects.get().post.remote_id) == ("answered", remote_id)
    assert "answered" in browser.get(page).content.decode()
    asks("That worked, thank you!", answered)
    until(place, Helped.objects.exists)
    need.refresh_from_db()
    [credited] = Helped.objects.all()
    assert (need.state, credited.account_id) == ("helped", Peer.objects.get().account_id)
    assert (credited.helper_id, credited.post.remote_id) == (None, remote_id)
    settle_thanks()  # the book of thanks, by the same word
    assert (balance_of(Peer.objects.get().account) > 0, sum(faults().values())) == (True, 0)
    assert "to-thank" in desk.get("/desk/").content.decode()
    assert Thanks.objects.count() == 0  # nor thanked by a machine
    desk.post(f"/desk/{need.public_id}/thank/", {"post": credited.post_id})
    assert (Thanks.objects.get().account_id, "to-thank" in desk.get("/desk/").content.decode()) == (
        credited.account_id, False,
    )  # fmt: skip


def test_on_bluesky_itself(bluesky_network, owner, client_of, monkeypatch, looked_at_often):
    monkeypatch.setenv("TUMMLER_PLC", bluesky_network.plc)
    place, dapo = OnBluesky.connect(bluesky_network, owner), bluesky_network.new_account("dapo")
    signed_in = signs_in(owner.brand, dapo)
    walk(place, owner, client_of(owner), signed_in, asks=place.rider_says, answers=partial(place.say, dapo))
    assert place.stands() == {}


def test_on_mastodon_itself(fresh_mastodon, owner, client_of, looked_at_often):
    place, browser = OnMastodon.connect(fresh_mastodon, owner), Client()
    assert browser.get(BACK, come_from(*go_there(browser, fresh_mastodon), "alan"))["Location"] == ME
    own = fresh_mastodon.api("GET", "/api/v1/accounts/verify_credentials")
    walk(place, owner, client_of(owner), browser, asks=place.rider_says, answers=partial(place.say, "alan"))
    assert fresh_mastodon.api("GET", "/api/v1/accounts/verify_credentials")["statuses_count"] == own["statuses_count"]

"""A tag said in public on servers that aren't ours: one short word there, the private answer on our own page, once.

Witnesses: the PDS's own records, the Mastodon server's statuses, the Matrix room as the asker sees it, the brand's
own system, and what two browsers get.
"""

from __future__ import annotations

import html
import re
import time

import pytest
from django.test import Client

from tests.answering.test_tags import System, tag
from tests.people import settle_all
from tests.proofs.networks import OnBluesky, OnMastodon, OnMatrix
from tests.web.asking import fresh_cache
from tests.web.conftest import collected
from tummler.acts import customers, proving
from tummler.answering.tagging import wake_proven
from tummler.records.models import Account, Once, Post, TagRequest
from tummler.web import visitor as visitors

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.network]

__all__ = ["collected", "fresh_cache"]

OWED = "You owe 12.40."


def ask_on_bluesky(place: OnBluesky, text: str) -> None:
    with place.network.signed_in(place.rider) as session:
        place.network.wait_indexed(session.say(f"@{place.brand.handle} {text}", mentions=[place.brand]))


def ask_on_mastodon(place: OnMastodon, text: str) -> None:
    place.server.api("POST", "/api/v1/statuses", who="grace", status=f"@ada {text}")


def ask_on_matrix(place: OnMatrix, text: str) -> None:
    place.rider.say(place.room, text, m_mentions={"user_ids": [place.brand.user_id]})


def on_mastodon(place: OnMastodon) -> list[str]:
    """What the brand has said there, as the server gives it to anybody."""
    own = place.server.api("GET", "/api/v1/accounts/verify_credentials")["id"]
    said = place.server.api("GET", f"/api/v1/accounts/{own}/statuses", limit=20)
    return [html.unescape(re.sub(r"<[^>]+>", " ", one["content"])) for one in said]


@pytest.fixture
def system():
    """The brand's own system, which knows what each customer owes."""
    made = System()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def walk(owner, system):
    """``walk(place, ask, said)``: from a public tag to the private answer, seen once."""

    def walked(place, ask, said) -> None:
        tag(
            owner,
            "charges",
            "You owe {balance.amount}.",
            proven=True,
            answers="system",
            address=f"{system.url}/{{customer}}",
        )
        before = set(said())
        ask(place, "what is my #charges this month?")
        until = time.monotonic() + 60
        while len(set(said())) == len(before) and time.monotonic() < until:
            settle_all(place.channel)
            time.sleep(0.1)
        [told] = set(said()) - before
        assert ("/me" in told, "12.40" in told, system.asked) == (True, False, [])
        asker = Account.objects.get(pk=TagRequest.objects.get().account_id)
        browser = _proves(owner.brand, asker)
        assert wake_proven() == 1
        settle_all(place.channel)
        [now] = set(said()) - before - {told}
        assert ("/read" in now, "12.40" in now, len(system.asked)) == (True, False, 1)
        assert not Post.objects.filter(text__contains="12.40").exists()
        _seen_once(owner.brand, browser)
        settle_all(place.channel)
        assert len(set(said()) - before) == 2  # a word each, and silence

    return walked


def _proves(brand, asker) -> Client:
    """The asker shows, in a browser, that the handle and a customer account are theirs."""
    visitor, cookie = proving.new_visitor(brand)
    proving.prove_account(visitor=visitor, account=asker, how="signed_in")
    customers.prove_customer(visitor=visitor, ref="c-77", name="", how="app")
    customers.join(visitor=visitor, accounts=[asker])
    browser = Client()
    browser.cookies[visitors._NAME + brand.public_id] = cookie
    return browser


def _seen_once(brand, browser: Client) -> None:
    place, once = f"/square/{brand.slug}/read/", Once.objects.get()
    press = {"do": "see_once", "answer": once.public_id}
    stranger = Client()
    assert OWED not in stranger.post(place, press).content.decode()
    preview = {"User-Agent": "facebookexternalhit/1.1"}
    assert OWED not in browser.get(place, headers=preview).content.decode()
    assert OWED in browser.post(place, press).content.decode()
    assert OWED not in browser.post(place, press).content.decode()


def test_on_bluesky_itself(bluesky_network, owner, walk) -> None:
    place = OnBluesky.connect(bluesky_network, owner)
    walk(place, ask_on_bluesky, lambda: list(place.stands().values()))


def test_on_mastodon_itself(fresh_mastodon, owner, walk) -> None:
    place = OnMastodon.connect(fresh_mastodon, owner)
    walk(place, ask_on_mastodon, lambda: on_mastodon(place))


def test_on_matrix_itself(matrix_server, owner, walk) -> None:
    place = OnMatrix.connect(matrix_server, owner)
    walk(place, ask_on_matrix, lambda: list(place.stands().values()))

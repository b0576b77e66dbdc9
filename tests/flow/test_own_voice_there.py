"""A helper answers from their own account, with the brand's tag, on servers that aren't ours; who asked asks on.

Witnesses: the Mastodon server's statuses, and the PDS's records: the brand itself said nothing.
"""

from __future__ import annotations

import time
from functools import partial

import pytest

from tests.people import settle_all
from tests.proofs.networks import OnBluesky, OnMastodon
from tummler.acts.own_accounts import set_helper_tag
from tummler.matching.market import market
from tummler.records.models import Account, Conversation, Helped, Need, OwnAccount, Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.network]
ASKED = "my bike won't unlock at Harbour Road, what do I do?"
MINE = "Push the front wheel in twice. I work at Velo Norte. #VeloHelps"


def until(place, true, seconds=60.0):
    """Let it run until something is so; the whole thread is looked at each time."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        Conversation.objects.update(wanted_at=None, completed_at=None)
        for conversation in Conversation.objects.all():
            Conversation.objects.filter(pk=conversation.pk).update(wanted_at=conversation.last_at)
        settle_all(place.channel)
        time.sleep(0.1)
    assert true()


def walk(place, owner, helper, handle, asks, answers):
    """Asked, answered from an own account, asked on, helped: one thread, the brand silent."""
    set_helper_tag(actor=owner, word="VeloHelps", on=True)
    place.channel.brand.refresh_from_db()
    settle_all(place.channel)
    first = asks(ASKED, None)
    until(place, Need.objects.filter(state="open").exists)
    answers("Let me look.", first)
    until(place, Account.objects.filter(handle__startswith=handle).exists)
    account = Account.objects.get(handle__startswith=handle)
    OwnAccount.objects.create(brand=owner.brand, helper=helper, account=account, how="signed_in")
    mine = answers(MINE, first)
    until(place, Need.objects.filter(state="answered").exists)
    assert Post.objects.get(text__contains="Push the front wheel").helper == helper
    asks("Still won't unlock, what now?", mine)
    until(place, Need.objects.filter(state="open", came_back=1).exists)
    [need] = market(helper, "yours")
    assert need.post.text.endswith("Still won't unlock, what now?")
    assert Conversation.objects.filter(posts__account=need.account).distinct().count() == 1
    again = answers("Then hold it for ten seconds, we at Velo Norte reset it now. #VeloHelps", mine)
    until(place, Need.objects.filter(state="answered").exists)
    asks("That worked, thank you!", again)
    until(place, Need.objects.filter(state="helped").exists)
    assert Helped.objects.get().helper == helper
    assert Post.objects.filter(by_us=True).count() == 0


def test_on_mastodon_itself(fresh_mastodon, owner, helper) -> None:
    place = OnMastodon.connect(fresh_mastodon, owner)
    walk(place, owner, helper, "alan", asks=place.rider_says, answers=partial(place.say, "alan"))


def test_on_bluesky_itself(bluesky_network, owner, helper) -> None:
    place = OnBluesky.connect(bluesky_network, owner)
    tomas = bluesky_network.new_account("tomas")
    walk(place, owner, helper, tomas.handle, asks=place.rider_says, answers=partial(place.say, tomas))

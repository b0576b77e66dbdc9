"""What fades is deleted where it stands, on servers that aren't ours, and once under kills. Witness: those servers."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest

from tests.people import connect_echo, echo_process, settle_all
from tests.proofs.networks import OnBluesky, OnMastodon
from tests.proofs.scenes import OnEcho, Shared, answer_text, wait_for_death
from tests.proofs.test_kills import _short_leases
from tests.proofs.worker import LEASE_SECONDS
from tummler.acts.gesturing import gesture_due
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.drafts import Chosen
from tummler.answering.fading import fade_due
from tummler.common import clock
from tummler.common.killpoint import GESTURE_KILL_POINTS
from tummler.records.models import Gesture, Need, Post, Reply

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof, pytest.mark.timeout(300)]

_ = _short_leases  # an autouse fixture, imported


def answered_for_a_day(place, owner):
    """Asked and answered for a day, which has passed."""
    place.ask(range(1))
    until = time.monotonic() + 60
    while not Need.objects.exists() and time.monotonic() < until:
        settle_all(place.channel)
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    chosen = Chosen(lasting="day")
    draft = save_draft(actor=owner, need=need, text=answer_text(need.post.text), edition=0, chosen=chosen)
    promise_reply(actor=owner, reply=draft, undo=timedelta())
    settle_all(place.channel)
    assert len(place.stands()) == 1
    Reply.objects.update(promised_at=clock.now() - timedelta(days=2))
    assert fade_due() == 1


@pytest.mark.network
def test_on_bluesky_it_leaves_the_brands_own_repository(bluesky_network, owner):
    gone_there_and_here(OnBluesky.connect(bluesky_network, owner), owner)


@pytest.mark.network
def test_on_mastodon_it_leaves_the_brands_statuses(fresh_mastodon, owner):
    gone_there_and_here(OnMastodon.connect(fresh_mastodon, owner), owner)


def gone_there_and_here(place, owner):
    answered_for_a_day(place, owner)
    assert gesture_due()
    assert (place.stands(), Gesture.objects.get().state) == ({}, "done")
    assert list(Post.objects.filter(by_us=True).values_list("text", "gone_why")) == [("", "faded")]


@pytest.mark.parametrize("point", GESTURE_KILL_POINTS)
def test_a_kill_leaves_nothing_standing(tmp_path, owner, point):
    with echo_process(tmp_path) as echo:
        place = OnEcho(echo, connect_echo(owner, echo))
        answered_for_a_day(place, owner)
        shared = Shared(tmp_path)
        with shared.process("loops", kill_at=point) as process:
            wait_for_death(process)
        until = time.monotonic() + 30
        while Gesture.objects.exclude(state="done").exists() and time.monotonic() < until:
            settle_all(place.channel)
            gesture_due()
            time.sleep(LEASE_SECONDS / 8)
        said = [json.loads(line) for line in echo.log.read_text("utf-8").splitlines()]
    assert shared.hits() == [point]
    assert [one["what"] for one in said if one["what"] == "deleted"] == ["deleted"]
    assert (Reply.objects.get().text, Reply.objects.get().lasting, Gesture.objects.count()) == ("", "faded", 1)

"""“I’ve got this”: of many at once one has it and the others are told who; the silent give it back, draft and all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.racing import race
from tests.saying import make_channel, post, say
from tummler.acts.needs import claim_need, let_go_need, take_over_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.acts.setting_up import add_helper
from tummler.common import clock
from tummler.matching.claims import SILENT_AFTER, return_silent_claims
from tummler.records.models import Delivery, Happening, Need, Reply
from tummler.records.states import move

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(channel_told, hear):
    hear("q")
    return Need.objects.get()


def acts():
    return list(Happening.objects.exclude(need_id=None).order_by("pk").values_list("act", "helper_id"))


def test_a_claim_is_seen_by_all_and_the_second_is_told_whose_it_is(need, owner, helper):
    first = claim_need(actor=owner, need=need)
    clock.shift(timedelta(seconds=90))
    second = claim_need(actor=helper, need=need)
    assert (first.ours, first.holder) == (True, owner)
    assert (second.ours, second.holder, round(second.seconds_earlier)) == (False, owner, 90)
    assert acts() == [("need_opened", None), ("need_claimed", owner.pk)]


def test_claiming_ones_own_again_is_a_sign_of_life_and_no_happening(need, owner):
    claim_need(actor=owner, need=need)
    clock.shift(timedelta(minutes=5))
    before = clock.now()
    assert claim_need(actor=owner, need=need).ours is True
    need.refresh_from_db()
    assert need.claim_alive_at >= before
    assert len(acts()) == 2


def test_a_clock_that_jumped_back_makes_no_negative_times(need, owner, helper):
    claim_need(actor=owner, need=need)
    clock.shift(timedelta(hours=-1))
    assert claim_need(actor=helper, need=need).seconds_earlier == 0.0


@pytest.mark.parametrize("state", ["helped", "dropped", "no_answer"])
def test_what_is_closed_is_nobodys_to_claim(need, owner, state):
    move(need, "answered")
    move(need, state)
    assert claim_need(actor=owner, need=need).ours is False
    need.refresh_from_db()
    assert (need.state, need.claimed_by) == (state, None)


def test_an_answered_need_can_be_claimed_to_say_more(need, owner):
    move(need, "answered")
    assert claim_need(actor=owner, need=need).ours is True


def test_letting_go_is_only_ones_own_and_keeps_the_draft(need, owner, helper):
    claim_need(actor=owner, need=need)
    save_draft(actor=owner, need=need, text="Half an answer", edition=0)
    assert let_go_need(actor=helper, need=need) is False
    assert let_go_need(actor=owner, need=need) is True
    assert let_go_need(actor=owner, need=need) is False
    need.refresh_from_db()
    assert (need.state, need.claimed_by, need.claim_alive_at) == ("open", None, None)
    assert Reply.objects.get().text == "Half an answer"
    assert [act for act, _helper in acts()].count("need_let_go") == 1


# ------------------------------------------------------------------------------------------- silence


def test_a_silent_claim_goes_back_with_its_draft_and_place(need, owner):
    claim_need(actor=owner, need=need)
    save_draft(actor=owner, need=need, text="Half an answer", edition=0)
    waiting = need.waiting_since
    clock.shift(SILENT_AFTER - timedelta(seconds=5))
    assert return_silent_claims() == 0
    clock.shift(SILENT_AFTER + timedelta(seconds=5))
    assert (return_silent_claims(), return_silent_claims()) == (1, 0)
    need.refresh_from_db()
    assert (need.state, need.claimed_by, need.waiting_since) == ("open", None, waiting)
    assert Reply.objects.get().text == "Half an answer"
    assert acts()[-1] == ("need_went_back", None)


def test_writing_keeps_a_claim(need, owner):
    claim_need(actor=owner, need=need)
    for minutes in (15, 30, 45):
        clock.shift(timedelta(minutes=minutes))
        edition = Reply.objects.values_list("edition", flat=True).first() or 0
        save_draft(actor=owner, need=need, text=f"after {minutes}", edition=edition)
        assert return_silent_claims() == 0


def test_a_claim_whose_answer_is_on_its_way_is_not_silent(need, owner):
    claim_need(actor=owner, need=need)
    reply = save_draft(actor=owner, need=need, text="On its way", edition=0)
    promise_reply(actor=owner, reply=reply)
    clock.shift(SILENT_AFTER * 3)
    assert return_silent_claims() == 0
    Delivery.objects.update(state="never")
    assert return_silent_claims() == 1


@pytest.mark.parametrize(
    ("silent", "ours"), [(SILENT_AFTER / 2 - timedelta(seconds=5), False), (SILENT_AFTER / 2, True)]
)
def test_a_quiet_claim_can_be_taken_over_with_its_draft(need, owner, helper, silent, ours):
    claim_need(actor=owner, need=need)
    save_draft(actor=owner, need=need, text="Half an answer", edition=0)
    clock.shift(silent + timedelta(seconds=1))
    taken = take_over_need(actor=helper, need=need)
    assert (taken.ours, taken.holder) == (ours, helper if ours else owner)
    assert Reply.objects.get().text == "Half an answer"
    assert ("need_taken_over", helper.pk) in acts() if ours else ("need_taken_over", helper.pk) not in acts()


def test_an_open_need_is_nothing_to_take_over(need, helper):
    assert take_over_need(actor=helper, need=need).ours is False


# --------------------------------------------------------------------------------------------- races


@pytest.fixture
def crowd(owner):
    """Eight who sit at their desks."""
    return [
        add_helper(actor=owner, email=f"h{n}@velonorte.example", password=None, name=f"Helper {n}") for n in range(8)
    ]


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_has_it_and_the_others_are_told_who(owner, crowd):
    channel = make_channel(owner)
    say(channel, post("q"))
    need = Need.objects.get()
    claims = race(*(lambda one=one: claim_need(actor=one, need=need) for one in crowd))
    need.refresh_from_db()
    assert [claim.ours for claim in claims].count(True) == 1
    assert {claim.holder for claim in claims} == {need.claimed_by}
    assert all(claim.seconds_earlier >= 0 for claim in claims)
    assert [h.helper_id for h in Happening.objects.filter(act="need_claimed")] == [need.claimed_by_id]


@pytest.mark.django_db(transaction=True)
def test_a_claim_taken_over_let_go_and_returned_at_once_ends_in_one_way(owner, crowd):
    channel = make_channel(owner)
    say(channel, post("q"))
    need = Need.objects.get()
    claim_need(actor=crowd[0], need=need)
    clock.shift(SILENT_AFTER + timedelta(minutes=1))
    over, gone, back = race(
        lambda: take_over_need(actor=crowd[1], need=need).ours,
        lambda: let_go_need(actor=crowd[0], need=need),
        return_silent_claims,
    )
    need.refresh_from_db()
    happened = Happening.objects.filter(act__in=("need_taken_over", "need_let_go", "need_went_back"))
    assert (int(over) + int(gone) + back, happened.count()) == (1, 1)
    assert (need.state, need.claimed_by) == (("claimed", crowd[1]) if over else ("open", None))

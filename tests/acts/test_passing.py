"""A need between colleagues: handed on, asked in, put to sleep, and each of it taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tummler.acts.needs import claim_need, let_go_need
from tummler.acts.passing import (
    NotForThem,
    ask_in,
    done_with_call,
    give_back,
    hand_on,
    snooze_need,
    take_handed,
    wake_need,
    withdraw_ask_in,
    withdraw_hand_on,
)
from tummler.acts.replies import NotYours, promise_reply, save_draft, take_back_reply
from tummler.common import clock
from tummler.matching.claims import return_silent_claims
from tummler.matching.market import market
from tummler.matching.snoozing import wake_due
from tummler.records.models import Brand, Call, Delivery, Happening, Need, Reply

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"


@pytest.fixture
def need(hear, owner):
    found = hear("q", STUCK).needs.get()
    claim_need(actor=owner, need=found)
    return found


def holder(need):
    need.refresh_from_db()
    return need.claimed_by


def acts():
    return list(Happening.objects.filter(need_id__isnull=False).order_by("pk").values_list("act", flat=True))


def test_handed_on_is_theirs_at_once_and_says_so(need, owner, helper):
    call = hand_on(actor=owner, need=need, to=helper, words=" Latch in bay 3. ")
    assert (holder(need), call.words, call.settled) == (helper, "Latch in bay 3.", "")
    assert list(market(helper, "yours")) == [need]
    assert take_handed(actor=helper, need=need)
    assert not take_handed(actor=helper, need=need)
    assert Call.objects.get().settled == "taken"
    assert acts()[-2:] == ["need_handed_on", "hand_on_taken"]


def test_given_back_goes_to_who_handed_it_on(need, owner, helper):
    hand_on(actor=owner, need=need, to=helper)
    assert give_back(actor=helper, need=need)
    assert holder(need) == owner
    assert not give_back(actor=helper, need=need)


def test_given_back_to_someone_who_left_goes_to_everyone(need, owner, helper):
    hand_on(actor=owner, need=need, to=helper)
    type(owner).objects.filter(pk=owner.pk).update(active=False)
    assert give_back(actor=helper, need=need)
    assert (holder(need), need.state) == (None, "open")


def test_handing_on_is_taken_back_until_they_took_it(need, owner, helper):
    hand_on(actor=owner, need=need, to=helper)
    assert withdraw_hand_on(actor=owner, need=need)
    assert holder(need) == owner
    hand_on(actor=owner, need=need, to=helper)
    take_handed(actor=helper, need=need)
    assert not withdraw_hand_on(actor=owner, need=need)
    assert holder(need) == helper


def test_what_nobody_took_is_everyones_again_and_calls_nobody(need, owner, helper):
    hand_on(actor=owner, need=need, to=helper)
    clock.shift(timedelta(minutes=21))
    assert return_silent_claims() == 1
    assert (holder(need), Call.objects.get().settled, list(market(helper, "yours"))) == (None, "lapsed", [])


def test_only_ones_own_is_handed_on_and_only_to_who_may_have_it(need, owner, helper, other_owner):
    for nobody in (owner, other_owner):
        with pytest.raises(NotForThem):
            hand_on(actor=owner, need=need, to=nobody)
    assert hand_on(actor=helper, need=need, to=owner) is None
    Brand.objects.filter(pk=owner.brand_id).update(duty_helper=owner)
    owner.brand.refresh_from_db()
    helper.brand.refresh_from_db()
    Need.objects.filter(pk=need.pk).update(care="self_harm")
    with pytest.raises(NotForThem):
        hand_on(actor=owner, need=need, to=helper)


def test_asked_in_sees_it_and_may_answer_too_with_words_of_their_own(need, owner, helper):
    save_draft(actor=owner, need=need, text="Inés is writing", edition=0)
    with pytest.raises(NotYours):
        promise_reply(actor=helper, reply=Reply.objects.get())
    call = ask_in(actor=owner, need=need, to=helper, words="Is it the latch?")
    assert (holder(need), list(market(helper, "yours"))) == (owner, [need])
    beside = save_draft(actor=helper, need=need, text="Tomás here: it is the latch.", edition=0)
    promise_reply(actor=helper, reply=beside)
    assert sorted(Reply.objects.values_list("text", "beside__name")) == [
        ("Inés is writing", None),
        ("Tomás here: it is the latch.", "Tomás Weir"),
    ]
    call.refresh_from_db()
    assert (call.settled, holder(need), list(market(helper, "yours"))) == ("done", owner, [])
    assert not take_back_reply(actor=owner, reply=beside)  # each undoes their own
    assert take_back_reply(actor=helper, reply=beside)
    assert Delivery.objects.count() == 0


def test_asking_in_is_withdrawn_or_done(need, owner, helper):
    call = ask_in(actor=owner, need=need, to=helper)
    assert withdraw_ask_in(actor=owner, call=call)
    assert not withdraw_ask_in(actor=owner, call=call)
    assert list(market(helper, "yours")) == []
    ask_in(actor=owner, need=need, to=helper)
    assert done_with_call(actor=helper, need=need)
    assert list(market(helper, "yours")) == []


def test_asleep_is_off_the_list_keeps_its_claim_and_comes_back_in_time(need, owner, helper):
    assert not snooze_need(actor=helper, need=need, until=None)
    assert snooze_need(actor=owner, need=need, until=clock.now() + timedelta(hours=1))
    assert (list(market(helper)), list(market(owner, "yours"))) == ([], [need])
    clock.shift(timedelta(minutes=50))
    assert (return_silent_claims(), wake_due()) == (0, 0)
    clock.shift(timedelta(minutes=61))
    assert (wake_due(), wake_due()) == (1, 0)
    assert (list(market(helper)), holder(need)) == ([need], owner)


def test_asleep_until_they_write_wakes_when_they_do(need, owner, hear):
    snooze_need(actor=owner, need=need, until=None)
    hear("by", "same here", by="leo", parent="q", root="q")
    need.refresh_from_db()
    assert need.snoozed_at is not None
    hear("again", "@velonorte are you there?", parent="q", root="q")
    need.refresh_from_db()
    assert (need.snoozed_at, acts()[-1]) == (None, "need_woke")


def test_woken_by_hand_and_by_letting_go(need, owner):
    snooze_need(actor=owner, need=need, until=None)
    assert wake_need(actor=owner, need=need)
    assert not wake_need(actor=owner, need=need)
    snooze_need(actor=owner, need=need, until=None)
    let_go_need(actor=owner, need=need)
    need.refresh_from_db()
    assert (need.state, need.snoozed_at) == ("open", None)

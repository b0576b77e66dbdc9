"""Leaving a thread and blocking for all: nobody is called back, nobody answers by accident, each is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.saying import make_channel, post, say
from tummler.acts import protecting
from tummler.acts.needs import claim_need
from tummler.acts.passing import NotForThem, ask_in
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.outbox import deliver_due
from tummler.matching.market import market
from tummler.records.access import NotAllowed
from tummler.records.models import Blocked, Call, Delivery, Happening, Helper, LeftThread, Need

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def need(owner):
    channel = make_channel(owner)
    say(channel, post("1", "@velonorte my bike won't unlock, what do I do?", by="marta"))
    return Need.objects.select_related("brand", "account").get()


def test_who_left_is_let_go_is_on_no_list_and_is_not_called_back(need, owner, helper):
    claim_need(actor=helper, need=need)
    ask_in(actor=helper, need=need, to=owner, words="Do you know?")
    for one in (helper, owner):
        assert protecting.leave_thread(actor=one, need=need)
        assert not protecting.leave_thread(actor=one, need=need)
    need.refresh_from_db()
    assert (need.state, need.claimed_by, Call.objects.get().settled) == ("open", None, "given_back")
    third = Helper.objects.create(brand=owner.brand, user=_user("x@velonorte.example"), name="Olu", vouched_at=_now())
    for view in ("all", "you", "yours"):
        assert [list(market(one, view)) for one in (helper, owner)] == [[], []]
    assert list(market(third, "all")) == [need], "everybody else sees it as ever"
    with pytest.raises(NotForThem):
        ask_in(actor=third, need=need, to=helper, words="Come back?")
    assert protecting.come_back_in(actor=helper, need=need)
    assert (list(market(helper, "all")), LeftThread.objects.count()) == ([need], 1)
    assert list(Happening.objects.filter(act__startswith="thread_").order_by("pk").values_list("act", "helper_id")) == [
        ("thread_left", helper.pk),
        ("thread_left", owner.pk),
        ("thread_come_back", helper.pk),
    ]


def _user(email):
    from tummler.records.models import User

    return User.objects.create_user(email)


def _now():
    from tummler.common import clock

    return clock.now()


def test_a_helper_asks_and_a_lead_says_yes(need, owner, helper):
    row = protecting.ask_block(actor=helper, account=need.account, why="threatens")
    assert (row.at, list(market(helper, "all"))) == (None, [need]), "only asked for"
    assert protecting.ask_block(actor=helper, account=need.account, why="spam") == row
    with pytest.raises(NotAllowed):
        protecting.answer_block(actor=helper, row=row, yes=True)
    assert protecting.answer_block(actor=owner, row=row, yes=True)
    assert not protecting.answer_block(actor=owner, row=row, yes=False)
    assert [list(market(one, "all")) for one in (owner, helper)] == [[], []]
    with pytest.raises(NotAllowed):
        protecting.end_block(actor=helper, row=Blocked.objects.get())
    assert protecting.end_block(actor=owner, row=Blocked.objects.get())
    assert list(market(helper, "all")) == [need]
    assert list(Happening.objects.filter(act__contains="block").order_by("pk").values_list("act", flat=True)) == [
        "block_asked", "blocked_for_all", "block_ended",
    ]  # fmt: skip


def test_nobody_answers_who_is_blocked_for_all_by_accident(need, owner, helper):
    """Neither who had the answer written, nor what was on its way already."""
    claim_need(actor=helper, need=need)
    draft = save_draft(actor=helper, need=need, text="Hold the handle.", edition=0)
    promise_reply(actor=helper, reply=draft, undo=timedelta(0))
    row = protecting.ask_block(actor=owner, account=need.account, why="insults")
    assert row.at is not None, "who leads needs nobody's yes"
    while deliver_due():
        pass
    assert list(Delivery.objects.values_list("state", "trouble")) == [("never", "blocked_for_all")]
    again = save_draft(actor=helper, need=need, text="Once more.", edition=0)
    with pytest.raises(NotAllowed, match="blocked_for_all"):
        promise_reply(actor=helper, reply=again)
    protecting.end_block(actor=owner, row=row)
    assert promise_reply(actor=helper, reply=again)


def test_somebody_in_danger_is_heard_whoever_it_is(need, owner):
    protecting.ask_block(actor=owner, account=need.account, why="insults")
    Need.objects.filter(pk=need.pk).update(care="self_harm")
    assert [one.pk for one in market(owner, "all")] == [need.pk]

"""The one gate: what may leave, what waits for when, what never goes; the whole rule as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.saying import gone, post, say
from tummler.acts.brake import lift_brake, pull_brake
from tummler.acts.channels import pause_channel
from tummler.acts.replies import promise_reply, save_draft, take_back_reply
from tummler.answering import governor
from tummler.answering.governor import FIRST_DAY_CAP, GO, Facts, Verdict, decide, facts_of
from tummler.answering.outbox import deliver_due, lease
from tummler.common import clock
from tummler.networks.contract import MayAnswer, WriteBudget
from tummler.networks.echo import TRAITS
from tummler.records.models import Brand, Delivery

SOON, LATER = timedelta(seconds=5), timedelta(minutes=1)
FREE = Facts(
    brake_on=False, lifted_for=timedelta(days=9), paused=False, trouble="", stopped=False, gone=False, asked=True,
    by_person=True, traits=TRAITS, by_brand=0, in_budget=0, to_person=0, in_thread=0, by_helper=0,
)  # fmt: skip
NOBODY = replace(TRAITS, may_answer=MayAnswer.NOBODY)
BY_HAND = replace(TRAITS, may_answer=MayAnswer.A_PERSON_PRESSES_SEND)
SMALL = replace(TRAITS, writes=WriteBudget(5, timedelta(hours=1)))


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, GO),
        # never
        ({"stopped": True}, Verdict(False, "they_said_stop")),
        ({"gone": True}, Verdict(False, "reply_gone")),
        ({"traits": NOBODY}, Verdict(False, "not_wanted_there")),
        ({"stopped": True, "brake_on": True, "gone": True}, Verdict(False, "they_said_stop")),
        # the network's policy by who writes
        ({"asked": False}, GO),
        ({"by_person": False}, GO),
        ({"by_person": False, "asked": False}, Verdict(False, "not_wanted_there")),
        ({"by_person": False, "traits": BY_HAND}, Verdict(False, "not_wanted_there")),
        ({"traits": BY_HAND, "asked": False}, GO),
        # soon
        ({"brake_on": True}, Verdict(False, "brake", SOON)),
        ({"paused": True}, Verdict(False, "paused", SOON)),
        ({"trouble": "key_revoked"}, Verdict(False, "key_revoked", SOON)),
        ({"brake_on": True, "paused": True}, Verdict(False, "brake", SOON)),
        # the first day
        ({"lifted_for": timedelta(hours=23), "by_brand": 9}, GO),
        ({"lifted_for": timedelta(hours=23), "by_brand": 10}, Verdict(False, "first_day", LATER)),
        ({"lifted_for": timedelta(hours=-1), "by_brand": 10}, Verdict(False, "first_day", LATER)),
        ({"lifted_for": timedelta(days=1), "by_brand": 10_000}, GO),
        # budget and caps
        ({"traits": SMALL, "in_budget": 4}, GO),
        ({"traits": SMALL, "in_budget": 5}, Verdict(False, "network_budget", LATER)),
        ({"to_person": 19}, GO),
        ({"to_person": 20}, Verdict(False, "person_cap", LATER)),
        ({"in_thread": 39}, GO),
        ({"in_thread": 40}, Verdict(False, "thread_cap", LATER)),
        ({"by_helper": 119}, GO),
        ({"by_helper": 120}, Verdict(False, "helper_cap", LATER)),
        # a machine: a tenth, to one person a half; and nothing while somebody has the need
        ({"by_person": False, "to_person": 9}, GO),
        ({"by_person": False, "to_person": 10}, Verdict(False, "person_cap", LATER)),
        ({"by_person": False, "in_thread": 19, "direct": True}, GO),
        ({"by_person": False, "person_has_it": True}, Verdict(False, "person_has_it")),
        ({"by_person": False, "edited_out": True}, Verdict(False, "edited_out")),
        ({"by_person": False, "in_thread": 4}, Verdict(False, "thread_cap", LATER)),
        ({"by_person": False, "to_person": 1, "in_thread": 3, "by_helper": 500}, GO),
    ],
)
def test_the_gate_decides(changes, verdict):
    assert decide(replace(FREE, **changes)) == verdict


# ------------------------------------------------------------------------------------- on real rows


pytestmark = pytest.mark.django_db


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", "trouble", "tries"))


def test_facts_are_gathered_of_the_right_rows(promised, owner, other_owner):
    [delivery] = promised()
    facts = facts_of(delivery)
    assert facts == replace(FREE, lifted_for=facts.lifted_for)
    deliver_due()
    [again] = promised("More", need=delivery.reply.need)
    facts = facts_of(again)
    assert (facts.by_brand, facts.in_budget, facts.to_person, facts.in_thread, facts.by_helper) == (1, 1, 1, 1, 1)
    [elsewhere] = promised("Others")
    facts = facts_of(elsewhere)
    assert (facts.by_brand, facts.in_budget, facts.to_person, facts.in_thread, facts.by_helper) == (1, 1, 0, 0, 1)
    clock.shift(timedelta(hours=1, seconds=1))
    facts = facts_of(again)
    assert (facts.by_brand, facts.in_budget, facts.to_person, facts.in_thread, facts.by_helper) == (0, 0, 0, 0, 0)


def test_the_brake_holds_everything_and_lets_each_go_once(promised, owner, echo_near):
    pull_brake(actor=owner, brand=owner.brand)
    promised("One")
    promised("Two")
    assert (deliver_due(), states()) == (False, [("waiting", "", 0)] * 2)
    lift_brake(actor=owner, brand=owner.brand)
    while deliver_due():
        pass
    assert sorted(one["text"] for one in echo_near.accepted("velonorte")) == ["One ^Inés", "Two ^Inés"]


def test_a_paused_channel_keeps_its_answers(promised, owner, channel_near, echo_near):
    promised()
    pause_channel(actor=owner, channel=channel_near, paused=True)
    assert deliver_due() is False
    channel_near.refresh_from_db()
    pause_channel(actor=owner, channel=channel_near, paused=False)
    assert (deliver_due(), len(echo_near.accepted("velonorte"))) == (True, 1)


def test_on_the_first_day_ten_leave_in_an_hour_and_the_others_wait_for_the_next(
    promised, owner, echo_near, monkeypatch
):
    monkeypatch.setattr(governor, "FIRST_DAY_CAP", 2)
    Brand.objects.update(brake_lifted_at=clock.now())
    deliveries = [promised(f"Answer {n}")[0] for n in range(3)]
    while deliver_due():
        pass
    assert FIRST_DAY_CAP == 10
    assert states() == [("sent", "", 1), ("sent", "", 1), ("waiting", "first_day", 0)]
    # What waits at the gate has not left: it can still be taken back.
    assert take_back_reply(actor=owner, reply=deliveries[2].reply) is True
    reply = deliveries[2].reply
    reply.refresh_from_db()
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    clock.shift(timedelta(hours=1, minutes=2))
    assert deliver_due() is True
    assert len(echo_near.accepted("velonorte")) == 3


def test_who_said_stop_gets_nothing_until_they_ask_again(promised, asked, owner, echo_near, channel_near):
    from tummler.work.flow import run_all
    from tummler.work.reading import read_once

    need = asked(by="marta")
    reply = save_draft(actor=owner, need=need, text="Too late", edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    echo_near.say("@velonorte stop", "marta")
    read_once(channel_near)
    run_all()
    deliver_due()
    assert (states(), echo_near.accepted("velonorte")) == ([("never", "they_said_stop", 1)], [])
    again = asked("@velonorte ok, how do I unlock it after all?", by="marta")
    promised("Hold the button", need=again)
    deliver_due()
    assert [one["text"] for one in echo_near.accepted("velonorte")] == ["Hold the button ^Inés"]


def test_nothing_is_sent_to_a_post_that_was_deleted_meanwhile(promised, channel_near, echo_near):
    [delivery] = promised()
    say(channel_near, gone(delivery.reply.to_post.remote_id))
    deliver_due()
    assert (states(), echo_near.accepted("velonorte")) == ([("never", "reply_gone", 1)], [])


def test_what_may_stand_there_already_is_looked_for_before_it_is_given_up(promised, channel_near, echo_near):
    [delivery] = promised()
    echo_near.fault("answer")  # accepted, and nobody is told
    deliver_due()
    assert states() == [("retry", "silent", 1)]
    say(channel_near, gone(delivery.reply.to_post.remote_id))
    clock.shift(timedelta(minutes=1))
    deliver_due()
    [accepted] = echo_near.accepted("velonorte")
    assert states() == [("sent", "", 2)]
    assert Delivery.objects.get().remote_id == accepted["id"]


def test_another_brands_brake_and_counts_are_its_own(promised, owner, other_owner, echo_near):
    pull_brake(actor=other_owner, brand=other_owner.brand)
    promised()
    assert deliver_due() is True
    assert len(echo_near.accepted("velonorte")) == 1


def test_a_lease_is_not_given_for_what_the_brake_holds(promised, owner):
    promised()
    pull_brake(actor=owner, brand=owner.brand)
    assert lease() is None
    assert states() == [("waiting", "", 0)]


def test_a_post_said_on_another_network_is_not_counted_here(promised, owner):
    from tests.saying import make_channel

    [delivery] = promised()
    deliver_due()
    other = make_channel(owner, "elsewhere")
    say(other, post("q", "@elsewhere why is it broken?"))
    assert facts_of(delivery).in_budget == 1

"""The outbox against a network that goes wrong in every way: each answer once, and we know where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.people import connect_echo
from tests.racing import failures, race
from tests.saying import QUESTION
from tummler.acts.replies import promise_reply, save_draft, send_again
from tummler.answering import outbox
from tummler.answering.governor import Verdict
from tummler.answering.outbox import LEASE, WAITS, attempt, deliver_due, lease
from tummler.answering.proof import record_sent
from tummler.channels.wire import unpack_part
from tummler.common import clock
from tummler.networks.contract import Delivered
from tummler.records.models import Channel, Delivery, Event, Happening, Need, Post, Reply
from tummler.work.flow import run_all
from tummler.work.reading import read_once

pytestmark = pytest.mark.django_db


def row():
    return Delivery.objects.get()


def settle():
    """Everything that is due now."""
    for _ in range(50):
        if not deliver_due():
            return
    raise AssertionError("it never comes to rest")


def later(**more):
    clock.shift(clock.now() - real() + timedelta(**more))


def real():
    from datetime import UTC, datetime

    return datetime.now(UTC)


def told(act):
    return list(Happening.objects.filter(act=act).order_by("pk").values_list("facts", flat=True))


#: fault → (state, trouble, whether it stands there all the same)
ON_CREATE = {
    "error": ("retry", "silent", False),
    "garbage": ("retry", "silent", False),
    "cut": ("retry", "silent", False),
    "hang": ("retry", "silent", False),
    "slow_down": ("retry", "slow_down", False),
    "refuse": ("never", "refused", False),
}


@pytest.mark.parametrize("fault", ON_CREATE)
def test_a_fault_while_posting_is_told_kept_and_the_answer_goes_once(promised, owner, echo_near, fault):
    state, trouble, _ = ON_CREATE[fault]
    [delivery] = promised()
    echo_near.fault("create", fault, seconds=3)
    settle()
    assert (row().state, row().trouble, row().tries, row().lease_until) == (state, trouble, 1, None)
    assert told("delivery_silent" if state == "retry" else "delivery_refused") == [{"code": trouble, "part": 0}]
    assert Need.objects.get().state == "claimed"
    if state == "never":
        assert send_again(actor=owner, reply=delivery.reply) == 1
    later(seconds=10)
    settle()
    [accepted] = echo_near.accepted("velonorte")
    assert (row().state, row().remote_id, row().trouble, row().tries) == ("sent", accepted["id"], "", 2)
    assert Need.objects.get().state == "answered"


def test_accepted_without_an_answer_is_found_and_not_sent_again(promised, echo_near):
    echo_near.careless()  # it would take the same key twice
    promised()
    echo_near.fault("answer")
    settle()
    assert (row().state, row().trouble, len(echo_near.accepted("velonorte"))) == ("retry", "silent", 1)
    later(seconds=WAITS[0] + 1)
    settle()
    [accepted] = echo_near.accepted("velonorte")
    assert (row().state, row().remote_id) == ("sent", accepted["id"])


@pytest.mark.parametrize("fault", ["error", "garbage", "cut", "hang", "slow_down"])
def test_a_fault_while_looking_sends_nothing(promised, echo_near, fault):
    echo_near.careless()
    promised()
    echo_near.fault("answer")
    settle()
    echo_near.fault("read", fault, seconds=3)
    later(seconds=WAITS[0] + 1)
    settle()
    assert (row().state, row().tries, len(echo_near.accepted("velonorte"))) == ("retry", 2, 1)
    later(seconds=WAITS[1] + 1)
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


@pytest.mark.parametrize("fault", ["error", "hang", "slow_down"])
def test_a_fault_while_reading_the_thread_sends_nothing(promised, echo_near, fault):
    promised()
    echo_near.fault("read", fault, seconds=3)
    settle()
    assert (row().state, row().tries, echo_near.accepted("velonorte")) == ("retry", 1, [])
    later(seconds=10)
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


def test_waits_grow_and_the_last_one_repeats(promised, echo_near):
    promised()
    echo_near.fault("create", "error", count=len(WAITS) + 1)
    waits = []
    for _ in range(len(WAITS) + 1):
        at = clock.now()
        assert deliver_due() is True
        due, till = row().due_at, clock.now()
        waits += [wait for wait in {*WAITS} if at <= due - timedelta(seconds=wait) <= till]
        assert deliver_due() is False
        later(seconds=waits[-1] + 1)
    assert waits == [*WAITS, WAITS[-1]]
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


def test_the_network_says_how_long_to_wait(promised, echo_near):
    promised()
    echo_near.fault("create", "slow_down", seconds=77)
    at = clock.now()
    settle()
    assert round((row().due_at - at).total_seconds()) == 77


def test_a_network_that_is_away_for_a_day_gets_the_answer_once_it_is_back(promised, channel_near, echo_near):
    promised()
    there = channel_near.settings["url"]
    Channel.objects.filter(pk=channel_near.pk).update(settings={**channel_near.settings, "url": "http://127.0.0.1:9"})
    for hours in range(24):
        clock.shift(timedelta(hours=hours))
        settle()
    assert (row().state, row().trouble, row().tries) == ("retry", "silent", 24)
    Channel.objects.filter(pk=channel_near.pk).update(settings={**channel_near.settings, "url": there})
    clock.shift(timedelta(hours=25))
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


# ------------------------------------------------------------------------------------ lease and fence


def test_a_lease_is_one_workers_and_ends(promised):
    promised()
    first = lease()
    assert (first.state, first.fence, first.tries, lease()) == ("sending", 1, 1, None)
    clock.shift(LEASE + timedelta(seconds=1))
    second = lease()
    assert (second.pk, second.fence, second.tries) == (first.pk, 2, 2)


OUTCOMES = {
    "sent": lambda d: record_sent(d, Delivered("x", "", "", clock.now())),
    "again": lambda d: outbox._again(d, "silent", 5),
    "refused": lambda d: outbox._refused(d, "refused"),
    "held at the gate": lambda d: outbox._hold_at_gate(d, Verdict(False, "person_cap", timedelta(minutes=1))),
    "held for another": lambda d: outbox._hold_for_other(d, clock.now()),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_stale_worker_writes_nothing(promised, outcome):
    promised()
    stale = lease()
    clock.shift(LEASE + timedelta(seconds=1))
    lease()
    before = (Delivery.objects.values().get(), Reply.objects.values().get(), Need.objects.values().get())
    happened = Happening.objects.count()
    OUTCOMES[outcome](stale)
    assert (Delivery.objects.values().get(), Reply.objects.values().get(), Need.objects.values().get()) == before
    assert (Happening.objects.count(), Post.objects.filter(by_us=True).count()) == (happened, 0)


def test_a_worker_that_was_thought_dead_and_sent_all_the_same_makes_no_double(promised, echo_near):
    echo_near.careless()
    promised()
    slow = lease()
    attempt(slow)
    assert row().state == "sent"
    clock.shift(LEASE * 2)
    settle()
    assert len(echo_near.accepted("velonorte")) == 1


def test_a_worker_that_slept_through_its_lease_leaves_it_to_who_comes_next(promised, echo_near):
    echo_near.careless()
    promised()
    slow = lease()
    clock.shift(LEASE - timedelta(seconds=1))
    attempt(slow)
    assert (row().state, echo_near.accepted("velonorte")) == ("sending", [])
    clock.shift(LEASE + timedelta(seconds=1))
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


def test_a_worker_that_died_after_sending_is_followed_by_one_that_looks(promised, echo_near, monkeypatch):
    echo_near.careless()
    promised()

    def die(name):
        if name == "deliver.after_call":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "killpoint", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sending", 1)
    settle()
    assert row().state == "sending"  # its lease still holds
    clock.shift(LEASE + timedelta(seconds=1))
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


@pytest.mark.parametrize("hours", [-1, 1, 24, -24 * 30])
@pytest.mark.parametrize("when", ["promised", "sending", "retry"])
def test_a_clock_that_jumps_sends_once_and_loses_nothing(promised, echo_near, hours, when):
    echo_near.careless()
    promised()
    if when == "sending":
        lease()
    elif when == "retry":
        echo_near.fault("answer")
        settle()
    clock.shift(timedelta(hours=hours))
    settle()
    clock.shift(timedelta(0))
    later(hours=2)
    settle()
    [accepted] = echo_near.accepted("velonorte")
    assert (row().state, row().remote_id) == ("sent", accepted["id"])


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_answer_once(promised, echo_near):
    echo_near.careless()
    for number in range(6):
        promised(f"Answer {number}")

    def work():
        while deliver_due():
            pass

    assert failures(race(*([work] * 8))) == []
    assert sorted(one["text"] for one in echo_near.accepted("velonorte")) == [f"Answer {n} ^Inés" for n in range(6)]
    assert set(Delivery.objects.values_list("state", "fence", "tries")) == {("sent", 1, 1)}


# ---------------------------------------------------------------------------------- keys and secrets


def test_a_revoked_key_turns_the_channel_red_keeps_every_answer_and_each_goes_once(
    promised, owner, channel_near, echo_near
):
    echo_near.careless()
    for number in range(3):
        promised(f"Answer {number}")
    echo_near.revoke("token-velonorte")
    settle()
    channel_near.refresh_from_db()
    assert (channel_near.trouble, Happening.objects.filter(act="channel_troubled").count()) == ("key_revoked", 1)
    assert Delivery.objects.filter(state__in=("waiting", "retry")).count() == 3
    assert echo_near.accepted("velonorte") == []
    echo_near.restore("token-velonorte")
    settle()
    assert echo_near.accepted("velonorte") == []  # until somebody connects it again
    assert connect_echo(owner, echo_near).pk == channel_near.pk
    settle()
    assert sorted(one["text"] for one in echo_near.accepted("velonorte")) == [f"Answer {n} ^Inés" for n in range(3)]


def test_a_secret_that_can_not_be_opened_is_a_trouble_of_its_channel_and_loses_nothing(
    promised, owner, channel_near, echo_near
):
    promised()
    Channel.objects.filter(pk=channel_near.pk).update(secret_box=b"sealed with a lost key")
    settle()
    channel_near.refresh_from_db()
    assert (channel_near.trouble, row().state, row().trouble) == ("unreadable_secret", "retry", "unreadable_secret")
    connect_echo(owner, echo_near)
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


def test_a_key_found_revoked_after_the_channel_was_connected_anew_leaves_it_well(
    promised, owner, channel_near, echo_near
):
    promised()
    old = lease()
    connect_echo(owner, echo_near)
    outbox.mark_trouble(old.channel, "key_revoked")
    channel_near.refresh_from_db()
    assert channel_near.trouble == ""


# ------------------------------------------------------------------------------------- parts in order

LONG = " ".join(f"Sentence number {n} about the lock." for n in range(20))


def test_parts_go_in_order_each_below_the_one_before(promised, echo_near):
    deliveries = promised(LONG)
    settle()
    first, second, third = echo_near.accepted("velonorte")
    asked = deliveries[0].reply.to_post.remote_id
    assert [one["parent"] for one in (first, second, third)] == [asked, first["id"], second["id"]]
    parents = (
        Post.objects.filter(by_us=True).order_by("pk").values_list("remote_id", "parent_remote_id", "root_remote_id")
    )
    assert list(parents) == [
        (first["id"], asked, asked),
        (second["id"], first["id"], asked),
        (third["id"], second["id"], asked),
    ]


@pytest.mark.parametrize("fault", ["error", "refuse", "slow_down"])
def test_a_part_that_fails_holds_those_after_it(promised, owner, echo_near, fault):
    first, *_ = promised(LONG)
    deliver_due()
    echo_near.fault("create", fault)
    settle()
    states = [state for (state,) in Delivery.objects.order_by("number").values_list("state")]
    assert states == ["sent", "never" if fault == "refuse" else "retry", "waiting"]
    assert Need.objects.get().state == "claimed"
    send_again(actor=owner, reply=first.reply)
    later(seconds=30)
    settle()
    texts = [one["text"] for one in echo_near.accepted("velonorte")]
    assert " ".join(texts) == f"{LONG} ^Inés"
    assert Need.objects.get().state == "answered"


# ------------------------------------------------------------------------------------ what is written


def test_what_was_sent_stands_in_the_thread_under_the_name_of_who_wrote_it(promised, owner, channel_near, echo_near):
    [delivery] = promised()
    settle()
    [post] = Post.objects.filter(by_us=True)
    assert (post.helper, post.text, post.state, post.url) == (owner, "Hold the button. ^Inés", "understood", row().url)
    assert (post.conversation_id, post.search_text) == (delivery.reply.conversation_id, "hold the button ines")
    read_once(channel_near)
    run_all()
    assert Post.objects.filter(by_us=True).count() == 1
    assert Need.objects.get().state == "answered"
    assert Happening.objects.filter(act="answered_elsewhere").count() == 0


def test_a_stream_quicker_than_the_answer_makes_no_double_and_no_stranger(promised, owner, channel_near, echo_near):
    promised()
    echo_near.fault("answer")
    settle()
    read_once(channel_near)
    run_all()
    assert Post.objects.filter(by_us=True).count() == 1
    later(seconds=WAITS[0] + 1)
    settle()
    [post] = Post.objects.filter(by_us=True)
    assert (row().state, row().remote_id, post.helper) == ("sent", post.remote_id, owner)
    assert Happening.objects.filter(act="answered_elsewhere").count() == 0


def test_a_conversation_that_was_joined_while_it_was_sent_holds_the_answer(promised, channel_near):
    from tummler.listening.conversations import join
    from tummler.records.models import Conversation

    [delivery] = promised()
    ours = lease()
    early = delivery.reply.conversation
    into = Conversation.objects.create(brand=early.brand, channel=early.channel, root_remote_id="above")
    join(early, into)
    assert record_sent(ours, Delivered("there", "", "", clock.now())) is True
    assert Post.objects.get(remote_id="there").conversation == into


def test_a_colleagues_answer_holds_ours_at_any_try(promised, asked, owner, echo_near):
    need = asked(QUESTION)
    promised("From the desk", need=need)
    echo_near.fault("create", "slow_down", seconds=1)
    settle()
    assert row().state == "retry"
    echo_near.say("From the phone", by="velonorte", parent=need.post.remote_id)
    later(seconds=5)
    settle()
    reply = Reply.objects.get()
    assert (reply.held, reply.promised_at, reply.text, Delivery.objects.count()) == (
        "answered_elsewhere", None, "From the desk", 0,
    )  # fmt: skip
    assert [one["text"] for one in echo_near.accepted("velonorte")] == ["From the phone"]


def test_once_shown_the_held_answer_can_be_sent_all_the_same(promised, asked, owner, echo_near):
    need = asked(QUESTION)
    echo_near.say("From the phone", by="velonorte", parent=need.post.remote_id, at=clock.now().timestamp() + 90)
    promised("From the desk", need=need)
    settle()
    assert Reply.objects.get().held == "answered_elsewhere"
    reply = Reply.objects.get()
    reply = save_draft(actor=owner, need=need, text="From the desk, too", edition=reply.edition)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    settle()
    assert [one["text"] for one in echo_near.accepted("velonorte")] == ["From the phone", "From the desk, too ^Inés"]


@pytest.mark.parametrize("evil", [{"at": "soon"}, {"links": [["x"]]}, {"visibility": "everyone"}])
def test_what_a_stranger_writes_into_the_thread_does_not_hold_our_answer(promised, asked, echo_near, evil):
    need = asked(QUESTION)
    echo_near.say("confusing", by="troll", parent=need.post.remote_id, **evil)
    promised("Hold the button", need=need)
    settle()
    assert (row().state, len(echo_near.accepted("velonorte"))) == ("sent", 1)


def test_what_the_look_at_the_thread_brought_is_stored_as_history(promised, asked, echo_near):
    need = asked(QUESTION)
    echo_near.say("From the phone", by="velonorte", parent=need.post.remote_id, at=clock.now().timestamp() + 1)
    promised("From the desk", need=need)
    settle()
    assert set(Event.objects.filter(state="received").values_list("history", flat=True)) == {True}


def test_a_part_is_sent_exactly_as_it_was_promised(promised, echo_near):
    [delivery] = promised("Hold   the button\n\nfor five seconds 👩‍👩‍👧‍👦")
    part = unpack_part(row().part)
    settle()
    [accepted] = echo_near.accepted("velonorte")
    assert (accepted["text"], accepted["key"]) == (part.text, part.key)
    assert accepted["at"] == pytest.approx(part.created_at.timestamp(), abs=1e-6)
    assert replace(part, key="") != part
    assert delivery.key == part.key

"""Listening only: nothing leaves on any way, nobody is rung, and one press of the owner ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from tests.people import connect_echo, settle_all
from tummler.acts.asking import Asker, ask_on_square
from tummler.acts.channels import check_channel
from tummler.acts.gesturing import gesture, gesture_due
from tummler.acts.listening_only import begin_listening_only, begin_to_answer
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, retract_reply, save_draft, send_again
from tummler.acts.ringing import ring_due
from tummler.answering import governor
from tummler.common import clock
from tummler.records.access import LEAVES, MAY, NotAllowed, can
from tummler.records.happenings import ACTS
from tummler.records.models import Brand, Delivery, Gesture, Happening, Need

pytestmark = pytest.mark.django_db(transaction=True)


def again(one):
    one.brand.refresh_from_db()
    return one


def test_whatever_would_leave_is_refused_with_that_reason(owner, asked, promised, echo_near, channel_near):
    """Promised before, due after: it is not sent, nor kept for later."""
    promised("Hold the button.", undo=3600)
    begin_listening_only(actor=owner, brand=owner.brand)
    clock.shift(timedelta(hours=2))
    settle_all(channel_near)
    [delivery] = Delivery.objects.all()
    assert (delivery.state, delivery.trouble, delivery.remote_id) == ("never", "listens_only", "")
    assert echo_near.accepted("velonorte") == []


def test_after_a_doubtful_try_it_is_only_looked_for(owner, asked, promised, echo_near, channel_near):
    need = asked()
    echo_near.fault("create", "error")
    [delivery] = promised("Hold the button.", need=need)
    settle_all(channel_near)
    begin_listening_only(actor=owner, brand=owner.brand)
    clock.shift(timedelta(minutes=5))
    settle_all(channel_near)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == ("never", "listens_only")
    assert echo_near.accepted("velonorte") == []


def test_the_square_is_no_way_out(owner):
    ask_on_square(brand=owner.brand, asker=Asker("a" * 32, "Ann", "en"), text="How do I end my ride?")
    settle_all()
    need = Need.objects.get()
    reply = save_draft(actor=owner, need=need, text="Press the lock.", edition=0)
    [delivery] = promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    begin_listening_only(actor=owner, brand=owner.brand)
    settle_all()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == ("never", "listens_only")


def test_nothing_outgoing_can_be_done_by_anyone(owner, helper, asked, promised, channel_near, echo_near):
    [sent] = promised("Hold the button.")
    settle_all(channel_near)
    need = asked("@velonorte my bike is stuck, what now?", by="ann")
    begin_listening_only(actor=owner, brand=owner.brand)
    again(owner)
    reply = save_draft(actor=owner, need=need, text="Wait", edition=0)
    standing = len(echo_near.posts())
    for act in (
        lambda: promise_reply(actor=owner, reply=reply),
        lambda: retract_reply(actor=owner, reply=sent.reply),
        lambda: send_again(actor=owner, reply=sent.reply),
        lambda: check_channel(actor=owner, channel=again(channel_near), write=True),
        lambda: check_channel(actor=None, channel=again(channel_near), write=True),
    ):
        with pytest.raises(NotAllowed, match="listens_only"):
            act()
    assert len(echo_near.posts()) == standing
    assert [act for act in LEAVES if can(owner, act, need)] == []
    assert set(MAY) >= LEAVES
    assert claim_need(actor=owner, need=need).ours
    assert check_channel(actor=owner, channel=channel_near, write=False)[0].ok


@pytest.mark.parametrize("code", ["listens_only", "made_up"])
def test_what_was_asked_of_the_network_before_is_refused_too(owner, asked, echo_near, code):
    """A like, a block, a report that waits: none reaches the network; and no other can be asked for."""
    post = asked().post
    for kind in ("like", "block", "report"):
        gesture(actor=owner, post=post, kind=kind)
    if code == "made_up":
        Brand.objects.update(made_up=True)
    else:
        begin_listening_only(actor=owner, brand=owner.brand)
    while gesture_due():
        pass
    assert list(Gesture.objects.values_list("state", "trouble")) == [("refused", code)] * 3
    assert "gesture" not in echo_near.log.read_text("utf-8")
    if code == "listens_only":
        with pytest.raises(NotAllowed, match="listens_only"):
            gesture(actor=again(owner), post=post, kind="like", on=False)


def test_the_governor_refuses_before_it_looks_at_anything_else(owner, promised):
    [delivery] = promised("Hold the button.", undo=3600)
    begin_listening_only(actor=owner, brand=owner.brand)
    delivery = Delivery.objects.select_related("channel__brand", "reply__to_post__account").get(pk=delivery.pk)
    facts = governor.facts_of(delivery)
    assert governor.decide(facts) == governor.Verdict(False, "listens_only", None)


def test_nobody_is_rung(owner, asked, settings):
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    begin_listening_only(actor=owner, brand=owner.brand)
    asked("@velonorte I want to kill myself", by="nora")
    ring_due()
    assert mail.outbox == []
    assert Need.objects.get().care == "self_harm"


def test_it_ends_with_one_press_of_the_owner_and_answers_leave(owner, helper, asked, channel_near, echo_near):
    Brand.objects.update(brake_on=True)
    begin_listening_only(actor=again(owner), brand=owner.brand)
    begin_listening_only(actor=again(owner), brand=owner.brand)
    need = asked()
    with pytest.raises(NotAllowed):
        begin_to_answer(actor=again(helper), brand=owner.brand)
    begin_to_answer(actor=again(owner), brand=owner.brand)
    again(owner)
    assert (owner.brand.listens_only_since, owner.brand.brake_on) == (None, False)
    reply = save_draft(actor=owner, need=need, text="Hold the button.", edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    settle_all(channel_near)
    assert len(echo_near.accepted("velonorte")) == 1
    told = Happening.objects.filter(act__startswith="listening_only").values_list("act", flat=True)
    assert list(told) == ["listening_only_began", "listening_only_ended"]
    assert set(told) <= ACTS


def test_another_brand_goes_on_answering(owner, other_owner, echo):
    channel = connect_echo(other_owner, echo, "otra")
    begin_listening_only(actor=owner, brand=owner.brand)
    echo.say("@otra my bike won't unlock, what do I do?", "ann")
    settle_all(channel)
    reply = save_draft(actor=other_owner, need=Need.objects.get(), text="Hold it.", edition=0)
    promise_reply(actor=other_owner, reply=reply, undo=timedelta(0))
    settle_all(channel)
    assert len(echo.accepted("otra")) == 1
    with pytest.raises(NotAllowed):
        begin_listening_only(actor=owner, brand=other_owner.brand)

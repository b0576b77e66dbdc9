"""The whole loop on echo: heard, understood, claimed, answered, delivered once, the asker's word kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, retract_reply, save_draft, take_back_reply
from tummler.common import clock
from tummler.records.models import Delivery, Happening, Need, Post, Reply, Word

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "@velonorte my bike won't unlock at Harbour Road, what do I do?"


def answer(actor, need, text="Hold the button for five seconds."):
    claim_need(actor=actor, need=need)
    reply = save_draft(actor=actor, need=need, text=text, edition=0)
    return promise_reply(actor=actor, reply=reply, undo=timedelta(0))


def test_a_question_is_answered_in_the_place_and_their_word_is_kept(echo, owner, channel, heard, settle):
    post = heard(QUESTION)
    need = Need.objects.get()
    assert (need.post, need.state, need.kind) == (post, "open", "question")

    answer(owner, need)
    settle()
    need.refresh_from_db()
    [delivery] = Delivery.objects.all()
    assert (need.state, delivery.state) == ("answered", "sent")
    [accepted] = echo.accepted("velonorte")
    assert accepted["text"] == "Hold the button for five seconds. ^Inés"
    assert (accepted["id"], accepted["parent"]) == (delivery.remote_id, post.remote_id)

    heard("@velonorte that worked, thank you!", parent=delivery.remote_id)
    need.refresh_from_db()
    assert (need.state, [word.value for word in Word.objects.all()]) == ("helped", ["helped"])


def test_an_answer_that_did_not_help_brings_the_need_back_at_its_place_in_line(echo, owner, channel, heard, settle):
    post = heard(QUESTION)
    need = Need.objects.get()
    [delivery] = answer(owner, need)
    settle()
    delivery.refresh_from_db()
    later = heard("@velonorte tried that, still not working", parent=delivery.remote_id)
    need.refresh_from_db()
    assert (need.state, need.came_back, need.post, need.waiting_since) == ("open", 1, later, post.shown_at)


def test_only_the_askers_word_counts(echo, owner, channel, heard, settle):
    heard(QUESTION)
    need = Need.objects.get()
    [delivery] = answer(owner, need)
    settle()
    delivery.refresh_from_db()
    heard("@velonorte that worked for me, thanks", by="dapo", parent=delivery.remote_id)
    need.refresh_from_db()
    assert (need.state, Word.objects.count()) == ("answered", 0)


def test_a_long_answer_goes_as_parts_in_order_each_once(echo, owner, channel, heard, settle):
    post = heard(QUESTION)
    text = " ".join(f"Sentence number {n} about the lock." for n in range(20))
    deliveries = answer(owner, Need.objects.get(), text)
    settle()
    sent = echo.accepted("velonorte")
    assert len(sent) == len(deliveries) == 3
    assert [one["parent"] for one in sent] == [post.remote_id, sent[0]["id"], sent[1]["id"]]
    assert " ".join(one["text"] for one in sent) == f"{text} ^Inés"


def test_nothing_leaves_while_the_brake_is_on(echo, owner, channel, heard, settle, brand):
    brand.brake_on = True
    brand.save()
    heard(QUESTION)
    answer(owner, Need.objects.get())
    settle()
    assert (echo.accepted("velonorte"), Delivery.objects.get().state) == ([], "waiting")
    brand.brake_on = False
    brand.save()
    settle()
    assert (len(echo.accepted("velonorte")), Delivery.objects.get().state) == (1, "sent")


def test_taken_back_within_ten_seconds_nothing_is_sent_and_the_draft_is_there(echo, owner, channel, heard, settle):
    heard(QUESTION)
    need = Need.objects.get()
    reply = save_draft(actor=owner, need=need, text="Wrong words", edition=0)
    promise_reply(actor=owner, reply=reply)
    settle()
    assert take_back_reply(actor=owner, reply=reply) is True
    clock.shift(timedelta(seconds=11))
    settle()
    reply.refresh_from_db()
    assert (echo.accepted("velonorte"), reply.promised_at, reply.text) == ([], None, "Wrong words")


def test_sending_twice_is_once(echo, owner, channel, heard, settle):
    heard(QUESTION)
    need = Need.objects.get()
    reply = save_draft(actor=owner, need=need, text="Once", edition=0)
    first = promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    again = promise_reply(actor=owner, reply=Reply.objects.get(pk=reply.pk), undo=timedelta(0))
    settle()
    assert [one.pk for one in first] == [one.pk for one in again]
    assert len(echo.accepted("velonorte")) == 1


def test_an_accepted_post_whose_answer_was_lost_is_found_and_not_sent_again(echo, owner, channel, heard, settle):
    heard(QUESTION)
    echo.fault("answer")
    answer(owner, Need.objects.get())
    settle()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.trouble) == ("retry", "silent")
    clock.shift(timedelta(minutes=1))
    settle()
    delivery.refresh_from_db()
    [accepted] = echo.accepted("velonorte")
    assert (delivery.state, delivery.remote_id, delivery.tries) == ("sent", accepted["id"], 2)


def test_an_answer_given_in_the_networks_own_app_holds_ours_and_is_shown(echo, owner, channel, heard, settle):
    post = heard(QUESTION)
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    reply = save_draft(actor=owner, need=need, text="My answer", edition=0)
    echo.say("Already answered from the phone", by="velonorte", parent=post.remote_id)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    settle()
    reply.refresh_from_db()
    need.refresh_from_db()
    assert [one["text"] for one in echo.accepted("velonorte")] == ["Already answered from the phone"]
    assert (reply.held, reply.promised_at, reply.text) == ("answered_elsewhere", None, "My answer")
    assert need.state == "answered"
    assert Post.objects.filter(by_us=True, conversation=need.conversation).count() == 1


def test_a_revoked_key_keeps_answers_and_each_goes_once_after_reconnecting(echo, owner, channel, heard, settle):
    heard(QUESTION)
    echo.revoke("token-velonorte")
    answer(owner, Need.objects.get())
    from tummler.answering.outbox import deliver_due

    deliver_due()
    channel.refresh_from_db()
    assert channel.trouble == "key_revoked"
    assert deliver_due() is False
    echo.restore("token-velonorte")
    from tests.people import connect_echo

    assert connect_echo(owner, echo).pk == channel.pk
    settle()
    assert (len(echo.accepted("velonorte")), Delivery.objects.get().state) == (1, "sent")


def test_an_answer_deleted_from_here_is_gone_there_and_here(echo, owner, channel, heard, settle):
    heard(QUESTION)
    need = Need.objects.get()
    answer(owner, need, " ".join(f"Sentence number {n} about the lock." for n in range(20)))
    settle()
    reply = Reply.objects.get()
    assert [retract_reply(actor=owner, reply=reply) for _ in range(2)] == [3, 0]
    settle()
    assert [post["by"] for post in echo.posts().values()] == ["marta"]
    assert list(Post.objects.filter(by_us=True).values_list("text", "gone_why")) == [("", "deleted")] * 3


def test_sending_without_claiming_first_claims_for_all_to_see(echo, owner, channel, heard, settle):
    heard(QUESTION)
    need = Need.objects.get()
    reply = save_draft(actor=owner, need=need, text="At once", edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    claims = Happening.objects.filter(act="need_claimed")
    assert list(claims.values_list("helper_id", "need_id")) == [(owner.pk, need.pk)]

"""Pressing send and taking it back: part by part, once, and never half."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.racing import failures, race
from tests.saying import NOON, QUESTION, make_channel, post, say
from tummler.acts.needs import claim_need
from tummler.acts.replies import NotYours, change_refused, promise_reply, save_draft, send_again, take_back_reply
from tummler.answering.drafts import Overtaken
from tummler.answering.outbox import deliver_due, lease
from tummler.answering.promise import UNDO, NotSendable
from tummler.common import clock
from tummler.records.models import Delivery, Happening, Need, Reply

pytestmark = pytest.mark.django_db

LONG = " ".join(f"Sentence number {n} about the lock." for n in range(20))


@pytest.fixture
def draft(owner, hear):
    hear("q", visibility="direct", warning="bikes", language="es")
    return save_draft(actor=owner, need=Need.objects.get(), text="Hold the button.", edition=0)


def test_a_promise_is_one_delivery_a_part_each_with_a_key_of_its_own(owner, draft):
    draft = save_draft(actor=owner, need=draft.need, text=LONG, edition=1)
    before = clock.now()
    rows = promise_reply(actor=owner, reply=draft)
    stored = list(Delivery.objects.order_by("number"))
    assert [row.pk for row in rows] == [row.pk for row in stored]
    assert [row.number for row in stored] == [0, 1, 2]
    assert len({row.key for row in stored}) == 3
    assert {row.state for row in stored} == {"waiting"}
    assert all(row.due_at - before >= UNDO for row in stored)
    assert " ".join(row.part["text"] for row in stored) == f"{LONG} ^Inés"
    times = [row.part["created_at"] for row in stored]
    assert times == sorted(set(times))


def test_a_part_says_where_it_goes_and_is_never_wider_than_the_question(owner, draft):
    [row] = promise_reply(actor=owner, reply=draft)
    assert (row.part["visibility"], row.part["language"]) == ("direct", "es")
    place = row.part["place"]
    assert (place["remote_id"], place["root_id"], place["visibility"], place["account"]["handle"]) == (
        "q", "q", "direct", "marta",
    )  # fmt: skip
    assert row.key == row.part["key"]


def test_an_empty_answer_is_not_promised(owner, draft):
    draft = save_draft(actor=owner, need=draft.need, text="   ", edition=1)
    with pytest.raises(NotSendable):
        promise_reply(actor=owner, reply=draft)
    assert (Delivery.objects.count(), Reply.objects.get().promised_at, Need.objects.get().state) == (0, None, "open")


def test_promising_claims_what_nobody_had_and_is_refused_where_somebody_has(owner, helper, draft):
    claim_need(actor=helper, need=draft.need)
    with pytest.raises(NotYours):
        promise_reply(actor=owner, reply=draft)
    assert (Delivery.objects.count(), Reply.objects.get().promised_at) == (0, None)
    promise_reply(actor=helper, reply=draft)
    assert (Need.objects.get().claimed_by, Delivery.objects.count()) == (helper, 1)


def test_a_draft_that_somebody_changed_since_is_shown_and_not_sent(owner, helper, draft):
    save_draft(actor=helper, need=draft.need, text="Other words", edition=1)
    with pytest.raises(Overtaken) as told:
        promise_reply(actor=owner, reply=draft)
    assert (told.value.current.text, Delivery.objects.count(), Need.objects.get().state) == ("Other words", 0, "open")


def test_the_signature_stands_once_at_the_end(owner, draft):
    draft = save_draft(actor=owner, need=draft.need, text="Hold it. ^Inés  ", edition=1)
    [row] = promise_reply(actor=owner, reply=draft)
    assert row.part["text"] == "Hold it. ^Inés"


def test_taken_back_it_is_the_same_draft_again_and_can_be_promised_anew(owner, draft):
    promise_reply(actor=owner, reply=draft)
    assert take_back_reply(actor=owner, reply=draft) is True
    assert take_back_reply(actor=owner, reply=draft) is False
    kept = Reply.objects.get()
    assert (Delivery.objects.count(), kept.promised_at, kept.text, kept.edition) == (0, None, "Hold the button.", 1)
    assert len(promise_reply(actor=owner, reply=kept)) == 1
    acts = Happening.objects.filter(reply_id=draft.pk).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["reply_promised", "reply_taken_back", "reply_promised"]


@pytest.mark.parametrize("state", ["sending", "sent", "retry", "never"])
def test_what_was_tried_can_not_be_taken_back(owner, draft, state):
    promise_reply(actor=owner, reply=draft)
    Delivery.objects.update(state=state, tries=1, fence=1)
    assert take_back_reply(actor=owner, reply=draft) is False
    assert (Delivery.objects.count(), Reply.objects.get().promised_at is not None) == (1, True)


def test_with_one_part_on_its_way_none_is_taken_back(owner, draft):
    draft = save_draft(actor=owner, need=draft.need, text=LONG, edition=1)
    promise_reply(actor=owner, reply=draft)
    clock.shift(UNDO)
    assert lease().number == 0
    assert take_back_reply(actor=owner, reply=draft) is False
    assert Delivery.objects.count() == 3


def test_nothing_leaves_before_the_undo_is_over(owner, draft):
    promise_reply(actor=owner, reply=draft)
    clock.shift(UNDO - timedelta(seconds=1))
    assert lease() is None
    clock.shift(UNDO + timedelta(seconds=1))
    assert lease() is not None


def test_only_refused_parts_are_sent_again(owner, draft):
    draft = save_draft(actor=owner, need=draft.need, text=LONG, edition=1)
    promise_reply(actor=owner, reply=draft)
    Delivery.objects.filter(number=0).update(state="sent")
    Delivery.objects.filter(number=1).update(state="never", trouble="refused", tries=1)
    assert send_again(actor=owner, reply=draft) == 1
    rows = Delivery.objects.order_by("number").values_list("state", "trouble", "tries")
    assert list(rows) == [("sent", "", 0), ("waiting", "", 1), ("waiting", "", 0)]
    assert take_back_reply(actor=owner, reply=draft) is False


# --------------------------------------------------------------------------------------------- races


@pytest.fixture
def racing_draft(transactional_db, owner):
    say(make_channel(owner), post("q", QUESTION))
    need = Need.objects.get()
    assert need.waiting_since == NOON
    return save_draft(actor=owner, need=need, text=LONG, edition=0)


def test_pressed_by_six_fingers_at_once_it_is_promised_once(owner, racing_draft):
    results = race(*(lambda: promise_reply(actor=owner, reply=Reply.objects.get()) for _ in range(6)))
    assert failures(results) == []
    assert [[row.pk for row in rows] for rows in results] == [[row.pk for row in results[0]]] * 6
    assert Delivery.objects.count() == 3
    assert Happening.objects.filter(act="reply_promised").count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_undo_and_the_outbox_at_once_end_whole_either_way(owner, racing_draft, turn):
    promise_reply(actor=owner, reply=racing_draft, undo=timedelta(0))
    taken, *leases = race(lambda: take_back_reply(actor=owner, reply=racing_draft), lease, lease)
    assert failures([taken, *leases]) == []
    leased = [one for one in leases if one is not None]
    reply = Reply.objects.get()
    if taken:
        assert (leased, Delivery.objects.count(), reply.promised_at) == ([], 0, None)
    else:
        assert ([one.number for one in leased], Delivery.objects.count()) == ([0], 3)
        assert reply.promised_at is not None


def test_undo_while_the_answer_is_being_sent_is_too_late_and_it_stands_there(owner, promised, echo_near):
    [delivery] = promised()
    deliver_due()
    assert take_back_reply(actor=owner, reply=delivery.reply) is False
    assert len(echo_near.accepted("velonorte")) == 1


# ------------------------------------------------------------------------------------- a draft again


def test_what_was_begun_meanwhile_comes_behind_what_is_taken_back(owner, draft):
    promise_reply(actor=owner, reply=draft)
    save_draft(actor=owner, need=draft.need, text="And one more thing.", edition=0)
    assert take_back_reply(actor=owner, reply=draft) is True
    kept = Reply.objects.get()
    assert (kept.pk, kept.text, kept.promised_at) == (draft.pk, "Hold the button.\n\nAnd one more thing.", None)


@pytest.mark.parametrize(
    "states, again",
    [
        (["never", "waiting", "waiting"], True),
        (["sent", "never", "waiting"], False),
        (["retry", "waiting", "waiting"], False),
        (["sending", "never", "waiting"], False),
        (["waiting", "waiting", "waiting"], False),
    ],
)
def test_what_was_refused_whole_can_be_changed_and_sent_anew(owner, draft, states, again):
    draft = save_draft(actor=owner, need=draft.need, text=LONG, edition=1)
    promise_reply(actor=owner, reply=draft)
    for number, state in enumerate(states):
        tried = 0 if state == "waiting" else 1
        Delivery.objects.filter(number=number).update(state=state, tries=tried, fence=tried)
    assert change_refused(actor=owner, reply=draft) is again
    assert (Delivery.objects.count(), Reply.objects.get().promised_at is None) == (0 if again else 3, again)
    if again:
        assert len(promise_reply(actor=owner, reply=Reply.objects.get())) == 3

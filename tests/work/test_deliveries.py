"""Several answers leave at once: no cap is passed, none overtakes another, and who hangs holds up nobody else."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError

from tummler.acts.brake import pull_brake
from tummler.answering import governor, outbox
from tummler.answering.outbox import hand_over, settle, take
from tummler.common import clock
from tummler.networks.contract import Delivered
from tummler.records.models import Delivery, Post
from tummler.work import deliveries as leaving

pytestmark = pytest.mark.django_db


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", "trouble"))


def there(number):
    return Delivered(f"there{number}", "", "", clock.now())


@pytest.mark.parametrize(
    ("cap", "by", "code"),
    [("TO_PERSON", "marta", "person_cap"), ("BY_HELPER", "", "helper_cap"), ("FIRST_DAY_CAP", "", "first_day")],
)
def test_however_many_go_at_once_no_cap_is_passed(promised, owner, monkeypatch, cap, by, code):
    monkeypatch.setattr(governor, cap, 3)
    if code == "first_day":
        owner.brand.brake_lifted_at = clock.now()
        owner.brand.save()
    for number in range(5):
        promised(f"Answer {number}", by=by)
    taken, held = take(24, each=24)
    assert (len(taken), held) == (3, 2)
    assert states() == [("sending", "")] * 3 + [("waiting", code)] * 2
    settle([(one.delivery, there(one.delivery.pk)) for one in taken])
    clock.shift(timedelta(minutes=2))
    assert take(24, each=24) == ([], 2)


def test_the_brake_holds_what_was_taken_and_has_not_left(promised, owner, echo_near):
    promised("One")
    promised("Two")
    taken, _ = take(24, each=24)
    pull_brake(actor=owner, brand=owner.brand)
    settle([(one.delivery, hand_over(one)) for one in taken])
    assert (states(), echo_near.accepted("velonorte")) == ([("waiting", "brake")] * 2, [])


def test_of_a_conversation_one_goes_at_a_time_and_in_order(promised):
    [first] = promised("First")
    promised("Second", need=first.reply.need)
    [one], _ = take(24, each=24)
    assert (one.delivery.pk, take(24, each=24)) == (first.pk, ([], 0))
    outbox._again(one.delivery, "silent", 5)
    assert take(24, each=24) == ([], 0)  # what is tried again goes before it
    for _ in range(outbox.PATIENT):
        clock.shift(clock.now() - clock_of_the_machine() + timedelta(minutes=1))
        [again], _ = take(1)
        assert again.delivery.pk == first.pk
        outbox._again(again.delivery, "silent", 5)
    [second], _ = take(24, each=24)  # an answer that a network never takes doesn't silence its thread for ever
    assert second.delivery.part["text"].startswith("Second")


def clock_of_the_machine():
    from datetime import UTC, datetime

    return datetime.now(UTC)


def test_a_channel_whose_hands_are_full_gets_no_more(promised, channel_near):
    for number in range(3):
        promised(f"Answer {number}")
    assert take(24, Counter({channel_near.pk: 12}), 12) == ([], 0)
    taken, _ = take(24, Counter({channel_near.pk: 10}), 12)
    assert len(taken) == 2


def test_six_leave_side_by_side_and_are_proven(promised, monkeypatch):
    for number in range(6):
        promised(f"Answer {number}")
    all_there = threading.Barrier(6)

    def together(one):
        all_there.wait(30)
        return there(one.delivery.pk)

    monkeypatch.setattr(leaving, "hand_over", together)
    worker = leaving.Deliveries()
    while worker.step():
        pass
    worker.close()
    assert (states(), Post.objects.filter(by_us=True).count()) == ([("sent", "")] * 6, 6)


def test_what_never_comes_back_is_given_up_and_holds_its_place(promised, channel_near, monkeypatch):
    monkeypatch.setattr(outbox, "LEASE", timedelta(0))
    monkeypatch.setattr(leaving, "ON_A_CHANNEL", 1)
    over = threading.Event()
    monkeypatch.setattr(leaving, "hand_over", lambda one: there(one.delivery.pk) if over.wait(60) else None)
    promised("One")
    promised("Two")
    worker = leaving.Deliveries()
    assert worker.step() is True
    assert worker.step() is False  # given up; and nothing more goes to where it hangs
    assert sorted(states()) == [("sending", ""), ("waiting", "")]
    over.set()
    worker.close()


def test_one_that_breaks_does_not_undo_the_others(promised, monkeypatch):
    promised("One")
    promised("Two")
    taken, _ = take(24, each=24)
    real, broken = outbox.record, []

    def breaks(delivery, delivered):
        if real(delivery, delivered) and len(broken) < 1 and delivery.pk == taken[1].delivery.pk:
            broken.append(delivery.pk)
            raise IntegrityError

    monkeypatch.setattr(outbox, "record", breaks)
    settle([(one.delivery, there(one.delivery.pk)) for one in taken])
    assert broken == [taken[1].delivery.pk]
    assert (states(), Post.objects.filter(by_us=True).count()) == ([("sent", "")] * 2, 2)

"""Answers that fade: by what they are or as chosen, deleted where they stand, proven, told when it can't be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tummler.acts.gesturing import gesture_due
from tummler.acts.lasting import TooLate, change_lasting
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.drafts import Chosen
from tummler.answering.fading import fade_due
from tummler.answering.lasting import lasting_of
from tummler.answering.outbox import deliver_due
from tummler.common import clock
from tummler.records import compliance
from tummler.records.access import NotAllowed
from tummler.records.models import Delivery, Gesture, LawfulCopy, Need, Post, Reply, Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wanted", "visibility", "text", "deletes", "stays"),
    [
        ("", "public", "Hold the button.", True, "keep"),
        ("", "public", "I wrote to marta@example.org.", True, "solved"),
        ("", "direct", "Hold the button.", True, "solved"),
        ("", "direct", "Hold the button.", False, "keep"),
        ("keep", "direct", "Hold the button.", True, "keep"),
        ("day", "public", "Hold the button.", True, "day"),
        ("30s", "public", "Hold the button.", True, "keep"),
        ("day", "once", "Hold the button.", True, "once"),
        ("30s", "once", "Hold the button.", True, "30s"),
    ],
)
def test_what_is_personal_fades_and_what_is_public_stays(
    wanted: str, visibility: str, text: str, deletes: bool, stays: str
) -> None:
    assert lasting_of(wanted, visibility, text, (), deletes) == stays


def answered(owner: Any, need: Need, lasting: str, text: str = "Hold the button for five seconds.") -> Reply:
    claim_need(actor=owner, need=need)
    draft = save_draft(actor=owner, need=need, text=text, edition=0, chosen=Chosen(lasting=lasting))
    promise_reply(actor=owner, reply=draft, undo=timedelta())
    assert deliver_due()
    return Reply.objects.get(pk=draft.pk)


def stands(echo: Any) -> list[str]:
    return [post["text"] for post in echo.posts().values() if post["by"] == "velonorte" and not post.get("gone")]


def test_for_a_day_is_deleted_there_and_here_after_a_day(asked: Any, echo_near: Any, owner: Any) -> None:
    reply = answered(owner, asked(), "day")
    assert (fade_due(), len(stands(echo_near))) == (0, 1)
    clock.shift(timedelta(hours=25))
    assert (fade_due(), fade_due(), gesture_due(), gesture_due()) == (1, 0, True, False)
    assert stands(echo_near) == []
    post, reply = Post.objects.get(by_us=True), Reply.objects.get(pk=reply.pk)
    assert (post.gone_why, post.text, reply.text, reply.lasting) == ("faded", "", "", "faded")
    assert Delivery.objects.get().part["text"] == ""


def test_until_solved_waits_for_the_askers_word_and_a_day(asked: Any, echo_near: Any, owner: Any) -> None:
    need = asked()
    answered(owner, need, "solved")
    clock.shift(timedelta(days=30))
    assert fade_due() == 0
    Need.objects.filter(pk=need.pk).update(state="helped", closed_at=clock.now())
    assert fade_due() == 0
    clock.shift(timedelta(days=31, hours=1))
    assert (fade_due(), gesture_due(), stands(echo_near)) == (1, True, [])


def test_a_network_that_says_so_and_does_not_do_it_is_asked_again(asked: Any, echo_near: Any, owner: Any) -> None:
    answered(owner, asked(), "day")
    clock.shift(timedelta(hours=25))
    fade_due()
    echo_near.fault("delete", do="ignore")
    assert gesture_due()
    row = Gesture.objects.get()
    assert (row.state, row.trouble, len(stands(echo_near))) == ("retry", "stands_still", 1)
    clock.shift(timedelta(hours=26))
    assert (gesture_due(), stands(echo_near), Gesture.objects.get().state) == (True, [], "done")


def test_where_a_look_finds_what_is_gone_too_the_networks_word_is_taken(
    asked: Any, echo_near: Any, owner: Any, monkeypatch: Any
) -> None:
    from tummler.answering import gestures

    answered(owner, asked(), "day")
    clock.shift(timedelta(hours=25))
    fade_due()
    real = gestures.traits_of
    monkeypatch.setattr(gestures, "traits_of", lambda channel: replace(real(channel), look_finds_gone=True))
    echo_near.fault("delete", do="ignore")
    assert (gesture_due(), Gesture.objects.get().state) == (True, "done")


def test_where_whoever_got_it_keeps_it_it_goes_here_and_that_is_said(asked: Any, owner: Any, monkeypatch: Any) -> None:
    from tummler.answering import gestures
    from tummler.networks.contract import Refused

    def keeps(gesture: Gesture) -> str:
        raise Refused("stays_with_them")

    answered(owner, asked(), "day")
    clock.shift(timedelta(hours=25))
    fade_due()
    monkeypatch.setattr(gestures, "_do", keeps)
    assert gesture_due()
    post = Post.objects.get(by_us=True)
    assert (post.gone_why, post.text, Reply.objects.get().text) == ("kept_there", "", "")


def test_after_it_was_sent_it_can_stay_longer_or_go_sooner(asked: Any, echo_near: Any, owner: Any) -> None:
    reply = answered(owner, asked(), "day")
    clock.shift(timedelta(hours=23))
    assert change_lasting(actor=owner, reply=reply, wanted="keep") == "day"
    clock.shift(timedelta(days=9))
    assert (fade_due(), len(stands(echo_near))) == (0, 1)
    change_lasting(actor=owner, reply=reply, wanted="day")  # from now on, not from when it was sent
    assert fade_due() == 0
    clock.shift(timedelta(days=10, hours=1))
    assert (fade_due(), gesture_due(), stands(echo_near)) == (1, True, [])
    with pytest.raises(TooLate):
        change_lasting(actor=owner, reply=reply, wanted="keep")
    for wanted in ("30s", "", "faded"):
        with pytest.raises(ValueError, match=wanted):
            change_lasting(actor=owner, reply=reply, wanted=wanted)


def test_gone_now_can_be_taken_back_for_ten_seconds_and_not_after(asked: Any, echo_near: Any, owner: Any) -> None:
    reply = answered(owner, asked(), "keep")
    change_lasting(actor=owner, reply=reply, wanted="now")
    assert (gesture_due(), Reply.objects.get(pk=reply.pk).lasting) == (False, "fading")
    change_lasting(actor=owner, reply=reply, wanted="keep")
    assert (Gesture.objects.count(), Reply.objects.get(pk=reply.pk).lasting) == (0, "keep")
    change_lasting(actor=owner, reply=reply, wanted="now")
    clock.shift(timedelta(seconds=11))
    assert (gesture_due(), stands(echo_near)) == (True, [])
    assert (Post.objects.get(by_us=True).gone_why, Reply.objects.get(pk=reply.pk).text) == ("deleted", "")
    with pytest.raises(TooLate):
        change_lasting(actor=owner, reply=reply, wanted="keep")


def test_a_helper_changes_their_own_and_what_the_law_wants_leaves_its_copy(asked: Any, owner: Any, helper: Any) -> None:
    key, owner.brand.compliance = compliance.new_pair()
    owner.brand.save()
    Topic.objects.create(brand=owner.brand, key="dock", name="Docks", keep_years=6)
    need = asked()
    Need.objects.filter(pk=need.pk).update(topic="dock")
    reply = answered(owner, need, "keep")
    with pytest.raises(NotAllowed):
        change_lasting(actor=helper, reply=reply, wanted="day")
    assert LawfulCopy.objects.count() == 0
    change_lasting(actor=owner, reply=reply, wanted="day")
    copy = LawfulCopy.objects.get()
    assert "Hold the button" in compliance.open_box(key, bytes(copy.box), copy.public_id)
    assert (Post.objects.get(by_us=True).archived, LawfulCopy.objects.count()) == (True, 1)

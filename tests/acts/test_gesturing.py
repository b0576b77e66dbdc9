"""What we do on the network besides answering: asked, done with its proof, refused, taken back, never twice."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tummler.acts.brake import pull_brake
from tummler.acts.gesturing import NotThere, gesture, gesture_due, try_gesture_again, withdraw_gesture
from tummler.common import clock
from tummler.networks.contract import Reason
from tummler.records.access import NotAllowed
from tummler.records.models import Brand, Channel, Gesture, Happening, Post


@pytest.fixture
def post(asked):
    return asked().post


def said(echo):
    lines = [json.loads(line) for line in echo.log.read_text("utf-8").splitlines()]
    return [(one["kind"], one["target"], one["on"]) for one in lines if one["what"] == "gesture"]


def do_all():
    count = 0
    while gesture_due():
        count += 1
    return count


def test_a_like_is_asked_done_once_and_taken_back(post, owner, echo_near):
    first = gesture(actor=owner, post=post, kind="like")
    assert gesture(actor=owner, post=post, kind="like") == first
    assert (do_all(), said(echo_near)) == (1, [("like", post.remote_id, True)])
    first.refresh_from_db()
    assert (first.state, first.answer) == ("done", "like on")
    assert gesture(actor=owner, post=post, kind="like") == first
    gesture(actor=owner, post=post, kind="like", on=False)
    do_all()
    assert said(echo_near)[1:] == [("like", post.remote_id, False)]
    acts = Happening.objects.filter(act__startswith="gesture").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["gesture_asked", "gesture_done"] * 2


def test_taken_back_before_it_left_it_never_leaves(post, owner, echo_near):
    gesture(actor=owner, post=post, kind="block")
    assert gesture(actor=owner, post=post, kind="block", on=False) is None
    assert (do_all(), said(echo_near), Gesture.objects.count()) == (0, [], 0)


@pytest.mark.parametrize(
    ("kind", "target"), [("mute", "id:marta"), ("block", "id:marta"), ("hide", ""), ("report", "")]
)
def test_each_is_about_the_post_or_its_author(post, owner, echo_near, kind, target):
    gesture(actor=owner, post=post, kind=kind, reason=Reason.RUDE)
    do_all()
    assert said(echo_near) == [(kind, target or post.remote_id, True)]


def test_hidden_is_shown_to_nobody_else_until_it_is_shown_again(post, owner):
    gesture(actor=owner, post=post, kind="hide")
    do_all()
    assert Post.objects.get(pk=post.pk).may_show == "helpers"
    gesture(actor=owner, post=Post.objects.get(pk=post.pk), kind="hide", on=False)
    do_all()
    assert Post.objects.get(pk=post.pk).may_show == "anyone"


def test_no_answer_is_met_by_doing_it_again_and_a_report_is_not(post, owner, echo_near):
    echo_near.fault("gesture_answer", count=2)
    like, report = (gesture(actor=owner, post=post, kind=kind) for kind in ("like", "report"))
    assert do_all() == 2
    for row in (like, report):
        row.refresh_from_db()
    assert (like.state, report.state) == ("retry", "unsure")
    clock.shift(timedelta(minutes=1))
    do_all()
    like.refresh_from_db()
    assert (like.state, sorted(kind for kind, _, _ in said(echo_near))) == ("done", ["like", "report"])
    assert try_gesture_again(actor=owner, row=report)
    do_all()
    report.refresh_from_db()
    assert (report.state, len(said(echo_near))) == ("done", 3)


def test_a_worker_that_died_with_a_report_leaves_it_unsure(post, owner, echo_near):
    row = gesture(actor=owner, post=post, kind="report")
    Gesture.objects.filter(pk=row.pk).update(
        state="doing", tries=1, fence=1, lease_until=clock.now() - timedelta(seconds=1)
    )
    do_all()
    row.refresh_from_db()
    assert (row.state, said(echo_near)) == ("unsure", [])


def test_refused_says_why_and_can_be_tried_again(post, owner, echo_near):
    echo_near.fault("gesture", "refuse")
    row = gesture(actor=owner, post=post, kind="mute")
    do_all()
    row.refresh_from_db()
    assert (row.state, row.trouble) == ("refused", "refused")
    assert try_gesture_again(actor=owner, row=row)
    do_all()
    row.refresh_from_db()
    assert row.state == "done"


def test_a_revoked_key_keeps_it_and_turns_the_channel_red(post, owner, echo_near, channel_near):
    echo_near.revoke("token-velonorte")
    row = gesture(actor=owner, post=post, kind="like")
    do_all()
    row.refresh_from_db()
    assert (row.state, Channel.objects.get(pk=channel_near.pk).trouble) == ("retry", "key_revoked")
    echo_near.restore("token-velonorte")
    Channel.objects.update(trouble="")
    do_all()
    row.refresh_from_db()
    assert row.state == "done"


def test_nothing_leaves_under_the_brake(post, owner, echo_near):
    pull_brake(actor=owner, brand=owner.brand)
    gesture(actor=owner, post=post, kind="like")
    assert (do_all(), said(echo_near)) == (0, [])
    Brand.objects.update(brake_on=False)
    assert do_all() == 1


def test_our_own_is_deleted_after_ten_seconds_to_take_it_back(promised, owner, echo_near, channel_near):
    from tummler.answering.outbox import deliver_due

    (delivery,) = promised()
    assert deliver_due()
    delivery.refresh_from_db()
    ours = Post.objects.get(remote_id=delivery.remote_id)
    row = gesture(actor=owner, post=ours, kind="delete")
    assert do_all() == 0
    assert withdraw_gesture(actor=owner, row=row)
    gesture(actor=owner, post=ours, kind="delete")
    clock.shift(timedelta(seconds=11))
    assert do_all() == 1
    ours.refresh_from_db()
    assert (ours.gone_why, ours.text, delivery.remote_id in echo_near.posts()) == ("deleted", "", False)


def test_who_may_do_what(post, owner, helper):
    assert gesture(actor=helper, post=post, kind="like")
    for kind in ("hide", "mute", "block"):
        with pytest.raises(NotAllowed):
            gesture(actor=helper, post=post, kind=kind)
    for kind in ("delete", "wave"):
        with pytest.raises((NotThere, NotAllowed)):
            gesture(actor=owner, post=post, kind=kind)
    with pytest.raises(NotThere):
        gesture(actor=owner, post=post, kind="mute", on=False)
    Channel.objects.update(network="archive")
    post = Post.objects.get(pk=post.pk)
    with pytest.raises(NotThere):
        gesture(actor=owner, post=post, kind="like")

"""Reposting what a helper answered from their own account: where the brand wants it, and never anybody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from tests.acts.test_gesturing import do_all, said
from tummler.acts.gesturing import NotThere, gesture
from tummler.acts.own_accounts import set_helper_tag
from tummler.common import clock
from tummler.records.access import NotAllowed
from tummler.records.models import Account, Gesture, Helper, Need, OwnAccount, Post
from tummler.work.flow import run_all
from tummler.work.reading import read_once

MINE = "Push the front wheel in twice. I work at Velo Norte. #VeloHelps"


@pytest.fixture
def answer(asked, owner, helper, echo_near, channel_near):
    """What Tomás answered from his own account, where the brand wants such answers reposted."""
    set_helper_tag(actor=owner, word="VeloHelps", on=True, reposts=True)
    account = Account.objects.create(brand=owner.brand, network="echo", remote_id="id:tomas", handle="tomas")
    OwnAccount.objects.create(brand=owner.brand, helper=helper, account=account, how="word")
    need = asked()
    remote_id = echo_near.say(MINE, by="tomas", parent=need.post.remote_id)
    read_once(channel_near)
    run_all()
    return Post.objects.select_related("channel__brand").get(remote_id=remote_id)


def test_it_is_reposted_after_ten_seconds_and_taken_back(answer, owner, echo_near):
    row = gesture(actor=owner, post=answer, kind="repost")
    assert (do_all(), said(echo_near)) == (0, [])
    clock.shift(timedelta(seconds=11))
    assert (do_all(), said(echo_near)) == (1, [("repost", answer.remote_id, True)])
    row.refresh_from_db()
    assert (row.state, row.answer) == ("done", "repost on")
    set_helper_tag(actor=owner, word="VeloHelps", on=True, reposts=False)
    gesture(actor=owner, post=Post.objects.get(pk=answer.pk), kind="repost", on=False)
    assert (do_all(), said(echo_near)[1:]) == (1, [("repost", answer.remote_id, False)])


def test_nothing_else_is_ever_reposted(answer, owner, helper):
    question = Post.objects.filter(needs__isnull=False)
    changes = [
        lambda: set_helper_tag(actor=owner, word="VeloHelps", on=True),
        lambda: set_helper_tag(actor=owner, word="VeloHelps", on=False, reposts=True),
        lambda: Post.objects.filter(pk=answer.pk).update(helper=None),
        lambda: OwnAccount.objects.update(ended_at=clock.now()),
        lambda: Helper.objects.filter(pk=helper.pk).update(vouched_at=None),
        lambda: Post.objects.filter(pk=answer.pk).update(visibility="unlisted"),
        lambda: question.update(visibility="unlisted"),
        lambda: question.update(visibility="followers"),
        lambda: question.update(may_show="signed_in"),
        lambda: Need.objects.update(care="self_harm"),
        lambda: question.update(text="My daughter is 9 years old and can't unlock her bike, what do I do?"),
        lambda: question.update(text="I have epilepsy and can't ride, what do I do?"),
        lambda: question.update(text="My bike, it's mail marta@example.org if you need me"),
    ]
    for change in changes:
        with transaction.atomic():
            change()
            with pytest.raises((NotThere, NotAllowed)):
                gesture(actor=owner, post=Post.objects.get(pk=answer.pk), kind="repost")
            transaction.set_rollback(True)
    assert gesture(actor=owner, post=answer, kind="repost"), "as it was before"


def test_what_may_not_be_any_more_does_not_leave(answer, owner, echo_near):
    row = gesture(actor=owner, post=answer, kind="repost")
    OwnAccount.objects.update(ended_at=clock.now())
    clock.shift(timedelta(seconds=11))
    do_all()
    row.refresh_from_db()
    assert (row.state, row.trouble, said(echo_near)) == ("refused", "not_to_repost", [])


def test_deleted_by_its_author_the_repost_is_taken_back(answer, owner, echo_near, channel_near):
    """Some networks keep the mark of what is no more: it is taken back by itself, and nobody presses."""
    gesture(actor=owner, post=answer, kind="repost")
    clock.shift(timedelta(seconds=11))
    assert do_all() == 1
    echo_near.delete(answer.remote_id)
    read_once(channel_near)
    run_all()
    assert (do_all(), said(echo_near)[1:]) == (1, [("repost", answer.remote_id, False)])
    back = Gesture.objects.get(on=False)
    assert (back.state, back.helper, Post.objects.get(pk=answer.pk).gone) == ("done", None, True)


def test_deleted_before_the_repost_left_nothing_leaves(answer, owner, echo_near, channel_near):
    gesture(actor=owner, post=answer, kind="repost")
    echo_near.delete(answer.remote_id)
    read_once(channel_near)
    run_all()
    clock.shift(timedelta(seconds=11))
    assert (do_all(), said(echo_near), Gesture.objects.count()) == (0, [], 0)

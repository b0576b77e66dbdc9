"""Thanks in words to somebody outside who helped: below their answer, once, and what was asked stays closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tummler.acts.replies import take_back_reply
from tummler.acts.thanking import NobodyToThank, NotWritten, write_thanks
from tummler.answering.outbox import deliver_due
from tummler.common import clock
from tummler.records.access import NotAllowed
from tummler.records.models import ApprovalRule, Delivery, Happening, Helped, Helper, Need, Post, Reply, Thanks
from tummler.work.flow import run_all
from tummler.work.reading import read_once

WORDS = "Thank you, Dapo. That was kind of you."


@pytest.fixture
def helped(asked, echo_near, channel_near):
    """Marta asked, Dapo answered, and it worked: the need, and what Dapo wrote."""
    need = asked()
    answer = echo_near.say("Push the front wheel in until it clicks.", by="dapo", parent=need.post.remote_id)
    read_once(channel_near)
    run_all()
    echo_near.say("@velonorte that worked, thank you!", by="marta", parent=answer)
    read_once(channel_near)
    run_all()
    return Need.objects.get(), Post.objects.get(remote_id=answer)


def test_they_stand_below_the_answer_and_change_nothing_else(helped, helper, echo_near, channel_near):
    need, post = helped
    write_thanks(actor=helper, need=need, post=post, text=WORDS, undo=timedelta(0))
    assert deliver_due()
    [there] = [one for one in echo_near.posts().values() if one["by"] == "velonorte"]
    assert (there["text"], there["parent"]) == (f"{WORDS} ^Tomás", post.remote_id)
    read_once(channel_near)
    run_all()
    need.refresh_from_db()
    [credited] = Helped.objects.all()
    assert (need.state, credited.account, credited.undone_at) == ("helped", post.account, None)
    assert (Thanks.objects.get().post, Need.objects.count()) == (post, 1)
    assert Happening.objects.filter(act="thanks_written", need_id=need.pk, helper_id=helper.pk).count() == 1
    with pytest.raises(NotWritten, match="twice"):
        write_thanks(actor=helper, need=need, post=post, text=WORDS)


def test_taken_back_before_it_left_it_is_nobodys_draft(helped, helper, echo_near):
    need, post = helped
    reply = write_thanks(actor=helper, need=need, post=post, text=WORDS)
    assert (deliver_due(), take_back_reply(actor=helper, reply=reply)) == (False, True)
    clock.shift(timedelta(seconds=11))
    assert (deliver_due(), Reply.objects.count(), Delivery.objects.count()) == (False, 0, 0)
    assert write_thanks(actor=helper, need=need, post=post, text=WORDS), "and may be written after all"


def test_what_is_refused_leaves_nothing(helped, owner, helper):
    need, post = helped
    question = Post.objects.get(pk=need.post_id)
    for text, code in (("  ", "empty"), ("so kind " * 40, "long")):
        with pytest.raises(NotWritten, match=code):
            write_thanks(actor=helper, need=need, post=post, text=text)
    with pytest.raises(NobodyToThank):
        write_thanks(actor=helper, need=need, post=question, text=WORDS)
    ApprovalRule.objects.create(brand=owner.brand, kind="kind", value=need.kind, made_by=owner)
    with pytest.raises(NotWritten, match="yes"):
        write_thanks(actor=helper, need=need, post=post, text=WORDS)
    ApprovalRule.objects.all().delete()
    Helped.objects.update(undone_at=clock.now())
    with pytest.raises(NotWritten, match="over"):
        write_thanks(actor=helper, need=need, post=post, text=WORDS)
    Helper.objects.filter(pk=helper.pk).update(vouched_at=None)
    helper.refresh_from_db()
    with pytest.raises(NotAllowed):
        write_thanks(actor=helper, need=need, post=post, text=WORDS)
    assert Reply.objects.count() == 0

"""A helper answers from their own account with the brand's tag: told apart, credited, never twice, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.people import settle_all
from tummler.acts.needs import claim_need
from tummler.acts.own_accounts import NoTag, set_helper_tag
from tummler.acts.replies import promise_reply, save_draft
from tummler.common import clock
from tummler.matching.market import market
from tummler.records.models import (
    Account,
    Call,
    Delivery,
    Demand,
    Happening,
    Helped,
    LeftThread,
    Need,
    OwnAccount,
    Post,
    Reply,
)
from tummler.understanding.own_voice import says_whom

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = "@velonorte my bike won't unlock at Harbour Road, what do I do?"
MINE = "Push the front wheel in twice, then try again. I work at Velo Norte. #VeloHelps"


@pytest.fixture
def tag(owner, channel):
    set_helper_tag(actor=owner, word="#VeloHelps", on=True)
    owner.brand.refresh_from_db()
    channel.brand.refresh_from_db()


@pytest.fixture
def own(owner, tag):
    """Inés's own account on echo, proven."""
    account = Account.objects.create(brand=owner.brand, network="echo", remote_id="id:ines", handle="ines")
    return OwnAccount.objects.create(brand=owner.brand, helper=owner, account=account, how="word")


@pytest.fixture
def asked(heard):
    return heard(ASKED, by="marta")


def test_an_answer_from_an_own_account_answers_the_need_and_is_credited(own, owner, asked, heard):
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    need = Need.objects.get()
    assert (need.state, answer.helper, answer.by_us) == ("answered", owner, False)
    told = Happening.objects.get(act="answered_from_own")
    assert (told.helper_id, told.need_id, told.post_id) == (owner.pk, need.pk, answer.pk)
    heard("@velonorte that worked, thank you!", by="marta", parent=answer.remote_id)
    need.refresh_from_db()
    helped = Helped.objects.get()
    assert (need.state, helped.helper, helped.account, helped.post) == ("helped", owner, None, answer)


def test_an_answer_that_came_with_the_thread_is_credited_as_well(own, owner, asked, heard):
    """Where a network has no stream of hashtags, the thread is fetched."""
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    Post.objects.filter(pk=answer.pk).update(history=True, helper=None, state="identified")
    Need.objects.update(state="open")
    heard("@velonorte that worked, thank you!", by="marta", parent=answer.remote_id)
    assert (Need.objects.get().state, Helped.objects.get().helper) == ("helped", owner)


def test_an_answer_that_its_helper_deletes_there_has_the_need_wait_again(own, asked, heard, echo, settle):
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    echo.delete(answer.remote_id)
    settle()
    need = Need.objects.get()
    told = Happening.objects.get(act="answer_gone")
    assert (need.state, told.need_id, told.helper_id, need.came_back) == ("open", need.pk, own.helper_id, 0)
    first, again = (heard(MINE, by="ines", parent=asked.remote_id) for _ in range(2))
    echo.delete(first.remote_id)
    settle()
    need.refresh_from_db()
    assert need.state == "answered", "another stands there"
    heard("@velonorte that worked, thank you!", by="marta", parent=again.remote_id)
    echo.delete(again.remote_id)
    settle()
    need.refresh_from_db()
    assert (need.state, Helped.objects.get().undone_at) == ("helped", None), "it helped, whatever stands there now"


@pytest.mark.parametrize("why", ["stranger", "no_tag", "off", "ended", "newcomer", "left"])
def test_the_tag_of_anybody_else_is_no_answer_of_ours(own, owner, helper, asked, heard, why, channel):
    text, by = MINE, "ines"
    if why == "stranger":
        by = "spam"
    elif why == "no_tag":
        text = MINE.replace("#VeloHelps", "")
    elif why == "off":
        set_helper_tag(actor=owner, word="VeloHelps", on=False)
    elif why == "ended":
        OwnAccount.objects.update(ended_at=clock.now())
    else:
        OwnAccount.objects.update(helper=helper)
        gone = {"vouched_at": None} if why == "newcomer" else {"active": False}
        type(helper).objects.filter(pk=helper.pk).update(**gone)
    answer = heard(text, by=by, parent=asked.remote_id)
    assert (Need.objects.get(account__handle="marta").state, answer.helper) == ("open", None)


def test_the_tag_is_never_a_demand_and_a_service_is_never_the_tag(own, owner, heard, asked):
    from tummler.acts.tags import Definition, make_tag

    heard("@velonorte #VeloHelps #umbrella now", by="spam")
    assert list(Demand.objects.values_list("key", flat=True)) == ["umbrella"]
    make_tag(actor=owner, wanted=Definition(name="balance", text="x"), on=False)
    for word, code in (("Balance", "served"), ("two words", "no_word")):
        with pytest.raises(NoTag, match=code):
            set_helper_tag(actor=owner, word=word, on=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MINE, True),
        ("I'm at VELO NORTE, by the way: twice. #VeloHelps", True),
        ("I fix the bikes here. Push twice. #velohelps", True),
        ("Trabajo allí: empuja dos veces. #VeloHelps", True),
        ("Push twice. #VeloHelps", False),
        ("@velonorte push twice #VeloHelps", False),
        ("Velo Nortean people push twice #VeloHelps", False),
    ],
)
def test_a_post_says_whom_its_author_works_for(own, owner, text, says):
    assert says_whom(text, owner.brand) == says


# ------------------------------------------------------------------- what testers of 2009 ran into, one by one


def test_nobody_gives_the_answer_a_second_time(own, owner, helper, asked, echo, channel, settle):
    """Tomás has it and sends; Inés was quicker from her own account, and the network says so before anything leaves."""
    need = Need.objects.get()
    claim_need(actor=helper, need=need)
    reply = save_draft(actor=helper, need=need, text="Push it in twice.", edition=0)
    mine = echo.say(MINE, by="ines", parent=asked.remote_id)
    promise_reply(actor=helper, reply=reply, undo=timedelta(0))
    settle()
    reply.refresh_from_db()
    assert (echo.accepted("velonorte"), Delivery.objects.count()) == ([], 0)
    assert (reply.held, reply.promised_at, reply.text) == ("answered_elsewhere", None, "Push it in twice.")
    assert Post.objects.get(remote_id=mine).helper == owner
    need.refresh_from_db()
    assert need.state == "answered"
    assert promise_reply(actor=helper, reply=Reply.objects.get(pk=reply.pk), undo=timedelta(0))
    settle()
    assert [one["text"] for one in echo.accepted("velonorte")] == ["Push it in twice. ^Tomás"], "pressed again"


def test_follow_ups_keep_their_thread_and_come_back_to_who_answered(own, owner, helper, asked, heard):
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    again = heard("Still stuck, what now?", by="marta", parent=answer.remote_id)
    need = Need.objects.get()
    assert (need.state, need.post, again.conversation) == ("open", again, asked.conversation)
    assert [(call.to, call.kind) for call in Call.objects.filter(settled="")] == [(owner, "wrote")]
    assert [list(market(one, "yours")) for one in (owner, helper)] == [[need], []]
    claim_need(actor=owner, need=need)
    assert not Call.objects.filter(settled="").exists()


def test_who_left_the_thread_is_not_called_back_to_it(own, owner, asked, heard):
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    LeftThread.objects.create(brand=owner.brand, conversation=asked.conversation, helper=owner)
    heard("Still stuck, what now?", by="marta", parent=answer.remote_id)
    assert (Need.objects.get().state, Call.objects.count()) == ("open", 0)


def test_a_question_to_a_helpers_own_post_is_one_to_us(own, asked, heard, channel, echo):
    """Its network tells nobody of it but the helper; also where it came with the thread, it is asked now."""
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    other = heard("Mine at dock 9 won't unlock either, what do I do?", by="leo", parent=answer.remote_id)
    assert (other.addressed, Need.objects.get(account__handle="leo").state) == ("reply", "open")
    Post.objects.filter(pk=other.pk).update(history=True, addressed="no", state="identified")
    Need.objects.filter(account__handle="leo").delete()
    settle_all(channel)
    assert Need.objects.get(account__handle="leo").heard_nearby is False

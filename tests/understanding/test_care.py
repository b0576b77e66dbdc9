"""Duty of care: it rings the named person, and for everybody else it does not exist."""

from __future__ import annotations

import pytest

from tests.saying import QUESTION, post, say, told
from tummler.acts.needs import claim_need
from tummler.acts.replies import save_draft
from tummler.acts.setting_up import name_duty_helper
from tummler.matching.market import count_waiting, market
from tummler.records.access import NotAllowed, can, rows_for
from tummler.records.models import (
    Conversation,
    Correction,
    Delivery,
    Happening,
    Need,
    Post,
    PostVersion,
    Reading,
    Reply,
    Word,
)
from tummler.records.public import conversation_for_anyone, needs_for_anyone, posts_for_anyone

pytestmark = pytest.mark.django_db

CRY = "@velonorte I want to kill myself because of this"
#: Every noun that hangs on a conversation.
HIDDEN = (Need, Conversation, Post, PostVersion, Reading, Correction, Word, Reply, Delivery, Happening)


def seen(actor, noun, conversation):
    """The rows of a noun that belong to a conversation and that somebody sees."""
    paths = {
        Conversation: "pk", Need: "conversation", Post: "conversation", Reply: "conversation",
        PostVersion: "post__conversation", Reading: "post__conversation", Correction: "post__conversation",
        Word: "need__conversation", Delivery: "reply__conversation", Happening: "conversation_id",
    }  # fmt: skip
    return rows_for(actor, noun).filter(**{paths[noun]: conversation.pk}).count()


@pytest.fixture
def rung(owner, helper, channel_told):
    """A cry for help with everything that can hang on it; Tomás is named, Inés (the owner) is not."""
    from tummler.acts.readings import correct_reading
    from tummler.acts.replies import promise_reply
    from tummler.minds.contract import Judgement
    from tummler.understanding.needs import take_word

    name_duty_helper(actor=owner, helper=helper)
    helper.brand.refresh_from_db()
    owner.brand.refresh_from_db()
    say(channel_told, post("q", CRY))
    say(channel_told, post("q", f"{CRY}!", edited=1))
    need = Need.objects.get()
    claim_need(actor=helper, need=need)
    reply = save_draft(actor=helper, need=need, text="I am here. Call me.", edition=0)
    promise_reply(actor=helper, reply=reply)
    correct_reading(actor=helper, post=need.post, field="topic", value="")
    take_word(need=need, post=need.post, word=Judgement("not_helped", 1.0, "said"))
    return need


def test_care_rings_the_named_person_and_says_so_once(rung):
    happened = Happening.objects.filter(act="care_rung")
    assert [(h.need_id, h.facts) for h in happened] == [(rung.pk, {"care": "self_harm"})]
    assert rung.care == "self_harm"


@pytest.mark.parametrize("noun", HIDDEN, ids=lambda noun: noun.__name__)
def test_only_the_named_person_sees_any_row_of_it(rung, owner, helper, noun):
    assert (seen(owner, noun, rung.conversation), seen(helper, noun, rung.conversation) > 0) == (0, True)


def test_it_is_on_the_named_persons_market_alone(rung, owner, helper):
    rung.refresh_from_db()
    assert [need.pk for need in market(owner)] == []
    assert [need.pk for need in market(helper, "yours")] == [rung.pk]
    assert (count_waiting(owner), count_waiting(helper)) == (0, 1)


@pytest.mark.parametrize("act", ["claim_need", "take_over_need", "let_go_need", "drop_need", "save_draft"])
def test_nobody_else_can_do_anything_with_it(rung, owner, helper, act):
    assert (can(owner, act, rung), can(helper, act, rung)) == (False, True)


def test_claiming_it_is_refused_to_everyone_else(rung, owner):
    with pytest.raises(NotAllowed):
        claim_need(actor=owner, need=rung)


def test_search_finds_it_for_nobody_else(rung, owner, helper):
    from tummler.records.search import find_post_ids

    found = find_post_ids(rung.brand_id, "kill myself")
    assert found == [rung.post_id]
    assert rows_for(owner, Post).filter(pk__in=found).count() == 0
    assert rows_for(helper, Post).filter(pk__in=found).count() == 1


def test_strangers_never_see_it(rung):
    assert posts_for_anyone(rung.brand).count() == 0
    assert needs_for_anyone(rung.brand).count() == 0
    assert conversation_for_anyone(rung.brand, rung.conversation.public_id) is None


def test_the_whole_conversation_is_hidden_others_posts_in_it_too(rung, channel_told, owner, helper):
    say(channel_told, post("r", "@velonorte me too, my bike is broken, what do I do?", by="dapo", parent="q"))
    assert told(channel_told, "r").conversation == rung.conversation
    for noun in (Post, Need):
        assert seen(owner, noun, rung.conversation) == 0
    assert (seen(helper, Post, rung.conversation), seen(helper, Need, rung.conversation)) == (2, 2)


# --------------------------------------------------------------------- someone who has asked already


@pytest.mark.parametrize("how", ["open", "claimed", "answered", "helped"])
def test_a_later_cry_rings_whatever_became_of_the_need(owner, helper, channel_told, how):
    from tummler.records.states import move

    name_duty_helper(actor=owner, helper=helper)
    owner.brand.refresh_from_db()
    say(channel_told, post("q"))
    need = Need.objects.get()
    if how == "claimed":
        claim_need(actor=owner, need=need)
        save_draft(actor=owner, need=need, text="Kept", edition=0)
    elif how != "open":
        move(need, how)
    say(channel_told, post("r", CRY, minute=1, parent="q"))
    need.refresh_from_db()
    assert (need.care, need.state, need.claimed_by, need.post.remote_id) == ("self_harm", "open", None, "r")
    assert Happening.objects.filter(act="care_rung", need_id=need.pk).count() == 1
    assert rows_for(owner, Need).count() == 0
    assert [one.pk for one in market(helper)] == [need.pk]
    if how == "claimed":
        assert Reply.objects.get().text == "Kept"


def test_a_cry_that_is_edited_into_a_question_rings(owner, helper, channel_told):
    name_duty_helper(actor=owner, helper=helper)
    owner.brand.refresh_from_db()
    say(channel_told, post("q", QUESTION))
    say(channel_told, post("q", CRY, edited=1))
    assert (Need.objects.get().care, rows_for(owner, Need).count()) == ("self_harm", 0)


def test_it_rings_once_however_often_they_cry(channel_told):
    for number in range(3):
        say(channel_told, post(f"q{number}", CRY, minute=number, parent="q0" if number else ""))
    assert (Happening.objects.filter(act="care_rung").count(), Need.objects.count()) == (1, 1)


def test_a_cry_edited_away_stays_with_the_named_person(channel_told):
    say(channel_told, post("q", CRY))
    say(channel_told, post("q", "@velonorte good morning", edited=1))
    assert [(need.care, need.state) for need in Need.objects.all()] == [("self_harm", "open")]


def test_a_joined_conversation_is_hidden_when_either_half_was(owner, helper, channel_told):
    name_duty_helper(actor=owner, helper=helper)
    owner.brand.refresh_from_db()
    say(channel_told, post("c", CRY, minute=2, parent="b"))
    say(channel_told, post("a", "@velonorte is the station open?", by="dapo"))
    assert rows_for(owner, Need).count() == 1
    say(channel_told, post("b", "hold on", by="olu", minute=1, parent="a"))
    assert [rows_for(owner, noun).count() for noun in (Need, Conversation, Post)] == [0, 0, 0]
    assert rows_for(owner, Happening).exclude(conversation_id=None).count() == 0


@pytest.mark.parametrize("how", ["unnamed", "inactive"])
def test_without_a_named_person_nobody_sees_it_until_somebody_is(owner, helper, channel_told, brand, how):
    if how == "unnamed":
        type(brand).objects.update(duty_helper=None)
    else:
        name_duty_helper(actor=owner, helper=helper)
        type(helper).objects.filter(pk=helper.pk).update(active=False)
        helper.refresh_from_db()
    owner.brand.refresh_from_db()
    say(channel_told, post("q", CRY))
    assert (rows_for(owner, Need).count(), rows_for(helper, Need).count()) == (0, 0)
    name_duty_helper(actor=owner, helper=owner)
    owner.brand.refresh_from_db()
    assert rows_for(owner, Need).count() == 1

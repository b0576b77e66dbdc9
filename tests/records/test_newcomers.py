"""A newcomer sees what anyone could read on its network, until somebody who knows them says so; it is taken back."""

from __future__ import annotations

import pytest

from tests.saying import make_channel, post, say
from tummler.acts.needs import claim_need
from tummler.acts.noting import write_note
from tummler.acts.replies import promise_reply, save_draft
from tummler.acts.setting_up import add_helper
from tummler.acts.vouching import take_back_vouching, vouch, who_can_vouch
from tummler.records.access import _CONVERSATION, PUBLIC_ONLY, NotAllowed, can, require, rows_for
from tummler.records.models import Account, Conversation, Happening, Helper, Need, Note, Post, Reading, Reply
from tummler.records.models.helper import Role

pytestmark = pytest.mark.django_db(transaction=True)

NOUNS = (Account, Conversation, Post, Reading, Need, Reply, Note)


@pytest.fixture
def newcomer(owner):
    """Nuria, whom nobody here has vouched for yet."""
    nuria = add_helper(actor=owner, email="nuria@velonorte.example", password="a long password", name="Nuria Vidal")
    Helper.objects.filter(pk=nuria.pk).update(vouched_at=None)
    return Helper.objects.select_related("brand").get(pk=nuria.pk)


@pytest.fixture
def said(owner):
    """One asks in public, one in private; both are drafted an answer, and noted about."""
    channel = make_channel(owner)
    say(channel, post("1", "@velonorte my bike won't unlock, what do I do?", by="marta"))
    secret = post("2", "@velonorte my card was charged twice, why?", by="leo", visibility="direct", addressed="direct")
    say(channel, secret)
    for need in Need.objects.order_by("pk"):
        claim_need(actor=owner, need=need)
        write_note(actor=owner, need=need, text="between us")
        save_draft(actor=owner, need=need, text="Hold the handle.", edition=0)
    return channel


def seen(helper):
    return {noun.__name__: rows_for(helper, noun).count() for noun in NOUNS}


def test_a_newcomer_sees_public_needs_only_until_somebody_vouches(owner, said, newcomer):
    assert [need.post.visibility for need in rows_for(newcomer, Need)] == ["public"]
    public = {"Account": 1, "Conversation": 1, "Post": 1, "Reading": 1, "Need": 1, "Reply": 1, "Note": 0}
    assert seen(newcomer) == public
    assert vouch(actor=owner, newcomer=newcomer)
    newcomer.refresh_from_db()
    assert seen(newcomer) == seen(owner) == dict.fromkeys(public, 2)
    assert not vouch(actor=owner, newcomer=newcomer)
    assert take_back_vouching(actor=owner, helper=newcomer)
    newcomer.refresh_from_db()
    assert seen(newcomer) == public
    told = Happening.objects.filter(act__in=("helper_vouched", "vouching_taken_back")).order_by("pk")
    assert [(one.act, one.helper_id, one.facts) for one in told] == [
        ("helper_vouched", owner.pk, {"for": newcomer.pk}),
        ("vouching_taken_back", owner.pk, {"for": newcomer.pk}),
    ]


def test_every_noun_that_is_narrowed_can_be_asked_for(owner, said, newcomer):
    """Each of the conditions is one that the database understands; what hangs on a conversation has one."""
    narrowed = {*PUBLIC_ONLY, *_CONVERSATION}
    counted = {noun: rows_for(newcomer, noun).count() <= rows_for(owner, noun).count() for noun in narrowed}
    assert all(counted.values())


def test_a_newcomer_answers_in_public_and_never_in_private(owner, said, newcomer):
    need = Need.objects.get(post__visibility="public")
    with pytest.raises(NotAllowed, match="newcomer"):
        write_note(actor=newcomer, need=need, text="me too")
    Need.objects.filter(pk=need.pk).update(state="open", claimed_by=None)
    claim_need(actor=newcomer, need=Need.objects.get(pk=need.pk))
    reply = Reply.objects.get(need=need)
    Reply.objects.filter(pk=reply.pk).update(visibility="direct", helper=newcomer)
    with pytest.raises(NotAllowed):
        promise_reply(actor=newcomer, reply=Reply.objects.get(pk=reply.pk))
    Reply.objects.filter(pk=reply.pk).update(visibility="public")
    assert promise_reply(actor=newcomer, reply=Reply.objects.get(pk=reply.pk))


def test_who_may_vouch_and_take_it_back(owner, helper, newcomer, other_owner):
    assert [one.name for one in who_can_vouch(newcomer)] == ["Inés Prado", "Tomás Weir"]
    assert [can(one, "vouch", newcomer) for one in (owner, helper, newcomer, other_owner)] == [
        True, True, False, False,
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match="newcomer"):
        require(newcomer, "invite_by_link", newcomer.brand)
    vouch(actor=owner, newcomer=newcomer)
    newcomer.refresh_from_db()
    with pytest.raises(NotAllowed):
        take_back_vouching(actor=helper, helper=newcomer)  # neither theirs, nor do they lead
    with pytest.raises(NotAllowed):
        take_back_vouching(actor=newcomer, helper=owner)
    assert (owner.role, owner.newcomer) == (Role.OWNER, False)

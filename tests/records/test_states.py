"""Moves: the declared ones work, the others are loud, and of two at once one wins."""

from __future__ import annotations

import pytest

from tummler.records.models import (
    Approval,
    Article,
    Delivery,
    Event,
    Gesture,
    Gift,
    Incident,
    Need,
    Payout,
    Peer,
    PeerAnswer,
    Post,
    Quest,
    Tag,
    TagRequest,
    Wish,
)
from tummler.records.states import MOVES, UndeclaredMove, move, origins

pytestmark = pytest.mark.django_db

DECLARED = [(noun, a, b) for noun, table in MOVES.items() for a, targets in table.items() for b in targets]
STATES = {
    noun: sorted({*table, *(to for targets in table.values() for to in targets)}) for noun, table in MOVES.items()
}
UNDECLARED = [
    (noun, a, b) for noun in MOVES for a in STATES[noun] for b in STATES[noun] if b not in MOVES[noun].get(a, ())
]


COMMUNITY = (Quest, Wish, Gift, Payout)


def community_row(noun, brand, account, state):
    """What customers and helpers make together, and what changes hands for it."""
    from tummler.common import clock
    from tummler.records.models import Holder, Reward

    if noun is Quest:
        return Quest.objects.create(brand=brand, title="q", state=state)
    if noun is Wish:
        return Wish.objects.create(brand=brand, account=account, kind="fix", state=state)
    one = Holder.objects.create(brand=brand, kind="account", account=account)
    if noun is Gift:
        other = Holder.objects.create(brand=brand, kind="rest")
        return Gift.objects.create(brand=brand, giver=one, to=other, amount=1, until=clock.now(), state=state)
    reward = Reward.objects.create(brand=brand, name="w", price=1)
    return Payout.objects.create(brand=brand, reward=reward, holder=one, amount=1, adult_at=clock.now(), state=state)


@pytest.fixture
def row_of(brand):
    """A row of each noun in any state, with as little around it as the tables ask for."""
    from tummler.records.models import Account, ApprovalRule, Channel, Conversation, Reply

    channel = Channel.objects.get(brand=brand, network="square")
    account = Account.objects.create(brand=brand, network="square", remote_id="a", handle="a")
    conversation = Conversation.objects.create(brand=brand, channel=channel, root_remote_id="p")

    def make(noun, state):
        post = Post.objects.filter(remote_id="p").first() or Post.objects.create(
            brand=brand, channel=channel, conversation=conversation, account=account, remote_id="p", state="threaded"
        )
        if noun is Post:
            Post.objects.filter(pk=post.pk).update(state=state)
            return Post.objects.get(pk=post.pk)
        if noun is Event:
            return Event.objects.create(brand=brand, channel=channel, remote_id="e", payload=b"", state=state)
        if noun in (Incident, Article):
            return noun.objects.create(brand=brand, state=state)
        if noun in COMMUNITY:
            return community_row(noun, brand, account, state)
        if noun is Gesture:
            return Gesture.objects.create(
                brand=brand, channel=channel, conversation=conversation, post=post, kind="like", state=state
            )
        need = Need.objects.create(
            brand=brand, conversation=conversation, post=post, account=account, kind="question", state=state
        )
        if noun is Need:
            return need
        if noun is TagRequest:
            tag = Tag.objects.create(brand=brand, name="data", key="data")
            return TagRequest.objects.create(brand=brand, tag=tag, post=post, account=account, need=need, state=state)
        if noun is PeerAnswer:
            peer = Peer.objects.create(brand=brand, account=account)
            return PeerAnswer.objects.create(brand=brand, need=need, peer=peer, state=state)
        reply = Reply.objects.create(
            brand=brand, need=need, conversation=conversation, channel=channel, to_post=post, text="t"
        )
        if noun is Approval:
            rule = ApprovalRule.objects.create(brand=brand, kind="first", value="3")
            return Approval.objects.create(brand=brand, rule=rule, need=need, reply=reply, edition=1, state=state)
        return Delivery.objects.create(
            brand=brand, channel=channel, reply=reply, number=0, key="k", part={}, state=state
        )

    return make


@pytest.mark.parametrize(("noun", "frm", "to"), DECLARED, ids=str)
def test_declared_move_moves_the_row_once(row_of, noun, frm, to):
    row = row_of(noun, frm)
    assert (move(row, to, frm=frm), row.state) == (1, to)
    row.refresh_from_db()
    assert row.state == to
    assert move(row, to, frm=frm) == int(frm == to)


@pytest.mark.parametrize(("noun", "frm", "to"), UNDECLARED, ids=str)
def test_undeclared_move_is_loud_and_moves_nothing(row_of, noun, frm, to):
    row = row_of(noun, frm) if frm in MOVES[noun] else None
    with pytest.raises(UndeclaredMove):
        move(noun._default_manager.all(), to, frm=frm)
    if row is not None:
        row.refresh_from_db()
        assert row.state == frm


def test_move_without_a_state_to_come_from_leaves_others_alone(row_of):
    need = row_of(Need, "helped")
    assert (move(need, "claimed"), Need.objects.get().state) == (0, "helped")
    assert origins(Need, "claimed") == ["open", "claimed", "answered"]


def test_a_move_to_a_state_that_nothing_reaches_is_loud(row_of):
    with pytest.raises(UndeclaredMove):
        move(row_of(Event, "received"), "received", frm="received")

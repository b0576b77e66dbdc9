"""Threads that arrive in pieces: whatever the order, the rows end the same."""

from __future__ import annotations

import itertools

import pytest

from tests.saying import NOON, QUESTION, post, say, told
from tummler.acts.needs import claim_need
from tummler.acts.replies import save_draft
from tummler.records.models import Conversation, Happening, Need, Post

pytestmark = pytest.mark.django_db

#: As Mastodon tells it: each names its parent, nobody the root.
THREAD = {
    "a": post("a", QUESTION, by="marta", minute=0),
    "b": post("b", "Same for me at the station", by="dapo", minute=1, parent="a"),
    "c": post("c", "@velonorte hello? it still won't unlock", by="marta", minute=2, parent="b"),
    "d": post("d", "Have you tried the button?", by="olu", minute=3, parent="b"),
    "e": post("e", "Which button?", by="marta", minute=4, parent="d"),
}


def rows():
    """What stands here, without the numbers that the order of arrival gave it."""
    posts = Post.objects.select_related("conversation", "account").order_by("remote_id")
    needs = Need.objects.exclude(state="dropped").select_related("account", "conversation").order_by("pk")
    return {
        "conversations": list(Conversation.objects.values_list("root_remote_id", flat=True)),
        "posts": [
            (p.remote_id, p.parent_remote_id, p.root_remote_id, p.conversation.root_remote_id, p.account.handle,
             p.text, p.state, p.history, p.shown_at)
            for p in posts
        ],
        "needs": [(n.conversation.root_remote_id, n.account.handle, n.state) for n in needs],
    }  # fmt: skip


@pytest.fixture
def in_order(channel_told):
    """The rows of a thread that came as it was written, then forgotten."""
    from django.db import transaction

    with transaction.atomic():
        say(channel_told, *THREAD.values())
        expected = rows()
        transaction.set_rollback(True)
    assert rows()["posts"] == []
    return expected


def test_a_thread_in_any_order_ends_the_same(channel_told, in_order):
    from django.db import transaction

    assert in_order["conversations"] == ["a"]
    ended = []

    def go_on(order):
        """Every order that begins so: each beginning is told once, and taken back for the next."""
        if len(order) == len(THREAD):
            assert (order, rows()) == (order, in_order)
            ended.append(order)
        for name in THREAD.keys() - set(order):
            with transaction.atomic():
                say(channel_told, THREAD[name])
                go_on((*order, name))
                transaction.set_rollback(True)

    go_on(())
    assert sorted(ended) == list(itertools.permutations(THREAD))


@pytest.mark.parametrize("order", ["edcba", "cebda", "bdaec"])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_thread_in_batches_of_any_size_ends_the_same(channel_told, in_order, order, size):
    for start in range(0, 5, size):
        say(channel_told, *(THREAD[name] for name in order[start : start + size]))
    assert rows() == in_order


def test_a_whole_thread_fetched_as_history_around_a_mention_is_one_conversation_with_one_need(channel_told):
    say(channel_told, THREAD["c"])
    say(channel_told, *THREAD.values(), history=True)
    assert Conversation.objects.get().root_remote_id == "a"
    assert [need.post.remote_id for need in Need.objects.all()] == ["c"]
    assert {p.remote_id: p.history for p in Post.objects.all()} == {
        "a": True, "b": True, "c": False, "d": True, "e": True,
    }  # fmt: skip


def test_joined_conversations_keep_their_needs_drafts_claims_and_happenings(owner, channel_told):
    say(channel_told, THREAD["c"])
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    reply = save_draft(actor=owner, need=need, text="Which dock is it?", edition=0)
    before = list(Happening.objects.exclude(conversation_id=None).order_by("pk").values_list("act", flat=True))
    say(channel_told, THREAD["b"], THREAD["a"], history=True)
    [whole] = Conversation.objects.all()
    need.refresh_from_db()
    reply.refresh_from_db()
    assert (need.conversation, need.state, need.claimed_by) == (whole, "claimed", owner)
    assert (reply.conversation, reply.text) == (whole, "Which dock is it?")
    happened = Happening.objects.filter(conversation_id=whole.pk).order_by("pk").values_list("act", flat=True)
    assert list(happened) == before
    assert Happening.objects.exclude(conversation_id__in=(whole.pk,)).exclude(conversation_id=None).count() == 0


def test_who_asked_in_both_halves_of_a_thread_has_one_need_the_longer_waiting(channel_told):
    say(channel_told, THREAD["c"])
    say(channel_told, THREAD["a"])
    assert Need.objects.filter(state="open").count() == 2
    say(channel_told, THREAD["b"])
    [need] = Need.objects.filter(state="open")
    assert (need.post.remote_id, need.waiting_since) == ("a", NOON)


def test_who_asked_in_both_halves_keeps_the_need_that_somebody_is_on(owner, channel_told):
    say(channel_told, THREAD["c"])
    claimed = Need.objects.get()
    claim_need(actor=owner, need=claimed)
    say(channel_told, THREAD["a"])
    say(channel_told, THREAD["b"])
    [need] = Need.objects.exclude(state="dropped")
    assert (need.pk, need.state, need.claimed_by, need.waiting_since) == (claimed.pk, "claimed", owner, NOON)


def test_joining_keeps_the_wish_for_the_whole_thread_and_when_it_was_last_spoken_in(channel_told):
    say(channel_told, THREAD["a"], history=True)
    say(channel_told, THREAD["c"])
    wanted = Conversation.objects.get(root_remote_id="b").wanted_at
    last = Conversation.objects.get(root_remote_id="b").last_at
    assert wanted is not None
    say(channel_told, THREAD["b"], history=True)
    whole = Conversation.objects.get()
    assert (whole.wanted_at, whole.last_at) == (wanted, last)


def test_a_root_that_the_network_names_is_believed_over_the_parent(channel_told):
    say(channel_told, post("c", by="marta", parent="b", root="a"))
    assert told(channel_told, "c").conversation.root_remote_id == "a"
    say(channel_told, post("b", "in between", by="dapo", parent="a", root="a"), post("a", "first", by="olu"))
    assert Conversation.objects.count() == 1


def test_an_answer_goes_to_the_root_that_turned_up_later(channel_told):
    from tummler.answering.composing import place_of

    say(channel_told, THREAD["c"])
    say(channel_told, THREAD["b"])
    say(channel_told, THREAD["a"])
    assert place_of(told(channel_told, "c")).root_id == "a"


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "ring",
    [
        {"a": "a"},
        {"a": "b", "b": "a"},
        {"a": "b", "b": "c", "c": "a"},
    ],
)
def test_a_forged_ring_of_parents_is_one_conversation_and_ends(channel_told, ring, together):
    said = [post(name, by=name, parent=parent) for name, parent in ring.items()]
    for batch in [said] if together else [[one] for one in said]:
        say(channel_told, *batch)
    assert Conversation.objects.count() == 1
    assert Post.objects.filter(state="understood").count() == len(ring)


def test_a_thousand_levels_are_followed_without_recursion(channel_told):
    deep = [
        post(f"n{n:04}", "deeper", by="marta", minute=n / 60, parent=f"n{n - 1:04}" if n else "") for n in range(1000)
    ]
    say(channel_told, *reversed(deep), history=True)
    assert list(Conversation.objects.values_list("root_remote_id", flat=True)) == ["n0000"]
    assert Post.objects.filter(root_remote_id="n0000").count() == 1000


def test_a_place_in_the_thread_is_the_earlier_of_both_clocks(channel_told):
    from tummler.common import clock

    say(channel_told, post("past", minute=0), post("future", by="dapo", minute=60 * 24 * 365 * 50))
    past, future = told(channel_told, "past"), told(channel_told, "future")
    assert past.shown_at == NOON
    assert future.shown_at <= clock.now() < future.claimed_at

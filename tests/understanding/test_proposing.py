"""A brand's past proposes topics: in the customers' words, taken under a name, joined, passed over, taken back."""

from __future__ import annotations

import pytest

from tests.saying import gone, post, say, told
from tummler.acts.teaching import (
    bring_proposal_back,
    make_topic,
    pass_proposal,
    take_proposal,
    want_proposals,
)
from tummler.records.access import NotAllowed
from tummler.records.models import Example, Need, Post, Proposal, Topic
from tummler.understanding.learning import learn_topics
from tummler.understanding.proposing import propose_due

pytestmark = pytest.mark.django_db

PLACES = ("the opera", "the harbour", "the museum", "the station", "the park", "the bridge", "the market", "the zoo")
PAST = [f"my refund for the ride to {place} has not arrived" for place in PLACES]
PAST += [f"every dock at {place} is full, where do I leave the bike" for place in PLACES]


@pytest.fixture
def past(owner, channel_told):
    posts = [post(f"h{at}", text, by=f"p{at}", minute=at) for at, text in enumerate(PAST)]
    say(channel_told, *posts, post("odd", "I met my wife on one of these bikes", by="eva", minute=60), history=True)
    assert Need.objects.count() == 0
    want_proposals(actor=owner)
    assert propose_due() is True and propose_due() is False
    return list(Proposal.objects.order_by("pk"))


def told_of(proposal):
    return set(Post.objects.filter(pk__in=proposal.posts).values_list("text", flat=True))


def about(past, word):
    return next(one for one in past if all(word in text for text in told_of(one)))


def test_what_comes_again_and_again_is_proposed_in_the_customers_words(past):
    assert len(past) >= 2
    assert all(text in PAST for one in past for text in told_of(one))
    assert "refund" in about(past, "refund").words
    assert {"full", "leave", "where", "every", "dock", "bike"} >= set(about(past, "dock").words)


def test_a_proposal_becomes_a_topic_and_can_be_taken_back(owner, past):
    refund = about(past, "refund")
    topic = take_proposal(actor=owner, proposal=refund, name="Money back")
    assert (topic.key, Example.objects.filter(topic=topic).count()) == ("money-back", len(refund.posts))
    assert learn_topics(owner.brand_id).told["topics"] == {"money-back": len(refund.posts)}
    refund.refresh_from_db()
    bring_proposal_back(actor=owner, proposal=refund)
    refund.refresh_from_db()
    assert (refund.state, Topic.objects.count(), Example.objects.count()) == ("waiting", 0, 0)


def test_two_under_one_name_are_one_and_one_can_be_passed_over(owner, helper, past):
    there = make_topic(actor=owner, name="Rides", texts=["how do I end my ride?"])
    first, second = past[:2]
    assert take_proposal(actor=owner, proposal=first, name="rides") == there
    pass_proposal(actor=owner, proposal=second)
    assert Example.objects.filter(topic=there).count() == 1 + len(first.posts)
    bring_proposal_back(actor=owner, proposal=Proposal.objects.get(pk=first.pk))
    assert list(Topic.objects.all()) == [there] and Example.objects.count() == 1
    with pytest.raises(NotAllowed):
        pass_proposal(actor=helper, proposal=first)


def test_what_is_deleted_is_proposed_no_more_nor_what_is_a_topic(owner, channel_told, past):
    say(channel_told, gone("h0"))
    take_proposal(actor=owner, proposal=about(past, "dock"), name="Docks")
    learn_topics(owner.brand_id)
    want_proposals(actor=owner)
    propose_due()
    waiting = Proposal.objects.filter(state="waiting")
    said = set().union(*(told_of(one) for one in waiting))
    assert said and said <= set(PAST[1:8])
    assert told(channel_told, "h0").pk not in [pk for one in waiting for pk in one.posts]

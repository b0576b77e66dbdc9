"""The whole loop on the real Bluesky network on loopback: its own PDS is the witness."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.answering.test_pictures import picture
from tests.people import settle_all
from tests.servers.bluesky import BlueskyNetwork, BlueskyPost
from tests.servers.processes import wait_until
from tummler.acts.channels import begin_channel
from tummler.acts.needs import claim_need
from tummler.acts.pictures import add_pictures
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.drafts import Chosen
from tummler.records.models import Channel, Delivery, Need, Picture, Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.network]


@pytest.fixture
def ours(bluesky_network, owner):
    """The brand's account there, and its channel."""
    account = bluesky_network.new_account("velonorte")
    answers = {
        "handle": account.handle,
        "app_password": account.app_password,
        "service": bluesky_network.pds,
        "appview": "",
        "relay": "",
    }
    return account, begin_channel(actor=owner, key="bluesky", answers=answers, callback="")


def hear(channel: Channel, remote_id: str) -> Post:
    """Read on until this post stands here; the network tells of it when it has indexed it."""

    def heard() -> Post | None:
        settle_all(channel)
        return Post.objects.filter(remote_id=remote_id, state="understood", history=False).first()

    return wait_until(heard, what="the mention to be heard", pause=0.3)


def test_a_mention_is_heard_answered_once_in_the_thread_and_their_word_kept(
    bluesky_network: BlueskyNetwork, owner, ours
) -> None:
    account, channel = ours
    marta = bluesky_network.new_account("marta")
    with bluesky_network.signed_in(marta) as session:
        asked = session.say(f"@{account.handle} my bike won't unlock at dock 14, what do I do?", mentions=[account])
        post = hear(channel, asked.uri)
        need = Need.objects.get()
        assert (need.post, need.state, need.account.handle) == (post, "open", marta.handle)

        claim_need(actor=owner, need=need)
        text = "Hold the red button for five seconds. " * 12
        reply = save_draft(actor=owner, need=need, text=text, edition=0)
        promise_reply(actor=owner, reply=reply, undo=timedelta(0))
        settle_all(channel)
        first, second = Delivery.objects.order_by("number")
        need.refresh_from_db()
        assert (need.state, first.state, second.state) == ("answered", "sent", "sent")

        stands = {record["uri"]: record["value"] for record in bluesky_network.records(account.did)}
        assert set(stands) == {first.remote_id, second.remote_id}
        assert stands[first.remote_id]["reply"]["parent"]["uri"] == asked.uri
        assert stands[second.remote_id]["reply"]["parent"]["uri"] == first.remote_id
        assert stands[second.remote_id]["text"].endswith("^Inés")

        [answer] = [r for r in bluesky_network.records(account.did) if r["uri"] == second.remote_id]
        answered = BlueskyPost(answer["uri"], answer["cid"], asked.uri, asked.cid)
        bluesky_network.wait_indexed(answered)
        thanks = session.say("That worked, thank you!", reply_to=answered)
        hear(channel, thanks.uri)
        need.refresh_from_db()
        assert need.state == "helped"


def test_an_answer_from_the_networks_own_app_holds_ours(bluesky_network: BlueskyNetwork, owner, ours) -> None:
    account, channel = ours
    marta = bluesky_network.new_account("marta")
    with bluesky_network.signed_in(marta) as session, bluesky_network.signed_in(account) as phone:
        asked = session.say(f"@{account.handle} my ride won't end, can you help?", mentions=[account])
        hear(channel, asked.uri)
        need = Need.objects.get()
        claim_need(actor=owner, need=need)
        reply = save_draft(actor=owner, need=need, text="From the desk", edition=0)
        other = phone.say("From the phone: it is ended.", reply_to=asked)
        bluesky_network.wait_indexed(other)
        promise_reply(actor=owner, reply=reply, undo=timedelta(0))
        settle_all(channel)
    reply.refresh_from_db()
    need.refresh_from_db()
    assert [r["uri"] for r in bluesky_network.records(account.did)] == [other.uri]
    assert (reply.held, reply.promised_at, reply.text) == ("answered_elsewhere", None, "From the desk")
    assert need.state == "answered"
    assert Post.objects.get(remote_id=other.uri).by_us is True


def test_a_picture_with_its_words_and_the_writers_cut_stand_in_the_thread(
    bluesky_network: BlueskyNetwork, owner, ours
) -> None:
    account, channel = ours
    marta = bluesky_network.new_account("marta")
    with bluesky_network.signed_in(marta) as session:
        asked = session.say(f"@{account.handle} which latch is it that breaks on dock 14?", mentions=[account])
        hear(channel, asked.uri)
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    words = "It is the small one under the saddle clamp, Marta. Here it is, as long as a thumb."
    draft = add_pictures(actor=owner, need=need, contents=[picture(640, 480, "JPEG")])
    chosen = Chosen(cuts=(50,), pictures={Picture.objects.get().public_id: ("A steel latch", None)}, language="en")
    reply = save_draft(actor=owner, need=need, text=words, edition=draft.edition, chosen=chosen)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    settle_all(channel)
    first, second = Delivery.objects.order_by("number")
    assert (first.state, second.state) == ("sent", "sent")
    stands = {record["uri"]: record["value"] for record in bluesky_network.records(account.did)}
    one, two = stands[first.remote_id], stands[second.remote_id]
    assert (one["text"], one["langs"], "embed" in one) == (words[:50], ["en"], False)
    assert two["text"] == f"{words[51:]} ^Inés"
    [image] = two["embed"]["images"]
    assert (image["alt"], image["aspectRatio"]) == ("A steel latch", {"width": 640, "height": 480})
    assert image["image"]["size"] == len(bytes(Picture.objects.get().content))
    post = Post.objects.get(remote_id=second.remote_id)
    assert [one["description"] for one in post.media] == ["A steel latch"]

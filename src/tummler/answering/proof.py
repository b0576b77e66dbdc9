"""The network's proof, kept: the delivery is sent, the answer stands in the thread, the need is answered."""

from __future__ import annotations

from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tummler.answering.composing import signature_of, signed
from tummler.answering.lawful import copy_for_law
from tummler.answering.once import is_once, opened_part, seal_on_own_page, seal_once
from tummler.answering.own_page import opens_on_own_page
from tummler.answering.pictures import hand_over, shown_media
from tummler.channels.wire import unpack_part
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.common.text import search_text
from tummler.networks.contract import Delivered
from tummler.records.bulk import store
from tummler.records.happenings import happen
from tummler.records.models import Account, Channel, Delivery, Post, Reply
from tummler.records.prepared import Given, prepared
from tummler.records.search import index_posts
from tummler.records.states import move, move_one

#: What is no answer to a need: that it comes later, that people answer, something beside it, thanks to who helped.
NO_ANSWER = ("waits", "people", "beside", "thanks", "more")


def record_sent(delivery: Delivery, delivered: Delivered) -> bool:
    """Write down that a part stands there; False if the lease was lost (whoever has it will look and see it)."""
    try:
        with transaction.atomic():
            ours = record(delivery, delivered)
    except IntegrityError:
        # Its conversation was joined with another, or the stream told of the post, in this very moment: read again.
        with transaction.atomic():
            ours = record(read_anew(delivery), delivered)
    killpoint("deliver.after_commit")
    return ours


def read_anew(delivery: Delivery) -> Delivery:
    """The delivery as it is stored, still held by the fence that we got: what was tried with it is undone."""
    beside = ("channel__brand", "reply__to_post__account", "reply__helper", "reply__need", "reply__conversation")
    found = Delivery.objects.select_related(*beside).filter(pk=delivery.pk).first() or delivery
    found.state, found.fence = "sending", delivery.fence
    return found


def record(delivery: Delivery, delivered: Delivered) -> bool:
    """:func:`record_sent` in the caller's transaction, for several at once; raises IntegrityError."""
    proof = {"remote_id": delivered.remote_id, "version": delivered.version, "url": delivered.url}
    if not move_one(
        delivery, "sent", {"fence": delivery.fence}, sent_at=clock.now(), trouble="", lease_until=None, **proof
    ):
        return False
    delivery.reply.conversation_id = prepared("conversation of a reply", _conversation).rows(of=delivery.reply_id)[0][0]
    own_page = opens_on_own_page(delivery.reply) and bool(delivery.reply.text)
    words = _own_words(delivery) if own_page else str(opened_part(delivery.part)["text"])
    post = _our_post(delivery, delivered)
    if copy_for_law(delivery, words):
        Post.objects.filter(pk=post.pk).update(archived=True)
    last = not prepared("parts of a reply that aren't there", _not_there).rows(of=delivery.reply_id)
    if last and own_page:
        seal_on_own_page(delivery.reply, post, words)
    if last and delivery.reply.machine not in NO_ANSWER:
        _answered(delivery)
    happen(
        "delivery_sent",
        delivery.brand_id,
        delivery.reply.helper,
        need_id=delivery.reply.need_id,
        conversation_id=delivery.reply.conversation_id,
        reply_id=delivery.reply_id,
        post_id=post.pk,
        channel_id=delivery.channel_id,
        facts={"part": delivery.number} | ({"machine": machine} if (machine := delivery.reply.machine) else {}),
    )
    killpoint("deliver.before_commit")
    return True


def _conversation() -> QuerySet[Reply, Any]:
    return Reply.objects.filter(pk=Given("of")).values_list("conversation")


def _not_there() -> QuerySet[Delivery, Any]:
    return Delivery.objects.filter(reply=Given("of")).exclude(state="sent").values_list("pk")[:1]


def _there() -> QuerySet[Post]:
    return Post.objects.filter(channel=Given("channel"), remote_id=Given("named"))


def _ourselves() -> QuerySet[Account]:
    return Account.objects.filter(brand=Given("brand"), network=Given("network"), remote_id=Given("named"))


def _our_account(channel: Channel) -> Account:
    own = {"brand": channel.brand_id, "network": channel.network, "named": channel.account_remote_id}
    if found := prepared("ourselves there", _ourselves).first(**own):
        return cast("Account", found)
    account, _ = Account.objects.get_or_create(
        brand_id=channel.brand_id,
        network=channel.network,
        remote_id=channel.account_remote_id,
        defaults={"handle": channel.handle, "name": channel.account.get("name", "")[:255]},
    )
    return account


def _own_words(delivery: Delivery) -> str:
    return signed(delivery.reply.text, signature_of(delivery.reply, delivery.reply.helper))


def _our_post(delivery: Delivery, delivered: Delivered) -> Post:
    """The part as a post of its thread; the stream may have told us of it already."""
    known = prepared("post there", _there).first(channel=delivery.channel_id, named=delivered.remote_id)
    reply = delivery.reply
    if known is not None:
        Post.objects.filter(pk=known.pk).update(helper=reply.helper_id, by_us=True)
        hand_over(delivery, known)
        return cast("Post", known)
    part, channel = unpack_part(opened_part(delivery.part)), delivery.channel
    parent = reply.to_post.remote_id
    if delivery.number:
        parent = Delivery.objects.get(reply=reply.pk, number=delivery.number - 1).remote_id
    once = is_once(delivery)
    words = "" if once else part.text
    post = Post(
        brand_id=delivery.brand_id,
        channel=channel,
        conversation_id=reply.conversation_id,
        account=_our_account(channel),
        remote_id=delivered.remote_id,
        version=delivered.version,
        parent_remote_id=parent,
        root_remote_id=reply.to_post.root_remote_id,
        text=words,
        search_text=search_text(words),
        spans=[] if once else delivery.part["spans"],
        media=shown_media(delivery),
        warning=part.warning,
        language=part.language,
        visibility=part.visibility,
        url=delivered.url,
        by_us=True,
        helper=reply.helper,
        state="understood",
        claimed_at=part.created_at,
        shown_at=min(part.created_at, clock.now()),
    )
    store(post)
    hand_over(delivery, post)
    if once:
        seal_once(delivery, post)
    index_posts([(post.pk, post.brand_id, post.search_text)])
    return post


def _answered(delivery: Delivery) -> None:
    at = clock.now()
    move(delivery.reply.need, "answered", answered_at=at)

"""Thanking somebody outside who helped in the thread: here only, or in words that leave; and taking it back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tummler.acts.recognising import language_written
from tummler.answering import approving, promise as promises
from tummler.common import clock
from tummler.common.text import storable
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helped, Helper, Need, Post, Reply, Thanks
from tummler.records.protected import is_blocked

#: Thanks are a word, no answer.
LONGEST = 280


class NobodyToThank(ValueError):
    """It is the asker's own, ours, or gone."""


class NotWritten(ValueError):
    """Why no words left: empty, long, twice (somebody did), over (it isn't closed), yes (an answer waits for one)."""


def may_thank(need: Need, post: Post) -> bool:
    """Whether somebody helped with it: not the one who asks, and none of us. Pure."""
    return not (post.by_us or post.gone or post.account_id == need.account_id)


def thank(*, actor: Helper, need: Need, post: Post) -> Thanks:
    """Thank who wrote it; twice is once. Raises :class:`NobodyToThank`."""
    require(actor, "thank_account", post)
    if post.conversation_id != need.conversation_id or not may_thank(need, post):
        raise NobodyToThank
    with transaction.atomic():
        row, new = Thanks.objects.get_or_create(
            post=post, defaults={"brand_id": post.brand_id, "account_id": post.account_id, "helper": actor}
        )
        if new:
            happen("thanked", post.brand_id, actor, **_rows(need, post))
    return row


def take_back_thanks(*, actor: Helper, need: Need, post: Post) -> bool:
    """As if nobody had; whether somebody had."""
    require(actor, "thank_account", post)
    with transaction.atomic():
        gone, _ = Thanks.objects.filter(post=post).delete()
        if gone:
            happen("thanks_taken_back", post.brand_id, actor, **_rows(need, post))
    return bool(gone)


def to_write_to(need: Need) -> set[int]:
    """The posts whose authors may be thanked in words: they helped, by the asker's own word. Two queries, else none."""
    if need.state != "helped" or need.care:
        return set()
    helped = Helped.objects.filter(need=need, undone_at=None, account__isnull=False, post__by_us=False)
    helped = helped.filter(post__gone_at=None, post__visibility__in=("public", "unlisted"))
    written = Reply.objects.filter(need=need, machine=promises.THANKS).values_list("to_post", flat=True)
    return set(helped.values_list("post", flat=True)) - set(written)


def write_thanks(*, actor: Helper, need: Need, post: Post, text: str, undo: timedelta = promises.UNDO) -> Reply:
    """Thank who helped, in a post of one's own below theirs; it leaves in ten seconds, and the need stays closed.

    Raises :class:`NobodyToThank`, :class:`NotWritten`, or NotSendable by the network's own rule.
    """
    require(actor, "write_thanks", post)
    if post.conversation_id != need.conversation_id or not may_thank(need, post) or is_blocked(post.account_id):
        raise NobodyToThank
    words = storable(text).strip()
    if not words or len(words) > LONGEST:
        raise NotWritten("long" if words else "empty")
    if approving.rules_for(need, actor):
        raise NotWritten("yes")
    reply = Reply(
        brand_id=need.brand_id, need=need, conversation_id=need.conversation_id, channel=post.channel, helper=actor,
        to_post=post, text=words, visibility=post.visibility, lasting="keep", machine=promises.THANKS,
    )  # fmt: skip
    said = {post.language, *post.channel.brand.languages}
    parts = promises.parts_of(reply, actor, language_written(words, said))
    if len(parts) > 1:
        raise NotWritten("long")
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)  # two presses wait for each other
        if post.pk not in to_write_to(Need.objects.get(pk=need.pk)):
            twice = Reply.objects.filter(to_post=post, machine=promises.THANKS).exists()
            raise NotWritten("twice" if twice else "over")
        reply.promised_at = clock.now()
        reply.save(force_insert=True)
        promises.write_deliveries(reply=reply, helper=actor, parts=parts, undo=undo)
        thank(actor=actor, need=need, post=post)
        happen(
            "thanks_written", post.brand_id, actor, reply_id=reply.pk, channel_id=post.channel_id, **_rows(need, post)
        )
    return reply


def _rows(need: Need, post: Post) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": post.conversation_id, "post_id": post.pk}

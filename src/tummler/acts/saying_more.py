"""One more thing to somebody whose need is closed: a correction, a good wish. What was asked stays closed."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tummler.acts.recognising import language_written
from tummler.answering import approving, promise as promises
from tummler.common import clock
from tummler.common.text import storable
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Need, Post, Reply
from tummler.records.protected import is_blocked

LONGEST = 500
#: In these it has its end.
CLOSED = ("helped", "no_answer", "not_helped")
#: The same words again within this time are a second press.
_TWICE = timedelta(minutes=10)


class NotSaid(ValueError):
    """Why nothing left: empty, long, twice, over (it isn't closed, or nobody to say it to), yes (an answer waits)."""


def say_more(*, actor: Helper, need: Need, text: str, undo: timedelta = promises.UNDO) -> Reply:
    """Say it below what the asker said last, in one post; it leaves in ten seconds. Raises :class:`NotSaid`."""
    require(actor, "say_more", need)
    words = storable(text).strip()
    if not words or len(words) > LONGEST:
        raise NotSaid("long" if words else "empty")
    if approving.rules_for(need, actor):
        raise NotSaid("yes")
    post = _last_of(need)
    if post is None or is_blocked(need.account_id):
        raise NotSaid("over")
    reply = Reply(
        brand_id=need.brand_id, need=need, conversation_id=need.conversation_id, channel=post.channel, helper=actor,
        to_post=post, text=words, visibility=post.visibility, lasting="keep", machine=promises.MORE,
    )  # fmt: skip
    try:
        said = {post.language, *post.channel.brand.languages}
        parts = promises.parts_of(reply, actor, language_written(words, said))
    except promises.NotSendable as error:
        raise NotSaid("long") from error
    if len(parts) > 1:
        raise NotSaid("long")
    with transaction.atomic():
        now = Need.objects.select_for_update().get(pk=need.pk)  # two presses wait for each other
        lately = Reply.objects.filter(need=need, machine=promises.MORE, promised_at__gt=clock.now() - _TWICE)
        if now.state not in CLOSED or now.care or lately.filter(text=words).exists():
            raise NotSaid("twice" if now.state in CLOSED and not now.care else "over")
        reply.promised_at = clock.now()
        reply.save(force_insert=True)
        promises.write_deliveries(reply=reply, helper=actor, parts=parts, undo=undo)
        rows = {"need_id": need.pk, "conversation_id": need.conversation_id, "post_id": post.pk}
        happen("more_said", need.brand_id, actor, reply_id=reply.pk, channel_id=post.channel_id, **rows)
    return reply


def _last_of(need: Need) -> Post | None:
    """What the asker said last that still stands and anybody may read, or we alone."""
    said = Post.objects.filter(conversation=need.conversation_id, account=need.account_id, gone_at=None, key_id=None)
    return said.select_related("channel__brand", "account").order_by("-shown_at", "-pk").first()

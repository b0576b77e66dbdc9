"""Drafts: kept every two seconds, never lost to a claim that goes back, never silently overwritten."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tummler.common import clock
from tummler.common.text import storable
from tummler.records.models import Helper, Need, Reply

#: No draft is longer; the field says so before anything is lost.
LONGEST = 20_000


class Overtaken(Exception):
    """The draft was saved by someone else since: ``current`` is what stands there now; nothing was overwritten."""

    def __init__(self, current: Reply) -> None:
        super().__init__("the draft was changed meanwhile")
        self.current = current


def draft_of(need: Need, beside: Helper | None = None) -> Reply | None:
    """The need's draft, if there is one; ``beside``: the own draft of someone who was asked in."""
    return Reply.objects.filter(need=need, promised_at=None, beside=beside).first()


def save_draft(*, need: Need, helper: Helper, text: str, edition: int, beside: bool = False) -> Reply:
    """Keep a draft that started from ``edition`` (0: from none). Raises :class:`Overtaken`.

    In the caller's transaction. The same text again is no new edition. ``beside``: the helper's own, beside the need's.
    """
    text = storable(text)[:LONGEST]
    own = helper if beside else None
    reply = draft_of(need, own)
    if reply is None:
        try:
            with transaction.atomic():
                return _begin(need, helper, text, own)
        except IntegrityError:  # somebody began in the same moment
            reply = Reply.objects.get(need=need, promised_at=None, beside=own)
    if reply.text == text:
        return reply
    saved = Reply.objects.filter(pk=reply.pk, edition=edition, promised_at=None).update(
        text=text, edition=edition + 1, helper=helper, saved_at=clock.now(), to_post_id=need.post_id
    )
    if not saved:
        reply.refresh_from_db()
        raise Overtaken(reply)
    reply.text, reply.edition, reply.helper, reply.to_post = text, edition + 1, helper, need.post
    return reply


def _begin(need: Need, helper: Helper, text: str, beside: Helper | None) -> Reply:
    post = need.post
    return Reply.objects.create(
        brand_id=need.brand_id,
        need=need,
        conversation_id=need.conversation_id,
        channel_id=post.channel_id,
        helper=helper,
        beside=beside,
        to_post=post,
        text=text,
        edition=1,
        visibility=post.visibility,
    )

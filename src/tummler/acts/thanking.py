"""Thanking somebody outside who helped in the thread, and taking it back. Nothing leaves by it."""

from __future__ import annotations

from django.db import transaction

from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Need, Post, Thanks


class NobodyToThank(ValueError):
    """It is the asker's own, ours, or gone."""


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


def _rows(need: Need, post: Post) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": post.conversation_id, "post_id": post.pk}

"""Which waiting need a post answers that one of us wrote on the network itself."""

from __future__ import annotations

from tummler.records.models import Need, Post


def answered_need(post: Post) -> Need | None:
    """The waiting need that a post of ours answers: of the author it replies to, else the only one waiting."""
    waiting = Need.objects.filter(
        conversation=post.conversation_id, state__in=("open", "claimed"), post__shown_at__lte=post.shown_at
    )
    asked = waiting.filter(account__posts__channel=post.channel_id, account__posts__remote_id=post.parent_remote_id)
    found = asked.first()
    if found is None and waiting.count() == 1:
        found = waiting.first()
    return found

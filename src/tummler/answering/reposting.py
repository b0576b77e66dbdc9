"""What the brand may repost: a proven helper's own answer, about nothing that its asker would rather see less of.

The brand's own tag in anybody else's post is never repeated.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tummler.minds.not_for_peers import held_from_peers
from tummler.records.models import Need, OwnAccount, Post
from tummler.records.public import shown_to_anyone

#: So many words of who asked are looked at.
_LOOKED_AT = 50


def may_repost(post: Post) -> bool:
    """Whether the brand wants it, a helper of ours wrote it from an account proven to be theirs, and it may be seen.

    Four queries where the brand wants it at all.
    """
    brand = post.channel.brand
    if not (brand.reposts_since and brand.helper_tag_on) or post.by_us or post.gone or post.helper_id is None:
        return False
    own = OwnAccount.objects.filter(account=post.account_id, helper=post.helper_id, ended_at=None)
    if not own.filter(helper__active=True, helper__vouched_at__isnull=False).exists():
        return False
    public = Post.objects.filter(shown_to_anyone())
    if not public.filter(pk=post.pk).exists():
        return False
    said = _asked(post)
    if said.exclude(pk__in=public.filter(conversation=post.conversation_id).values("pk")).exists():
        return False
    return not any(held_from_peers(f"{one.warning} {one.text}") for one in said.order_by("pk")[:_LOOKED_AT])


def _asked(post: Post) -> QuerySet[Post]:
    """What is seen with it: the post that it answers, and what those said who ask in its thread."""
    asking = Need.objects.filter(conversation=post.conversation_id).values("account")
    said = Post.objects.filter(conversation=post.conversation_id, gone_at=None).exclude(pk=post.pk)
    return said.filter(Q(account__in=asking) | Q(remote_id=post.parent_remote_id))

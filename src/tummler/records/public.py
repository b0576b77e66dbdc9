"""What anyone may see, without signing in: the counterpart of ``access`` for strangers, and as much the only place.

A post is shown to strangers if its author let its network show it to anyone, it is still there, and nothing in its
conversation is a matter for the named person alone.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.records.models import Brand, Conversation, Need, Post

#: What a mind takes for no part of the talk; the asker and helpers see it, strangers don't.
UNWANTED = ("spam", "abuse")


def posts_for_anyone(brand: Brand) -> QuerySet[Post]:
    """The posts of a brand that strangers may read. What isn't understood yet may be a cry for help: not yet."""
    return Post.objects.filter(
        brand=brand,
        state="understood",
        visibility="public",
        may_show="anyone",
        gone_at=None,
        key_id=None,
        account__gone_at=None,
    ).exclude(conversation__in=_closed(brand))


def questions_for_anyone(brand: Brand) -> QuerySet[Need]:
    """What is asked just now, as strangers may know it: said to us, by people who didn't tell us to stop."""
    return needs_for_anyone(brand).filter(state__in=("open", "claimed", "answered"))


def needs_for_anyone(brand: Brand) -> QuerySet[Need]:
    """Needs in any state but dropped. What was only said nearby asked nobody, so nobody is sent there."""
    return (
        Need.objects.filter(brand=brand, care="", heard_nearby=False, account__stopped_at=None)
        .exclude(state="dropped")
        .filter(post__in=posts_for_anyone(brand).filter(history=False))
    )


def conversations_for_anyone(brand: Brand) -> QuerySet[Conversation]:
    """The conversations of a brand that have a page of their own."""
    return Conversation.objects.filter(brand=brand, pk__in=needs_for_anyone(brand).values("conversation_id"))


def conversations_of(brand: Brand, network: str, remote_id: str) -> QuerySet[Conversation]:
    """Where this account asked: its own words are always there for it, read already or not."""
    theirs = Post.objects.filter(
        conversation=OuterRef("pk"), account__network=network, account__remote_id=remote_id, gone_at=None
    )
    return Conversation.objects.filter(Exists(theirs), brand=brand, channel__network=network).exclude(
        pk__in=_closed(brand)
    )


def without_unwanted(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Without what was read as spam or abuse, unless it is ours."""
    unwanted = Q(reading__kind__value__in=UNWANTED)
    return posts.exclude(unwanted & Q(by_us=False))


def _closed(brand: Brand) -> QuerySet[Need, int]:
    return Need.objects.filter(brand=brand).exclude(care="").values_list("conversation_id", flat=True)

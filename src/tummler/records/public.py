"""What anyone may see, without signing in: the counterpart of ``access`` for strangers, and as much the only place.

A post is shown to strangers if its author let its network show it to anyone, it is still there, and nothing in its
conversation is a matter for the named person alone. Rights are asked row by row, on the index of a conversation's
needs; a list of all that may be seen would cost a scan for each page.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.records.models import Article, Brand, Conversation, Need, PeerAnswer, Post
from tummler.records.states import standing

#: What a mind takes for no part of the talk; the asker and helpers see it, strangers don't.
UNWANTED = ("spam", "abuse")


def shown_to_anyone(prefix: str = "") -> Q:
    """A post that strangers may read; ``prefix`` leads to it from another row.

    What isn't understood yet may be a cry for help: not yet.
    """
    conditions = {
        "state": "understood",
        "visibility": "public",
        "may_show": "anyone",
        "gone_at": None,
        "key_id": None,
        "account__gone_at": None,
    }
    shown = Q(**{prefix + name: value for name, value in conditions.items()})
    return shown & Q(~_rung(f"{prefix}conversation_id"))


def _rung(conversation: str) -> Exists:
    """Somebody in the conversation needs the named person: nobody else sees any of it."""
    return Exists(Need.objects.filter(conversation_id=OuterRef(conversation)).exclude(care=""))


def posts_for_anyone(brand: Brand) -> QuerySet[Post]:
    """The posts of a brand that strangers may read."""
    return Post.objects.filter(shown_to_anyone(), brand=brand)


def posts_in(conversations: Collection[int]) -> QuerySet[Post]:
    """The posts of these conversations (of one brand, the caller's) that strangers may read.

    Without naming the brand again: SQLite, before it has counted, would read all of the brand's posts for it.
    """
    return Post.objects.filter(shown_to_anyone(), conversation__in=conversations)


def needs_for_anyone(brand: Brand) -> QuerySet[Need]:
    """Needs in any state but dropped. What was only said nearby asked nobody, so nobody is sent there."""
    needs = Need.objects.filter(shown_to_anyone("post__"), brand=brand, post__history=False)
    return needs.filter(care="", heard_nearby=False, account__stopped_at=None).exclude(state="dropped")


def questions_for_anyone(brand: Brand) -> QuerySet[Need]:
    """What is asked just now, by people who did not tell us to stop; what a machine answered has its tag's page."""
    rows = standing(needs_for_anyone(brand), "open", "claimed", "answered")
    return rows.exclude(tag__isnull=False, state="answered")


def questions_elsewhere(brand: Brand) -> QuerySet[Need]:
    """Open questions to us that their network lets only some people read: for strangers they are a number."""
    asked = Need.objects.filter(brand=brand, care="", heard_nearby=False, account__stopped_at=None, post__gone_at=None)
    asked = asked.filter(post__history=False, post__state="understood").exclude(post__visibility="direct")
    return standing(asked.exclude(shown_to_anyone("post__")), "open", "claimed", "answered").exclude(
        _rung("conversation_id")
    )


def conversation_for_anyone(brand: Brand, public_id: str) -> Conversation | None:
    """A conversation that has a page of its own, or None. Two queries."""
    found = Conversation.objects.filter(brand=brand, public_id=public_id).select_related("channel").first()
    return found if found and needs_for_anyone(brand).filter(conversation=found).exists() else None


def conversation_of(brand: Brand, network: str, remote_id: str, public_id: str) -> Conversation | None:
    """A conversation in which this account wrote: its own words are always there for it, read already or not."""
    rows = Conversation.objects.filter(~_rung("pk"), brand=brand, channel__network=network, public_id=public_id)
    found = rows.select_related("channel").first()
    theirs = Post.objects.filter(
        conversation=found, account__network=network, account__remote_id=remote_id, gone_at=None
    )
    return found if found and theirs.exists() else None


def without_unwanted(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Without what was read as spam or abuse, unless it is ours, and without what a peer said and somebody hid."""
    unwanted = Q(reading__kind__value__in=UNWANTED)
    hidden = PeerAnswer.objects.filter(post=OuterRef("pk"), state__in=("waits", "hidden"))
    return posts.exclude(unwanted & Q(by_us=False)).exclude(Exists(hidden))


def articles_for_anyone(brand: Brand) -> QuerySet[Article]:
    """The articles that strangers may read: decided by a person, and not in the archive."""
    return standing(Article.objects.filter(~of_somebody_in_danger(), brand=brand), "visible", "faint")


def of_somebody_in_danger() -> Exists:
    """For an article: whether what it came from is a matter for the named person by now. It is shown to nobody."""
    return _rung("need__conversation_id")

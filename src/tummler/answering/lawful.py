"""The copy of an answer that fades, where the law wants its topic kept: made as it stands, sealed for its holder."""

from __future__ import annotations

import json
from datetime import timedelta

from django.db.models import QuerySet

from tummler.answering.lasting import KEEP
from tummler.common import clock
from tummler.networks.contract import Visibility
from tummler.records import compliance
from tummler.records.models import Account, Brand, Delivery, LawfulCopy, Post, Reply, Topic


def years_of(brand: Brand, topic: str) -> int:
    """For how many years the law wants answers about a topic kept; 0: it doesn't, or nobody holds a key.

    A query where there is a key and a topic.
    """
    if not topic or not brand.compliance:
        return 0
    kept = Topic.objects.filter(brand=brand, key=topic, keep_years__gt=0).values_list("keep_years", flat=True)
    return kept.first() or 0


def copy_for_law(delivery: Delivery, words: str) -> bool:
    """Keep a copy of what was just sent, if it fades and the law wants it; in the caller's transaction."""
    reply = delivery.reply
    if not _goes(delivery, reply):
        return False
    by = reply.helper.name if reply.helper else ""
    return keep_copy(delivery.channel.brand, reply.need.topic, words, to=reply.to_post.account, by=by)


def copy_before_gone(reply: Reply, posts: QuerySet[Post]) -> None:
    """What was to stay, and is to go after all, leaves its copy, too; in the caller's transaction."""
    by = reply.helper.name if reply.helper else ""
    for post in posts.filter(archived=False).exclude(visibility=Visibility.DIRECT.value).exclude(text=""):
        if keep_copy(reply.channel.brand, reply.need.topic, post.text, to=reply.to_post.account, by=by):
            Post.objects.filter(pk=post.pk).update(archived=True)


def keep_copy(brand: Brand, topic: str, words: str, *, to: Account, by: str = "") -> bool:
    """Seal a copy of words about a topic for who holds the key, if the law wants it; in the caller's transaction."""
    years = years_of(brand, topic)
    if not years or not words:
        return False
    copy = LawfulCopy(
        brand=brand, topic=topic, key=compliance.name_of(bytes(brand.compliance)),
        until=clock.now() + timedelta(days=365.25 * years),
    )  # fmt: skip
    inside = {
        "words": words, "to": to.handle, "network": to.network, "by": by,
        "at": clock.now().isoformat(timespec="seconds"),
    }  # fmt: skip
    copy.box = compliance.seal(bytes(brand.compliance), json.dumps(inside, ensure_ascii=False), copy.public_id)
    copy.save(force_insert=True)
    return True


def _goes(delivery: Delivery, reply: Reply) -> bool:
    """What stays in public needs no copy."""
    return reply.lasting != KEEP or delivery.part.get("visibility") == Visibility.DIRECT.value


def let_copies_go() -> int:
    """What was kept as long as the law wants it; how many."""
    return LawfulCopy.objects.filter(until__lt=clock.now()).delete()[0]

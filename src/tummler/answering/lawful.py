"""The copy of an answer that fades, where the law wants its topic kept: made as it stands, sealed for its holder."""

from __future__ import annotations

import json
from datetime import timedelta

from tummler.answering.lasting import KEEP
from tummler.common import clock
from tummler.networks.contract import Visibility
from tummler.records import compliance
from tummler.records.models import Delivery, LawfulCopy, Need, Reply, Topic


def years_for(need: Need) -> int:
    """For how many years the law wants answers to this need kept; 0: it doesn't, or nobody holds a key. One query."""
    rows = Topic.objects.filter(brand=need.brand_id, key=need.topic, keep_years__gt=0).select_related("brand")
    topic = rows.first() if need.topic else None
    return topic.keep_years if topic and topic.brand.compliance else 0


def copy_for_law(delivery: Delivery, words: str) -> bool:
    """Keep a copy of what was just sent, if it fades and the law wants it; in the caller's transaction."""
    reply = delivery.reply
    years = years_for(reply.need) if _goes(delivery, reply) else 0
    if not years or not words:
        return False
    brand = delivery.channel.brand
    copy = LawfulCopy(
        brand=brand, topic=reply.need.topic, key=compliance.name_of(bytes(brand.compliance)),
        until=clock.now() + timedelta(days=365.25 * years),
    )  # fmt: skip
    inside = {
        "words": words, "to": reply.to_post.account.handle, "network": delivery.channel.network,
        "by": reply.helper.name if reply.helper else "", "at": clock.now().isoformat(timespec="seconds"),
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

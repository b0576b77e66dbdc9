"""A claim holds against the network too: did someone of ours answer there, in the network's own app, meanwhile?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tummler.common import clock
from tummler.common.hashtags import fold, hashtags
from tummler.networks.contract import Connection, Garbled, Heard, HeardPost, Network, RawEvent
from tummler.records.bulk import insert_new
from tummler.records.models import Delivery, Event, OwnAccount

_FIELDS = ("brand", "channel", "remote_id", "payload", "heard", "history", "state", "trouble", "received_at")


def answered_meanwhile(delivery: Delivery, network: Network, link: Connection) -> datetime | None:
    """When someone of ours answered there, unsent by us and not shown to the helper yet; the network's own time.

    Reads the thread from the network; what it brings is stored as events, so that the post shows. May raise
    NetworkTrouble: then nothing was sent, and the send is tried again later.
    """
    reply = delivery.reply
    since = reply.held_at or reply.started_at
    events = network.fetch_thread(link, reply.to_post.root_remote_id or reply.to_post.remote_id)
    ours = [
        heard
        for event in events
        for heard in _heard(network, event, link)
        if isinstance(heard, HeardPost) and heard.claimed_at and heard.claimed_at > since
    ]
    own = _own_accounts(delivery)
    ours = [heard for heard in ours if heard.by_us or (heard.account.remote_id in own and _tagged(heard, delivery))]
    if not ours:
        return None
    going = _on_their_way(delivery)
    times = {
        heard.remote_id: heard.claimed_at for heard in ours if heard.claimed_at and heard.text.strip() not in going
    }
    sent = set(
        Delivery.objects.filter(channel=delivery.channel, remote_id__in=times).values_list("remote_id", flat=True)
    )
    strangers = [claimed_at for remote_id, claimed_at in times.items() if remote_id not in sent]
    if strangers:
        rows = [
            (
                delivery.brand_id,
                delivery.channel_id,
                e.remote_id[:512],
                e.payload,
                b"",
                True,
                "received",
                "",
                clock.now(),
            )
            for e in events
        ]
        with transaction.atomic():
            insert_new(Event, _FIELDS, rows)
    return max(strangers, default=None)


def _own_accounts(delivery: Delivery) -> set[str]:
    """The accounts from which helpers may answer here themselves, by their lasting ids."""
    brand = delivery.channel.brand
    if not (brand.helper_tag_on and brand.helper_tag):
        return set()
    own = OwnAccount.objects.filter(brand=brand, ended_at=None, account__network=delivery.channel.network)
    known = own.filter(helper__active=True, helper__vouched_at__isnull=False)
    return set(known.values_list("account__remote_id", flat=True))


def _tagged(heard: HeardPost, delivery: Delivery) -> bool:
    key = fold(delivery.channel.brand.helper_tag)
    return any(one.key == key for one in hashtags(heard.text)) or any(
        span.kind == "tag" and fold(span.value) == key for span in heard.spans
    )


def _heard(network: Network, event: RawEvent, link: Connection) -> tuple[Heard, ...]:
    """What somebody wrote into the thread to confuse us must not hold our answer."""
    try:
        return network.normalise(event.payload, link)
    except Garbled:
        return ()


def _on_their_way(delivery: Delivery) -> set[str]:
    """The words of other answers in this conversation that stand there perhaps, and we don't know yet."""
    others = Delivery.objects.filter(
        reply__conversation=delivery.reply.conversation_id, state__in=("sending", "retry"), tries__gt=0
    )
    return {other.part["text"].strip() for other in others.exclude(reply=delivery.reply_id)}

"""Raw payloads into the contract's values. What makes no sense is kept for a look and never stops the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet

from tummler.channels.connections import connection_of, network_of
from tummler.channels.wire import pack_heard
from tummler.common import log
from tummler.common.text import storable
from tummler.networks.contract import Connection, Garbled, Heard, HeardAccount, HeardMedia, HeardPost
from tummler.records.bulk import update_each
from tummler.records.models import Channel, Event
from tummler.records.states import move

#: No network we know lets a post be longer; what is beyond is cut off.
LONGEST = 65_536


def normalise_events(events: Sequence[Event]) -> None:
    """received → normalised, or garbled. One transaction, the caller's."""
    connections = _connections(events)
    packed: dict[int, bytes] = {}
    for event in events:
        channel, connection = connections[event.channel_id]
        try:
            heard = network_of(channel).normalise(bytes(event.payload), connection)
            packed[event.pk] = pack_heard(tuple(cleaned(value) for value in heard))
        except Garbled as garbled:
            log.trouble("garbled", channel=channel.pk, event=event.pk, code=garbled.code)
            move(event, "garbled", frm="received", trouble=garbled.code[:40])
    update_each(Event, "heard", packed)
    move(Event.objects.filter(pk__in=packed), "normalised", frm="received")


def _connections(events: Sequence[Event]) -> dict[int, tuple[Channel, Connection]]:
    channels: QuerySet[Channel] = Channel.objects.filter(pk__in={event.channel_id for event in events})
    return {channel.pk: (channel, connection_of(channel)) for channel in channels.select_related("brand")}


def cleaned(value: Heard) -> Heard:
    """The value as it may be stored: lengths within bounds, only web addresses, spans inside the text."""
    if not isinstance(value, HeardPost):
        return value
    if not value.remote_id or len(value.remote_id) > 512 or not value.account.remote_id:
        raise Garbled("no_id")
    text = storable(value.text)[:LONGEST]
    return replace(
        value,
        text=text,
        account=_clean_account(value.account),
        version=value.version[:128],
        parent_id=value.parent_id[:512],
        root_id=value.root_id[:512],
        quote_id=value.quote_id[:512],
        url=web_address(value.url),
        language=storable(value.language)[:35],
        warning=storable(value.warning)[:500],
        spans=tuple(span for span in value.spans if 0 <= span.start < span.end <= len(text)),
        media=tuple(_clean_media(one) for one in value.media[:16] if web_address(one.url)),
    )


def _clean_account(account: HeardAccount) -> HeardAccount:
    return replace(
        account,
        remote_id=storable(account.remote_id)[:255],
        handle=" ".join(storable(account.handle).split())[:255],
        name=" ".join(storable(account.name).split())[:255],
        avatar_url=web_address(account.avatar_url),
        url=web_address(account.url),
    )


def _clean_media(media: HeardMedia) -> HeardMedia:
    return replace(media, description=storable(media.description)[:5000])


def web_address(url: str) -> str:
    """The address if it is http(s) and of sane length, else nothing: no javascript:, no data:."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 2048 and url.isprintable() else ""

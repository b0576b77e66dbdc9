"""Raw payloads into the contract's values. What makes no sense is kept for a look and never stops the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tummler.channels.connections import channels_of, network_of, reading_of
from tummler.channels.wire import pack_heard
from tummler.common import log
from tummler.common.text import storable
from tummler.networks.contract import (
    Connection,
    Garbled,
    Heard,
    HeardAccount,
    HeardAccountGone,
    HeardGone,
    HeardMedia,
    HeardPost,
    HeardRename,
    Span,
)
from tummler.records.bulk import update_each
from tummler.records.models import Channel, Event
from tummler.records.states import move, move_all

#: No network we know lets a post be longer; what is beyond is cut off.
LONGEST = 65_536
LONGEST_ID, LONGEST_ACCOUNT = 512, 255


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
    move_all(Event, packed, "normalised", frm="received")


def _connections(events: Sequence[Event]) -> dict[int, tuple[Channel, Connection]]:
    channels = channels_of({event.channel_id for event in events})
    return {channel.pk: (channel, reading_of(channel)) for channel in channels.values()}


def cleaned(value: Heard) -> Heard:
    """The value as it may be stored: lengths within bounds, only web addresses, spans inside the text."""
    match value:
        case HeardPost():
            return _clean_post(value)
        case HeardGone():
            _check_id(value.remote_id)
            return value
        case HeardAccountGone():
            _check_id(value.account_remote_id, LONGEST_ACCOUNT)
            return value
        case HeardRename():
            _check_id(value.account_remote_id, LONGEST_ACCOUNT)
            return replace(value, handle=_one_line(value.handle))


def _check_id(remote_id: str, longest: int = LONGEST_ID) -> None:
    """An id is never mended: another id is somebody or something else."""
    if not remote_id or len(remote_id) > longest or storable(remote_id) != remote_id:
        raise Garbled("no_id")


def _clean_post(value: HeardPost) -> HeardPost:
    _check_id(value.remote_id)
    _check_id(value.account.remote_id, LONGEST_ACCOUNT)
    text = storable(value.text)[:LONGEST]
    return replace(
        value,
        text=text,
        account=_clean_account(value.account),
        version=storable(value.version)[:128],
        parent_id=_link(value.parent_id),
        root_id=_link(value.root_id),
        quote_id=_link(value.quote_id),
        url=web_address(value.url),
        language=storable(value.language)[:35],
        warning=storable(value.warning)[:500],
        spans=tuple(_clean_span(span) for span in value.spans if _fits(span, len(text))),
        media=tuple(_clean_media(one) for one in value.media[:16] if web_address(one.url)),
    )


def _clean_account(account: HeardAccount) -> HeardAccount:
    return replace(
        account,
        handle=_one_line(account.handle),
        name=_one_line(account.name),
        avatar_url=web_address(account.avatar_url),
        url=web_address(account.url),
    )


def _one_line(text: str) -> str:
    return " ".join(storable(text).split())[:255]


def _link(remote_id: str) -> str:
    """The id of another post, or nothing if there can be none of that id."""
    return remote_id if len(remote_id) <= LONGEST_ID and storable(remote_id) == remote_id else ""


def _fits(span: Span, length: int) -> bool:
    """Inside the text, and leading nowhere but to the web."""
    return 0 <= span.start < span.end <= length and (span.kind != "link" or bool(web_address(span.value)))


def _clean_span(span: Span) -> Span:
    return replace(span, value=storable(span.value))


def _clean_media(media: HeardMedia) -> HeardMedia:
    return replace(media, description=storable(media.description)[:5000])


def web_address(url: str) -> str:
    """The address if it is http(s) and of sane length, else nothing: no javascript:, no data:."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 2048 and url.isprintable() else ""

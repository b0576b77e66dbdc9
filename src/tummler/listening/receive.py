"""Take in what a network said: events and the cursor in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.networks.contract import Batch, RawEvent
from tummler.records.bulk import insert_new, set_where
from tummler.records.happenings import hint
from tummler.records.models import Channel, Cursor, Event

_FIELDS = ("brand", "channel", "remote_id", "payload", "heard", "history", "state", "trouble", "received_at")


def receive(*, channel: Channel, stream: str, batch: Batch) -> int:
    """Store a batch and move the cursor, both or neither; how many events were new."""
    with transaction.atomic():
        new = store_events(channel=channel, events=batch.events)
        _move_cursor(channel, stream, batch.cursor)
        set_where(Channel, {"heard_at": clock.now()}, {"id": channel.pk})
        killpoint("receive.before_commit")
    killpoint("receive.after_commit")
    return new


def _move_cursor(channel: Channel, stream: str, value: str) -> None:
    """Made where there is none; of two who make it at once the later one's stands."""
    place = {"channel": channel.pk, "stream": stream}
    changes = {"brand": channel.brand_id, "value": value, "read_at": clock.now()}
    if not set_where(Cursor, changes, place):
        row = place | changes
        if not insert_new(Cursor, list(row), [list(row.values())]):
            set_where(Cursor, changes, place)


def store_events(*, channel: Channel, events: Sequence[RawEvent]) -> int:
    """Store what isn't known yet, in the caller's transaction; how many were new."""
    at = clock.now()
    rows = [
        (
            channel.brand_id,
            channel.pk,
            event.remote_id[:512],
            event.payload,
            b"",
            event.history,
            "received",
            "",
            at,
        )
        for event in events
    ]
    new = len(insert_new(Event, _FIELDS, rows))
    if new:
        hint()
    return new


def cursor_of(channel: Channel, stream: str) -> str | None:
    """Where to read on; None at the first time."""
    return Cursor.objects.filter(channel=channel, stream=stream).values_list("value", flat=True).first()

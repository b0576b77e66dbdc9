"""Does everything move: what was heard is worked on, what was promised leaves, claims go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tummler.cli.examine.finding import Finding, doubt, fault, some, well
from tummler.common import clock
from tummler.records.models import Delivery, Event, Need, Post

#: Longer than this nothing waits while the loops run.
LATE = timedelta(minutes=5)
#: A silent claim goes back after 20 minutes; after an hour nobody looks.
SILENT = timedelta(hours=1)
RECENT = timedelta(days=7)
_RUN = "Is tummler serve, or tummler work, running? Its log says what holds it up."


def heard() -> Iterator[Finding]:
    """What was heard is a post within seconds."""
    late = clock.now() - LATE
    undone = Event.objects.exclude(state__in=("done", "garbled")).filter(received_at__lt=late)
    unread = Post.objects.exclude(state="understood").filter(received_at__lt=late)
    waiting = [(undone, "received_at", "event"), (unread, "received_at", "post")]
    found = [_waiting(rows, field, noun) for rows, field, noun in waiting if rows.exists()]
    yield from found
    if not found:
        yield well("heard", "What was heard is worked on")


def _waiting(rows: QuerySet[Any], field: str, noun: str) -> Finding:
    first = rows.order_by(field).values_list(field, flat=True)[0]
    said = f"{some(rows.count(), noun)} not worked on yet, the first since {_at(first)}"
    return fault("heard", said, "Nobody sees on the desk what was asked.", _RUN)


def garbled() -> Finding:
    """What made no sense is kept for a look; what broke us is a mistake of ours."""
    rows = Event.objects.filter(state="garbled")
    if ours := rows.filter(trouble="ours").count():
        return fault(
            "garbled",
            f"{some(ours, 'event')} broke the program and {'is' if ours == 1 else 'are'} set aside",
            "Something that somebody said is not on the desk.",
            "The log says where (event_broke_us): tell us.",
        )
    if many := rows.count():
        return doubt(
            "garbled",
            f"{some(many, 'event')} made no sense and {'is' if many == 1 else 'are'} kept for a look",
            "A network sent something it never sent before, or a proxy changed it.",
            "If they grow in number, update Tummler.",
        )
    return well("garbled", "Everything that was heard made sense")


def promised() -> Iterator[Finding]:
    """What was promised leaves when it is due, unless the brake, a pause or a broken channel keeps it."""
    at = clock.now()
    open_channels = Delivery.objects.filter(brand__brake_on=False, channel__paused=False, channel__trouble="")
    due = open_channels.filter(state__in=("waiting", "retry"), due_at__lt=at - LATE)
    dropped = open_channels.filter(state="sending", lease_until__lt=at - LATE)
    late = due.count() + dropped.count()
    if late:
        said = f"{some(late, 'part of an answer', 'parts of answers')} should have left before {_at(at - LATE)}"
        yield fault("promised", said, "Somebody waits for an answer that was promised.", _RUN)
    kept = Delivery.objects.filter(state__in=("waiting", "retry", "sending"), brand__brake_on=True).count()
    if kept:
        said = f"{some(kept, 'part of an answer', 'parts of answers')} kept by the brake"
        yield doubt("promised", said, "Nothing leaves while it is on.", "An owner lifts it on the desk.")
    refused = Delivery.objects.filter(state="never", promised_at__gt=at - RECENT).count()
    if refused:
        said = f"{some(refused, 'part of an answer was', 'parts of answers were')} refused within a week"
        yield doubt("refused", said, "Their askers got no answer.", "The desk says why at each, and can try again.")
    if not late and not kept:
        yield well("promised", "What was promised has left")


def claims() -> Finding:
    """Silent claims go back."""
    stuck = Need.objects.filter(state="claimed", claim_alive_at__lt=clock.now() - SILENT)
    silent = stuck.exclude(replies__deliveries__state__in=("waiting", "sending", "retry")).count()
    if silent:
        said = f"{some(silent, 'claim')} silent for more than an hour"
        return fault("claims", said, "Others believe that somebody is on it.", _RUN)
    return well("claims", "Silent claims go back")


def _at(when: datetime) -> str:
    return f"{timezone.localtime(when):%Y-%m-%d %H:%M}"

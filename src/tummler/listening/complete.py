"""Fetch the whole thread of conversations that someone wants whole; what comes is history, not need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tummler.channels.connections import connection_of, network_of
from tummler.common import clock, log
from tummler.listening.receive import store_events
from tummler.networks.contract import NetworkTrouble
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Conversation
from tummler.records.prepared import Given, prepared

#: Not more often than this for one conversation, however many want it.
APART = timedelta(seconds=20)
AFTER_TROUBLE = timedelta(seconds=60)


def want(conversation: Conversation) -> None:
    """Someone opened it or something was said in it: fetch it soon, unless that was just done."""
    if conversation.wanted_at is not None:
        return  # it is on its way
    at = clock.now()
    if conversation.completed_at and conversation.completed_at + APART > at:
        at = conversation.completed_at + APART
    Conversation.objects.filter(pk=conversation.pk, wanted_at=None).update(wanted_at=at)


def complete_conversations(limit: int = 20) -> int:
    """Fetch what is wanted; how many were tried. Goes to networks, so never inside a transaction."""
    if not prepared("threads wanted", _wanted).rows():  # asked at every hint
        return 0
    wanted = Conversation.objects.filter(
        wanted_at__lte=clock.now(), channel__trouble="", channel__paused=False
    ).select_related("channel__brand")
    rows = list(wanted.order_by("wanted_at")[:limit])
    for conversation in rows:
        _complete(conversation)
    return len(rows)


def _wanted() -> QuerySet[Conversation, Any]:
    return Conversation.objects.filter(wanted_at__lte=Given()).values_list("pk")[:1]


def _complete(conversation: Conversation) -> None:
    channel = conversation.channel
    try:
        events = network_of(channel).fetch_thread(connection_of(channel), conversation.root_remote_id)
    except (NetworkTrouble, UnreadableSecret) as trouble:
        code = getattr(trouble, "code", "unreadable_secret")
        log.trouble("thread_not_fetched", conversation=conversation.pk, code=code)
        Conversation.objects.filter(pk=conversation.pk).update(wanted_at=clock.now() + AFTER_TROUBLE)
        return
    with transaction.atomic():
        store_events(channel=channel, events=events)
        done = Conversation.objects.filter(pk=conversation.pk)
        done.update(completed_at=clock.now())
        # Wanted again while it was fetched: fetched again.
        done.filter(wanted_at=conversation.wanted_at).update(wanted_at=None)

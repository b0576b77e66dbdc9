"""Connecting a channel, checking that it really works, pausing it."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from tummler.channels.connections import apply_connected, connection_of, network_of
from tummler.channels.wire import pack
from tummler.common import clock
from tummler.networks.contract import Check, Connected, NetworkTrouble, Redirect
from tummler.networks.registry import network
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.models import Channel, Delivery, Helper
from tummler.records.states import move

#: The trouble of a channel that was taken away.
REMOVED = "removed"


def begin_channel(*, actor: Helper, key: str, answers: Mapping[str, str], callback: str) -> Channel | Redirect:
    """Connect with the form's answers: the channel, or the network's own page to go to first.

    Raises NetworkTrouble with the network's reason. Goes out, so never inside a transaction.
    """
    require(actor, "connect_channel", actor.brand)
    outcome = network(key).connect_begin(answers, callback)
    if isinstance(outcome, Connected):
        return store_channel(actor=actor, key=key, connected=outcome)
    return outcome


def finish_channel(*, actor: Helper, key: str, pending: Mapping[str, str], query: Mapping[str, str]) -> Channel:
    """Back from the network's own sign-in page."""
    require(actor, "connect_channel", actor.brand)
    return store_channel(actor=actor, key=key, connected=network(key).connect_finish(pending, query))


def store_channel(*, actor: Helper, key: str, connected: Connected) -> Channel:
    """Keep a connection; the same account again is the same channel, healed, and its kept answers go out."""
    with transaction.atomic():
        channel = Channel.objects.filter(
            brand=actor.brand_id, network=key, account_remote_id=connected.account.remote_id
        ).first() or Channel(brand=actor.brand, network=key)
        apply_connected(channel, connected)
        channel.save()
        happen("channel_connected", actor.brand_id, actor, channel_id=channel.pk)
    return channel


def check_channel(*, actor: Helper | None, channel: Channel, write: bool) -> tuple[Check, ...]:
    """A real round trip; with ``write`` a post is made, seen and deleted. The outcome is kept and shown.

    ``actor`` None: the command line, whoever may read the database. Goes out, so never inside a transaction.
    """
    if actor is not None:
        require(actor, "check_channel", channel)
    if write and channel.brand.listens_only_since is not None:
        raise NotAllowed("listens_only")
    try:
        checks = network_of(channel).verify(connection_of(channel), write)
    except NetworkTrouble as trouble:
        checks = (Check("network", False, trouble.code, "try_again"),)
    with transaction.atomic():
        Channel.objects.filter(pk=channel.pk).update(health=pack(checks), health_at=clock.now())
        happen("channel_checked", channel.brand_id, actor, channel_id=channel.pk)
    return checks


def pause_channel(*, actor: Helper, channel: Channel, paused: bool) -> None:
    """Stop (or go on) listening and speaking on a channel; everything is kept."""
    require(actor, "pause_channel", channel)
    with transaction.atomic():
        if Channel.objects.filter(pk=channel.pk, paused=not paused).update(paused=paused):
            act = "channel_paused" if paused else "channel_resumed"
            happen(act, channel.brand_id, actor, channel_id=channel.pk)


def remove_channel(*, actor: Helper, channel: Channel) -> int:
    """Take a channel away: its key is destroyed, what waits for it is not sent; how many parts that were.

    What was said there stays, and connecting the same account again makes it the same channel.
    """
    require(actor, "remove_channel", channel)
    if not network_of(channel).settings_fields:
        raise NotAllowed("remove_channel")  # the square and archives are no accounts of anybody's
    with transaction.atomic():
        kept = Delivery.objects.filter(channel=channel, state__in=("waiting", "retry"))
        stopped = move(kept, "never", trouble="channel_removed", lease_until=None)
        now = {"trouble": REMOVED, "trouble_at": clock.now(), "paused": False, "health": [], "health_at": None}
        if Channel.objects.filter(pk=channel.pk).exclude(trouble=REMOVED).update(secret_box=b"", **now):
            happen("channel_removed", channel.brand_id, actor, channel_id=channel.pk, facts={"stopped": stopped})
    return stopped


def seal_pending(pending: Mapping[str, str]) -> bytes:
    """What a sign-in page must come back with, as an encrypted box for the session."""
    return settings.DATA.seal(pending)


def open_pending(box: bytes) -> dict[str, str]:
    """The values of :func:`seal_pending`."""
    return dict(settings.DATA.open(box))

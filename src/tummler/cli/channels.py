"""``tummler channel``: which accounts we listen to and speak from, and whether they really work."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from tummler.acts.channels import REMOVED, check_channel
from tummler.channels.connections import network_of, traits_of
from tummler.channels.wire import pack
from tummler.cli.failing import Failed, WrongUse
from tummler.networks.contract import MayAnswer
from tummler.networks.registry import UnknownNetwork
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Channel
from tummler.web.channel_words import Line, label_of, line_of, trouble_words


def list_channels() -> None:
    """Every channel of every brand, one a line."""
    channels = list(_channels())
    if not channels:
        print("There is no channel yet. Start tummler serve, open the page that it names, and make a brand.")
        return
    rows = [(str(one.pk), one.brand.slug, label_of(one.network), one.handle, _state(one)) for one in channels]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)).rstrip())


def _channels() -> QuerySet[Channel]:
    return Channel.objects.select_related("brand").order_by("brand__slug", "network", "handle", "pk")


def _state(channel: Channel) -> str:
    if channel.trouble == REMOVED:
        return "taken away"
    if channel.trouble:
        cause, cure = trouble_words(channel.trouble, channel.network)
        return f"in trouble: {cause} {cure}"
    if channel.paused:
        return "paused"
    try:
        streams = network_of(channel).streams
    except UnknownNetwork:
        return f"in trouble: the network “{channel.network}” is not installed here"
    if not streams:
        return "kept" if traits_of(channel).may_answer == MayAnswer.NOBODY else "open"
    if channel.heard_at is None:
        return "connected, nothing heard yet"
    return f"heard {timezone.localtime(channel.heard_at):%Y-%m-%d %H:%M}"


def check_channels(named: str, *, every: bool, write: bool) -> None:
    """Try channels for real, and say what works. Raises Failed if something doesn't."""
    broken = 0
    for channel in _chosen(named, every):
        lines = _check(channel, write)
        print(f"{channel.brand.slug}, {label_of(channel.network)}, {channel.handle}")
        for line in lines:
            print(f"  {'ok ' if line.ok else 'NOT'}  {line.words}" + (f"  {line.cure}" if line.cure else ""))
        broken += not all(line.ok for line in lines)
    if broken:
        raise Failed(f"{'One channel does' if broken == 1 else f'{broken} channels do'} not work.")


def _chosen(named: str, every: bool) -> list[Channel]:
    channels = _channels()
    if every:
        return list(channels.exclude(trouble=REMOVED))
    if not named:
        raise WrongUse("Which one? Name its number or handle, as tummler channel list shows them, or say --all.")
    which = Q(handle__iexact=named) | Q(handle__iexact=named.lstrip("@"))
    if named.isascii() and named.isdigit() and len(named) < 19:
        which |= Q(pk=int(named))
    found = list(channels.filter(which))
    if not found:
        raise WrongUse(f"There is no channel “{named}”. tummler channel list shows them all.")
    return found


def _check(channel: Channel, write: bool) -> list[Line]:
    try:
        checks = check_channel(actor=None, channel=channel, write=write)
    except UnreadableSecret:
        cause, cure = trouble_words("unreadable_secret", channel.network)
        return [Line(False, cause, cure)]
    except UnknownNetwork as error:
        return [Line(False, str(error), "Install its package, or remove the channel.")]
    return [line_of(pack(check), channel.network) for check in checks]

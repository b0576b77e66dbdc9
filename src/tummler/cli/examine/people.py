"""Brands and their channels: who is rung, what may leave, which accounts work."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from tummler.acts.channels import REMOVED
from tummler.channels.connections import network_of
from tummler.cli.examine.finding import Finding, doubt, fault, well
from tummler.common import clock
from tummler.networks.registry import UnknownNetwork
from tummler.records.models import Brand, Channel, Helper
from tummler.web.channel_words import line_of, trouble_words

#: A stream that lives is read at least every few minutes.
SILENT = timedelta(minutes=30)
_DUTY = "Words of self-harm, threats or children in danger ring nobody, and nobody sees such a need."


def brands() -> Iterator[Finding]:
    """Each has its brake and somebody on duty."""
    found = list(Brand.objects.select_related("duty_helper").order_by("slug"))
    if not found:
        yield doubt("brands", "There is no brand yet", "Nothing is listened to.", "tummler serve, then open the page.")
    for brand in found:
        yield _brake(brand)
        duty: Helper | None = brand.duty_helper
        if duty is None or not duty.active:
            who = "Nobody" if duty is None else f"{duty.name}, who has left,"
            yield fault("duty", f"{who} is rung for {brand.name}", _DUTY, "Name someone in the settings of the brand.")
        else:
            yield well("duty", f"{duty.name} is rung for {brand.name}")


def _brake(brand: Brand) -> Finding:
    if brand.brake_on:
        return doubt(
            "brake",
            f"The brake of {brand.name} is on",
            "Nothing leaves, on no channel; what is promised is kept.",
            "An owner lifts it on the desk when everything is ready.",
        )
    return well("brake", f"The brake of {brand.name} is lifted")


def channels() -> Iterator[Finding]:
    """Each is of a network that is known, and works."""
    for channel in Channel.objects.select_related("brand").order_by("pk"):
        yield _channel(channel)


def _channel(channel: Channel) -> Finding:
    name = f"Channel {channel.pk} ({channel.handle} of {channel.brand.name})"
    try:
        streams = network_of(channel).streams
    except UnknownNetwork as error:
        return fault(
            "channels", f"{name}: {error}", "It can neither read nor send.", "Install the package it came with."
        )
    if channel.trouble == REMOVED:
        return well("channels", f"{name} was taken away")
    if channel.trouble:
        cause, cure = trouble_words(channel.trouble, channel.network)
        return fault("channels", f"{name}: {cause}", "Nothing is heard and nothing leaves; it is kept.", cure)
    if channel.paused:
        return doubt(
            "channels", f"{name} is paused", "Nothing is heard and nothing leaves.", "Go on with it on its page."
        )
    bad = [line for line in (line_of(check, channel.network) for check in channel.health) if not line.ok]
    if bad:
        cure = f"{bad[0].cure} Then: tummler channel check {channel.pk}".strip()
        return fault("channels", f"{name}: {bad[0].words}", "The last check found it.", cure)
    if streams and (channel.heard_at is None or channel.heard_at < clock.now() - SILENT):
        since = f"since {channel.heard_at:%Y-%m-%d %H:%M} UTC" if channel.heard_at else "yet"
        return doubt(
            "channels",
            f"{name}: nothing read {since}",
            "What is asked there is not heard.",
            f"Is tummler serve, or tummler listen, running? Then: tummler channel check {channel.pk}",
        )
    return well("channels", f"{name} works")


def mail() -> Finding:
    """Mails can go: the ringing for duty of care, invitations, forgotten passwords."""
    if not settings.EMAIL_HOST:
        return doubt(
            "mail",
            "No mail server is named",
            "Who is on duty is rung on the open desk only, and forgotten passwords can't be made anew.",
            "TUMMLER_MAIL_HOST and TUMMLER_MAIL_FROM (docs/operating.md)",
        )
    return well("mail", f"Mails go through {settings.EMAIL_HOST}")


def setting_up() -> Iterator[Finding]:
    """Settings that are for trying things out only, and the address."""
    if settings.DEBUG:
        yield fault("settings", "TUMMLER_DEBUG is on", "Pages show the program's inside to strangers.", "Leave it out.")
    if os.environ.get("TUMMLER_ALLOW_LOOPBACK") == "1":
        yield doubt(
            "settings",
            "TUMMLER_ALLOW_LOOPBACK is on",
            "Strangers' links may reach into this machine.",
            "Leave it out, unless you run a network on this machine.",
        )
    if not settings.PUBLIC_URL:
        yield doubt(
            "address",
            "TUMMLER_URL is not set",
            "Only this machine can reach the pages, and answers can't link to the square.",
            "TUMMLER_URL=https://care.example.org",
        )
    elif not settings.SECURE:
        yield doubt("address", f"{settings.PUBLIC_URL} is not https", "Passwords travel in the open.", "Use https.")
    else:
        yield well("address", f"People reach us at {settings.PUBLIC_URL}")

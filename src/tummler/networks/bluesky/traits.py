"""What Bluesky can do and wants, and what is asked when a channel is connected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tummler.networks.contract import (
    Length,
    MayAnswer,
    MediaRule,
    Private,
    SettingsField,
    Stream,
    Traits,
    Visibility,
    WriteBudget,
)

#: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json
GRAPHEMES = 300
BYTES = 3000
#: https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/embed/images.json; the app allows 2,000
#: characters of description.
IMAGES = 4
IMAGE_BYTES = 2_000_000
ALT = 2000
#: 5,000 points an hour, a create costs 3: https://docs.bsky.app/docs/advanced-guides/rate-limits
CREATES_AN_HOUR = 1_666

TRAITS = Traits(
    length=Length("graphemes", GRAPHEMES, bytes_limit=BYTES),
    visibilities=(Visibility.PUBLIC, Visibility.DIRECT),
    threads=True,
    media=MediaRule(IMAGES, IMAGE_BYTES, ("image/jpeg", "image/png", "image/webp"), ALT),
    edits=False,
    deletes=True,
    likes=True,
    hides=True,
    hides_in_our_threads=True,
    blocks=True,
    mutes=True,
    reposts=True,
    reports=True,
    writes=WriteBudget(CREATES_AN_HOUR, timedelta(hours=1)),
    # Software acts only where it was tagged: https://docs.bsky.app/docs/starter-templates/bots
    may_answer=MayAnswer.WHEN_SUMMONED,
    private=Private.SERVER_READABLE,
    bot_label=True,
    # A message embeds a record and nothing else: lexicons/chat/bsky/convo/defs.json
    direct_media=False,
)


def traits(facts: Mapping[str, Any]) -> Traits:
    """The same on every server: these limits belong to the network's own schema."""
    return TRAITS


SERVICE = "https://bsky.social"
#: https://github.com/bluesky-social/jetstream (its second version)
JETSTREAM = "wss://jetstream.us-east.bsky.network/xrpc"
CHAT = "did:web:api.bsky.chat#bsky_chat"

SETTINGS = (
    SettingsField("handle", "Handle", "The account's handle, such as brand.bsky.social."),
    SettingsField(
        "app_password",
        "App password",
        "Made in the account's settings under Privacy and security, App passwords. "
        "Allow access to direct messages if they are to be answered here.",
        kind="password",
        secret=True,
    ),
    SettingsField(
        "service",
        "Server",
        "Where the account signs in.",
        kind="url",
        default=SERVICE,
        required=False,
        advanced=True,
    ),
    SettingsField(
        "appview",
        "AppView",
        "Which AppView answers, as did:web:…#bsky_appview; the server's own if empty.",
        required=False,
        advanced=True,
    ),
    SettingsField(
        "jetstream",
        "Jetstream",
        "The whole-network stream, first or second version; empty to listen to mentions only.",
        kind="url",
        default=JETSTREAM,
        required=False,
        advanced=True,
    ),
    SettingsField(
        "relay",
        "Relay",
        "A relay or server whose repo stream is read as well; empty for none.",
        kind="url",
        required=False,
        advanced=True,
    ),
    SettingsField(
        "chat",
        "Chat service",
        "The service of direct messages, as did:web:…#bsky_chat.",
        default=CHAT,
        required=False,
        advanced=True,
    ),
)

STREAMS = (
    Stream("notifications", 10.0),
    Stream("direct", 15.0),
    Stream("jetstream", 0.0),
    Stream("repo", 0.0),
)

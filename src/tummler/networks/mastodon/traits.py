"""What holds on a Mastodon server, from the facts it told us when we connected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tummler.networks.contract import Length, MayAnswer, MediaRule, Private, Traits, Visibility, WriteBudget

#: Mastodon's own defaults, for servers that say nothing: https://docs.joinmastodon.org/entities/Instance/
MAX_CHARACTERS = 500
LINK_COST = 23
MEDIA_COUNT = 4
IMAGE_BYTES = 16 * 1024 * 1024
ALT_LIMIT = 1500
MEDIA_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")

#: https://docs.joinmastodon.org/api/rate-limits/ and `RateLimiter::FAMILIES[:statuses]` in mastodon/mastodon.
WRITES = WriteBudget(creates=300, window=timedelta(hours=3))


def length_of(facts: Mapping[str, Any]) -> Length:
    """Mastodon and its forks count graphemes and give links 23; others count code points and give nothing.

    https://docs.joinmastodon.org/user/posting/#text, `StatusLengthValidator` in mastodon/mastodon.
    """
    limit = int(facts.get("max_characters") or MAX_CHARACTERS)
    if not facts.get("counts_as_mastodon", True):
        return Length(unit="characters", limit=limit)
    return Length(unit="graphemes", limit=limit, link_cost=int(facts.get("link_cost") or LINK_COST))


def media_of(facts: Mapping[str, Any]) -> MediaRule:
    """What can be attached, as the server says."""
    return MediaRule(
        count=int(facts.get("media_count") or MEDIA_COUNT),
        bytes_limit=int(facts.get("image_bytes") or IMAGE_BYTES),
        kinds=tuple(facts.get("media_kinds") or MEDIA_KINDS),
        alt_limit=int(facts.get("alt_limit") or ALT_LIMIT),
    )


def traits(facts: Mapping[str, Any]) -> Traits:
    """The traits of a connection; with no facts, those of a plain Mastodon server."""
    return Traits(
        length=length_of(facts),
        visibilities=tuple(Visibility),
        threads=True,
        media=media_of(facts),
        edits=True,
        deletes=True,
        likes=True,
        hides=False,
        blocks=True,
        mutes=True,
        reposts=True,
        reports=True,
        writes=WRITES,
        may_answer=MayAnswer.WHEN_SUMMONED,
        private=Private.SERVER_READABLE,
        bot_label=True,
        tested_against="emulator",
    )

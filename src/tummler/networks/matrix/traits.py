"""What holds on a Matrix homeserver, from the facts it told us when we connected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tummler.networks.contract import Length, MayAnswer, MediaRule, Private, Traits, Visibility, WriteBudget

#: An event has at most 65,536 bytes, all told. Eight thousand signs fit whatever they are, sealed or not, and are
#: more than anybody wants to read in a chat. https://spec.matrix.org/latest/client-server-api/#size-limits
LIMIT = 8000
IMAGE_BYTES = 8 * 1024 * 1024
MEDIA = MediaRule(
    count=4, bytes_limit=IMAGE_BYTES, kinds=("image/jpeg", "image/png", "image/gif", "image/webp"), alt_limit=1500
)
#: Synapse's default is one message in five seconds with bursts of ten: `rc_message`.
WRITES = WriteBudget(creates=600, window=timedelta(hours=1))


def traits(facts: Mapping[str, Any]) -> Traits:
    """The traits of a connection; with no facts, those of a plain homeserver."""
    size = int(facts.get("upload_bytes") or IMAGE_BYTES)
    return Traits(
        length=Length(unit="characters", limit=LIMIT),
        visibilities=(Visibility.PUBLIC, Visibility.FOLLOWERS, Visibility.DIRECT),
        threads=True,
        rooms=True,
        media=MediaRule(MEDIA.count, min(size, IMAGE_BYTES), MEDIA.kinds, MEDIA.alt_limit),
        edits=True,
        deletes=True,
        likes=True,
        reports=True,
        hides=False,
        blocks=False,
        writes=WRITES,
        may_answer=MayAnswer.WHEN_SUMMONED,
        look_finds_gone=True,
        private=Private.SEALED if facts.get("seals") else Private.SERVER_READABLE,
        tested_against="real server",
    )

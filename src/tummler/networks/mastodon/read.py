"""What is read for ever, by name."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from tummler.networks.contract import Batch, Connection, Refused, Stream, Unheard
from tummler.networks.mastodon.polling import read_notifications, read_tags
from tummler.networks.mastodon.recheck import recheck
from tummler.networks.mastodon.streaming import listen

#: Mastodon allows a key 300 requests in 5 minutes, and 300 for pages in 15: these take half of them.
#: `mastodon/config/initializers/rack_attack.rb`, https://docs.joinmastodon.org/api/rate-limits/
STREAMS = (
    Stream("live", 0),
    Stream("notifications", 60),
    Stream("tags", 120, words_only=True),
    Stream("recheck", 120),
)
_READERS = {"live": listen, "notifications": read_notifications, "tags": read_tags, "recheck": recheck}


def read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Read one of our streams; see :class:`tummler.networks.contract.Read`."""
    try:
        yield from _READERS[stream](connection, cursor, stop)
    except Refused as refused:
        # Reading asks for nothing that could be refused for good: a server that does is not well.
        raise Unheard(refused.code, refused.detail) from None

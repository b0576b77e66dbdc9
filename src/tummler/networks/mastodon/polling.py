"""Asking for what is new: notifications, our own posts, hashtags."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from urllib.parse import quote

from tummler.networks.contract import Batch, Connection
from tummler.networks.mastodon.client import Client, open_client
from tummler.networks.mastodon.normalise import MENTION, STATUS, TAG, event
from tummler.networks.mastodon.pages import Window, cursor_of, newer, newest, windows_of

#: Filtered notifications (a policy of 4.3 and later hides strangers) are still somebody who asks us.
SAID_TO_US = {"types[]": ["mention", "quote"], "include_filtered": "true"}
# A server allows 300 requests for pages in 15 minutes; each hashtag takes one or two a round.
_MAX_TAGS = 10


def read_notifications(connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """What was said to us, and what we said ourselves in the network's own apps."""
    with open_client(connection) as client:
        yield from catch_up(client, connection, cursor, stop)


def starting(connection: Connection) -> dict[str, Window]:
    """Where a channel begins: at what was newest when it was connected. Older posts are no needs."""
    facts = connection.facts
    names = {"n": facts.get("newest_notification"), "own": facts.get("newest_own")}
    return {name: Window(str(newest_id or "")) for name, newest_id in names.items()}


def catch_up(client: Client, connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Everything since the cursor, by polling."""
    windows = starting(connection) | windows_of(cursor)
    own = f"/api/v1/accounts/{connection.facts['account_id']}/statuses"
    for name, path, kind, params in (
        ("n", "/api/v1/notifications", MENTION, SAID_TO_US),
        ("own", own, STATUS, {"exclude_reblogs": "true"}),
    ):
        for rows, window in newer(client, path, windows[name], **params):
            windows[name] = window
            yield Batch(tuple(event(kind, row) for row in rows), cursor_of(windows), more=True)
            if stop.is_set():
                return
    yield Batch((), cursor_of(windows))


def tags_of(connection: Connection) -> list[str]:
    """The hashtags the brand listens for. Other words can't be heard: servers don't search the text of strangers."""
    return [word[1:] for word in connection.words if word.startswith("#") and len(word) > 1][:_MAX_TAGS]


def read_tags(connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """New posts under our hashtags. A hashtag that is new to us begins now."""
    windows = windows_of(cursor)
    with open_client(connection) as client:
        for tag in tags_of(connection):
            path = f"/api/v1/timelines/tag/{quote(tag, safe='')}"
            if tag not in windows:
                windows[tag] = newest(client, path)
            for rows, window in newer(client, path, windows[tag]):
                windows[tag] = window
                yield Batch(tuple(event(TAG, row) for row in rows), cursor_of(windows), more=True)
            if stop.is_set():
                return
        yield Batch((), cursor_of(windows))

"""What is read for ever: notifications and our own posts, hashtags, and once more what we hold."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from tummler.networks.contract import Batch, Connection, RawEvent, Stream
from tummler.networks.mastodon.client import Client, Missing, open_client
from tummler.networks.mastodon.normalise import GONE, MENTION, STATUS, TAG, THREAD, event
from tummler.networks.mastodon.pages import Window, cursor_of, newer, newest, windows_of
from tummler.networks.mastodon.recheck import recheck

Json = dict[str, Any]

#: Mastodon allows 300 requests in 5 minutes per key: these take fewer than 100 of them.
STREAMS = (
    Stream("live", 0),
    Stream("notifications", 30),
    Stream("tags", 60, words_only=True),
    Stream("recheck", 120),
)
_TYPES = ["mention", "quote"]
_MAX_TAGS = 20


def read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Read one of our streams; see :class:`tummler.networks.contract.Read`."""
    from tummler.networks.mastodon.streaming import listen

    readers = {"live": listen, "notifications": read_notifications, "tags": read_tags, "recheck": recheck}
    return readers[stream](connection, cursor, stop)


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
    # Filtered notifications (a policy of 4.3 and later hides strangers) are still somebody who asks us.
    said = {"types[]": _TYPES, "include_filtered": "true"}
    for name, path, kind, params in (
        ("n", "/api/v1/notifications", MENTION, said),
        ("own", own, STATUS, {"exclude_reblogs": "true"}),
    ):
        for rows, window in newer(client, path, windows[name], **params):
            windows[name] = window
            yield Batch(tuple(event(kind, row) for row in rows), cursor_of(windows), more=True)
            if stop.is_set():
                return
    yield Batch((), cursor_of(windows))


def tags_of(connection: Connection) -> list[str]:
    """The hashtags the brand listens for. Other words can't be heard there: servers search no foreign text."""
    return [word[1:] for word in connection.words if word.startswith("#") and len(word) > 1][:_MAX_TAGS]


def read_tags(connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """New posts under our hashtags. A hashtag that is new to us begins now."""
    windows = windows_of(cursor)
    with open_client(connection) as client:
        for tag in tags_of(connection):
            path = f"/api/v1/timelines/tag/{tag}"
            if tag not in windows:
                windows[tag] = newest(client, path)
            for rows, window in newer(client, path, windows[tag]):
                windows[tag] = window
                yield Batch(tuple(event(TAG, row) for row in rows), cursor_of(windows), more=True)
            if stop.is_set():
                return
        yield Batch((), cursor_of(windows))


def gone(number: str) -> RawEvent:
    """A status that is there no more."""
    return event(GONE, {"id": number})


def fetch_thread(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    """The whole thread around a status, as history, its oldest post first.

    https://docs.joinmastodon.org/methods/statuses/#context
    """
    with open_client(connection) as client:
        try:
            status = client.record(f"/api/v1/statuses/{remote_id}")
            context = client.record(f"/api/v1/statuses/{remote_id}/context")
        except Missing:
            return (gone(remote_id),)
    above, below = (_statuses(context, name) for name in ("ancestors", "descendants"))
    thread = [*above, status, *below]
    root = str(thread[0]["id"])
    return tuple(event(THREAD, each, root=root, history=True) for each in thread)


def _statuses(context: Json, name: str) -> list[Json]:
    return [each for each in context.get(name) or () if isinstance(each, dict) and each.get("id")]

"""The whole thread around a status, as history."""

from __future__ import annotations

from typing import Any

from tummler.networks.contract import Connection, RawEvent
from tummler.networks.mastodon.client import Missing, open_client
from tummler.networks.mastodon.normalise import GONE, THREAD, event


def fetch_thread(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    """Everything above and below a status, its oldest post first; only that it is gone, if it is.

    https://docs.joinmastodon.org/methods/statuses/#context
    """
    with open_client(connection) as client:
        try:
            status = client.record(f"/api/v1/statuses/{remote_id}")
            context = client.record(f"/api/v1/statuses/{remote_id}/context")
        except Missing:
            return (event(GONE, {"id": remote_id}),)
    thread = [*_statuses(context, "ancestors"), status, *_statuses(context, "descendants")]
    root = str(thread[0]["id"])
    return tuple(event(THREAD, each, root=root, history=True) for each in thread)


def _statuses(context: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [each for each in context.get(name) or () if isinstance(each, dict) and each.get("id")]

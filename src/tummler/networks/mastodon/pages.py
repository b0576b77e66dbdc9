"""Reading lists that grow at their end, so that nothing of them is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tummler.networks.mastodon.client import Client

Json = dict[str, Any]

#: What every server gives at once: https://docs.joinmastodon.org/methods/notifications/#get
PAGE = 40
_REMEMBERED = 20


def order(number: str) -> tuple[int, str]:
    """Ids sort by length, then by signs: right for Mastodon's numbers and for the ULIDs and flakes of others."""
    return len(number), number


@dataclass(frozen=True, slots=True)
class Window:
    """How far a list was read: everything up to ``floor``, and the newest few by name.

    Rows get their ids before they are committed, so an older one may show up after a newer one: the newest
    few are asked for again each time.
    """

    floor: str = ""
    seen: tuple[str, ...] = ()

    def with_ids(self, ids: list[str]) -> Window:
        """The window after reading these."""
        seen = sorted({*self.seen, *ids}, key=order)
        dropped, kept = seen[:-_REMEMBERED], seen[-_REMEMBERED:]
        return Window(dropped[-1] if dropped else self.floor, tuple(kept))


def windows_of(cursor: str | None) -> dict[str, Window]:
    """A cursor's windows, by the name of their list. A cursor that can't be read starts anew."""
    try:
        found = json.loads(cursor or "{}")
        return {name: Window(str(each[0]), tuple(each[1])) for name, each in found.items()}
    except (ValueError, TypeError, IndexError, KeyError, AttributeError):
        return {}


def cursor_of(windows: dict[str, Window]) -> str:
    """The windows as a cursor."""
    return json.dumps({name: [each.floor, each.seen] for name, each in windows.items()}, separators=(",", ":"))


def newer(client: Client, path: str, window: Window, **params: Any) -> Iterator[tuple[list[Json], Window]]:
    """Pages of what is new since the window, oldest first, each with the window after it.

    ``min_id`` gives the rows next above an id, newest first in the page: https://docs.joinmastodon.org/api/guidelines/#pagination
    """
    after = window.floor
    while True:
        page = client.rows(path, min_id=after or "0", limit=PAGE, **params)
        ids = sorted((str(row["id"]) for row in page), key=order)
        fresh = [row for row in page if str(row["id"]) not in window.seen and order(str(row["id"])) > order(after)]
        # A server that ignores min_id answers the same page for ever: only a page that leads on is followed.
        if not fresh or order(ids[-1]) <= order(after):
            return
        fresh.sort(key=lambda row: order(str(row["id"])))
        window, after = window.with_ids(ids), ids[-1]
        yield fresh, window


def newest(client: Client, path: str, **params: Any) -> Window:
    """A window at the end of a list: what is there already counts as read."""
    page = client.rows(path, limit=_REMEMBERED, **params)
    ids = sorted((str(row["id"]) for row in page), key=order)
    return Window(ids[0] if ids else "", tuple(ids[1:]))

"""Files are uploaded before the post that shows them: https://docs.joinmastodon.org/methods/media/."""

from __future__ import annotations

import mimetypes
import time
from typing import Any

from tummler.common.clock import ticks
from tummler.networks.contract import OutMedia, Refused, Unheard
from tummler.networks.mastodon.client import Client, Missing

_PAUSE = 1.0
_PATIENCE = 45.0


def upload(client: Client, media: OutMedia) -> str:
    """The id of an uploaded file, when the server is done with it. What no post takes up, servers throw away."""
    name = f"attachment{mimetypes.guess_extension(media.mime) or ''}"
    files = {"file": (name, media.content, media.mime)}
    data = {"description": media.description}
    try:
        made = client.post("/api/v2/media", data, files)
    except Missing:
        made = client.post("/api/v1/media", data, files)
    number = made.get("id")
    if not number:
        raise Unheard("garbled")
    return _wait(client, str(number), made)


def _wait(client: Client, number: str, made: dict[str, Any]) -> str:
    """Large files are worked on after the answer: they have no address until then (202, then 206)."""
    until = ticks() + _PATIENCE
    while not made.get("url"):
        if ticks() > until:
            raise Unheard("media_in_work")
        time.sleep(_PAUSE)
        try:
            made = client.record(f"/api/v1/media/{number}")
        except Missing:
            raise Refused("media_not_taken") from None
    return number

"""A part put on the server once, and looked for after any doubt.

``Idempotency-Key`` makes a second post with the same key the first one, for an hour, on servers that know it
(https://docs.joinmastodon.org/methods/statuses/#create). Beyond that only looking decides.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import regex

from tummler.common.clock import now, parse
from tummler.common.html import plain
from tummler.networks.contract import Connection, Delivered, KeyRevoked, Part, Refused, Unheard, Visibility
from tummler.networks.mastodon.client import Client, Missing, open_client
from tummler.networks.mastodon.count import MENTION, counted
from tummler.networks.mastodon.media import upload
from tummler.networks.mastodon.normalise import version_of
from tummler.networks.mastodon.traits import length_of

Json = dict[str, Any]

#: Mastodon's hour, less what may pass between our clock's reading and the server's.
KEY_LIVES = timedelta(minutes=55)
#: A part older than this, on a server that forgets keys, may have been tried before.
_FRESH = timedelta(seconds=30)
#: How far clocks may be apart, beyond what the server's answers tell.
_SLACK = timedelta(minutes=2)
_PAGES = 10
_SIGNS = regex.compile(r"[\s\p{P}\p{Sk}~<>]+")

_SAID = {
    Visibility.PUBLIC: "public",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "private",
    Visibility.DIRECT: "direct",
}


def new_key(when: datetime) -> str:
    """A fresh `Idempotency-Key`."""
    return f"tummler-{int(when.timestamp())}-{secrets.token_hex(16)}"


def deliver(connection: Connection, part: Part) -> Delivered:
    """Post a part. Raises Refused, KeyRevoked, SlowDown, or Unheard when it may stand there or not."""
    with open_client(connection) as client:
        if _must_look(connection, part):
            found = _find(client, connection, part)
            if found:
                return found
        status = _post(client, part, [upload(client, media) for media in part.media], connection)
        parent = part.place.remote_id if part.place else ""
        if parent and not status.get("in_reply_to_id"):
            # Some servers make an answer to a deleted post a post of its own, which nobody asked for.
            _delete(client, str(status["id"]))
            raise Refused("reply_gone")
        return _delivered(status)


def _must_look(connection: Connection, part: Part) -> bool:
    age = now() - part.created_at
    return age > (KEY_LIVES if connection.facts.get("knows_keys") else _FRESH)


def _post(client: Client, part: Part, media: list[str], connection: Connection) -> Json:
    try:
        with client.writing() as sdk:
            status = sdk.status_post(
                part.text,
                in_reply_to_id=part.place.remote_id if part.place else None,
                media_ids=media or None,
                visibility=_SAID[part.visibility],
                spoiler_text=part.warning or None,
                language=part.language or None,
                idempotency_key=part.key,
            )
    except Missing:
        # Without a question it is our own post that was deleted meanwhile, remembered by its key.
        raise Refused("reply_gone" if part.place else "deleted_there") from None
    except Refused as refused:
        raise _why(part, connection, refused) from None
    if not isinstance(status, dict) or not status.get("id"):
        raise Unheard("garbled")
    return status


def _why(part: Part, connection: Connection, refused: Refused) -> Refused:
    """Servers say why in their people's language: what can be told is told from our own count."""
    length = length_of(connection.facts)
    if counted(part.text, length) + len(part.warning) > (length.limit or 0):
        return Refused("too_long", refused.detail)
    return refused


def _delivered(status: Json) -> Delivered:
    return Delivered(str(status["id"]), version_of(status), str(status.get("url") or status.get("uri") or ""), now())


def look(connection: Connection, part: Part) -> Delivered | None:
    """The part as it stands among our own posts, or None if it surely does not."""
    with open_client(connection) as client:
        return _find(client, connection, part)


def _find(client: Client, connection: Connection, part: Part) -> Delivered | None:
    own = str(connection.facts["account_id"])
    # A key that is no longer good sees only our public posts: it could not say that the part isn't there.
    if str(client.record("/api/v1/accounts/verify_credentials").get("id")) != own:
        raise KeyRevoked("another_account")
    earliest = part.created_at + timedelta(seconds=client.skew) - _SLACK
    for status in chain(_own_since(client, own, earliest), _own_below(client, own, part)):
        # The same words under the same post are the same answer whenever they were said, also by a clock that jumped.
        # Only a post that answers nobody may be said again.
        if (part.place or _when(status) >= earliest) and _is_part(client, status, part):
            return _delivered(status)
    return None


def _when(status: Json) -> datetime:
    """When it was made, by the server's clock; one that doesn't say may have been made just now."""
    return parse(status.get("created_at")) or now()


def _own_below(client: Client, own: str, part: Part) -> Iterator[Json]:
    """Our answers under the question: some servers leave direct posts out of an account's list."""
    if part.place is None:
        return
    try:
        context = client.record(f"/api/v1/statuses/{part.place.remote_id}/context")
    except Missing:
        return
    below = [status for status in context.get("descendants") or () if isinstance(status, dict) and status.get("id")]
    yield from (status for status in below if str((status.get("account") or {}).get("id")) == own)


def _own_since(client: Client, own: str, earliest: datetime) -> Iterator[Json]:
    """Our posts, newest first, back to a time."""
    params: Json = {"limit": 40, "exclude_reblogs": "true"}
    for _ in range(_PAGES):
        rows = client.rows(f"/api/v1/accounts/{own}/statuses", **params)
        yield from rows
        if not rows or _when(rows[-1]) < earliest:
            return
        params["max_id"] = str(rows[-1]["id"])


def _is_part(client: Client, status: Json, part: Part) -> bool:
    parent = part.place.remote_id if part.place else ""
    if str(status.get("in_reply_to_id") or "") != parent or status.get("reblog"):
        return False
    return any(_same(text, part.text) for text in _texts(client, status))


def _texts(client: Client, status: Json) -> Iterator[str]:
    """Its text as written and as shown, and as it was before somebody edited it."""
    yield plain(str(status.get("content") or ""))[0]
    number = status["id"]
    try:
        yield str(client.record(f"/api/v1/statuses/{number}/source").get("text") or "")
        if status.get("edited_at"):
            first = client.listed(f"/api/v1/statuses/{number}/history")[0]
            yield plain(str(first.get("content") or ""))[0]
    except (Refused, LookupError):
        return


def _same(one: str, other: str) -> bool:
    """The same words: servers drop the domain of mentions and some signs of formatting, and space as they like."""
    return one == other or (_bare(one) == _bare(other) != "")


def _bare(text: str) -> str:
    return _SIGNS.sub("", MENTION.sub(lambda match: str(match[1]), text))


def retract(connection: Connection, remote_id: str) -> None:
    """Delete a post of our own; one that is gone already is fine."""
    with open_client(connection) as client:
        _delete(client, remote_id)


def _delete(client: Client, number: str) -> None:
    try:
        with client.writing() as sdk:
            sdk.status_delete(number)
    except Missing:
        return

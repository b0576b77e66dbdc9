"""Pure: what a Mastodon server said, as the loop understands it.

An event's payload is an envelope of ours, ``{"event": kind, "root": id or "", "data": the server's own JSON}``:
the same status means something else as a mention, in a thread and under a hashtag.
https://docs.joinmastodon.org/entities/Status/, https://docs.joinmastodon.org/entities/Notification/
"""

from __future__ import annotations

import json
from typing import Any

from tummler.common.clock import parse
from tummler.common.html import plain
from tummler.common.text import storable
from tummler.networks.contract import (
    Addressed,
    Connection,
    Garbled,
    Heard,
    HeardAccount,
    HeardGone,
    HeardMedia,
    HeardPost,
    MayShow,
    RawEvent,
    Visibility,
)
from tummler.networks.mastodon.spans import spans_of

Json = dict[str, Any]

#: Kinds of events: a notification, a status of ours or in our thread, one under a hashtag, and one that is gone.
MENTION, STATUS, THREAD, TAG, GONE = "mention", "status", "thread", "tag", "gone"

_VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "direct": Visibility.DIRECT,
}
_MEDIA = {"image": "image", "gifv": "video", "video": "video", "audio": "audio"}
_TELLING = ("mention", "quote")


def version_of(status: Json) -> str:
    """The version of a status: when it was edited, or nothing."""
    return str(status.get("edited_at") or "")


def event(kind: str, data: Json, *, root: str = "", history: bool = False) -> RawEvent:
    """An event of ours around the server's JSON. History never takes the name of what is news."""
    name = str(data["id"])
    if kind in (STATUS, THREAD, TAG):
        name = f"{name}@{version_of(data)}"
    return RawEvent(f"{kind}:{name}", _packed({"event": kind, "root": root, "data": data}), history)


def _packed(envelope: Json) -> bytes:
    try:
        packed = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        # Nested to trick us: kept as something that makes no sense.
        packed = "null"
    return packed.encode("utf-8", "surrogatepass")


def normalise(payload: bytes, connection: Connection) -> tuple[Heard, ...]:
    """One payload into what it says. Raises :class:`Garbled` for what makes no sense."""
    # Outside of the try: a connection without its facts is our own broken state, and loud.
    _ = connection.facts["host"], connection.facts["domain"], connection.facts["account_id"]
    try:
        envelope = json.loads(payload.decode("utf-8", "surrogatepass"))
        return _heard(envelope["event"], envelope["data"], str(envelope.get("root") or ""), connection)
    except Garbled:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise Garbled("garbled", type(error).__name__) from None


def _heard(kind: str, data: Json, root: str, connection: Connection) -> tuple[Heard, ...]:
    if kind == GONE:
        return (HeardGone(_id(data)),)
    if kind == MENTION:
        return _notified(data, connection)
    if kind not in (STATUS, THREAD, TAG):
        raise Garbled("unknown_event")
    return _status(data, kind, root, connection)


def _notified(data: Json, connection: Connection) -> tuple[Heard, ...]:
    if data["type"] not in _TELLING or not data.get("status"):
        return ()
    return _status(data["status"], MENTION if data["type"] == "mention" else STATUS, "", connection)


def _status(status: Json, kind: str, root: str, connection: Connection) -> tuple[Heard, ...]:
    return () if status.get("reblog") else (post_of(status, kind, root, connection),)


def _id(data: Json) -> str:
    found = data["id"]
    if not isinstance(found, (str, int)) or isinstance(found, bool) or not str(found):
        raise Garbled("no_id")
    return storable(str(found))


def account_id(host: str, number: Any) -> str:
    """An account's id for ever: a server's numbers are its own, and a re-created account gets a new one."""
    return f"{host}#{number}"


def account_of(account: Json, facts: Any) -> HeardAccount:
    """Who it is. Handles are always whole: ``ada`` of the server itself becomes ``ada@its.domain``."""
    acct = str(account["acct"])
    handle = acct if "@" in acct else f"{acct}@{facts['domain']}"
    return HeardAccount(
        remote_id=account_id(facts["host"], _id(account)),
        handle=storable(handle),
        name=storable(str(account.get("display_name") or account.get("username") or acct)),
        avatar_url=storable(str(account.get("avatar_static") or account.get("avatar") or "")),
        url=storable(str(account.get("url") or "")),
        robot=bool(account.get("bot")),
    )


def post_of(status: Json, kind: str, root: str, connection: Connection) -> HeardPost:
    """A status as a post."""
    facts = connection.facts
    text, anchors = plain(str(status.get("content") or ""))
    text = storable(text)
    parent = str(status.get("in_reply_to_id") or "")
    visibility = _VISIBILITIES.get(str(status.get("visibility")), Visibility.DIRECT)
    return HeardPost(
        remote_id=_id(status),
        account=account_of(status["account"], facts),
        text=text,
        version=version_of(status),
        parent_id=parent,
        root_id=root or ("" if parent else _id(status)),
        quote_id=_quoted(status),
        claimed_at=parse(status.get("created_at")),
        edited_at=parse(status.get("edited_at")),
        url=storable(str(status.get("url") or status.get("uri") or "")),
        language=str(status.get("language") or ""),
        visibility=visibility,
        may_show=_may_show(status, visibility),
        addressed=_addressed(status, kind, visibility, str(facts["account_id"])),
        by_us=_is(status["account"], str(facts["account_id"])),
        warning=storable(str(status.get("spoiler_text") or "")),
        spans=spans_of(text, anchors, status, facts["host"]),
        media=tuple(_media(each) for each in status.get("media_attachments") or ()),
    )


def _quoted(status: Json) -> str:
    """The id of the status that is quoted: https://docs.joinmastodon.org/entities/Quote/; forks put it there whole."""
    quote = status.get("quote") or {}
    found = (quote.get("quoted_status") or {}).get("id") or quote.get("quoted_status_id")
    return str(found or quote.get("id") or status.get("quoted_status_id") or status.get("quote_id") or "")


def _may_show(status: Json, visibility: Visibility) -> MayShow:
    """What is said to followers or one person stays with the helpers; unlisted, or not for search, is not for all."""
    if visibility in (Visibility.FOLLOWERS, Visibility.DIRECT):
        return MayShow.HELPERS
    if visibility is Visibility.UNLISTED or status["account"].get("noindex"):
        return MayShow.SIGNED_IN
    return MayShow.ANYONE


def _is(account: Json | None, own: str) -> bool:
    return str((account or {}).get("id")) == own


def _addressed(status: Json, kind: str, visibility: Visibility, own: str) -> Addressed:
    quoted = (status.get("quote") or {}).get("quoted_status") or {}
    mentioned = kind == MENTION or any(_is(each, own) for each in status.get("mentions") or ())
    if _is(status["account"], own):
        return Addressed.NO
    if mentioned and visibility is Visibility.DIRECT:
        return Addressed.DIRECT
    if str(status.get("in_reply_to_account_id")) == own:
        return Addressed.REPLY
    if mentioned:
        return Addressed.MENTION
    if _is(quoted.get("account"), own):
        return Addressed.QUOTE
    return Addressed.NEARBY if kind == TAG else Addressed.NO


def _media(media: Json) -> HeardMedia:
    original = (media.get("meta") or {}).get("original") or {}
    width, height = original.get("width"), original.get("height")
    return HeardMedia(
        url=storable(str(media.get("url") or media.get("remote_url") or media.get("preview_url") or "")),
        kind=_MEDIA.get(str(media.get("type")), "other"),
        description=storable(str(media.get("description") or "")),
        width=_pixels(width),
        height=_pixels(height),
    )


def _pixels(number: Any) -> int | None:
    """A size that a picture can have; truth is a number too in JSON's Python."""
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 1 << 31 else None

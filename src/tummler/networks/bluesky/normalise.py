"""A raw payload into what it says. Pure, and suspicious: everything in a record was written by a stranger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tummler.common import clock
from tummler.common.text import storable
from tummler.networks.bluesky import embeds, facets, uris
from tummler.networks.bluesky.envelope import Envelope
from tummler.networks.contract import (
    Addressed,
    Connection,
    Garbled,
    Heard,
    HeardAccount,
    HeardAccountGone,
    HeardGone,
    HeardPost,
    HeardRename,
    MayShow,
    Span,
    Visibility,
)

#: A post has 300 graphemes at most; ten times that is kept, for servers that don't hold to it.
_MOST_SIGNS = 30_000
_SHORT = 640
_REASONS = {
    "mention": Addressed.MENTION,
    "reply": Addressed.REPLY,
    "quote": Addressed.QUOTE,
    "word": Addressed.NEARBY,
}
_SENSITIVE = frozenset({"porn", "sexual", "nudity", "graphic-media", "gore", "!warn"})


def normalise(payload: bytes, connection: Connection) -> tuple[Heard, ...]:
    """What a payload of ours says. Raises :class:`Garbled`."""
    try:
        envelope = msgspec.json.decode(payload, type=Envelope)
        said = msgspec.json.decode(envelope.said)
        return _UNDERSTOOD[envelope.kind](said, envelope, connection)
    except (msgspec.MsgspecError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Garbled("garbled", type(error).__name__) from error


def _post(said: dict[str, Any], envelope: Envelope, connection: Connection) -> tuple[Heard, ...]:
    """A post as the AppView shows it (``app.bsky.feed.defs#postView``) or a notification tells it."""
    return (_heard(said["uri"], said["cid"], said["record"], said["author"], said, envelope, connection),)


def _record(said: dict[str, Any], envelope: Envelope, connection: Connection) -> tuple[Heard, ...]:
    """A post as a stream brought it: the record alone, with the author's profile if it was to be had."""
    profile = msgspec.json.decode(envelope.profile)
    author = {**profile, "did": said["did"]}
    return (
        _heard(
            uris.post(said["did"], said["rkey"]),
            said["cid"],
            said["record"],
            author,
            {},
            envelope,
            connection,
        ),
    )


def _heard(
    uri: Any,
    cid: Any,
    record: Mapping[str, Any],
    author: Mapping[str, Any],
    view: Mapping[str, Any],
    envelope: Envelope,
    connection: Connection,
) -> HeardPost:
    account = heard_account(author)
    if not uris.is_post(uri) or not isinstance(cid, str):
        raise Garbled("not_a_post")
    text, spans = heard_text(record)
    reply = _dict(record.get("reply"))
    own = connection.account.remote_id
    return HeardPost(
        remote_id=uri,
        account=account,
        text=text,
        version=cid,
        parent_id=_reference(reply.get("parent")),
        root_id=_reference(reply.get("root")),
        quote_id=embeds.quoted(record.get("embed")),
        claimed_at=clock.parse(_string(record.get("createdAt"))),
        url=uris.page(uri),
        language=_language(record.get("langs")),
        may_show=_may_show(author, view),
        addressed=_addressed(record, account.remote_id, spans, envelope.why, own),
        by_us=account.remote_id == own,
        warning=_warning(record, view),
        spans=spans,
        media=embeds.media(record.get("embed"), view.get("embed"), account.remote_id),
    )


def heard_account(author: Mapping[str, Any]) -> HeardAccount:
    """Who wrote it. Without a profile the DID stands where the handle would."""
    did = author["did"]
    if not uris.is_did(did):
        raise Garbled("not_a_did")
    avatar = _string(author.get("avatar"))
    return HeardAccount(
        remote_id=did,
        handle=storable(_string(author.get("handle")) or did)[:_SHORT],
        name=storable(_string(author.get("displayName")))[:_SHORT],
        avatar_url=avatar if facets.is_web(avatar) else "",
        url=f"https://bsky.app/profile/{did}",
        robot="bot" in _self_labels(author),
    )


def heard_text(said: Mapping[str, Any]) -> tuple[str, tuple[Span, ...]]:
    """Text and spans of a post or a message, as both databases can hold them."""
    text = said["text"]
    if not isinstance(text, str):
        raise Garbled("not_a_text")
    kept = text[: uris.whole_signs(text, _MOST_SIGNS)]
    spans = facets.spans_of(kept, said.get("facets"))
    return storable(kept), tuple(Span(s.start, s.end, s.kind, storable(s.value)) for s in spans)


def _addressed(record: Mapping[str, Any], author: str, spans: tuple[Span, ...], why: str, own: str) -> Addressed:
    """The same for one post, whichever stream brought it."""
    if author == own:
        return Addressed.NO
    reply = _dict(record.get("reply"))
    answered = {uris.author(_reference(reply.get(which))) for which in ("parent", "root")}
    if any(span.kind == "mention" and span.value == own for span in spans):
        return Addressed.MENTION
    if own in answered:
        return Addressed.REPLY
    if uris.author(embeds.quoted(record.get("embed"))) == own:
        return Addressed.QUOTE
    return _REASONS.get(why, Addressed.NO)


def _may_show(author: Mapping[str, Any], view: Mapping[str, Any]) -> MayShow:
    """Who asked not to be shown to strangers isn't, nor who couldn't be asked; what moderators hid stays with helpers.

    https://docs.bsky.app/docs/advanced-guides/moderation#global-label-values
    """
    labels = {_string(label.get("val")) for label in _dicts(view.get("labels"))}
    if "!hide" in labels or "!takedown" in labels:
        return MayShow.HELPERS
    if "labels" not in author or "!no-unauthenticated" in _self_labels(author):
        return MayShow.SIGNED_IN
    return MayShow.ANYONE


def _self_labels(author: Mapping[str, Any]) -> set[str]:
    """The labels the author put on the own profile; what others say of them doesn't count."""
    return {
        _string(label.get("val"))
        for label in _dicts(author.get("labels"))
        if label.get("src") == author.get("did") and not label.get("neg")
    }


def _warning(record: Mapping[str, Any], view: Mapping[str, Any]) -> str:
    own = [_string(label.get("val")) for label in _dicts(_dict(record.get("labels")).get("values"))]
    others = [_string(label.get("val")) for label in _dicts(view.get("labels"))]
    return next((label for label in (*own, *others) if label in _SENSITIVE), "")


def _language(langs: Any) -> str:
    first = langs[0] if isinstance(langs, list) and langs else ""
    return storable(_string(first))[:35]


def _reference(value: Any) -> str:
    uri = _dict(value).get("uri")
    return uri if uris.is_post(uri) else ""


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


# ----------------------------------------------------------------------------------- all but new posts


def _gone(said: dict[str, Any], envelope: Envelope, connection: Connection) -> tuple[Heard, ...]:
    if not isinstance(said["uri"], str):
        raise Garbled("not_a_post")
    return (HeardGone(said["uri"], "blocked" if said["why"] == "blocked" else "deleted"),)


def _account(said: dict[str, Any], envelope: Envelope, connection: Connection) -> tuple[Heard, ...]:
    return () if said.get("active", True) else (HeardAccountGone(_did(said)),)


def _identity(said: dict[str, Any], envelope: Envelope, connection: Connection) -> tuple[Heard, ...]:
    handle = _string(said.get("handle"))
    return (HeardRename(_did(said), storable(handle)[:_SHORT]),) if handle else ()


def _did(said: Mapping[str, Any]) -> str:
    did = said["did"]
    if not uris.is_did(did):
        raise Garbled("not_a_did")
    return str(did)


def _message(said: dict[str, Any], envelope: Envelope, connection: Connection) -> tuple[Heard, ...]:
    """A direct message: ``chat.bsky.convo.defs#messageView`` with its conversation's id."""
    profile = msgspec.json.decode(envelope.profile)
    author = heard_account({**profile, "did": said["message"]["sender"]["did"]})
    text, spans = heard_text(said["message"])
    own = author.remote_id == connection.account.remote_id
    return (
        HeardPost(
            remote_id=uris.message(said["convoId"], said["message"]["id"]),
            account=author,
            text=text,
            version=_string(said["message"].get("rev")),
            root_id=uris.message(said["convoId"]),
            quote_id=embeds.quoted(_dict(said["message"].get("embed"))),
            claimed_at=clock.parse(_string(said["message"].get("sentAt"))),
            visibility=Visibility.DIRECT,
            may_show=MayShow.HELPERS,
            addressed=Addressed.NO if own else Addressed.DIRECT,
            by_us=own,
            spans=spans,
        ),
    )


def _message_gone(said: dict[str, Any], envelope: Envelope, connection: Connection) -> tuple[Heard, ...]:
    return (HeardGone(uris.message(said["convoId"], said["message"]["id"])),)


_UNDERSTOOD = {
    "post": _post,
    "record": _record,
    "gone": _gone,
    "account": _account,
    "identity": _identity,
    "message": _message,
    "message_gone": _message_gone,
}

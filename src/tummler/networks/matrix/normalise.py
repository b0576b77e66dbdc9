"""Pure: what was said in a room, as the loop understands it. Formatted bodies are read for pills only."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import regex

from tummler.common.html import plain
from tummler.common.text import storable
from tummler.networks.contract import (
    Addressed,
    Connection,
    Garbled,
    Heard,
    HeardAccount,
    HeardGone,
    HeardPost,
    MayShow,
    Span,
    Visibility,
)
from tummler.networks.matrix import names
from tummler.networks.matrix.compose import spans_of
from tummler.networks.matrix.events import DESCRIBED, GONE, SAID, answered, content_of, replaced, thread_of
from tummler.networks.matrix.files import files_of, is_file

Json = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PILL = "https://matrix.to/#/"
_QUOTED = regex.compile(r"\A(?:>[^\n]*\n)+\n?")
_MX_REPLY = regex.compile(r"<mx-reply>.*?</mx-reply>", regex.DOTALL | regex.IGNORECASE)
#: Talk between apps, not between people.
_SILENT = ("m.key.verification.request", "m.server_notice")
_LONGEST = 20_000


def normalise(payload: bytes, connection: Connection) -> tuple[Heard, ...]:
    """One payload into what it says. Raises :class:`Garbled` for what makes no sense."""
    try:
        envelope = json.loads(payload.decode("utf-8", "surrogatepass"))
        return _heard(envelope, connection)
    except Garbled:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        raise Garbled("garbled", type(error).__name__) from None


def _heard(envelope: Json, connection: Connection) -> tuple[Heard, ...]:
    room = names.checked(envelope["room"], "!")
    remote_id = names.post_id(room, names.checked(envelope["event"]["event_id"], "$"))
    if envelope["kind"] == GONE:
        return (HeardGone(remote_id),)
    if envelope["kind"] != SAID:
        raise Garbled("unknown_event")
    event = envelope["event"]
    content = content_of(event)
    if not content:
        return (HeardGone(remote_id),)  # what is left of something redacted
    if replaced(event) or content.get("msgtype") in _SILENT or not isinstance(content.get("body"), str):
        return ()
    return (_post(remote_id, room, envelope, connection),)


def _post(remote_id: str, room: str, envelope: Json, connection: Connection) -> HeardPost:
    event, edit = envelope["event"], envelope.get("edit") or {}
    sender = names.checked(event["sender"], "@")
    now = _edited(content_of(event), edit)
    text = _words(now, bool(answered(event)))
    direct = bool(envelope["direct"])
    root = room if direct else _root(room, event, str(envelope.get("root") or ""))
    parent = answered(event) or thread_of(event)
    return HeardPost(
        remote_id=remote_id,
        account=account_of(sender, str(envelope.get("name") or ""), now),
        text=text,
        version=names.checked(edit["event_id"], "$") if edit else "",
        parent_id=names.post_id(room, parent) if names.is_id(parent, "$") else "",
        root_id=root,
        claimed_at=_time(event),
        edited_at=_time(edit) if edit else None,
        url=names.page(room, event["event_id"], names.server_of(sender)),
        visibility=Visibility(envelope["width"]),
        may_show=MayShow(envelope["show"]),
        addressed=_addressed(sender, envelope, connection),
        by_us=sender == connection.account.remote_id,
        spans=_spans(text, now),
        media=files_of(now, str(connection.facts["base"])),
    )


def _edited(content: Json, edit: Json) -> Json:
    """The content as it is now: https://spec.matrix.org/latest/client-server-api/#event-replacements."""
    new = content_of(edit).get("m.new_content")
    return new if isinstance(new, dict) and isinstance(new.get("body"), str) else content


def _root(room: str, event: Json, told: str) -> str:
    """What the reader knew; a thread's first event; nothing for a reply, whose place its parent tells."""
    first = told or thread_of(event) or ("" if answered(event) else str(event["event_id"]))
    return names.post_id(room, first) if names.is_id(first, "$") else ""


def _time(event: Json) -> datetime | None:
    stamp = event.get("origin_server_ts")
    if not isinstance(stamp, int) or isinstance(stamp, bool):
        return None
    try:
        return _EPOCH + timedelta(milliseconds=stamp)
    except OverflowError:
        return None


def account_of(person: str, name: str, content: Json | None = None) -> HeardAccount:
    """Who it is: a Matrix name never changes hands. Robots say what they say as notices."""
    called = " ".join(storable(name).split()) or person[1:].partition(":")[0]
    robot = bool(content) and (content or {}).get("msgtype") == "m.notice"
    return HeardAccount(person, person, called, url=names.profile(person), robot=robot)


def _words(content: Json, reply: bool) -> str:
    """The plain body, without the quote that older apps put before a reply; of a file only what was said with it."""
    body = str(content["body"])[:_LONGEST]
    if is_file(content):
        name = content.get("filename")
        said = isinstance(name, str) and name != body and not content.get(DESCRIBED)
        return storable(body) if said else ""
    if reply and body.startswith("> "):
        body = _QUOTED.sub("", body, count=1)
    return storable(body)


def _pilled(href: str) -> str:
    """The person that a pill leads to, or nothing."""
    person = unquote(href.removeprefix(_PILL).partition("?")[0]) if href.startswith(_PILL) else ""
    return person if names.is_id(person, "@") else ""


def _pills(content: Json) -> dict[str, str]:
    """How each person is written in the formatted body, and who it is."""
    formatted = content.get("formatted_body")
    if not isinstance(formatted, str):
        return {}
    text, anchors = plain(_MX_REPLY.sub("", formatted[:_LONGEST]))
    found = {text[each.start : each.end]: _pilled(each.href) for each in anchors}
    return {words: person for words, person in found.items() if words.strip() and person}


def _told(content: Json) -> set[str]:
    """Whom it is said to: https://spec.matrix.org/latest/client-server-api/#user-and-room-mentions."""
    mentions = content.get("m.mentions")
    people = mentions.get("user_ids") if isinstance(mentions, dict) else ()
    return {each for each in people if names.is_id(each, "@")} if isinstance(people, list) else set()


def mentions(content: Json, own: str, name: str = "") -> bool:
    """Whether it names us: as apps tell it now, or by a pill, our whole name, or our name at its start."""
    if own in _told(content):
        return True
    if isinstance(content.get("m.mentions"), dict):
        return False
    body = str(content.get("body") or "")[:_LONGEST]
    if own in _pills(content).values():
        return True
    whole = regex.compile(rf"(?<![\w@]){regex.escape(own)}(?![\w.-]*\w)", regex.IGNORECASE)
    starts = bool(name) and regex.match(rf"@?{regex.escape(name)}\s*[:,]", body, regex.IGNORECASE)
    return bool(whole.search(body) or starts)


def _spans(text: str, content: Json) -> tuple[Span, ...]:
    """Links, people and tags in the words: people by pills, and by whole names of those it was said to."""
    told = {person.lower(): person for person in _told(content)}
    spans = list(spans_of(text, told))
    for words, person in _pills(content).items():
        for match in regex.finditer(rf"(?<!\w){regex.escape(words)}(?!\w)", text):
            if not any(span.start < match.end() and match.start() < span.end for span in spans):
                spans.append(Span(*match.span(), "mention", person))
    return tuple(sorted(spans, key=lambda span: span.start))


def _addressed(sender: str, envelope: Json, connection: Connection) -> Addressed:
    own = connection.account.remote_id
    content = _edited(content_of(envelope["event"]), envelope.get("edit") or {})
    if sender == own:
        return Addressed.NO
    if envelope["direct"]:
        return Addressed.DIRECT
    if envelope.get("parent_by") == own:
        return Addressed.REPLY
    if mentions(content, own, connection.account.name):
        return Addressed.MENTION
    return Addressed.NEARBY if envelope.get("nearby") else Addressed.NO

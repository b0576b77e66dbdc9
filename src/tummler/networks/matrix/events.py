"""An event with what is needed to understand it, as the bytes of a raw event.

``{"kind": …, "room": id, "direct": bool, "width": visibility, "show": may_show, "name": the sender's name, "event": the
server's own JSON, "root": id or "", "parent_by": who wrote what it answers, "edit": the event that replaces it,
"nearby": true where only our words were said}``. An event alone doesn't say who can read it.
"""

from __future__ import annotations

import json
from typing import Any

from tummler.networks.contract import RawEvent
from tummler.networks.matrix.names import post_id
from tummler.networks.matrix.rooms import Book

Json = dict[str, Any]

#: On a picture of ours: its body says what it shows.
DESCRIBED = "io.github.tummler.described"
#: Kinds of events: something said, and something taken back.
SAID, GONE = "said", "gone"


def content_of(event: Json) -> Json:
    """An event's content, whatever a stranger put there."""
    content = event.get("content")
    return content if isinstance(content, dict) else {}


def relation_of(event: Json) -> Json:
    """How it relates to another one: https://spec.matrix.org/latest/client-server-api/#forwarding-relationships."""
    relation = content_of(event).get("m.relates_to")
    return relation if isinstance(relation, dict) else {}


def answered(event: Json) -> str:
    """The event that it replies to; in a thread's fallback its last one."""
    reply = relation_of(event).get("m.in_reply_to")
    found = reply.get("event_id") if isinstance(reply, dict) else ""
    return found if isinstance(found, str) else ""


def thread_of(event: Json) -> str:
    """The first event of the thread it is in, or nothing."""
    relation = relation_of(event)
    found = relation.get("event_id") if relation.get("rel_type") == "m.thread" else ""
    return found if isinstance(found, str) else ""


def replaced(event: Json) -> str:
    """The event that this one edits, or nothing."""
    relation = relation_of(event)
    found = relation.get("event_id") if relation.get("rel_type") == "m.replace" else ""
    return found if isinstance(found, str) else ""


def newest_edit(event: Json) -> Json | None:
    """The edit that the server bundles with an event: only its author's own counts there."""
    relations = (event.get("unsigned") or {}).get("m.relations") if isinstance(event.get("unsigned"), dict) else None
    edit = relations.get("m.replace") if isinstance(relations, dict) else None
    if isinstance(edit, dict) and edit.get("sender") == event.get("sender") and edit.get("event_id"):
        return edit
    return None


def said(
    book: Book, room_id: str, event: Json, *, name: str = "", history: bool = False, nearby: bool = False, **more: Any
) -> RawEvent:
    """Something that was said in a room."""
    room, direct = book.room(room_id), book.is_direct(room_id)
    edit = more.pop("edit", None) or newest_edit(event)
    envelope = {
        "kind": SAID,
        "room": room_id,
        "direct": direct,
        "width": room.visibility(direct, book.seals).value,
        "show": room.may_show(direct).value,
        "name": name,
        "event": event,
        "edit": edit,
        "nearby": nearby,
        **more,
    }
    version = edit.get("event_id") if edit else ""
    return RawEvent(f"said:{post_id(room_id, str(event.get('event_id')))}@{version}", _packed(envelope), history)


def gone(room_id: str, event_id: str) -> RawEvent:
    """Something that was taken back."""
    envelope = {"kind": GONE, "room": room_id, "event": {"event_id": event_id}}
    return RawEvent(f"gone:{post_id(room_id, event_id)}", _packed(envelope))


def _packed(envelope: Json) -> bytes:
    try:
        packed = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        packed = "null"  # nested to trick us: kept as something that makes no sense
    return packed.encode("utf-8", "surrogatepass")

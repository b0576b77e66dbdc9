"""A part put into a room once, and looked for after any doubt.

A transaction id makes a second sending the first one, for the device that sent it
(https://spec.matrix.org/latest/client-server-api/#transaction-identifiers). Servers forget it after a while (Synapse
after a day), so our key stands in the event too: looking finds it for ever.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tummler.common import clock
from tummler.networks.contract import (
    Connection,
    Delivered,
    NetworkTrouble,
    OutMedia,
    Part,
    Refused,
    Unheard,
    Visibility,
)
from tummler.networks.matrix import direct, names
from tummler.networks.matrix.client import Client, Missing, Said, open_client, path_of
from tummler.networks.matrix.events import DESCRIBED, content_of, newest_edit
from tummler.networks.matrix.files import store
from tummler.networks.matrix.rooms import is_sealed
from tummler.networks.matrix.seal.closing import closed, seals
from tummler.networks.matrix.seal.opening import SEALED

Json = dict[str, Any]

#: Stands in each event of ours; random, and says nothing about anybody.
KEY = "io.github.tummler.key"
_PAGES, _PAGE = 10, 100
_KINDS = {"image": "m.image", "video": "m.video", "audio": "m.audio"}


def new_key(when: datetime) -> str:
    """A fresh transaction id."""
    return f"tummler-{int(when.timestamp())}-{secrets.token_hex(16)}"


def deliver(connection: Connection, part: Part) -> Delivered:
    """Say a part. Raises Refused, KeyRevoked, SlowDown, or Unheard when it may stand there or not."""
    client = open_client(connection)
    room = _room_for(client, connection, part)
    relation = _relation(client, room, part)
    sealed = seals(connection) and is_sealed(client, room)
    if part.visibility is Visibility.DIRECT and seals(connection) and not sealed:
        raise Refused("not_sealed")  # what is for two leaves sealed or not at all
    send = _Sender(client, connection, room, sealed, part.place.account.remote_id if part.place else "")
    for number, media in enumerate(part.media):
        send(f"{part.key}-{number}", {**send.file(media), **relation})
    content = {"msgtype": "m.text", "body": part.text, "m.mentions": _mentions(part, room), **relation}
    event = send(part.key, content)
    _mark_read(client, room, part)
    return _delivered(connection, room, event)


def _room_for(client: Client, connection: Connection, part: Part) -> str:
    if part.place is None:
        raise Refused("no_place")
    room, _event = names.parts(part.place.remote_id)
    if part.visibility is not Visibility.DIRECT:
        return room
    return direct.room_with(client, connection, part.place.account.remote_id, room, part.key)


def _relation(client: Client, room: str, part: Part) -> Json:
    """It answers the post; in a thread if that is in one. In another room than the question it answers nothing."""
    asked_in, event = names.parts(part.place.remote_id) if part.place else ("", "")
    if asked_in != room or not event:
        return {}
    try:
        asked = client.get(path_of("rooms", room, "event", event))
    except Missing:
        raise Refused("reply_gone") from None
    except Said as said:
        raise Refused("not_in_room" if said.error == "M_FORBIDDEN" else said.code, said.error) from None
    if not content_of(asked):
        raise Refused("reply_gone")
    relation = content_of(asked).get("m.relates_to")
    reply = {"m.in_reply_to": {"event_id": event}}
    if isinstance(relation, dict) and relation.get("rel_type") == "m.thread" and relation.get("event_id"):
        thread = {"rel_type": "m.thread", "event_id": relation["event_id"], "is_falling_back": False}
        return {"m.relates_to": {**thread, **reply}}
    return {"m.relates_to": reply}


def _mentions(part: Part, room: str) -> Json:
    """Who is told of it: the one who is answered, and whom the words name. Never the whole room."""
    people = {span.value for span in part.spans if span.kind == "mention"}
    if part.place:
        people.add(part.place.account.remote_id)
    return {"user_ids": sorted(person for person in people if names.is_id(person, "@"))}


@dataclass(frozen=True, slots=True)
class _Sender:
    """Sends into one room, sealed where that is."""

    client: Client
    connection: Connection
    room: str
    sealed: bool
    whom: str

    def __call__(self, key: str, content: Json) -> str:
        kind = SEALED if self.sealed else "m.room.message"
        if self.sealed:
            content = closed(self.client, self.connection, self.room, content, key, self.whom)
        try:
            sent = self.client.put(path_of("rooms", self.room, "send", kind, key), {**content, KEY: key})
        except Said as said:
            if said.error == "M_FORBIDDEN":
                raise Refused("not_in_room") from None
            raise
        event = sent.get("event_id")
        if not names.is_id(event, "$"):
            raise Unheard("garbled")
        return event

    def file(self, media: OutMedia) -> Json:
        """A picture with what it shows in words, which every app can read out."""
        kind = _KINDS.get(media.mime.partition("/")[0], "m.file")
        name = f"picture.{media.mime.rpartition('/')[2]}"
        info = {"mimetype": media.mime, "w": media.width, "h": media.height, "size": len(media.content)}
        stored = store(self.client, media.content, media.mime, self.sealed)
        return {
            "msgtype": kind,
            "body": media.description or name,
            "filename": name,
            "info": info,
            DESCRIBED: True,
            **stored,
        }


def _mark_read(client: Client, room: str, part: Part) -> None:
    """Who answers has read: the mark moves to the question, and to nothing that nobody here has seen."""
    asked_in, event = names.parts(part.place.remote_id) if part.place else ("", "")
    if asked_in != room or not event:
        return
    with suppress(NetworkTrouble):  # the answer stands; a mark that is missing changes nothing
        client.post(path_of("rooms", room, "read_markers"), {"m.fully_read": event, "m.read": event})


def _delivered(connection: Connection, room: str, event: str, version: str = "") -> Delivered:
    via = names.server_of(connection.account.remote_id)
    return Delivered(names.post_id(room, event), version, names.page(room, event, via), clock.now())


# ---------------------------------------------------------------------------------------------- looking


def look(connection: Connection, part: Part) -> Delivered | None:
    """The part as it stands in its room, or None if it surely does not."""
    client = open_client(connection)
    for room in _rooms_of(client, connection, part):
        for event in _own_messages(client, room, connection.account.remote_id, part):
            if _key_of(event) == part.key:
                edit = newest_edit(event) or {}
                return _delivered(connection, room, event["event_id"], str(edit.get("event_id") or ""))
    return None


def _rooms_of(client: Client, connection: Connection, part: Part) -> list[str]:
    if part.place is None:
        return []
    room, _event = names.parts(part.place.remote_id)
    if part.visibility is not Visibility.DIRECT:
        return [room]
    return direct.rooms_with(client, connection, part.place.account.remote_id, room, part.key)


def _key_of(event: Json) -> str:
    """Our key in it; of what was taken back since, the transaction that the server remembers."""
    unsigned = event.get("unsigned")
    told = unsigned.get("transaction_id") if isinstance(unsigned, dict) else ""
    return str(content_of(event).get(KEY) or told or "")


def _own_messages(client: Client, room: str, own: str, part: Part) -> Iterator[Json]:
    """What we said there, newest first, back to well before the part was promised."""
    earliest = (part.created_at.timestamp() - 86_400) * 1000
    asked = msgspec.json.encode({"senders": [own], "types": ["m.room.message", "m.room.encrypted"]}).decode()
    back: Json = {}
    for _ in range(_PAGES):
        try:
            page = client.get(path_of("rooms", room, "messages"), dir="b", limit=_PAGE, filter=asked, **back)
        except Said as said:
            if said.error == "M_FORBIDDEN":
                raise Refused("not_in_room") from None
            raise
        rows = [row for row in page.get("chunk") or () if isinstance(row, dict)]
        yield from (row for row in rows if row.get("sender") == own and names.is_id(row.get("event_id"), "$"))
        times = [row["origin_server_ts"] for row in rows if isinstance(row.get("origin_server_ts"), int)]
        if not page.get("end") or (times and min(times) < earliest):
            return
        back = {"from": page["end"]}
    raise Unheard("cannot_look")


def retract(connection: Connection, remote_id: str) -> None:
    """Take back a message of our own, and the pictures that came with it; one that is gone already is fine."""
    room, event = names.parts(remote_id)
    client = open_client(connection)
    try:
        context = client.get(path_of("rooms", room, "context", event), limit=30)
    except Missing:
        return
    target = context.get("event")
    key = _key_of(target) if isinstance(target, dict) else ""
    before = [row for row in context.get("events_before") or () if isinstance(row, dict)]
    with_it = [row for row in before if key and _key_of(row).startswith(f"{key}-")]
    for each in [event, *(str(row.get("event_id")) for row in with_it)]:
        _redact(client, room, each)


def _redact(client: Client, room: str, event: str) -> None:
    try:
        client.put(path_of("rooms", room, "redact", event, f"tummler-gone-{event[1:40]}"), {})
    except Missing:
        return

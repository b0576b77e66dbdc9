"""The server-sent events of an open desk: hints that something changed, never what was said.

A native ASGI endpoint, because an open stream must not hold a thread. One look at the happenings serves every desk.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakSet

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, close_old_connections, connections
from django.db.models import QuerySet
from django.http import HttpRequest, parse_cookie

from tummler.common import clock, log
from tummler.live.hints import Watcher
from tummler.records.happenings import Seen, hint, seen_now, since
from tummler.records.models import Conversation, Happening, Helper, Need, Presence
from tummler.records.prepared import Given, prepared
from tummler.web.market_rows import forget_drawn
from tummler.web.sessions import SessionStore
from tummler.web.standing import forget_standing
from tummler.web.viewing import current_helper

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

#: A beat this often keeps proxies from closing the stream, and shows the desk that nobody keeps it from it.
BEAT_SECONDS = 20.0
#: So long hints are gathered before the desks are told.
GATHER_SECONDS = 0.02
#: A helper's presence is written down no more often than this.
SEEN_EVERY = timedelta(minutes=1)
#: Rows of the list are kept as they were drawn for so long at most; what makes words leave ends it at once.
DRAWN_SECONDS = 600.0
_LEFT = frozenset(("post_gone", "post_edited", "person_erased"))
#: A slow desk that lets this many hints pile up is told to reload everything instead.
MOST_WAITING = 200
_MOST_TOLD = 10_000
_MARKET = frozenset(
    (
        "need_opened", "need_came_back", "need_claimed", "need_let_go", "need_went_back", "need_dropped",
        "need_taken_over", "need_helped", "need_not_helped", "need_unanswered", "care_rung", "answered_elsewhere",
        "delivery_sent", "post_gone", "reading_corrected", "need_woke", "incident_suspected", "incident_came_back",
        "need_reached", "answered_from_own", "answer_gone", "wish_made", "corner_asked",
        "corner_answered", "care_taken_back",
    )
)  # fmt: skip
#: What changes who is on a need that a list shows.
_WHO = frozenset(
    (
        "need_claimed", "need_let_go", "need_went_back", "need_taken_over", "need_dropped", "need_handed_on",
        "hand_on_taken", "need_given_back", "hand_on_withdrawn", "asked_in", "ask_in_withdrawn", "ask_in_done",
        "need_snoozed", "need_woke", "need_helped", "answered_elsewhere", "delivery_sent", "note_written",
        "answered_from_own", "answer_gone",
        "need_reached", "needs_joined", "needs_parted", "circle_asked", "circle_question_withdrawn", "circle_answered",
        "approval_asked", "approval_given", "approval_refused", "approval_taken_back", "guest_answered",
    )
)  # fmt: skip


@dataclass(eq=False)
class Desk:
    """One open stream: whose it is, and the hints that wait to be written."""

    helper_id: int
    brand_id: int
    on_duty: bool
    waiting: list[bytes] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, message: bytes) -> None:
        """Keep a hint for the next write; a desk that is too slow gets one that says "all of it"."""
        if len(self.waiting) >= MOST_WAITING:
            self.waiting[:] = [_message("all", {})]
        else:
            self.waiting.append(message)
        self.changed.set()

    async def told(self) -> bytes:
        """Everything that waits, once something does; nothing when a beat is due or the desk has gone."""
        await self.changed.wait()
        self.changed.clear()
        message = b"".join(self.waiting)
        self.waiting.clear()
        return message


def _message(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def _leave() -> None:
    """Close this thread's connections; the watcher, which listens, is woken and sees that it is over."""
    try:
        hint()
    finally:
        connections.close_all()


_HUBS: WeakSet[Hub] = WeakSet()


def end_streams() -> None:
    """The server ends: every stream ends whole now, instead of being cut off when its time is over."""
    for hub in _HUBS:
        hub.end()


class Hub:
    """Reads what happened once and tells every open desk that may know."""

    def __init__(self) -> None:
        self.desks: set[Desk] = set()
        self.ending = False
        self._seen = Seen(0)
        self._signs: dict[int, datetime] = {}
        self._signs_at = clock.now()
        self._drawn_at = clock.ticks()
        self._changed = asyncio.Event()
        self._watcher: Watcher | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to watch."""
        loop = asyncio.get_running_loop()
        _HUBS.add(self)
        self._seen = await sync_to_async(seen_now)()

        def changed() -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                loop.call_soon_threadsafe(self._changed.set)

        self._watcher = Watcher(changed)
        self._watcher.start()
        self._task = asyncio.create_task(self._run())

    def end(self) -> None:
        """No desk is told anything any more; safe in the handler of a signal."""
        self.ending = True
        for desk in list(self.desks):
            desk.changed.set()
        with suppress(RuntimeError):
            asyncio.get_running_loop().call_soon_threadsafe(int)  # it may be asleep

    async def stop(self) -> None:
        """Stop watching, and leave the database."""
        if self._watcher:
            self._watcher.stop()
        if self._task:
            self._task.cancel()
        with suppress(DatabaseError):
            await sync_to_async(_leave)()

    async def _run(self) -> None:
        while True:
            # A hint may be lost: look again soon even without one.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), 1.0)
            # One post makes several commits: taken together they are one write to each desk.
            await asyncio.sleep(GATHER_SECONDS)
            self._changed.clear()
            try:
                hints = await sync_to_async(self._look)()
            except Exception as error:  # noqa: BLE001 - the stream outlives a database that is away
                log.trouble("stream_not_read", error)
                await asyncio.sleep(1)
                continue
            if clock.ticks() - self._drawn_at > DRAWN_SECONDS:
                _forget()
                self._drawn_at = clock.ticks()
            for told in hints:
                for desk in self.desks:
                    if desk.brand_id == told.brand_id and (desk.on_duty or not told.care):
                        desk.tell(told.message)

    def _look(self) -> list[Hint]:
        """What happened since the last look, and who came or went where somebody looks."""
        hints, self._seen = _hints_since(self._seen)
        if self.desks:
            signs, self._signs_at = _presence_since(self._signs_at, self._signs)
            hints += signs
        return hints


def _forget() -> None:
    forget_drawn()
    forget_standing()


@dataclass(frozen=True, slots=True)
class Hint:
    """A message for the open desks of a brand; ``care``: for the named person alone."""

    brand_id: int
    care: bool
    message: bytes


def _hints_since(seen: Seen) -> tuple[list[Hint], Seen]:
    """Hints for what happened since, one per conversation and market, and how far that is."""
    close_old_connections()
    rows, now = since(seen)
    if any(row.act in _LEFT for row in rows):
        _forget()
    conversations = _conversations(rows) if rows else {}
    taken_away = _taken_away(rows)
    hints: dict[tuple[int, str, int], Hint] = {}
    for row in rows:
        public_id, care = conversations.get(row.conversation_id or 0, ("", False))
        care = care and row.conversation_id not in taken_away
        if public_id:
            message = _message("conversation", {"id": public_id})
            hints.setdefault((row.brand_id, "c", row.conversation_id or 0), Hint(row.brand_id, care, message))
        if row.act in _MARKET:
            hints.setdefault((row.brand_id, "n", int(care)), Hint(row.brand_id, care, _message("needs", {})))
        if row.act in _WHO:
            hints.setdefault((row.brand_id, "w", int(care)), Hint(row.brand_id, care, _message("who", {})))
    return list(hints.values()), now


#: Signs of presence are looked for this far back: who wrote one may have had the time a moment before.
_BEFORE = timedelta(seconds=2)


def _presence_since(at: datetime, told: dict[int, datetime]) -> tuple[list[Hint], datetime]:
    """Hints for those who came to a need, began to write there, or went. ``told`` keeps what was said already."""
    now = clock.now()
    hints = []
    for sign in prepared("signs of presence", _signs).all(at=at - _BEFORE):
        if told.get(sign.pk) != sign.changed_at:
            told[sign.pk] = sign.changed_at
            message = _message("presence", {"id": sign.need.conversation.public_id})
            hints.append(Hint(sign.brand_id, sign.need.care != "", message))
    if len(told) > _MOST_TOLD:
        told.clear()
    return hints, now


def _signs() -> QuerySet[Presence]:
    return Presence.objects.filter(changed_at__gt=Given()).select_related("need__conversation")[:500]


def _taken_away(rows: Iterable[Happening]) -> set[int | None]:
    """Conversations that became the named person's alone just now: whoever has them open must see them go."""
    opened = {row.need_id for row in rows if row.act == "need_opened"}
    return {row.conversation_id for row in rows if row.act == "care_rung" and row.need_id not in opened}


def _conversations(rows: Iterable[Happening]) -> dict[int, tuple[str, bool]]:
    ids = {row.conversation_id for row in rows if row.conversation_id}
    care = set(Need.objects.filter(conversation__in=ids).exclude(care="").values_list("conversation_id", flat=True))
    found = Conversation.objects.filter(pk__in=ids).values_list("pk", "public_id")
    return {pk: (public_id, pk in care) for pk, public_id in found}


def _open_desk(cookies: str) -> Desk | None:
    """The desk that a session's cookie opens, or None."""
    close_old_connections()
    session = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if session is None:
        return None
    request = HttpRequest()
    request.session = SessionStore(session)
    request.user = get_user(request)
    helper = current_helper(request)
    if helper is None:
        return None
    if helper.seen_at is None or clock.now() - helper.seen_at > SEEN_EVERY:
        Helper.objects.filter(pk=helper.pk).update(seen_at=clock.now())
    return Desk(helper.pk, helper.brand_id, helper.brand.duty_helper_id == helper.pk)


class Stream:
    """The ASGI endpoint."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep one desk up to date until it goes."""
        cookies = "; ".join(v.decode("latin-1") for k, v in scope["headers"] if k == b"cookie")
        desk = await sync_to_async(_open_desk)(cookies)
        if desk is None or scope["method"] != "GET":
            await _refuse(send)
            return
        await _begin(send)
        self.hub.desks.add(desk)
        gone = asyncio.create_task(_until_gone(receive))
        gone.add_done_callback(lambda _: desk.changed.set())
        try:
            await self._feed(desk, cookies, send, gone)
        except asyncio.CancelledError:
            return  # the server ends; there is nobody to tell
        finally:
            self.hub.desks.discard(desk)
            gone.cancel()

    async def _feed(self, desk: Desk, cookies: str, send: Send, gone: asyncio.Task[None]) -> None:
        await _write(send, b"retry: 2000\n\n" + _message("all", {}))
        loop = asyncio.get_running_loop()
        # Desks that came at one moment, after a deploy, are not all looked at again at one moment.
        due = loop.time() + BEAT_SECONDS * random.uniform(0.5, 1)  # noqa: S311 - a pause, not a secret
        while True:
            beat = loop.call_at(due, desk.changed.set)
            message = await desk.told()
            beat.cancel()
            if gone.done():
                return
            if self.hub.ending:
                await send({"type": "http.response.body", "body": b""})
                return
            if loop.time() >= due:
                # Still signed in, also while hint follows hint? Signing out ends this stream within a beat.
                again = await sync_to_async(_open_desk)(cookies)
                if again is None:
                    return
                desk.on_duty = again.on_duty
                due = loop.time() + BEAT_SECONDS
            await _write(send, message or _message("beat", {}))


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _begin(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),  # nginx would keep the hints to itself
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _write(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})

"""What of a whole-network stream concerns a channel: a few events of many thousands.

Ours is what says a word of ours, names our account, answers in a thread we hold, or takes back what we hold. What we
hold can change a moment later (the mention itself may come by another stream), so a no is asked once more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import facets, uris
from tummler.networks.bluesky.wire import NOTHING, Head, Told, Wire
from tummler.networks.bluesky.words import Ear
from tummler.networks.contract import Connection

#: How long until what wasn't ours is asked about once more, and how many wait for it at most.
_AGAIN_SECONDS = 60.0
_MOST_WAITING = 20_000
_FAILURES = (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Ours(msgspec.Struct, frozen=True, gc=False):
    """An event that concerns the channel, and why: ``word``, ``thread``, ``own``, ``held``. ``record`` is a post's."""

    told: Told
    why: str
    record: msgspec.Raw = NOTHING


class _Doubt(msgspec.Struct, frozen=True, gc=False):
    """An event that is ours if we hold one of these ids."""

    told: Told
    why: str
    ids: tuple[str, ...]
    due: float = 0.0


class Sieve:
    """Keeps what is ours of the frames it is fed, and knows from where to read again."""

    def __init__(self, connection: Connection, wire: Wire) -> None:
        self._wire = wire
        self._own, self._own_bytes = connection.account.remote_id, connection.account.remote_id.encode()
        self._ear = Ear(connection.words)
        self._holdings = Holdings(connection.holds)
        self._waiting: deque[_Doubt] = deque()
        self._last: int | None = None
        self.time_us = 0
        self.garbled = 0

    def feed(self, frames: list[bytes]) -> list[Ours]:
        """What of these frames is ours, and of earlier ones by now."""
        ours: list[Ours] = []
        doubts: list[_Doubt] = []
        for frame in frames:
            try:
                for told in self._wire.told(frame):
                    why, ids = self._judge(told)
                    if why and not ids:
                        ours.append(self._ours(told, why))
                    elif ids:
                        doubts.append(_Doubt(told, why, ids))
            except _FAILURES:
                self.garbled += 1
        self._note_position(frames)
        return ours + self._settle(doubts)

    @property
    def cursor(self) -> str | None:
        """Where to go on: before the first event that may still turn out to be ours."""
        places = [doubt.told.position for doubt in self._waiting] + [self._last]
        known = [place for place in places if place is not None]
        return self._wire.cursor(min(known)) if known else None

    def _note_position(self, frames: list[bytes]) -> None:
        for frame in reversed(frames):
            try:
                place = self._wire.position(frame)
            except _FAILURES:
                continue
            if place is not None:
                self._last, self.time_us = place
                return

    def _judge(self, told: Told) -> tuple[str, tuple[str, ...]]:
        """Why it is ours, and which ids we must hold for that; neither if it isn't."""
        if told.kind != "said":
            named = told.did if told.kind in ("account", "identity") else uris.post(told.did, told.rkey)
            return "held", (named,)
        if told.did == self._own:
            return "own", ()
        if self._own_bytes in told.raw or self._hears(told.head):
            return "word", ()
        ids = told.head.answers
        if told.edit:
            ids = (*ids, uris.post(told.did, told.rkey))
        return ("thread", ids) if ids else ("", ())

    def _hears(self, said: Head) -> bool:
        """A word counts in the text and in the descriptions of pictures, a hashtag wherever hashtags stand."""
        if not self._ear.may_hear(said.text) and not self._may_hear_beside(said):
            return False
        if self._ear.hears(said.text):
            return True
        if any(self._ear.hears(text) for text in _descriptions(msgspec.json.decode(said.embed))):
            return True
        return self._ear.has_tags and any(self._ear.hears_tag(tag) for tag in _tags(said))

    def _may_hear_beside(self, said: Head) -> bool:
        for raw in (said.facets, said.tags, said.embed):
            if raw is not NOTHING and self._ear.may_hear(_read(raw)):
                return True
        return False

    def _ours(self, told: Told, why: str) -> Ours:
        return Ours(told, why, self._wire.record(told) if told.kind == "said" else NOTHING)

    def _settle(self, doubts: list[_Doubt]) -> list[Ours]:
        """Ask what we hold about new doubts and those that have waited long enough."""
        now = clock.ticks()
        again: list[_Doubt] = []
        while self._waiting and (self._waiting[0].due <= now or len(self._waiting) > _MOST_WAITING):
            again.append(self._waiting.popleft())
        asked = doubts + again
        if not asked:
            return []
        held = self._holdings.of({one for doubt in asked for one in doubt.ids}, now)
        due = now + _AGAIN_SECONDS
        self._waiting.extend(
            _Doubt(doubt.told, doubt.why, doubt.ids, due) for doubt in doubts if held.isdisjoint(doubt.ids)
        )
        return [self._ours(one.told, one.why) for one in asked if not held.isdisjoint(one.ids)]


class Holdings:
    """What the channel holds, asked in bulk. An answer is good for a while: many answer in the same thread."""

    _MOST, _SECONDS = 50_000, 20.0

    def __init__(self, holds: Callable[[Collection[str]], Collection[str]]) -> None:
        self._holds = holds
        self._known: dict[str, bool] = {}
        self._until = 0.0

    def of(self, ids: set[str], now: float) -> set[str]:
        """Those of the ids that are held."""
        if now > self._until or len(self._known) > self._MOST:
            self._known.clear()
            self._until = now + self._SECONDS
        new = ids - self._known.keys()
        if new:
            held = set(self._holds(new))
            self._known |= {one: one in held for one in new}
        return {one for one in ids if self._known[one]}


def _read(raw: msgspec.Raw) -> str:
    """JSON as text, its escapes undone."""
    written = bytes(raw)
    if b"\\u" in written:
        written = msgspec.json.encode(msgspec.json.decode(raw))
    return written.decode("utf-8", "replace")


def _tags(said: Head) -> list[str]:
    """The hashtags of a post: in its text, as facets, and those listed beside it."""
    listed = msgspec.json.decode(said.tags)
    spans = (*facets.spans_of(said.text, msgspec.json.decode(said.facets)), *facets.find(said.text, {}))
    named = [span.value for span in spans if span.kind == "tag"]
    return named + ([tag for tag in listed if isinstance(tag, str)] if isinstance(listed, list) else [])


def _descriptions(embed: object) -> list[str]:
    if not isinstance(embed, dict):
        return []
    images = embed.get("images") or embed.get("items")
    found = [image.get("alt") for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    return [alt for alt in found if isinstance(alt, str)] + _descriptions(embed.get("media"))

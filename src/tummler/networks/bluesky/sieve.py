"""What of a whole-network stream concerns a channel: a few events of many thousands.

Ours is what says a word of ours, names our account, answers in a thread we hold, or takes back what we hold. What we
hold can change a moment later (the mention itself may come by another stream), so a no is asked once more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import facets, uris
from tummler.networks.bluesky.wire import Head, Told, Wire, head
from tummler.networks.bluesky.words import Ear
from tummler.networks.contract import Connection

#: How long until what wasn't ours is asked about once more, and how many wait for it at most.
_AGAIN_SECONDS = 60.0
_MOST_WAITING = 20_000
_FAILURES = (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Ours:
    """An event that concerns the channel, and why: ``word``, ``thread``, ``own``, ``held``."""

    told: Told
    why: str


@dataclass(frozen=True, slots=True)
class _Doubt:
    """An event that is ours if we hold one of these ids."""

    told: Told
    why: str
    ids: frozenset[str]
    due: float = 0.0


class Sieve:
    """Keeps what is ours of the frames it is fed, and knows from where to read again."""

    def __init__(self, connection: Connection, wire: Wire) -> None:
        self._wire = wire
        self._own = connection.account.remote_id
        self._ear = Ear(connection.words, self._own)
        self._holds = connection.holds
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
                judged = [self._judge(one) for one in self._wire.told(frame)]
            except _FAILURES:
                self.garbled += 1
                continue
            ours += [one for one in judged if isinstance(one, Ours)]
            doubts += [one for one in judged if isinstance(one, _Doubt)]
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

    def _judge(self, told: Told) -> Ours | _Doubt | None:
        if told.kind != "said":
            held = told.did if told.kind in ("account", "identity") else uris.post(told.did, told.rkey)
            return _Doubt(told, "held", frozenset({held}))
        if told.did == self._own:
            return Ours(told, "own")
        if self._ear.names_account(told.raw):
            return Ours(told, "word")
        may = self._ear.may_hear(told.raw)
        known = head(told.record)
        if may is None:
            may = any(self._ear.may_hear_in(text) for text in (known.text, *map(_read, known.beside)))
        if may and self._hears(known):
            return Ours(told, "word")
        ids = known.answers
        if told.edit:
            ids |= {uris.post(told.did, told.rkey)}
        return _Doubt(told, "thread", ids) if ids else None

    def _hears(self, said: Head) -> bool:
        """A word counts in the text and in the descriptions of pictures, a hashtag wherever hashtags stand."""
        if self._ear.hears(said.text):
            return True
        if any(self._ear.hears(text) for text in _descriptions(msgspec.json.decode(said.embed))):
            return True
        return self._ear.has_tags and any(self._ear.hears_tag(tag) for tag in _tags(said))

    def _settle(self, doubts: list[_Doubt]) -> list[Ours]:
        """Ask what we hold about new doubts and those that have waited long enough."""
        now = clock.ticks()
        again: list[_Doubt] = []
        while self._waiting and (self._waiting[0].due <= now or len(self._waiting) > _MOST_WAITING):
            again.append(self._waiting.popleft())
        held = self._held(doubt.ids for doubt in (*doubts, *again))
        self._waiting.extend(
            _Doubt(doubt.told, doubt.why, doubt.ids, now + _AGAIN_SECONDS)
            for doubt in doubts
            if held.isdisjoint(doubt.ids)
        )
        return [Ours(one.told, one.why) for one in (*doubts, *again) if not held.isdisjoint(one.ids)]

    def _held(self, asked: Iterable[frozenset[str]]) -> frozenset[str]:
        ids = frozenset().union(*asked)
        return frozenset(self._holds(ids)) if ids else frozenset()


def _read(raw: msgspec.Raw) -> str:
    """JSON as text, its escapes undone."""
    written = bytes(raw)
    if b"\\u" in written:
        written = msgspec.json.encode(msgspec.json.decode(raw))
    return written.decode("utf-8", "replace")


def _tags(said: Head) -> list[str]:
    """The hashtags of a post: in its text, as facets, and those listed beside it."""
    if "#" not in said.text and "＃" not in said.text and not said.beside:
        return []
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

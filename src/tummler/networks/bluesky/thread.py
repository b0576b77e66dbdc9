"""The whole thread around a post, as history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tummler.networks.bluesky import direct, envelope, uris
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import Connection, RawEvent, Unheard

#: https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread
_DEPTHS = (1000, 8, 1)
_DEFS = "app.bsky.feed.defs#"


class _Answer(msgspec.Struct):
    thread: dict[str, Any]


def fetch(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    """Every post of the thread that can be seen: the parents up to the root, and the root's whole tree.

    A part that hangs on a deleted or hidden post isn't reached from the root, so the post's own surroundings are
    asked for as well. Raises :class:`NetworkTrouble` when the network can't be asked.
    """
    session = Session(connection)
    if remote_id.startswith("chat:"):
        return direct.fetch(session, remote_id)
    events: dict[str, RawEvent] = {}
    root = ""
    for name in (remote_id, ""):
        uri = name or root
        if not uri or (not name and uri == remote_id):
            continue
        try:
            thread = _ask(session, uri)
        except Said as said:
            if said.error != "NotFound":
                raise
            events |= _named([_gone(uri, "deleted")])
            continue
        root = root or _root(thread)
        events |= _named(_walk(thread))
    return tuple(events.values())


def _ask(session: Session, uri: str) -> dict[str, Any]:
    """The thread at a post; less deep where the whole of it is more than an answer can hold."""
    for depth in _DEPTHS:
        try:
            answer = session.ask(
                "app.bsky.feed.getPostThread",
                _Answer,
                proxy=session.appview,
                uri=uri,
                depth=depth,
                parentHeight=_DEPTHS[0],
            )
        except Unheard as error:
            if error.code != "answer_too_large" or depth == _DEPTHS[-1]:
                raise
        else:
            return answer.thread
    raise AssertionError("the last depth answers or raises")


def _root(thread: dict[str, Any]) -> str:
    """The root its record names: the tree above may be broken by a deleted post."""
    try:
        uri = thread["post"]["record"]["reply"]["root"]["uri"]
    except (KeyError, TypeError):
        return ""
    return uri if uris.is_post(uri) else ""


def _walk(thread: dict[str, Any]) -> Iterator[RawEvent]:
    """Every place of the tree. Not recursive: a thread can be deeper than Python's stack."""
    waiting: list[Any] = [thread]
    while waiting:
        place = waiting.pop()
        if not isinstance(place, dict):
            continue
        kind = place.get("$type")
        if kind == f"{_DEFS}notFoundPost" and uris.is_post(place.get("uri")):
            yield _gone(place["uri"], "deleted")
        elif kind == f"{_DEFS}blockedPost" and uris.is_post(place.get("uri")):
            yield _gone(place["uri"], "blocked")
        elif isinstance(post := place.get("post"), dict):
            yield envelope.event(f"thread:{post.get('uri')}:{post.get('cid')}", "post", post, history=True)
        waiting += [place.get("parent"), *(place.get("replies") or ())]


def _gone(uri: str, why: str) -> RawEvent:
    return envelope.event(f"gone:{why}:{uri}", "gone", {"uri": uri, "why": why}, history=True)


def _named(events: Iterator[RawEvent] | list[RawEvent]) -> dict[str, RawEvent]:
    return {event.remote_id: event for event in events}

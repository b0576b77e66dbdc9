"""Posts and people as the AppView shows them: asked for in one go, kept as their JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Literal

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import xrpc
from tummler.networks.bluesky.session import Session
from tummler.networks.bluesky.uris import is_post, parts, seconds_of_tid
from tummler.networks.bluesky.xrpc import Said
from tummler.networks.contract import Part, Unheard

#: getPosts and getProfiles take so many names at once.
_AT_ONCE = 25
#: So many posts are looked after where no stream tells of deletions.
_LOOKED_AFTER = 100
YOUNG_SECONDS = 120.0


class _Named(msgspec.Struct):
    uri: str = ""
    did: str = ""


class _Posts(msgspec.Struct):
    posts: list[msgspec.Raw]


class _Viewer(msgspec.Struct, rename="camel"):
    blocked_by: bool = False
    blocking: str = ""


class _Viewed(msgspec.Struct):
    viewer: _Viewer = msgspec.field(default_factory=_Viewer)


class _Thread(msgspec.Struct):
    thread: dict[str, Any]


class _Profiles(msgspec.Struct):
    profiles: list[msgspec.Raw]


def posts(session: Session, uris: Iterable[str]) -> dict[str, msgspec.Raw]:
    """The view of each post that the AppView knows; those it doesn't are missing."""
    found: dict[str, msgspec.Raw] = {}
    for some in _batches(list(dict.fromkeys(uris))):
        answer = session.ask("app.bsky.feed.getPosts", _Posts, proxy=session.appview, uris=some)
        found |= {msgspec.json.decode(view, type=_Named).uri: view for view in answer.posts}
    return found


def profiles(session: Session, dids: Iterable[str]) -> dict[str, msgspec.Raw]:
    """The profile of each account that the AppView knows."""
    found: dict[str, msgspec.Raw] = {}
    for some in _batches(list(dict.fromkeys(dids))):
        answer = session.ask("app.bsky.actor.getProfiles", _Profiles, proxy=session.appview, actors=some)
        found |= {msgspec.json.decode(view, type=_Named).did: view for view in answer.profiles}
    return found


def gone(session: Session, uris: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those of our posts that can't be seen any more, and why: ``deleted`` or ``blocked``."""
    names = [uri for uri in uris if is_post(uri)][:_LOOKED_AFTER]
    seen = posts(session, names)
    for uri in names:
        place = "there" if uri in seen or is_young(uri) else place_of(session, uri)
        if place != "there":
            yield uri, "deleted" if place == "gone" else "blocked"


def is_young(uri: str) -> bool:
    """True for a post so young that it may not have reached the AppView: that it isn't there says nothing."""
    return clock.now().timestamp() - seconds_of_tid(parts(uri)[2]) <= YOUNG_SECONDS


def is_blocked(profile: msgspec.Raw) -> bool:
    """True when this account and ours don't want to see each other."""
    try:
        viewer = msgspec.json.decode(profile, type=_Viewed).viewer
    except msgspec.MsgspecError:
        return False
    return viewer.blocked_by or bool(viewer.blocking)


class _Ours(msgspec.Struct):
    like: str = ""
    repost: str = ""
    blocking: str = ""


class _Marked(msgspec.Struct):
    viewer: _Ours = msgspec.field(default_factory=_Ours)


def our_like(session: Session, uri: str) -> str:
    """The name of our like of a post; empty if the AppView knows of none or can't be asked."""
    return _marks(posts, session, uri).like


def our_repost(session: Session, uri: str) -> str:
    """The name of our repost of a post; empty if the AppView knows of none or can't be asked."""
    return _marks(posts, session, uri).repost


def our_block(session: Session, did: str) -> str:
    """The name of our block of an account; empty if the AppView knows of none or can't be asked."""
    return _marks(profiles, session, did).blocking


def _marks(ask: Callable[[Session, Iterable[str]], dict[str, msgspec.Raw]], session: Session, name: str) -> _Ours:
    try:
        view = ask(session, [name]).get(name)
        return msgspec.json.decode(view, type=_Marked).viewer if view else _Ours()
    except (Unheard, msgspec.MsgspecError):
        return _Ours()


class _Reference(msgspec.Struct):
    cid: str = ""


class _Reply(msgspec.Struct):
    root: _Reference = msgspec.field(default_factory=_Reference)


class Replying(msgspec.Struct):
    """A post's record, as far as it names what it answers."""

    reply: _Reply = msgspec.field(default_factory=_Reply)

    @property
    def root_version(self) -> str:
        """The version of its thread's first post, as it was written."""
        return self.reply.root.cid


class _Recorded(msgspec.Struct):
    record: Replying


def root_version(session: Session, part: Part) -> str:
    """The version of a thread's root, as the post that is answered names it."""
    uri = part.place.remote_id if part.place else ""
    view = posts(session, [uri]).get(uri)
    if view is None:
        raise Unheard("root_unknown")
    return xrpc.decoded(bytes(view), _Recorded).record.root_version


def place_of(session: Session, uri: str) -> Literal["there", "gone", "blocked"]:
    """Whether a post can be seen by us."""
    try:
        answer = session.ask(
            "app.bsky.feed.getPostThread", _Thread, proxy=session.appview, uri=uri, depth=0, parentHeight=0
        )
    except Said as said:
        if said.error == "NotFound":
            return "gone"
        raise
    kind = str(answer.thread.get("$type", "")).rpartition("#")[2]
    return "blocked" if kind == "blockedPost" else "gone" if kind == "notFoundPost" else "there"


def _batches(names: Sequence[str]) -> Iterable[list[str]]:
    rest = iter(names)
    return iter(lambda: list(islice(rest, _AT_ONCE)), [])

"""The client side of echo, a small network in a process of its own (see ``server``): for proofs and looking around."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import httpx

from tummler.common import clock
from tummler.common.http import httpx_client
from tummler.common.ids import public_id
from tummler.common.text import cut_graphemes, graphemes
from tummler.networks.contract import (
    Addressed,
    Batch,
    Check,
    Composition,
    Connected,
    Connection,
    Delivered,
    Garbled,
    Heard,
    HeardAccount,
    HeardAccountGone,
    HeardGone,
    HeardMedia,
    HeardPost,
    HeardRename,
    KeyRevoked,
    Leaf,
    Length,
    MayAnswer,
    MediaRule,
    Network,
    OutMedia,
    Part,
    Place,
    Private,
    Problem,
    RawEvent,
    Reason,
    Refused,
    SettingsField,
    SlowDown,
    Span,
    Stream,
    Traits,
    Unheard,
    Visibility,
    WriteBudget,
)

LIMIT = 300
_IDLE_SECONDS = 25.0
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\S(?=\n)")
_WHY = ("deleted", "hidden", "blocked")

TRAITS = Traits(
    length=Length("graphemes", LIMIT),
    visibilities=(Visibility.PUBLIC, Visibility.DIRECT),
    threads=True,
    media=MediaRule(4, 1_000_000, ("image/jpeg", "image/png", "image/webp"), 1000),
    edits=True,
    deletes=True,
    likes=True,
    hides=True,
    blocks=True,
    mutes=True,
    reposts=True,
    reports=True,
    writes=WriteBudget(100_000, timedelta(hours=1)),
    may_answer=MayAnswer.WHEN_SUMMONED,
    private=Private.SERVER_READABLE,
    pays=True,
    tested_against="itself",
)


@cache
def _client() -> httpx.Client:
    return httpx_client()


def _call(connection: Connection, method: str, path: str, **options: Any) -> Any:
    """One request; every way in which it can fail as the contract's exceptions."""
    headers = {"Authorization": f"Bearer {connection.secrets['token']}"}
    timeout = httpx.Timeout(float(connection.settings.get("deadline", "5")), connect=2)
    try:
        response = _client().request(
            method, connection.settings["url"] + path, headers=headers, timeout=timeout, **options
        )
        value = response.json() if response.status_code < 500 else None
    except (httpx.HTTPError, ValueError, UnicodeDecodeError) as error:
        raise Unheard("silent", type(error).__name__) from error
    match response.status_code:
        case 200:
            return value
        case 401:
            raise KeyRevoked("key_revoked")
        case 422:
            raise Refused("refused")
        case 429:
            raise SlowDown(float(response.headers.get("Retry-After") or 1))
    raise Unheard("silent", str(response.status_code))


def connect(answers: Mapping[str, str], callback: str) -> Connected:
    """Any token is somebody there."""
    handle = answers["handle"]
    settings = {
        "url": answers["url"].rstrip("/"),
        "deadline": answers.get("deadline", "5"),
        "live": answers.get("live", ""),
    }
    connected = Connected(
        HeardAccount(f"id:{handle}", handle, handle.title()), settings, {"token": answers["token"]}, {}
    )
    _call(Connection(connected.account, settings, connected.secrets, {}), "GET", "/")
    return connected


def finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
    """Never needed."""
    return connect(pending, "")


def read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Everything that happened since the cursor (a count of events). The live stream stays open, where asked for."""
    if stream == "live":
        yield from _live(connection, cursor, stop)
        return
    more = True
    while more and not stop.is_set():
        batch = _heard_since(connection, cursor, 0)
        more, cursor = batch.more, batch.cursor
        yield batch


def _live(connection: Connection, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Told as it happens: the network holds our question until there is something to tell."""
    while not stop.is_set():
        if connection.settings.get("live") == "1":
            batch = _heard_since(connection, cursor, 2)
            cursor = batch.cursor
            yield batch
        else:
            yield Batch((), cursor or "")
            stop.wait(_IDLE_SECONDS)


def _heard_since(connection: Connection, cursor: str | None, wait: int) -> Batch:
    start = int(cursor or 0)
    said = _call(connection, "GET", "/events", params={"after": start, "wait": wait})
    events = tuple(
        RawEvent(f"n{start + place}", json.dumps(event).encode()) for place, event in enumerate(said["events"])
    )
    return Batch(events, str(said["next"]), len(events) == 200)


def normalise(payload: bytes, connection: Connection) -> tuple[Heard, ...]:
    """One event: a post, one that is gone, an account that is gone or has another handle."""
    try:
        event = json.loads(payload)
        match event["kind"]:
            case "gone":
                return (HeardGone(str(event["id"]), event.get("why") if event.get("why") in _WHY else "deleted"),)
            case "account_gone":
                return (HeardAccountGone(f"id:{event['id']}"),)
            case "rename":
                return (HeardRename(f"id:{event['id']}", str(event["handle"])),)
        return (_heard(event["post"], connection),)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
        raise Garbled("not_an_event") from error


def _heard(post: Mapping[str, Any], connection: Connection) -> HeardPost:
    by = str(post["by"])
    account = HeardAccount(
        f"id:{post.get('by_id') or by}", by, str(post.get("name", "")), robot=bool(post.get("robot"))
    )
    by_us = account.remote_id == connection.account.remote_id
    said = str(post.get("text", ""))
    addressed = Addressed.NO
    if not by_us and f"@{connection.account.handle}" in said:
        addressed = Addressed.MENTION
    elif not by_us and post.get("to") == connection.account.handle:
        addressed = Addressed.REPLY
    return HeardPost(
        remote_id=str(post["id"]),
        version=str(post.get("version", "")),
        account=account,
        text=said,
        parent_id=str(post.get("parent") or ""),
        root_id=str(post.get("root") or ""),
        claimed_at=_time(post.get("at")),
        edited_at=_time(post.get("edited_at")),
        url=str(post.get("url", "")),
        language=str(post.get("language", "")),
        visibility=Visibility(post.get("visibility", "public")),
        addressed=addressed,
        by_us=by_us,
        warning=str(post.get("warning", "")),
        spans=tuple(Span(int(start), int(end), "link", str(value)) for start, end, value in post.get("links", ())),
        media=tuple(
            HeardMedia(str(one["url"]), "image", str(one.get("alt", "")), one.get("width"), one.get("height"))
            for one in post.get("media", ())
        ),
    )


def _time(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None


def fetch_thread(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    """Every post of the thread, as it stands now."""
    posts = _call(connection, "GET", "/thread", params={"id": remote_id})
    return tuple(
        RawEvent(
            f"t:{post['id']}:{post.get('version', '')}",
            json.dumps({"kind": "post", "post": post}).encode(),
            history=True,
        )
        for post in posts
    )


def compose(text: str, place: Place, traits: Traits, cuts: tuple[int, ...]) -> Composition:
    """Leaves of 300 graphemes, cut where the writer wants, else at a word."""
    bounds = sorted({0, *(cut for cut in cuts if 0 < cut < len(text)), len(text)})
    leaves = [leaf for start, end in pairwise(bounds) for leaf in _leaves(text, start, end)]
    empty = (Leaf("", (), 0, LIMIT, (Problem("empty", 0, 0),)),)
    return Composition(tuple(leaves) or empty, place.visibility)


def _leaves(text: str, start: int, end: int) -> Iterator[Leaf]:
    while rest := text[start:end].rstrip():
        start += len(rest) - len(rest.lstrip())
        rest = rest.lstrip()
        cut = cut_graphemes(rest, LIMIT)
        if cut < len(rest):
            cut = _word_or_sentence(rest, cut)
        words = rest[:cut].rstrip()
        yield Leaf(words, (), graphemes(words), LIMIT, start=start, end=start + len(words))
        start += cut


def _word_or_sentence(text: str, most: int) -> int:
    """The last end of a sentence that isn't too early, else of a word, else as much as fits."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, most + 1) if match.end() <= most]
    if ends and ends[-1] > most // 2:
        return ends[-1]
    return text.rindex(" ", 0, most) if " " in text[:most] else most


def new_key(when: datetime) -> str:
    """Random; the network knows a key again for ever."""
    return public_id()


def _delivered(connection: Connection, post: Mapping[str, Any]) -> Delivered:
    remote_id = str(post["id"])
    return Delivered(
        remote_id,
        str(post.get("version", "")),
        f"{connection.settings['url']}/posts/{remote_id}",
        clock.now(),
    )


def deliver(connection: Connection, part: Part) -> Delivered:
    """Post it."""
    place = part.place
    post = {
        "key": part.key,
        "by": connection.account.handle,
        "text": part.text,
        "at": part.created_at.timestamp(),
        "parent": place.remote_id if place else "",
        "root": place.root_id if place else "",
        "to": place.account.handle if place else "",
        "language": part.language,
    }
    if part.visibility is not Visibility.PUBLIC:
        post["visibility"] = part.visibility
    if part.media:
        post["media"] = [_shown(connection, one) for one in part.media]
    return _delivered(connection, _call(connection, "POST", "/posts", json=post))


def _shown(connection: Connection, media: OutMedia) -> dict[str, Any]:
    """A file is put there first, under the name of its content: twice is once."""
    body = {"content": base64.b64encode(media.content).decode(), "mime": media.mime}
    name = _call(connection, "POST", "/files", json=body)["name"]
    url = f"{connection.settings['url']}/files/{name}"
    return {"url": url, "alt": media.description, "width": media.width, "height": media.height}


def look(connection: Connection, part: Part) -> Delivered | None:
    """Whether a post with this key stands there."""
    post = _call(connection, "GET", "/key", params={"key": part.key})
    return _delivered(connection, post) if post else None


def retract(connection: Connection, remote_id: str) -> None:
    """Delete it there."""
    _call(connection, "POST", "/delete", json={"id": remote_id})


def _gesture(connection: Connection, kind: str, target: str, on: bool = True, reason: str = "") -> str:
    body = {"kind": kind, "target": target, "on": on, "reason": reason, "by": connection.account.handle}
    return str(_call(connection, "POST", "/gestures", json=body)["answer"])


def like(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    """Like it, or take the like back."""
    return _gesture(connection, "like", remote_id, on)


def repost(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    """Repost it, or take the repost back."""
    return _gesture(connection, "repost", remote_id, on)


def block(connection: Connection, account_remote_id: str, on: bool) -> str:
    """Block somebody, or lift it."""
    return _gesture(connection, "block", account_remote_id, on)


def mute(connection: Connection, account_remote_id: str, on: bool) -> str:
    """Mute somebody, or lift it."""
    return _gesture(connection, "mute", account_remote_id, on)


def hide(connection: Connection, remote_id: str, root_id: str, on: bool) -> str:
    """Hide a post, or show it again."""
    return _gesture(connection, "hide", remote_id, on)


def report(connection: Connection, remote_id: str, version: str, account_remote_id: str, reason: Reason) -> str:
    """Report a post."""
    return _gesture(connection, "report", remote_id, reason=reason)


def verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """Reading; with ``write`` a post made, seen and deleted."""
    checks = [Check("read", _call(connection, "GET", "/") is not None, "answers")]
    if write:
        key = public_id()
        made = _call(connection, "POST", "/posts", json={"key": key, "by": connection.account.handle, "text": "."})
        seen = _call(connection, "GET", "/key", params={"key": key}) is not None
        retract(connection, str(made["id"]))
        gone = _call(connection, "GET", "/key", params={"key": key}) is None
        checks += [Check("write", seen, "posted_and_seen"), Check("delete", gone, "deleted")]
    return tuple(checks)


def traits(facts: Mapping[str, Any]) -> Traits:
    """Always the same."""
    return TRAITS


NETWORK = Network(
    key="echo",
    label="Echo",
    settings_fields=(
        SettingsField("url", "Address", kind="url"),
        SettingsField("handle", "Handle"),
        SettingsField("token", "Token", kind="password", secret=True),
    ),
    streams=(Stream("events", 1.0), Stream("live", 0)),
    traits=traits,
    connect_begin=connect,
    connect_finish=finish,
    read=read,
    normalise=normalise,
    fetch_thread=fetch_thread,
    compose=compose,
    new_key=new_key,
    deliver=deliver,
    look=look,
    retract=retract,
    verify=verify,
    like=like,
    repost=repost,
    block=block,
    mute=mute,
    hide=hide,
    report=report,
)

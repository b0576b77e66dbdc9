"""A made-up place after a real one: its traits, its way to cut and count, its refusals; posts on a ground of ours."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from tummler.common import clock
from tummler.common.clock import ticks
from tummler.networks.contract import (
    Addressed,
    Batch,
    Check,
    Connected,
    Connection,
    Delivered,
    Garbled,
    Heard,
    HeardAccount,
    HeardGone,
    HeardMedia,
    HeardPost,
    KeyRevoked,
    Network,
    Part,
    RawEvent,
    Reason,
    Refused,
    Span,
    Stream,
    Traits,
    Visibility,
)
from tummler.networks.made_up.ground import Ground, ground
from tummler.networks.made_up.pictures import SIZE, picture

#: How long a reader waits before it looks at the log's size again, and before it says that it lives.
_LOOK_SECONDS, _IDLE_SECONDS = 0.3, 25.0
_OTHERS = frozenset({"liked", "reposted", "blocked", "muted", "hidden", "reported"})


@dataclass(frozen=True)
class Ways:
    """What only the real network knows: how it writes spans down, reads them again, and whom an id belongs to."""

    pack_spans: Callable[[str, Sequence[Span]], Any]
    unpack_spans: Callable[[str, Any], tuple[Span, ...]]
    id_of: Callable[[str], str]
    #: Mentions in a text, as the handles that are meant, in small letters.
    mentioned: Callable[[str], set[str]]


def made_up(real: Network, ways: Ways) -> Network:
    """The made-up network after a real one."""
    return Network(
        key=f"made-up-{real.key}",
        label=f"{real.label} (made up)",
        settings_fields=(),
        streams=(Stream("events", 0.0),),
        traits=partial(_traits, real),
        connect_begin=partial(_connect, ways),
        connect_finish=partial(_connect, ways),  # no page of its own to come back from
        read=_read,
        normalise=partial(_normalise, ways),
        fetch_thread=_fetch_thread,
        compose=real.compose,
        new_key=real.new_key,
        deliver=partial(_deliver, real, ways),
        look=_look,
        retract=_retract,
        verify=_verify,
        like=_like if real.like else None,
        repost=_repost if real.repost else None,
        block=_block if real.block else None,
        mute=_mute if real.mute else None,
        hide=_hide if real.hide else None,
        report=_report if real.report else None,
        picture=picture,
    )


def _traits(real: Network, facts: Mapping[str, Any]) -> Traits:
    """The real one's, declared there; but nothing leaves this machine."""
    return replace(real.traits(facts), outside=False, tested_against="itself")


def _connect(ways: Ways, answers: Mapping[str, str], callback: object) -> Connected:
    handle = answers["handle"]
    account = HeardAccount(ways.id_of(handle), handle, answers["name"])
    return Connected(account, {"log": answers["log"]}, {}, {})


def _ground(connection: Connection) -> Ground:
    log = connection.settings.get("log", "")
    if not log:
        raise KeyRevoked("key_revoked", "this place has no ground")
    return ground(log)


# ------------------------------------------------------------------------------------------- hearing


def _read(connection: Connection, stream: str, cursor: str | None, stop: threading.Event) -> Iterator[Batch]:
    """Told as it happens: the size of the log is looked at, and nothing else while nothing is said."""
    here, place, told_at = _ground(connection), int(cursor or 0), ticks()
    while True:
        events = here.since(place)
        if events:
            place, told_at = events[-1][0], ticks()
            said = (RawEvent(f"at{behind}", _payload(event)) for behind, event in events)
            yield Batch(tuple(said), str(place), len(events) == 200)
        elif ticks() - told_at > _IDLE_SECONDS:
            told_at = ticks()
            yield Batch((), str(place))
        if stop.is_set():
            return
        if not events:
            stop.wait(_LOOK_SECONDS)


def _payload(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()


def _fetch_thread(connection: Connection, remote_id: str) -> tuple[RawEvent, ...]:
    posts = _ground(connection).thread(remote_id)
    return tuple(
        RawEvent(f"thread:{post['id']}:{post.get('version', '')}", _payload({"kind": "post", "post": post}), True)
        for post in posts
    )


def _normalise(ways: Ways, payload: bytes, connection: Connection) -> tuple[Heard, ...]:
    """One line of the log."""
    try:
        event = json.loads(payload)
        if event["kind"] == "gone":
            return (HeardGone(str(event["id"])),)
        if event["kind"] in _OTHERS:
            return ()
        return (_heard(ways, event["post"], connection),)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError) as error:
        raise Garbled("not_an_event") from error


def _heard(ways: Ways, post: Mapping[str, Any], connection: Connection) -> HeardPost:
    handle, said = str(post["by"]), str(post.get("text", ""))
    account = HeardAccount(ways.id_of(handle), handle, str(post.get("name", "")))
    by_us = account.remote_id == connection.account.remote_id
    return HeardPost(
        remote_id=str(post["id"]),
        version=str(post.get("version", "")),
        account=account,
        text=said,
        parent_id=str(post.get("parent") or ""),
        root_id=str(post.get("root") or ""),
        claimed_at=_time(post.get("at")),
        edited_at=_time(post.get("edited_at")),
        language=str(post.get("language", "")),
        visibility=Visibility(post.get("visibility", "public")),
        addressed=Addressed.NO if by_us else _addressed(ways, post, said, connection),
        by_us=by_us,
        warning=str(post.get("warning", "")),
        spans=ways.unpack_spans(said, post.get("spans", ())),
        media=tuple(_picture(one) for one in post.get("media", ())),
    )


def _picture(one: Mapping[str, Any]) -> HeardMedia:
    return HeardMedia(str(one["url"]), "image", str(one.get("alt", "")), *SIZE)


def _addressed(ways: Ways, post: Mapping[str, Any], said: str, connection: Connection) -> Addressed:
    us = connection.account.handle
    if post.get("visibility") == Visibility.DIRECT:
        return Addressed.DIRECT
    if us.lower() in ways.mentioned(said):
        return Addressed.MENTION
    if post.get("to") == us:
        return Addressed.REPLY
    heard = said.casefold()
    return Addressed.NEARBY if any(word.casefold() in heard for word in connection.words) else Addressed.NO


def _time(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(float(seconds), UTC) if seconds else None


# ----------------------------------------------------------------------------------------- answering


def _delivered(post: Mapping[str, Any]) -> Delivered:
    return Delivered(str(post["id"]), str(post.get("version", "")), "", clock.now())


def _deliver(real: Network, ways: Ways, connection: Connection, part: Part) -> Delivered:
    """Accept it, or refuse it as the real one would: too long, for nobody there, an answer to what is gone."""
    here, place = _ground(connection), part.place
    if place is not None:
        if place.remote_id not in here.posts():
            raise Refused("reply_gone")
        leaves = real.compose(part.text, place, real.traits(connection.facts), ()).leaves
        if len(leaves) != 1 or leaves[0].problems:
            raise Refused("too_long")
    post = {
        "key": part.key,
        "by": connection.account.handle,
        "name": connection.account.name,
        "text": part.text,
        "spans": ways.pack_spans(part.text, part.spans),
        "at": part.created_at.timestamp(),
        "parent": place.remote_id if place else "",
        "root": (place.root_id or place.remote_id) if place else "",
        "to": place.account.handle if place else "",
        "visibility": str(part.visibility),
        "language": part.language,
        "warning": part.warning,
    }
    return _delivered(here.post(post))


def _look(connection: Connection, part: Part) -> Delivered | None:
    post = _ground(connection).of_key(part.key)
    return _delivered(post) if post else None


def _retract(connection: Connection, remote_id: str) -> None:
    _ground(connection).delete(remote_id)


def _like(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    _ground(connection).note("liked", id=remote_id, on=on)
    return "liked" if on else "not liked"


def _repost(connection: Connection, remote_id: str, version: str, on: bool) -> str:
    _ground(connection).note("reposted", id=remote_id, on=on)
    return "reposted" if on else "not reposted"


def _block(connection: Connection, account_remote_id: str, on: bool) -> str:
    _ground(connection).note("blocked", account=account_remote_id, on=on)
    return "blocked" if on else "not blocked"


def _mute(connection: Connection, account_remote_id: str, on: bool) -> str:
    _ground(connection).note("muted", account=account_remote_id, on=on)
    return "muted" if on else "not muted"


def _hide(connection: Connection, remote_id: str, root_id: str, on: bool) -> str:
    _ground(connection).note("hidden", id=remote_id, on=on)
    return "hidden" if on else "shown"


def _report(connection: Connection, remote_id: str, version: str, account_remote_id: str, reason: Reason) -> str:
    _ground(connection).note("reported", id=remote_id, reason=reason)
    return "report"


def _verify(connection: Connection, write: bool) -> tuple[Check, ...]:
    """Reading; with ``write`` a post made, seen and deleted."""
    here = _ground(connection)
    checks = [Check("read", here.posts() is not None, "made_up")]
    if write:
        at = clock.now()
        key = f"trial-{at.timestamp()}"
        made = here.post({"key": key, "by": connection.account.handle, "text": ".", "at": at.timestamp()})
        seen = here.of_key(key) is not None
        here.delete(made["id"])
        checks += [Check("write", seen, "posted_and_seen"), Check("delete", here.of_key(key) is None, "deleted")]
    return tuple(checks)

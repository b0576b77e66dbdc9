"""Rows into posts: pure. What can't be a post is a :class:`Fault`, and its row's other posts go on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from tummler.common.html import plain
from tummler.common.text import storable
from tummler.listening.files.addressing import addressed_alone, addressed_in_thread, answered_by_mention
from tummler.listening.files.columns import flat
from tummler.listening.files.rows import Row
from tummler.listening.files.shape import Shape, folded
from tummler.listening.files.times import parse_time, time_in_id
from tummler.networks.archive.payload import Imported
from tummler.networks.contract import Visibility

#: As long as the longest post that is stored (see listening.normalise); a longer one is no post.
LONGEST_TEXT = 65_536
_NOTHING = frozenset({"", "nan", "null", "none", "n/a", "undefined"})
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_WHOLE = re.compile(r"(\d+)\.0+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_OUTBOUND = frozenset({"false", "0", "no", "out", "outbound", "outgoing", "sent"})
_PRIVATE = {"private": Visibility.FOLLOWERS, "followers-only": Visibility.FOLLOWERS, "public": Visibility.PUBLIC}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row, or one post of a thread (``post`` from 1), can't be taken in."""

    row: int
    code: str
    sample: str = ""
    post: int = 0


class _NoPost(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def posts_of(row: Row, shape: Shape) -> Iterator[Imported | Fault]:
    """Every post of a row, and every fault."""
    if row.values is None:
        yield Fault(row.number, row.fault, row.sample)
    elif shape.posts:
        yield from _thread(row, row.values, shape)
    else:
        try:
            post = _post(flat(row.values), shape)
        except _NoPost as fault:
            yield Fault(row.number, fault.code, _sample(row.values, shape))
        else:
            yield addressed_alone(post, shape.told.own, replay=shape.told.replay)


def _thread(row: Row, values: Mapping[str, Any], shape: Shape) -> Iterator[Imported | Fault]:
    outer = flat(values)
    held = values.get(shape.posts)
    if not isinstance(held, Sequence) or isinstance(held, str) or not held:
        yield Fault(row.number, "no_posts", str(outer)[:200])
        return
    name = _ident(outer.get(shape.outer.get("thread", "")))
    brand = _words(outer.get(shape.outer.get("brand", ""))).lstrip("@")
    found: list[Imported] = []
    for number, one in enumerate(held, 1):
        try:
            if not isinstance(one, Mapping):
                raise _NoPost("no_object")
            found.append(_post(flat(one), shape, brand=brand, fallback=f"thread:{name}#{number}" if name else ""))
        except _NoPost as fault:
            yield Fault(row.number, fault.code, _sample(one, shape), number)
    yield from _threaded(found, shape, brand)


def _threaded(posts: list[Imported], shape: Shape, brand: str) -> Iterator[Imported]:
    """In order of time, each saying what it answers: two rows that begin with the same post are one thread."""
    ordered = sorted(posts, key=lambda post: post.at)
    own = shape.told.own | folded([brand])
    rooted = [replace(post, root=ordered[0].id) for post in ordered]
    threaded = rooted if "parent" in shape.columns else answered_by_mention(rooted)
    yield from addressed_in_thread(threaded, own, replay=shape.told.replay)


def _post(values: Mapping[str, Any], shape: Shape, brand: str = "", fallback: str = "") -> Imported:
    column = shape.columns

    def value(field: str) -> Any:
        return values.get(column[field]) if field in column else None

    text = _text(value("text"), shape)
    handle, author = _author(value("author"), value("author_id"), brand)
    post_id = _ident(value("id"))
    at = _time(value("time"), post_id, shape)
    thread, root, parent = _ident(value("thread")), _ident(value("root")), _ident(value("parent"))
    return Imported(
        id=post_id or fallback or _named_by_content(author, at, text, thread, parent),
        text=text,
        author=_lasting(f"{shape.told.source}:{author}"),
        handle=handle[:255],
        at=at,
        name=_words(value("name"))[:255],
        parent=parent,
        # A ticket's number is no post's id, though both may be 5.
        root=f"thread:{thread}" if thread and not shape.posts else root,
        url=_words(value("url")),
        language=_language(value("language")),
        visibility=_visibility(value("visibility")),
        by_us=_by_us(handle, author, value("inbound"), shape, brand),
    )


def _text(value: Any, shape: Shape) -> str:
    if isinstance(value, (list, Mapping)) or value is None or not str(value).strip():
        raise _NoPost("no_text")
    text = storable(str(value))
    if text.lstrip().startswith("<p") and "</p>" in text:
        text = plain(text)[0]  # as Mastodon and help desks export it
    elif shape.escaped:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if len(text) > LONGEST_TEXT:
        raise _NoPost("long_text")
    return text


def _author(handle: Any, lasting: Any, brand: str) -> tuple[str, str]:
    """The handle, and what names the author for good: their id, else the handle."""
    shown, remote_id = _words(handle).lstrip("@"), _ident(lasting)
    if brand and shown.casefold() == "brand":
        shown = brand
    if not (shown or remote_id):
        raise _NoPost("no_author")
    return shown or remote_id, remote_id or shown.casefold()


def _time(value: Any, post_id: str, shape: Shape) -> datetime:
    if _words(value).casefold() in _NOTHING:
        found = time_in_id(post_id, shape.clock) if shape.clock else None
        if found is None:
            raise _NoPost("no_time")
        return found
    found = parse_time(value, shape.told.time_shape)
    if found is None:
        raise _NoPost("bad_time")
    return found


def _ident(value: Any) -> str:
    """An id as text. One that a spreadsheet has rounded names nothing any more."""
    if isinstance(value, (bool, list, Mapping)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) >= 2**53:
        raise _NoPost("rounded_id")
    text = _words(value)
    if text.casefold() in _NOTHING:
        return ""
    if _ROUNDED.fullmatch(text):
        raise _NoPost("rounded_id")
    if len(text) > 400:
        raise _NoPost("long_id")
    return _WHOLE.sub(r"\1", text) if _WHOLE.fullmatch(text) else text


def _lasting(name: str) -> str:
    """A name that fits its column; a longer one by its hash, since two must never become one."""
    return name if len(name) <= 255 else f"{name[:180]}:{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()}"


def _named_by_content(*parts: object) -> str:
    """For a post without an id: the same words by the same person at the same moment are the same post."""
    return "row:" + hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:24]


def _words(value: Any) -> str:
    """A short value on one line, without what no database holds."""
    return "" if value is None or isinstance(value, (list, Mapping)) else " ".join(storable(str(value)).split())


def _language(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    text = _words(first)
    return text if len(text) <= 35 and _LANGUAGE.fullmatch(text) and text.casefold() != "und" else ""


def _visibility(value: Any) -> Visibility:
    """What isn't known is the narrowest."""
    text = _words(value).casefold()
    if text in _NOTHING:
        return Visibility.PUBLIC
    return _PRIVATE.get(text) or next((one for one in Visibility if one.value == text), Visibility.DIRECT)


def _by_us(handle: str, author: str, inbound: Any, shape: Shape, brand: str) -> bool:
    if inbound is False or _words(inbound).casefold() in _OUTBOUND:
        return True
    return not (shape.told.own | folded([brand])).isdisjoint((handle.casefold(), author.casefold()))


def _sample(values: Any, shape: Shape) -> str:
    shown = flat(values) if isinstance(values, Mapping) else {}
    return str(shown.get(shape.columns.get("text", "")) or shown or values)[:200]

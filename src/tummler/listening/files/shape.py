"""How a file tells posts, found out from its first rows and from what was told; after that nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tummler.listening.files.columns import flat, keys_of, outer_columns, posts_key, recognise
from tummler.listening.files.opening import NotReadable
from tummler.listening.files.rows import Row
from tummler.listening.files.times import id_clock, parse_time

#: So many rows are looked at before the first is taken in.
SAMPLE = 200
_ESCAPED = re.compile(r"&(?:amp|lt|gt);")
_BARE = re.compile(r"(?<!\S)&(?!\S)|<")


@dataclass(frozen=True, slots=True)
class Told:
    """What whoever brings the file says of it. ``own`` are the brand's handles in it, folded (see :func:`folded`)."""

    source: str
    columns: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    time_shape: str = ""
    replay: bool = False


def folded(handles: Iterable[str]) -> frozenset[str]:
    """Handles as they are compared: without @ and case."""
    return frozenset(handle.strip().lstrip("@").casefold() for handle in handles) - {""}


@dataclass(frozen=True, slots=True)
class Shape:
    """``columns`` are of one post; ``posts`` is the key a thread's posts stand under, "" where a row is a post.

    ``clock`` names the network whose ids hold the time (for posts without one), ``escaped`` says that the file
    writes & as &amp;, as Twitter does.
    """

    told: Told
    columns: Mapping[str, str]
    posts: str = ""
    outer: Mapping[str, str] = field(default_factory=dict)
    clock: str = ""
    escaped: bool = False

    @property
    def stamp(self) -> str:
        """The same for the same way of reading."""
        return json.dumps(asdict(self), sort_keys=True, default=sorted)


def shape_of(rows: Iterable[Row], told: Told) -> Shape:
    """The shape of a file from its first rows. Raises UnknownColumn, and :class:`NotReadable` if no post is in it."""
    values = [flat(row.values) for row in rows if row.values is not None]
    if not values:
        raise NotReadable("no_rows")
    posts, outer, inner = _nesting(values, dict(told.columns))
    told_inner = {name: key for name, key in told.columns.items() if name not in outer and name != "posts"}
    columns = recognise(keys_of(inner), told_inner)
    clock = _clock(inner, columns, told)
    there = {*columns, *(["author"] if "author_id" in columns else []), *(["time"] if clock else [])}
    if missing := [field for field in ("text", "author", "time") if field not in there]:
        raise NotReadable(f"no_{missing[0]}_column", keys_of(inner))
    texts = [one[columns["text"]] for one in inner if isinstance(one.get(columns["text"]), str)]
    return Shape(told, columns, posts, outer, clock, _escaped(texts))


def columns_in(rows: Iterable[Row]) -> dict[str, str]:
    """Every column of a post in these rows, with the first thing that stands in it; {} if there is none."""
    values = [flat(row.values) for row in rows if row.values is not None]
    try:
        _posts, _outer, inner = _nesting(values, {})
    except NotReadable:
        return {}
    found: dict[str, str] = {}
    for one in inner:
        for key, value in one.items():
            if not found.get(key):
                found[key] = "" if value is None else " ".join(str(value).split())[:80]
    return found


def _nesting(
    values: Sequence[Mapping[str, Any]], told: Mapping[str, str]
) -> tuple[str, dict[str, str], list[dict[str, Any]]]:
    """The key of a thread's posts, what its row tells, and the posts of the sample."""
    posts = told.get("posts") or posts_key(values)
    if not posts:
        return "", {}, [dict(one) for one in values]
    keys = keys_of(values)
    outer = outer_columns([key for key in keys if key != posts])
    outer |= {name: told[name] for name in ("thread", "brand") if told.get(name) in keys}
    lists = [one[posts] for one in values if isinstance(one.get(posts), list)]
    inner = [flat(post) for held in lists for post in held if isinstance(post, Mapping)]
    if not inner:
        raise NotReadable("no_posts")
    return posts, outer, inner


def _clock(inner: Sequence[Mapping[str, Any]], columns: Mapping[str, str], told: Told) -> str:
    pairs = [(str(one.get(columns.get("id", ""), "")), parse_time(_of(one, columns), told.time_shape)) for one in inner]
    return id_clock((remote_id, at) for remote_id, at in pairs if at is not None)


def _of(values: Mapping[str, Any], columns: Mapping[str, str]) -> Any:
    return values.get(columns.get("time", ""))


def _escaped(texts: Sequence[str]) -> bool:
    return any(_ESCAPED.search(text) for text in texts) and not any(_BARE.search(text) for text in texts)

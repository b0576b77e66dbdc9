"""``tummler understand --incidents``: what was breaking in the posts of a file, one line of JSON an incident."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

from tummler.cli.failing import WrongUse
from tummler.cli.preparing import prepare
from tummler.minds.breaking import Cause, Said, Tracker, alike_by, said, shared_words, telling

_TIMES = ("time", "at", "created_at", "timestamp", "date", "tweet id", "id")
_AUTHORS = ("author", "from", "user", "author_id")
#: The id of a post on Twitter holds its time; smaller numbers are seconds.
_SNOWFLAKE, _TWITTER_BEGAN = 1e15, 1288834974657


def seconds_of(value: str) -> float:
    """A time as seconds: a number (seconds, milliseconds, a post's number on Twitter) or what ISO 8601 writes."""
    value = value.strip().strip("'\"")
    try:
        number = float(value)
    except ValueError:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    if number >= _SNOWFLAKE:
        return ((int(value) >> 22) + _TWITTER_BEGAN) / 1000
    return number / 1000 if number >= 1e11 else number


def find_incidents(rows: Iterable[dict[str, Any]], target: TextIO) -> None:
    """Reads all rows in the order of their time, as the worker would have heard them, and writes each incident."""
    prepare()
    from tummler.knowledge.meanings import encode  # it needs Django to be ready

    posts = sorted(_posts(list(rows)), key=lambda one: (one[0].at, one[0].ref))
    texts = {post.ref: text for post, text in posts}
    tracker = Tracker(alike=alike_by(lambda numbers: [texts[number] for number in numbers], encode))
    found: dict[int, Cause] = {}
    for post, _ in posts:
        found.update((cause.number, cause) for cause in tracker.add(post))
    if posts:
        found.update((cause.number, cause) for cause in tracker.look(posts[-1][0].at + 1.0))
    for cause in found.values():
        target.write(json.dumps(told(cause, texts.__getitem__), ensure_ascii=False) + "\n")


def _posts(rows: list[dict[str, Any]]) -> Iterator[tuple[Said, str]]:
    names = {name for row in rows[:1] for name in row}
    column = next((name for name in _TIMES if name in names), "")
    if rows and not column:
        raise WrongUse(f"There is no column that tells the time. One of {', '.join(_TIMES)} is needed.")
    for number, row in enumerate(rows):
        text = str(row.get("text") or "")
        author = next((str(row[name]) for name in _AUTHORS if row.get(name)), "")
        try:
            yield said(seconds_of(str(row[column])), text, author, number), text
        except ValueError:
            raise WrongUse(f"Row {number + 1}: {row[column]!r} is no time.") from None


def told(cause: Cause, text_of: Callable[[int], str]) -> dict[str, Any]:
    """An incident in plain values; ``posts`` are the rows that speak of it, counted from 0."""
    return {
        "found_at": _iso(cause.found_at),
        "since": _iso(cause.since),
        "last_at": _iso(cause.last_at),
        "quiet_at": None if cause.quiet_at is None else _iso(cause.quiet_at),
        "found_seconds": round(cause.found_at, 3),
        "since_seconds": round(cause.since, 3),
        "words": shared_words(cause),
        "said": text_of(telling(cause)[0].ref),
        "surprise": round(cause.surprise, 2),
        "posts": sorted(cause.posts),
    }


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")

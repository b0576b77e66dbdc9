"""A network whose only ground is its own log: one JSON line for each thing it accepted, on disk before it answers.

There is no process and no port. Whoever opens the log sees what stands there; writers take turns by a lock on it, and
a line that was cut short by the end of a process counts as never written.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tummler.networks.contract import Unheard

Post = dict[str, Any]


@dataclass
class Standing:
    """What stands there up to a place of the log."""

    size: int = 0
    posts: dict[str, Post] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    #: Each event with the place of the log behind it.
    events: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    def take(self, event: dict[str, Any], behind: int) -> None:
        """One more line."""
        self.events.append((behind, event))
        if event["kind"] == "post":
            post = event["post"]
            self.posts[post["id"]] = post
            self.by_key[post["key"]] = post["id"]
        elif event["kind"] == "gone":
            self.posts.pop(event["id"], None)


class Ground:
    """One made-up network. Raises :class:`Unheard` once its log is gone: it ended."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._standing = Standing()
        self._reading = threading.RLock()

    def _now(self) -> Standing:
        """What stands there now; only what is new in the log is read."""
        try:
            size = self.log.stat().st_size
        except FileNotFoundError as error:
            raise Unheard("silent", "the log is gone") from error
        with self._reading:
            if size < self._standing.size:
                self._standing = Standing()
            if size > self._standing.size:
                self._read_on()
            return self._standing

    def _read_on(self) -> None:
        with self.log.open("rb") as lines:
            lines.seek(self._standing.size)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                self._standing.size += len(line)
                event = _event(line)
                if event is not None:
                    self._standing.take(event, self._standing.size)

    @contextmanager
    def _writing(self) -> Iterator[IO[bytes]]:
        """The log, ours alone for the moment."""
        try:
            out = self.log.open("r+b")
        except FileNotFoundError as error:
            raise Unheard("silent", "the log is gone") from error
        with out:
            fcntl.flock(out, fcntl.LOCK_EX)
            yield out

    def _write(self, out: IO[bytes], event: Mapping[str, Any]) -> None:
        end = out.seek(0, os.SEEK_END)
        if end and end != self._now().size:  # the last line was never finished
            out.write(b"\n")
        out.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())

    def post(self, post: Mapping[str, Any]) -> Post:
        """Accept a post; the same key again is the same post, also when it was deleted since."""
        with self._writing() as out:
            standing = self._now()
            key = str(post["key"])
            if key in standing.by_key:
                known = standing.by_key[key]
                return standing.posts.get(known) or {**post, "id": known}
            made = {"id": f"{post['by']}/{key}", **post}
            self._write(out, {"kind": "post", "post": made})
            return made

    def edit(self, remote_id: str, at: float, **changes: Any) -> None:
        """Change a post that stands there; twice the same is once."""
        with self._writing() as out:
            before = self._now().posts.get(remote_id)
            if before is not None and any(before.get(name) != value for name, value in changes.items()):
                version = str(int(before.get("version") or 0) + 1)
                self._write(out, {"kind": "post", "post": {**before, **changes, "version": version, "edited_at": at}})

    def delete(self, remote_id: str) -> None:
        """Take a post away; twice is fine."""
        with self._writing() as out:
            if remote_id in self._now().posts:
                self._write(out, {"kind": "gone", "id": remote_id})

    def note(self, kind: str, **facts: Any) -> None:
        """Anything else that was done there: a like, a block."""
        with self._writing() as out:
            self._write(out, {"kind": kind, **facts})

    def posts(self) -> dict[str, Post]:
        """What stands there, by id."""
        return self._now().posts

    def of_key(self, key: str) -> Post | None:
        """The post that was made with a key, if it still stands."""
        standing = self._now()
        return standing.posts.get(standing.by_key.get(key, ""))

    def since(self, place: int, most: int = 200) -> list[tuple[int, dict[str, Any]]]:
        """What was done behind a place of the log, each with the place behind it."""
        return [(behind, event) for behind, event in self._now().events if behind > place][:most]

    def thread(self, remote_id: str) -> list[Post]:
        """Every post with the same root, oldest first."""
        posts = self._now().posts
        root = (posts[remote_id].get("root") or remote_id) if remote_id in posts else remote_id
        return sorted(
            (one for one in posts.values() if (one.get("root") or one["id"]) == root), key=lambda one: float(one["at"])
        )


def _event(line: bytes) -> dict[str, Any] | None:
    """What a line says; None for one that was cut short."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "kind" in event else None


_grounds: dict[str, Ground] = {}


def ground(log: str) -> Ground:
    """The ground of a log, read once in this process."""
    if log not in _grounds:
        _grounds[log] = Ground(Path(log))
    return _grounds[log]


def forget(folder: Path) -> None:
    """Forget the grounds of a folder that ended."""
    for log in [log for log in _grounds if Path(log).parent == folder]:
        del _grounds[log]

"""A small social network in a process of its own, with its own log: for proofs, and for looking around.

``python -m tummler.networks.echo.server --port 0 --log FILE`` prints its port. The log has one JSON line for each
thing that it accepted, written before it answers: it is the witness of what really stands there.
Faults are asked for with POST /faults: {"on": "create", "do": "drop", "count": 1}: ``refuse`` (422), ``drop``
(accepts, closes without an answer), ``error`` (500), ``slow_down`` (429), ``hang`` (seconds), ``garbage``,
``cut`` (closes mid-body), ``repeat`` (tells its next event twice), ``revoked`` (401).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

_LONGEST_WAIT = 20.0


@dataclass
class World:
    """Everything that stands on this network."""

    log_path: str
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    told: threading.Condition = field(init=False)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    gestures: set[tuple[str, str]] = field(default_factory=set)
    made: int = 0
    #: Takes the same key twice, as networks without idempotency do; it can still be asked for a key.
    careless: bool = False

    def __post_init__(self) -> None:
        self.told = threading.Condition(self.lock)

    def log(self, what: str, value: dict[str, Any]) -> None:
        """One line, on disk before anybody is answered."""
        with self.lock, open(self.log_path, "a", encoding="utf-8") as out:
            out.write(json.dumps({"what": what, **value}) + "\n")
            out.flush()
            os.fsync(out.fileno())

    def fault(self, on: str) -> dict[str, Any] | None:
        """The next fault asked for on this, used up."""
        with self.lock:
            for fault in self.faults:
                if fault["on"] == on and fault.get("count", 1) > 0:
                    fault["count"] = fault.get("count", 1) - 1
                    return fault
        return None

    def create(self, post: dict[str, Any]) -> dict[str, Any]:
        """Accept a post; the same key again is the same post."""
        with self.lock:
            key = post.get("key", "")
            if key and key in self.by_key and not self.careless:
                return self.posts[self.by_key[key]]
            self.made += 1  # an id is never given twice, not even after its post was deleted
            made = {
                **post,
                "id": post.get("id") or f"e{self.made}",
                "at": post.get("at") or time.time(),
            }
            self.posts[made["id"]] = made
            if key:
                self.by_key[key] = made["id"]
            self.log("created", made)
            self.tell({"kind": "post", "post": made})
            return made

    def gesture(self, said: dict[str, Any]) -> str:
        """A like, repost, block, mute or hide is one however often it is said; every report is another."""
        with self.lock:
            key = (said["kind"], said["target"])
            if said["kind"] == "report" or said["on"] != (key in self.gestures):
                self.log("gesture", said)
            if said["on"]:
                self.gestures.add(key)
            else:
                self.gestures.discard(key)
            return f"{said['kind']} {'on' if said['on'] else 'off'}"

    def tell(self, event: dict[str, Any]) -> None:
        """Put an event on the stream, twice if asked to."""
        with self.lock:
            self.events.append(event)
            if self.fault("repeat_event"):
                self.events.append(event)
            self.told.notify_all()

    def heard(self, start: int, wait: float) -> list[dict[str, Any]]:
        """Events from a place on, 200 at most; with nothing there, what comes within ``wait`` seconds."""
        with self.told:
            self.told.wait_for(lambda: len(self.events) > start, wait)
            return self.events[start : start + 200]

    def edit(self, remote_id: str, text: str) -> dict[str, Any]:
        """Change a post's words."""
        with self.lock:
            post = self.posts[remote_id]
            post.update(text=text, version=str(int(post.get("version", "0") or 0) + 1), edited_at=time.time())
            self.log("edited", {"id": remote_id})
            self.tell({"kind": "post", "post": dict(post)})
            return post

    def delete(self, remote_id: str) -> None:
        """Take a post away; twice is fine."""
        with self.lock:
            if self.fault("delete"):  # said to be done, and not done
                return
            if self.posts.pop(remote_id, None) is not None:
                self.log("deleted", {"id": remote_id})
                self.tell({"kind": "gone", "id": remote_id})

    def thread(self, remote_id: str) -> list[dict[str, Any]]:
        """Every post with the same root, oldest first."""
        with self.lock:
            post = self.posts.get(remote_id)
            root = (post.get("root") or post["id"]) if post else remote_id
            return [one for one in self.posts.values() if (one.get("root") or one["id"]) == root]


class Handler(BaseHTTPRequestHandler):
    """The network's API: posts, threads, events; and, for tests, faults."""

    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the log is the world's."""

    def _body(self) -> dict[str, Any] | None:
        """What was sent; None when who sent it was gone before its end."""
        length = int(self.headers.get("Content-Length") or -1)  # the headers may be cut short as well
        data = self.rfile.read(max(0, length))
        return dict(json.loads(data)) if len(data) == length else None

    def _answer(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def _file(self, name: str) -> None:
        mime, content = self.world.files.get(name, ("text/plain", b""))
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _known(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token and token not in self.world.revoked:
            return True
        self._answer(401, {"error": "revoked"})
        return False

    def _spoilt(self, on: str) -> bool:
        """Do what a fault says instead of answering; False when there is none, or it only takes time."""
        fault = self.world.fault(on)
        match fault["do"] if fault else "":
            case "error":
                self._answer(500, {"error": "broken"})
            case "refuse":
                self._answer(422, {"error": "refused"})
            case "slow_down":
                self._answer(
                    429,
                    {"error": "slow_down"},
                    {"Retry-After": str(fault.get("seconds", 1)) if fault else ""},
                )
            case "garbage":
                self.wfile.write(b"\x00\xff garbage \r\n\r\n")
                self.close_connection = True
            case "cut":
                self.send_response(200)
                self.send_header("Content-Length", "4000")
                self.end_headers()
                self.wfile.write(b'{"id": "e')
                self.close_connection = True
            case "hang":
                time.sleep(float(fault.get("seconds", 1)) if fault else 1)
                self.close_connection = True
            case _:
                return False
        return True

    def do_GET(self) -> None:
        """Read."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path.startswith("/files/"):
            self._file(parts.path.removeprefix("/files/"))
            return
        if parts.path == "/all":
            self._answer(200, list(self.world.posts.values()))
            return
        if not self._known() or self._spoilt("read"):
            return
        if parts.path == "/events":
            start = int(query.get("after") or 0)
            events = self.world.heard(start, min(float(query.get("wait") or 0), _LONGEST_WAIT))
            self._answer(200, {"events": events, "next": start + len(events)})
        elif parts.path == "/thread":
            self._answer(200, self.world.thread(query["id"]))
        elif parts.path == "/key":
            remote_id = self.world.by_key.get(query["key"], "")
            self._answer(200, self.world.posts.get(remote_id))
        else:
            self._answer(200, {"ok": True})

    def do_POST(self) -> None:
        """Write."""
        body = self._body()
        if body is None:
            self.close_connection = True
        elif self.path == "/faults":
            self.world.faults.append(body)
            self._answer(200, {})
        elif self.path == "/careless":
            self.world.careless = True
            self._answer(200, {})
        elif self.path == "/revoke":
            self.world.revoked.add(body["token"])
            self._answer(200, {})
        elif self.path == "/restore":
            self.world.revoked.discard(body["token"])
            self._answer(200, {})
        elif self._known():
            self._write(body)

    def _write(self, body: dict[str, Any]) -> None:
        if self.path == "/posts":
            if self._spoilt("create"):
                return
            made = self.world.create(body)
            if self.world.fault("answer"):
                self.close_connection = True  # accepted, and nobody is told
                return
            self._answer(200, made)
        elif self.path == "/files":
            content = base64.b64decode(body["content"])
            name = hashlib.sha256(content).hexdigest()
            self.world.files[name] = (str(body["mime"]), content)
            self._answer(200, {"name": name})
        elif self.path == "/edit":
            self._answer(200, self.world.edit(body["id"], body["text"]))
        elif self.path == "/gestures":
            if not self._spoilt("gesture"):
                answer = self.world.gesture(body)
                if self.world.fault("gesture_answer"):
                    self.close_connection = True  # taken, and nobody is told
                else:
                    self._answer(200, {"answer": answer})
        elif self.path == "/delete":
            self.world.delete(body["id"])
            self._answer(200, {})
        else:
            self._answer(404, {"error": "not_found"})


def serve(port: int, log_path: str) -> ThreadingHTTPServer:
    """A server on loopback, not yet running."""
    handler = type("EchoHandler", (Handler,), {"world": World(log_path)})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    """Run until ended."""
    parser = argparse.ArgumentParser(description="A small social network on loopback, for proofs.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", required=True)
    arguments = parser.parse_args()
    server = serve(arguments.port, arguments.log)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

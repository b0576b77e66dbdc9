"""A reverse proxy on loopback that goes wrong on demand, for any HTTP server in this package or outside it.

    with proxy(server.pds) as faulty:
        faulty.inject(Fault("drop", method="POST", path="/xrpc/com.atproto.repo.createRecord"))

It passes server-sent events on as they come and tunnels websockets. Its log is a witness of what was asked.
"""

import select
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

from .processes import LOOPBACK

# status   answer with `status`, `headers` and `body`
# hang     answer nothing until the client leaves, `clear` is called or `seconds` are over; then close
# close    close without an answer
# drop     accept and drop: the server gets the request and does it, its answer never arrives
# cut      the answer's headers and half of its body arrive, then the connection is closed
# garbage  the server does it, and `body` (no JSON) arrives under its status and type
# delay    everything is right, `seconds` later
Effect = Literal["status", "hang", "close", "drop", "cut", "garbage", "delay"]
FORWARDED: frozenset[Effect] = frozenset({"drop", "cut", "garbage", "delay"})
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding"}
GARBAGE = b'<html>\x00\xff{"trunc'
CHUNK = 65_536
LOOK_S = 0.1
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong, for which requests, how often. `path` may hold `*` and does not see the query.

    `after` lets that many matching requests pass first; `count` None means for ever. `forward` has a fault that
    keeps a request from the server (status, hang, close) strike after the server did it.
    """

    effect: Effect
    method: str | None = None
    path: str = "*"
    count: int | None = 1
    after: int = 0
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    seconds: float | None = None
    forward: bool = False

    def matches(self, method: str, path: str) -> bool:
        """Whether it is for such a request."""
        return self.method in (None, method) and fnmatchcase(path, self.path)


def rate_limited(retry_after: int, *, method: str | None = None, path: str = "*", count: int | None = 1) -> Fault:
    """Too many requests, with the header that says when to come back."""
    body = b'{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}'
    headers = {"Retry-After": str(retry_after), "Content-Type": "application/json"}
    return Fault("status", method, path, count, status=429, headers=headers, body=body)


@dataclass
class Asked:
    """A request that came, and how it ended: `status` is what the client was told, None when it was told nothing."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    at: float
    fault: Effect | None = None
    forwarded: bool = False
    status: int | None = None


@dataclass
class _Armed:
    fault: Fault
    to_pass: int
    left: int | None


class Proxy:
    """A running proxy: `url` stands for the server's own address, also inside the server's answers."""

    def __init__(self, upstream: str, listener: "_Listener") -> None:
        self.upstream = upstream.rstrip("/")
        self.url = f"http://{LOOPBACK}:{listener.server_address[1]}"
        self.ws = self.url.replace("http://", "ws://")
        self.log: list[Asked] = []
        self._armed: list[_Armed] = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._tunnels: set[socket.socket] = set()

    def inject(self, *faults: Fault) -> None:
        """Have the next matching requests go wrong; of several faults that match, the one injected first strikes."""
        with self._lock:
            self._armed += [_Armed(fault, fault.after, fault.count) for fault in faults]

    def clear(self) -> None:
        """Forget all faults and let go of what hangs."""
        with self._lock:
            self._armed.clear()
            self._released.set()
            self._released = threading.Event()

    def asked(self, method: str | None = None, path: str = "*") -> list[Asked]:
        """The requests that came so far, those of one method and path."""
        return [one for one in list(self.log) if Fault("status", method, path).matches(one.method, one.path)]

    def cut_streams(self) -> None:
        """Break all open websockets without a word."""
        for tunnel in list(self._tunnels):
            with suppress(OSError):
                tunnel.shutdown(socket.SHUT_RDWR)

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault for this request, counted down."""
        with self._lock:
            for armed in self._armed:
                if not armed.fault.matches(method, path):
                    continue
                if armed.to_pass:
                    armed.to_pass -= 1
                    continue
                if armed.left is not None:
                    armed.left -= 1
                    if not armed.left:
                        self._armed.remove(armed)
                return armed.fault
        return None

    def hang(self, client: socket.socket, seconds: float | None) -> None:
        """Wait until the client leaves, `clear` is called or the time is over."""
        released = self._released
        deadline = time.monotonic() + (seconds if seconds is not None else 3600)
        while time.monotonic() < deadline and not released.wait(LOOK_S):
            if _left(client):
                return

    def rewritten(self, body: bytes) -> bytes:
        """The server's own address in an answer becomes the proxy's, or clients would go around it."""
        return body.replace(self.upstream.encode(), self.url.encode())

    @contextmanager
    def tunnel(self, *ends: socket.socket) -> Iterator[None]:
        """Register a websocket's two ends for `cut_streams`."""
        self._tunnels.update(ends)
        try:
            yield
        finally:
            self._tunnels.difference_update(ends)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are what this is for: print nothing."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def log_message(self, format: str, *args: object) -> None:
        """The log is `Proxy.log`."""

    def _handle(self) -> None:
        proxy, address = self.server.proxy, urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, address.path, address.query, headers, self._read_body(), time.time())
        fault = proxy.strike(asked.method, asked.path)
        asked.fault = fault.effect if fault else None
        proxy.log.append(asked)
        if headers.get("upgrade", "").lower() == "websocket" and (not fault or fault.effect in ("delay", "cut")):
            self._tunnel(asked, fault)
        else:
            self._answer(asked, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _handle

    def _read_body(self) -> bytes:
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, asked: Asked, fault: Fault | None) -> None:
        if fault and fault.effect == "delay":
            time.sleep(fault.seconds or 1.0)
        if fault and not fault.forward and fault.effect not in FORWARDED:
            self._fail(asked, fault)
            return
        connection = HTTPConnection(urlsplit(self.server.proxy.upstream).netloc, timeout=120)
        try:
            response, upstream = self._forward(connection, asked)
        except (OSError, HTTPException):
            self._tell(asked, 502, [("Content-Type", "text/plain")], b"the server behind the proxy does not answer")
            return
        with _closed(connection):
            self._pass_on(asked, fault, response, upstream)

    def _forward(self, connection: HTTPConnection, asked: Asked) -> tuple[HTTPResponse, socket.socket]:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        headers["Accept-Encoding"] = "identity"
        if asked.body or asked.method in ("POST", "PUT", "PATCH"):
            headers["Content-Length"] = str(len(asked.body))
        connection.request(asked.method, self.path, asked.body or None, headers)
        asked.forwarded = True
        upstream: socket.socket = connection.sock  # the connection forgets it when the server will close
        return connection.getresponse(), upstream

    def _pass_on(self, asked: Asked, fault: Fault | None, response: HTTPResponse, upstream: socket.socket) -> None:
        headers = [(name, value) for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP]
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            self._stream(asked, response, upstream, headers, fault)
            return
        body = self.server.proxy.rewritten(response.read())
        if fault is None or fault.effect == "delay":
            self._tell(asked, response.status, headers, body)
        elif fault.effect == "garbage":
            self._tell(asked, response.status, headers, GARBAGE if fault.body is None else fault.body)
        elif fault.effect == "cut":
            self._tell(asked, response.status, headers, body, cut=True)
        else:
            self._fail(asked, fault)

    def _fail(self, asked: Asked, fault: Fault) -> None:
        """Status, hang, close and drop: nothing of the server's answer arrives."""
        if fault.effect == "status":
            headers = {"Content-Type": "application/json", **fault.headers}
            body = b'{"error":"InternalServerError"}' if fault.body is None else fault.body
            self._tell(asked, fault.status, list(headers.items()), body)
            return
        if fault.effect == "hang":
            self.server.proxy.hang(self.connection, fault.seconds)
        self._close()

    def _tell(self, asked: Asked, status: int, headers: Headers, body: bytes, *, cut: bool = False) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if asked.method != "HEAD":
            self.wfile.write(body[: len(body) // 2] if cut else body)
        asked.status = status
        if cut:
            self._close()

    def _stream(
        self,
        asked: Asked,
        response: HTTPResponse,
        upstream: socket.socket,
        headers: Headers,
        fault: Fault | None,
    ) -> None:
        """Server-sent events, as they come; `cut` breaks them off at once."""
        self.send_response_only(response.status)
        for name, value in [*headers, ("Connection", "close")]:
            self.send_header(name, value)
        self.end_headers()
        asked.status = response.status
        done = threading.Event()
        watch = threading.Thread(target=_end_with_client, args=(self.connection, upstream, done))
        watch.start()
        with self.server.proxy.tunnel(self.connection), suppress(OSError, HTTPException):
            while (not fault or fault.effect != "cut") and (part := response.read1(CHUNK)):
                self.wfile.write(self.server.proxy.rewritten(part))
        done.set()
        watch.join()
        self._close()

    def _tunnel(self, asked: Asked, fault: Fault | None) -> None:
        """A websocket: bytes both ways until one end leaves; `cut` breaks it after `seconds`."""
        if fault and fault.effect == "delay":
            time.sleep(fault.seconds or 1.0)
        upstream = urlsplit(self.server.proxy.upstream)
        try:
            server = socket.create_connection((upstream.hostname, upstream.port or 80), timeout=10)
        except OSError:
            self._tell(asked, 502, [], b"")
            return
        head = [f"{self.command} {self.path} HTTP/1.1", f"Host: {upstream.netloc}"]
        head += [f"{name}: {value}" for name, value in self.headers.items() if name.lower() != "host"]
        lasts = fault.seconds or 0.0 if fault and fault.effect == "cut" else None
        asked.forwarded, asked.status = True, 101
        with server, self.server.proxy.tunnel(server, self.connection), suppress(OSError):
            server.sendall("\r\n".join([*head, "", ""]).encode())
            _copy(self.connection, server, lasts)
        self._close()

    def _close(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def _closed(connection: HTTPConnection) -> Iterator[None]:
    """Close the connection to the server afterwards; a client that left meanwhile is no failure."""
    try:
        with suppress(BrokenPipeError, ConnectionResetError):
            yield
    finally:
        connection.close()


def _left(client: socket.socket) -> bool:
    """Whether the client has closed its end."""
    readable, _, _ = select.select([client], [], [], 0)
    return bool(readable) and not client.recv(1, socket.MSG_PEEK)


def _end_with_client(client: socket.socket, upstream: socket.socket, done: threading.Event) -> None:
    """Who reads from the server does not notice that the client has left: end the reading then."""
    with suppress(OSError):
        while not done.wait(LOOK_S):
            if _left(client):
                upstream.shutdown(socket.SHUT_RDWR)
                return


def _copy(client: socket.socket, server: socket.socket, seconds: float | None) -> None:
    """Copy bytes both ways until one end closes, or the time is over."""
    deadline = time.monotonic() + seconds if seconds is not None else None
    other = {client: server, server: client}
    while deadline is None or time.monotonic() < deadline:
        readable, _, _ = select.select(list(other), [], [], LOOK_S)
        for source in readable:
            part = source.recv(CHUNK)
            if not part:
                return
            other[source].sendall(part)


@contextmanager
def proxy(upstream: str, *, port: int = 0) -> Iterator[Proxy]:
    """A proxy in front of `upstream` (`http://host:port`), without faults at first."""
    listener = _Listener((LOOPBACK, port), _Handler)
    listener.proxy = Proxy(upstream, listener)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, name="faults")
    thread.start()
    try:
        yield listener.proxy
    finally:
        listener.proxy.clear()
        listener.proxy.cut_streams()
        listener.shutdown()
        listener.server_close()
        thread.join()

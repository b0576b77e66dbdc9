"""One open connection to a server's streaming: server-sent events or a websocket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from tummler.common.http import CONNECT_SECONDS, USER_AGENT, Unsafe, check_public, requests_session
from tummler.networks.contract import Connection, NetworkTrouble, SlowDown, Unheard

#: No event is longer than this.
_MAX_EVENT = 4 * 1024 * 1024
#: Servers send a heartbeat every 15 s.
_SILENCE = 60.0
_PATH = "/api/v1/streaming"


@dataclass(frozen=True, slots=True)
class Said:
    """One event of a stream."""

    event: str
    data: str


class Wire(Protocol):
    """Something open that yields events, and None for a heartbeat, until it is closed from another thread."""

    def read(self) -> Iterator[Said | None]:
        """Yield what comes; raises :class:`NetworkTrouble` when it breaks."""

    def close(self) -> None:
        """End the reading, wherever it waits."""


def open_wire(connection: Connection) -> Wire:
    """Events if the server has them, else a websocket. Raises SlowDown, or Unheard where neither is had.

    Never KeyRevoked: servers refuse streaming for reasons of their own, and polling tells whether the key is good.
    """
    base = str(connection.facts.get("streaming") or connection.facts["base"])
    try:
        check_public(base)
    except Unsafe as error:
        raise Unheard("unsafe_address") from error
    token = connection.secrets["token"]
    try:
        return Events(base, token)
    except Unheard:
        return open_socket(base, token)


def _trouble(status: int) -> NetworkTrouble:
    return SlowDown(60.0) if status == 429 else Unheard(f"http_{status}")


class Events:
    """Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream."""

    def __init__(self, base: str, token: str) -> None:
        self._session = requests_session(read_seconds=_SILENCE)
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream", "Accept-Encoding": "identity"}
        try:
            self._response = self._session.get(
                f"{base}{_PATH}/user", headers=headers, stream=True, allow_redirects=False, auth=lambda request: request
            )
        except requests.RequestException as error:
            raise Unheard(type(error).__name__) from None
        kind = self._response.headers.get("content-type", "")
        if self._response.status_code != 200 or not kind.startswith("text/event-stream"):
            self.close()
            raise _trouble(self._response.status_code)

    def read(self) -> Iterator[Said | None]:
        """Yield events, and None for each comment or blank line."""
        name, size = "", 0
        data: list[str] = []
        for line in self._lines():
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            size += len(line)
            if size > _MAX_EVENT:
                raise Unheard("event_too_large")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
            elif not line:
                yield Said(name, "\n".join(data)) if name and data else None
                name, data, size = "", [], 0
            else:
                yield None
        raise Unheard("stream_closed")

    def _lines(self) -> Iterator[str]:
        rest = b""
        while chunk := self._chunk():
            *lines, rest = (rest + chunk).split(b"\n")
            yield from (line.decode("utf-8", "replace").rstrip("\r") for line in lines)
            if len(rest) > _MAX_EVENT:
                raise Unheard("event_too_large")

    def _chunk(self) -> bytes:
        try:
            return bytes(self._response.raw.read1(65536, decode_content=True))
        except (HTTPError, OSError, ValueError, AttributeError) as error:
            # Also how a wire ends that another thread closed.
            raise Unheard(type(error).__name__) from None

    def close(self) -> None:
        """Shut the socket down, which wakes the reading thread."""
        with suppress(ValueError, RuntimeError, OSError):
            self._response.raw.shutdown()
        self._session.close()


class Socket:
    """A websocket, as servers offer it that have no events: https://docs.joinmastodon.org/methods/streaming/#websocket."""

    def __init__(self, socket: AbstractContextManager[ClientConnection]) -> None:
        self._open = ExitStack()
        self._socket = self._open.enter_context(socket)

    def read(self) -> Iterator[Said | None]:
        """Yield events; the websocket's own pings keep it alive, and None stands for a while of silence."""
        while True:
            try:
                frame = json.loads(self._socket.recv(timeout=15))
                yield Said(str(frame["event"]), str(frame.get("payload") or ""))
            except TimeoutError:
                yield None
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue
            except (ConnectionClosed, OSError) as error:
                raise Unheard(type(error).__name__) from None

    def close(self) -> None:
        """Say goodbye."""
        self._open.close()


def open_socket(base: str, token: str) -> Socket:
    """The key goes in a header; in the address, where logs may keep it, only for servers that want it there."""
    try:
        return _socket(base, token, {})
    except Unheard as refused:
        if refused.code not in ("http_401", "http_403"):
            raise
        return _socket(base, token, {"access_token": token})


def _socket(base: str, token: str, more: dict[str, str]) -> Socket:
    parts = urlsplit(base)
    scheme = "wss" if parts.scheme == "https" else "ws"
    query = urlencode({"stream": "user", **more})
    url = urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") + _PATH, query, ""))
    try:
        return Socket(
            connect(
                url,
                additional_headers={"Authorization": f"Bearer {token}"},
                user_agent_header=USER_AGENT,
                open_timeout=CONNECT_SECONDS * 2,
                max_size=_MAX_EVENT,
                close_timeout=2,
            )
        )
    except InvalidStatus as error:
        raise _trouble(error.response.status_code) from None
    except (WebSocketException, OSError, ValueError) as error:
        raise Unheard(type(error).__name__) from None

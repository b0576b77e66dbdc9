"""One homeserver's client API: our deadlines and sizes, checked addresses, one place where errors get their names.

https://spec.matrix.org/latest/client-server-api/#standard-error-response
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from tummler.common import clock
from tummler.common.http import MAX_BYTES, TooLarge, TooSlow, Unsafe, check_public, httpx_client, whole
from tummler.networks.contract import Connection, KeyRevoked, NetworkTrouble, Refused, SlowDown, Unheard

Json = dict[str, Any]

V1, V3, MEDIA = "/_matrix/client/v1", "/_matrix/client/v3", "/_matrix/media/v3"
#: No call takes longer than this as a whole, however slowly its bytes drip in.
_WHOLE_SECONDS = 30.0
_LONGEST_WAIT, _USUAL_WAIT = 3 * 3600.0, 30.0
#: What a server says when it is us whom it no longer knows, wherever it says so.
_OURS = {
    "M_UNKNOWN_TOKEN": "key_refused",
    "M_MISSING_TOKEN": "key_refused",
    "M_USER_DEACTIVATED": "account_deactivated",
    "M_USER_LOCKED": "account_taken_down",
    "M_USER_SUSPENDED": "account_taken_down",
    "M_RESOURCE_LIMIT_EXCEEDED": "account_taken_down",
}
_making = threading.Lock()


class Said(Refused):
    """The server understood us and said no, with a name for it (``error``) as the specification lists them."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__({"M_FORBIDDEN": "not_allowed", "M_TOO_LARGE": "too_long"}.get(error, "not_taken"), error[:60])
        self.status, self.error = status, error


class Missing(Said):
    """The server knows no such thing, or does not show it to us."""

    def __init__(self) -> None:
        super().__init__(404, "M_NOT_FOUND")
        self.code = "missing"


@cache
def _made() -> httpx.Client:
    return httpx_client()


def _shared() -> httpx.Client:
    with _making:
        return _made()


def path_of(*parts: str) -> str:
    """A path below an API's root: rooms, events and people have names with every sign in them."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


class Client:
    """Speaks to one server, with a key or without. Never follows a redirect with a key in hand."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base, self._token = base.rstrip("/"), token
        try:
            check_public(self.base)
        except Unsafe as error:
            raise Unheard("unsafe_address") from error

    def get(self, path: str, root: str = V3, **params: Any) -> Json:
        """The JSON object at a path. Raises :class:`NetworkTrouble`; :class:`Missing` where there is none."""
        return self._json("GET", root + path, params=params)

    def post(self, path: str, body: Mapping[str, Any], root: str = V3) -> Json:
        """Post a JSON object and read the one that comes back."""
        return self._json("POST", root + path, body=body)

    def put(self, path: str, body: Mapping[str, Any], root: str = V3) -> Json:
        """Put a JSON object and read the one that comes back."""
        return self._json("PUT", root + path, body=body)

    def upload(self, content: bytes, mime: str) -> str:
        """Store a file; its ``mxc`` address."""
        said = self._whole("POST", f"{MEDIA}/upload", None, content, {"Content-Type": mime})
        address = _object(said).get("content_uri")
        if not isinstance(address, str) or not address.startswith("mxc://"):
            raise Unheard("garbled")
        return address

    def download(self, path: str) -> bytes:
        """A file's bytes. Servers may send us on to where they keep files: only there, and without our key."""
        return self._whole("GET", path, None, None, {})

    def _json(self, method: str, path: str, params: Mapping[str, Any] | None = None, body: Any = None) -> Json:
        content, headers = None, {}
        if body is not None:
            content, headers = msgspec.json.encode(body), {"Content-Type": "application/json"}
        return _object(self._whole(method, path, params, content, headers))

    def _whole(
        self, method: str, path: str, params: Mapping[str, Any] | None, content: bytes | None, more: Mapping[str, str]
    ) -> bytes:
        headers = {**more, **({"Authorization": f"Bearer {self._token}"} if self._token else {})}
        try:
            with _shared().stream(
                method, self.base + path, params=params, content=content, headers=headers
            ) as response:
                body = whole(response, MAX_BYTES, clock.ticks() + _WHOLE_SECONDS)
        except (TooLarge, TooSlow) as error:
            raise Unheard("answer_too_large" if isinstance(error, TooLarge) else "answer_too_slow") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise Unheard("no_answer", type(error).__name__) from None
        if response.is_success:
            return body
        raise _refusal(response, body)


def _object(body: bytes) -> Json:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Unheard("garbled") from None
    if not isinstance(found, dict):
        raise Unheard("garbled")
    return found


def _refusal(response: httpx.Response, body: bytes) -> NetworkTrouble:
    """What an answer's status means for us; a page of some proxy in between judges nothing."""
    status = response.status_code
    try:
        said = _object(body)
    except Unheard:
        said = {}
    error = str(said.get("errcode") or "")
    if status == 429:
        return SlowDown(_wait_of(response, said))
    if status == 413:
        return Said(413, "M_TOO_LARGE")
    if not 400 <= status < 500 or not error:
        return Unheard(f"http_{status}")
    if error in _OURS:
        return KeyRevoked(_OURS[error])
    if status == 401:
        return KeyRevoked("key_refused")
    return Missing() if error == "M_NOT_FOUND" else Said(status, error)


def _wait_of(response: httpx.Response, said: Json) -> float:
    """``Retry-After`` in seconds, or the older ``retry_after_ms``."""
    header, older = response.headers.get("retry-after", ""), said.get("retry_after_ms")
    seconds = _USUAL_WAIT
    if header.isdigit():
        seconds = float(header)
    elif isinstance(older, (int, float)) and not isinstance(older, bool):
        seconds = older / 1000
    return min(max(seconds, 1.0), _LONGEST_WAIT)


def fitting(ask: Callable[[int], Json], sizes: tuple[int, ...] = (100, 10, 1)) -> Json:
    """What a server says to a question about so many events; about fewer, where that was more than we take.

    An event may have 65 kB: whoever writes some hundred of them must not keep us from reading on.
    """
    for size in sizes[:-1]:
        try:
            return ask(size)
        except Unheard as unheard:
            if unheard.code != "answer_too_large":
                raise
    return ask(sizes[-1])


def open_client(connection: Connection) -> Client:
    """A client for a connected channel."""
    return Client(str(connection.facts["base"]), connection.secrets["token"])

"""One call to an AT Protocol service, with a deadline, and what its answer means.

https://atproto.com/specs/xrpc
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import httpx
import msgspec
import regex

from tummler.common import clock
from tummler.common.http import MAX_BYTES, TooLarge, TooSlow, httpx_client, whole
from tummler.networks.contract import Refused, SlowDown, Unheard

#: No call takes longer than this as a whole, however slowly its bytes drip in.
WHOLE_SECONDS = 30.0
_WAIT_LONGEST = 86_400.0
_WAIT_USUALLY = 60.0
_making = threading.Lock()
Answer = TypeVar("Answer")


class Said(Refused):
    """The service understood us and said no, with a name for it (``error``) as its documentation lists them."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(_snake(error))
        self.status = status
        self.error = error


class _Error(msgspec.Struct):
    error: str


def _snake(error: str) -> str:
    return str(regex.sub(r"(?<=[a-z])(?=[A-Z])", "_", error)[:60]).lower()


@cache
def _made() -> httpx.Client:
    return httpx_client()


def _client() -> httpx.Client:
    with _making:
        return _made()


def url_of(service: str, nsid: str) -> str:
    """The address of a method at a service."""
    return f"{service.rstrip('/')}/xrpc/{nsid}"


def call(
    service: str,
    nsid: str,
    *,
    params: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Ask (``params``) or do (``body`` or ``content``); the answer's bytes.

    Raises :class:`Said`, :class:`SlowDown`, or :class:`Unheard` for anything that leaves doubt.
    """
    sent = dict(headers or {})
    if body is not None:
        content = msgspec.json.encode(body)
        sent["Content-Type"] = "application/json"
    method = "GET" if content is None else "POST"
    try:
        with _client().stream(method, url_of(service, nsid), params=params, content=content, headers=sent) as response:
            said = whole(response, MAX_BYTES, clock.ticks() + WHOLE_SECONDS)
    except (TooLarge, TooSlow) as error:
        raise Unheard("answer_too_large" if isinstance(error, TooLarge) else "answer_too_slow") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise Unheard("no_answer", type(error).__name__) from error
    if response.is_success:
        return said
    raise _refusal(response, said)


def _refusal(response: httpx.Response, body: bytes) -> Exception:
    if response.status_code == 429:
        return SlowDown(_seconds_to_wait(response.headers))
    if response.status_code == 413:
        return Said(413, "PayloadTooLarge")
    if 400 <= response.status_code < 500 and response.status_code != 408:
        try:
            return Said(response.status_code, msgspec.json.decode(body, type=_Error).error)
        except msgspec.MsgspecError:
            # Not the service itself but something before it: no clear answer.
            return Unheard("unclear_answer", str(response.status_code))
    return Unheard("service_failed", str(response.status_code))


def _seconds_to_wait(headers: httpx.Headers) -> float:
    """What `ratelimit-reset` (a time) or `retry-after` (seconds) ask for.

    https://docs.bsky.app/docs/advanced-guides/rate-limits
    """
    try:
        seconds = float(headers["ratelimit-reset"]) - clock.now().timestamp()
    except (KeyError, ValueError):
        try:
            seconds = float(headers["retry-after"])
        except (KeyError, ValueError):
            return _WAIT_USUALLY
    return min(max(seconds, 1.0), _WAIT_LONGEST)


def decoded(answer: bytes, kind: type[Answer]) -> Answer:
    """The answer as what it should be; :class:`Unheard` if it is something else."""
    try:
        return msgspec.json.decode(answer, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unheard("garbled_answer") from error

"""One server's client API: our deadlines, no redirects with a key in hand, one place where errors get their names.

Reading keeps the raw JSON and goes straight over the session; what writes goes through Mastodon.py on that session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from tummler.common.clock import now, parse
from tummler.common.http import USER_AGENT, check_public, requests_session
from tummler.networks.contract import Connection, KeyRevoked, NetworkTrouble, Refused, SlowDown, Unheard

if TYPE_CHECKING:
    from mastodon import Mastodon

# Where "forbidden" means us, not the thing we asked for: a suspended account, or a key without the right.
_OWN_PATHS = (
    "/api/v1/accounts/verify_credentials",
    "/api/v1/notifications",
    "/api/v1/statuses",
    "/api/v1/media",
    "/api/v2/media",
)
_LONGEST_ID = 64
_LONGEST_WAIT = 3 * 3600.0


class Missing(Refused):
    """The server knows no such thing, or does not show it to us."""

    def __init__(self) -> None:
        super().__init__("missing")


def _error_of(response: requests.Response) -> str | None:
    """The error as Mastodon writes it, or None: a page of some proxy in between judges nothing."""
    try:
        body = response.json()
    except ValueError:
        return None
    return str(body["error"]) if isinstance(body, dict) and "error" in body else None


def _wait_of(response: requests.Response) -> float:
    """Seconds until the window opens again: `X-RateLimit-Reset` is a time (or an epoch), `Retry-After` seconds."""
    reset, retry = response.headers.get("X-RateLimit-Reset", ""), response.headers.get("Retry-After", "")
    if retry.isdigit():
        seconds = float(retry)
    elif reset.isdigit():
        seconds = float(reset) - now().timestamp()
    else:
        when = parse(reset)
        seconds = (when - now()).total_seconds() if when else 60.0
    return min(max(seconds, 1.0), _LONGEST_WAIT)


def _forbidden(response: requests.Response) -> NetworkTrouble:
    ours = urlsplit(response.url).path in _OWN_PATHS
    return KeyRevoked("forbidden") if ours else Refused("not_allowed")


def _meaning(response: requests.Response) -> NetworkTrouble | None:
    """What an answer's status means for us, or None when it is fine."""
    status = response.status_code
    if status < 300:
        return None
    if status == 429:
        return SlowDown(_wait_of(response))
    if status == 413:
        return Refused("too_large")
    if status < 400 or status >= 500 or _error_of(response) is None:
        return Unheard(f"http_{status}")
    if status == 401:
        return KeyRevoked("key_refused")
    if status == 403:
        return _forbidden(response)
    return Missing() if status in (404, 410) else Refused("not_taken", f"http {status}")


def _judge(response: requests.Response, *_: Any, **__: Any) -> requests.Response:
    """Runs on every answer of the session, also those that Mastodon.py reads."""
    trouble = _meaning(response)
    if trouble is not None:
        response.close()
        raise trouble
    return response


def _of_the_sdk() -> type[Exception]:
    """What Mastodon.py raises: it is loaded only where something is written, or goes wrong."""
    from mastodon.errors import MastodonError

    return MastodonError


@contextmanager
def troubles() -> Iterator[None]:
    """Turn what `requests` and Mastodon.py raise into troubles of ours; their messages may hold people's words."""
    try:
        yield
    except NetworkTrouble:
        raise
    except (_of_the_sdk(), requests.RequestException, OSError, ValueError, RecursionError) as error:
        cause = error.__context__
        raise (cause if isinstance(cause, NetworkTrouble) else Unheard(type(cause or error).__name__)) from None


def _skew_of(response: requests.Response) -> float:
    try:
        return (parsedate_to_datetime(response.headers["Date"]) - now()).total_seconds()
    except (KeyError, ValueError, TypeError):
        return 0.0


def _object(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Unheard("garbled")
    return found


def _plain_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps `requests` from replacing our key by one in a .netrc."""
    return request


class Client:
    """Speaks to one server, with a key or without. Closes its session when left."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base, self.token = base.rstrip("/"), token
        with troubles():
            check_public(self.base)
        self.session = requests_session()
        self.session.hooks["response"].append(_judge)
        #: The server's clock minus ours, in seconds, from the last answer.
        self.skew = 0.0

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request of ours."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def get(self, path: str, **params: Any) -> Any:
        """The JSON at a path. Raises :class:`NetworkTrouble`; :class:`Missing` where there is none."""
        return self._json("GET", path, params=params)

    def post(self, path: str, data: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Post a form and read the JSON object that comes back."""
        return _object(self._json("POST", path, data=data, files=files))

    def _json(self, method: str, path: str, **options: Any) -> Any:
        with troubles():
            response = self.session.request(
                method,
                self.base + path,
                headers=self.headers,
                auth=_plain_auth,
                allow_redirects=False,
                timeout=None,
                **options,
            )
            self.skew = _skew_of(response)
            return response.json()

    def record(self, path: str, **params: Any) -> dict[str, Any]:
        """One JSON object; anything else is no clear answer."""
        return _object(self.get(path, **params))

    def listed(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """A list of JSON objects; anything else is no clear answer."""
        found = self.get(path, **params)
        if not isinstance(found, list):
            raise Unheard("garbled")
        return [row for row in found if isinstance(row, dict)]

    def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """A list of JSON objects that have ids, as servers make them: a long one is a trick."""
        return [row for row in self.listed(path, **params) if 0 < len(str(row.get("id") or "")) <= _LONGEST_ID]

    @contextmanager
    def writing(self) -> Iterator[Mastodon]:
        """Mastodon.py on our session, its errors made ours.

        Of its own ways it keeps none: it would sleep out rate limits, wait 300 s, ask for the version with a
        slash at the end (and recurse for ever where that is 404), and read a file that is named like the key.
        """
        from mastodon import Mastodon

        sdk = Mastodon(
            api_base_url=self.base,
            ratelimit_method="throw",
            version_check_mode="none",
            session=self.session,
            user_agent=USER_AGENT,
        )
        sdk.access_token = self.token
        with troubles():
            yield sdk


def open_client(connection: Connection) -> Client:
    """A client for a connected channel."""
    return Client(str(connection.facts["base"]), connection.secrets["token"])

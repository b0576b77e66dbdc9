"""How we speak HTTP to others: deadlines, size limits, no private addresses.

SDKs get their sessions here, because their own defaults wait too long (Mastodon.py: 300 s) or sleep out rate limits.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import threading
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from tummler import __version__
from tummler.common import clock
from tummler.common.clock import ticks

#: Seconds until a connection must stand, and between two bytes of an answer.
CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
#: Seconds until an answer is here whole, also when it drips.
BODY_SECONDS = 30.0
#: Seconds that the whole of a stranger's answer may take: one byte every ten seconds is not an answer.
FETCH_SECONDS = 20.0
#: No answer of a network's API is larger than this.
MAX_BYTES = 8 * 1024 * 1024
USER_AGENT = f"Tummler/{__version__} (+https://github.com/tummler/tummler)"


class Unsafe(ValueError):
    """An address that we won't speak to: not http(s), or inside a private network."""


def loopback_allowed() -> bool:
    """True where the operator runs networks on this very machine (tests, development)."""
    return os.environ.get("TUMMLER_ALLOW_LOOPBACK", "") == "1"


def check_public(url: str, inside: bool = False) -> str:
    """The url, if it leads to a public address over http(s); raises :class:`Unsafe` otherwise.

    Resolves the name: an address entered by a person or sent by a stranger must not reach into our own network, but
    where its owner said that it stands there (``inside``).
    """
    _numbers(url, inside)
    return url


def _numbers(url: str, inside: bool = False) -> list[str]:
    """The addresses behind a url's name, every one of them public; ``inside``: or in a network of our own."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise Unsafe("not a web address")
    if parts.username or parts.password:
        raise Unsafe("an address with a password in it")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unsafe("no such host") from error
    numbers = [str(address[0]).split("%")[0] for *_, address in found]
    for number in numbers:
        ip = _meant(ipaddress.ip_address(number))
        if ip.is_loopback and loopback_allowed():
            continue
        if any(ip in network for network in _CLOUDS_OWN if network.version == ip.version):
            raise Unsafe("an address inside a private network")
        if inside and ip.is_private and not ip.is_link_local and not ip.is_multicast and not ip.is_unspecified:
            continue
        if not ip.is_global or ip.is_multicast:
            raise Unsafe("an address inside a private network")
    return numbers


#: What a machine in a cloud is told about itself, its keys among it: such a place is no system of anybody's.
_CLOUDS_OWN = (ipaddress.ip_network("fd00:ec2::/32"), ipaddress.ip_network("100.100.100.200/32"))
#: Networks whose last bits are an address of the older kind: what is spoken to is that one.
_CARRIERS = tuple(ipaddress.IPv6Network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))


def _meant(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address that is really spoken to, where one of the newer kind carries one of the older."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    carried = ip.ipv4_mapped or ip.sixtofour
    if carried is None and any(ip in network for network in _CARRIERS) and int(ip) > 1:
        carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return carried or ip


@cache
def _tls() -> ssl.SSLContext:
    """Whom we trust. Reading the certificates takes 20 ms, so it is done once and not for every client."""
    return httpx.create_ssl_context()


def httpx_client(**options: Any) -> httpx.Client:
    """An httpx client with our deadlines; it follows no redirects unless told to."""
    options.setdefault("timeout", httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS))
    options.setdefault("follow_redirects", False)
    options.setdefault("verify", _tls())
    headers = {"User-Agent": USER_AGENT, **options.pop("headers", {})}
    return httpx.Client(headers=headers, **options)


class _Deadlines(HTTPAdapter):
    """Gives every request a deadline, also where the SDK forgets it, and stops answers that never end."""

    def __init__(self, read_seconds: float) -> None:
        super().__init__()
        self.read_seconds = read_seconds

    def send(self, request: Any, *args: Any, **options: Any) -> requests.Response:
        options["timeout"] = (CONNECT_SECONDS, self.read_seconds)
        streamed = bool(options.get("stream"))
        options["stream"] = True
        response = super().send(request, *args, **options)
        if not streamed:
            _read_within(response, MAX_BYTES)
        return response


def _read_within(response: requests.Response, limit: int) -> None:
    """Take what has arrived, again and again: waiting for a full chunk would wait for ever on one that drips."""
    body, until = bytearray(), ticks() + BODY_SECONDS
    try:
        while chunk := response.raw.read1(65536, decode_content=True):
            body += chunk
            if len(body) > limit or ticks() > until:
                raise requests.exceptions.ContentDecodingError("the answer is too large, or never ends")
    except HTTPError as error:
        response.close()
        raise requests.exceptions.ChunkedEncodingError(type(error).__name__) from error
    except requests.RequestException:
        response.close()
        raise
    response.raw.release_conn()
    response._content = bytes(body)


def requests_session(read_seconds: float = READ_SECONDS) -> requests.Session:
    """A requests session with our deadlines and limits, for SDKs that want one; a stream may be silent longer."""
    session = requests.Session()
    session.headers["User-Agent"] = USER_AGENT
    session.max_redirects = 3
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Deadlines(read_seconds))
    return session


def fetch_public(url: str, max_bytes: int) -> tuple[bytes, str]:
    """The bytes at a stranger's address and the declared content type. Redirects are followed, each one checked.

    The address that was checked is the one that is spoken to: a name that leads elsewhere at the second look is no
    way in. Raises :class:`Unsafe` for an address we won't speak to and ``httpx.HTTPError`` for anything else that
    fails, also when the whole takes longer than ``FETCH_SECONDS``.
    """
    until = clock.ticks() + FETCH_SECONDS
    with httpx_client(trust_env=False) as client:
        for _ in range(4):
            with client.stream(**_pinned(url)) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers["location"])
                    continue
                response.raise_for_status()
                return whole(response, max_bytes, until), response.headers.get("content-type", "")
    raise httpx.HTTPError("too many redirects")


def post_public(
    url: str, body: bytes, headers: dict[str, str], max_bytes: int, seconds: float, inside: bool = False
) -> bytes:
    """What an address that a person entered answers to a POST: checked and pinned as :func:`fetch_public`, and no
    redirect is followed. Raises :class:`Unsafe`, or ``httpx.HTTPError``, a redirect being an ``HTTPStatusError``."""
    status, said, told = _asked("POST", url, body, headers, max_bytes, seconds, inside)
    if not 200 <= status < 300:
        refused = httpx.Response(status, headers=told)
        raise httpx.HTTPStatusError(f"status {status}", request=httpx.Request("POST", url), response=refused)
    return said


def ask_public(
    method: str, url: str, body: bytes, headers: dict[str, str], max_bytes: int, seconds: float, inside: bool = False
) -> tuple[int, bytes]:
    """The status and the words that an address gives: checked and pinned as :func:`fetch_public`, no redirect followed.

    ``inside``: the owner said that it may stand in our own network. Raises :class:`Unsafe`, or ``httpx.HTTPError``.
    """
    status, said, _told = _asked(method, url, body, headers, max_bytes, seconds, inside)
    return status, said


def ask_again(
    method: str, url: str, body: bytes, headers: dict[str, str], max_bytes: int, seconds: float, inside: bool = False
) -> tuple[int, bytes]:
    """:func:`ask_public` over a line that this thread keeps open: for what is asked often, and may be asked twice."""
    until = clock.ticks() + seconds
    request = _request(method, url, body, headers, seconds, inside)
    line, kept = _line_to(str(request["url"].copy_with(path="/", query=None)), request["headers"]["Host"])
    try:
        return _answer(line, request, max_bytes, until)[:2]
    except httpx.RemoteProtocolError:
        if not kept or clock.ticks() > until:
            raise
    # The other side closed what was kept open in the moment in which we used it.
    with httpx_client(trust_env=False) as client:
        return _answer(client, request, max_bytes, until)[:2]


def _asked(
    method: str, url: str, body: bytes, headers: dict[str, str], max_bytes: int, seconds: float, inside: bool
) -> tuple[int, bytes, httpx.Headers]:
    until = clock.ticks() + seconds
    request = _request(method, url, body, headers, seconds, inside)
    with httpx_client(trust_env=False) as client:
        return _answer(client, request, max_bytes, until)


def _request(
    method: str, url: str, body: bytes, headers: dict[str, str], seconds: float, inside: bool
) -> dict[str, Any]:
    request = _pinned(url, inside)
    request |= {"method": method, "content": body, "headers": {**headers, **request["headers"]}}
    return request | {"timeout": httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))}


def _answer(
    client: httpx.Client, request: dict[str, Any], max_bytes: int, until: float
) -> tuple[int, bytes, httpx.Headers]:
    with client.stream(**request) as response:
        return response.status_code, whole(response, max_bytes, until), response.headers


#: So many systems' lines does each thread keep open, for this long after they were last used.
_LINES, _KEPT_SECONDS = 4, 20.0
_kept = threading.local()


class _NoCookies(DefaultCookiePolicy):
    def set_ok(self, cookie: Any, request: Any) -> bool:
        """Never: what one was told stays with that one."""
        return False


def _line_to(number: str, name: str) -> tuple[httpx.Client, bool]:
    """This thread's line to an address that was checked, in the name that leads there; and whether it stood already.

    By its name, too: a line whose certificate was another's is not spoken into.
    """
    lines: dict[tuple[str, str], httpx.Client] = _kept.__dict__.setdefault("lines", {})
    line = lines.pop((number, name), None)
    known = line is not None
    if line is None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=1, keepalive_expiry=_KEPT_SECONDS)
        line = httpx_client(trust_env=False, limits=limits, cookies=CookieJar(_NoCookies()))
        while len(lines) >= _LINES:
            lines.pop(next(iter(lines))).close()
    lines[number, name] = line
    return line, known


def _pinned(url: str, inside: bool = False) -> dict[str, Any]:
    """A request to one of the checked numbers behind a name, in that name (Host, and TLS by its own extension)."""
    number = _numbers(url, inside)[0]
    parsed = httpx.URL(url)
    port = f":{parsed.port}" if parsed.port else ""
    return {
        "method": "GET",
        "url": parsed.copy_with(host=number),
        "headers": {"Host": f"{parsed.host}{port}"},
        "extensions": {"sni_hostname": parsed.host},
    }


class TooLarge(httpx.HTTPError):
    """An answer of more bytes than we take."""


class TooSlow(httpx.HTTPError):
    """An answer that isn't whole in the time that we give it."""


def whole(response: httpx.Response, max_bytes: int, until: float) -> bytes:
    """The body of a streamed answer, read until ``until`` (of ``clock.ticks``). Raises TooLarge or TooSlow."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge("larger than we take")
        if clock.ticks() > until:
            raise TooSlow("slower than we wait")
    return bytes(body)

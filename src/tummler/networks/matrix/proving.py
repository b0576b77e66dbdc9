"""Somebody proves an account by an OpenID token that their own server gave them: it tells us whose it is, nothing else.

https://spec.matrix.org/latest/client-server-api/#openid. Such a token says nothing of whom it was made for: what that
means stands in ``docs/security/proven.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import regex

from tummler.common.http import Unsafe, fetch_public
from tummler.networks.contract import Here, Proved, Proving, Redirect, Refused, SettingsField, Unheard
from tummler.networks.matrix.names import is_id, server_of
from tummler.networks.matrix.normalise import account_of

_NAME = regex.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", regex.IGNORECASE)
_LONGEST = 65_536


def begin(answers: Mapping[str, str], here: Here) -> Redirect | Proved:
    """Ask the server that gave the token whose it is. A server speaks for its own people alone."""
    token, server = _token(answers.get("token", ""))
    said = _asked(f"{federation(server)}/_matrix/federation/v1/openid/userinfo?access_token={quote(token, safe='')}")
    person = said.get("sub")
    if not is_id(person, "@") or server_of(person).lower() != server.lower():
        raise Refused("sign_in_refused")
    return Proved(account_of(person, ""), person, person)


def finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Proved:
    """Never needed: :func:`begin` is always done at once."""
    raise Refused("wrong_state")


def _token(entered: str) -> tuple[str, str]:
    """The token and its server's name, out of what an app gives whole."""
    found = _object(entered.encode())
    token, server = found.get("access_token"), found.get("matrix_server_name")
    if not isinstance(token, str) or not token or not isinstance(server, str) or not _NAME.fullmatch(server):
        raise Refused("sign_in_refused")
    return token, server


def federation(server: str) -> str:
    """Where servers speak with a server: https://spec.matrix.org/latest/server-server-api/#resolving-server-names."""
    if ":" in server:
        return f"https://{server}"
    try:
        told = _object(fetch_public(f"https://{server}/.well-known/matrix/server", _LONGEST)[0]).get("m.server")
    except (Unsafe, httpx.HTTPError, httpx.InvalidURL, LookupError, OSError):
        told = None
    name = told if isinstance(told, str) and _NAME.fullmatch(told) else server
    return f"https://{name}" if ":" in name else f"https://{name}:8448"


def _asked(url: str) -> dict[str, Any]:
    try:
        return _object(fetch_public(url, _LONGEST)[0])
    except Unsafe:
        raise Refused("unsafe_address") from None
    except httpx.HTTPStatusError as error:
        if error.response.status_code in (401, 403):
            raise Refused("sign_in_refused") from None
        raise Unheard(f"http_{error.response.status_code}") from None
    except (httpx.HTTPError, httpx.InvalidURL, LookupError, OSError) as error:
        raise Unheard("no_answer", type(error).__name__) from None


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


PROVING = Proving(
    fields=(SettingsField("token", "OpenID token", '{"access_token": …, "matrix_server_name": …}', advanced=True),),
    begin=begin,
    finish=finish,
)

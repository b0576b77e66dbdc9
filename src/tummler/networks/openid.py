"""A brand's own sign-in (OpenID Connect): values in, values out. https://openid.net/specs/openid-connect-core-1_0.html

Authorization code with PKCE; the identity token is checked with the issuer's keys, for us, for this one sign-in.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx

from tummler.common import clock
from tummler.common.http import Unsafe, ask_public, fetch_public, loopback_allowed
from tummler.common.jose import BadToken, Key, challenge, checked, key_of_jwk
from tummler.networks.contract import NetworkTrouble, Redirect, Refused, Unheard

_BYTES, _SECONDS = 256 * 1024, 15.0
#: Clocks differ by so much.
LEEWAY = 60


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs in, as it describes itself."""

    name: str
    authorize: str
    token: str
    keys: str
    #: Where it tells more of who signed in; "" where it has none.
    userinfo: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """Us, there. A client without a secret is a public one."""

    issuer: str
    client_id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who signed in: the issuer's lasting name for them, what it calls them, and their address where it was asked for.

    ``email_verified`` is the issuer's word; an address without it is no proof of anything.
    """

    ref: str
    name: str
    email: str = ""
    email_verified: bool = False


def discover(issuer: str) -> Issuer:
    """https://openid.net/specs/openid-connect-discovery-1_0.html. Raises NetworkTrouble."""
    told = _fetched(f"{_web(issuer).rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise Refused("another_issuer")
    authorize, token, keys = (_web(str(told.get(name, ""))) for name in _ENDPOINTS)
    userinfo = str(told.get("userinfo_endpoint") or "")
    return Issuer(issuer, authorize, token, keys, _web(userinfo) if userinfo else "")


_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def begin(client: Client, callback: str, state: str, *, scope: str = "openid profile") -> Redirect:
    """To the issuer's page."""
    issuer = discover(client.issuer)
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    query = {
        "response_type": "code", "client_id": client.client_id, "redirect_uri": callback, "scope": scope,
        "state": state, "nonce": nonce, "code_challenge": challenge(verifier), "code_challenge_method": "S256",
    }  # fmt: skip
    joint = "&" if urlsplit(issuer.authorize).query else "?"
    pending = {"verifier": verifier, "nonce": nonce, "callback": callback, "issuer": client.issuer, "scope": scope}
    return Redirect(f"{issuer.authorize}{joint}{urlencode(query)}", pending)


def finish(client: Client, pending: Mapping[str, str], query: Mapping[str, str]) -> Subject:
    """Who came back. Raises NetworkTrouble; :class:`Refused` for everything that isn't surely right."""
    if pending.get("issuer") != client.issuer or query.get("iss", client.issuer) != client.issuer:
        raise Refused("another_issuer")
    if not query.get("code"):
        raise Refused("sign_in_refused")
    issuer = discover(client.issuer)
    answer = _posted(issuer.token, client, {
        "grant_type": "authorization_code", "code": query["code"], "redirect_uri": pending["callback"],
        "code_verifier": pending["verifier"],
    })  # fmt: skip
    keys = _fetched(issuer.keys).get("keys")
    try:
        claims = checked(str(answer.get("id_token", "")), lambda header: _key(keys, header))
    except BadToken as bad:
        raise Refused("bad_token", str(bad)) from None
    subject = _subject(claims, client, pending["nonce"])
    wants_email = "email" in pending.get("scope", "").split()
    if (subject.name and (subject.email or not wants_email)) or not issuer.userinfo:
        return subject
    return _told_more(subject, issuer.userinfo, str(answer.get("access_token", "")), wants_email)


def _told_more(subject: Subject, userinfo: str, access: str, wants_email: bool) -> Subject:
    """What many issuers tell only here: https://openid.net/specs/openid-connect-core-1_0.html#UserInfo.

    About nobody but who signed in. Without a name somebody can still sign in, without the address they asked for not.
    """
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    try:
        told = _object(_heard("GET", userinfo, b"", headers))
    except NetworkTrouble:
        if wants_email and not subject.email:
            raise
        return subject
    if told.get("sub") != subject.ref:
        raise Refused("bad_token", "userinfo")
    email = (subject.email, subject.email_verified) if subject.email else (_email(told), _verified(told))
    return Subject(subject.ref, subject.name or _name(told), *email)


def _key(keys: Any, header: Mapping[str, Any]) -> Key:
    """The issuer's key of this name; where none is named, the only one of its kind."""
    rows = [row for row in keys if isinstance(row, dict)] if isinstance(keys, list) else []
    named = [row for row in rows if row.get("use", "sig") == "sig" and row.get("kid") == header.get("kid")]
    found = [key for row in named if (key := key_of_jwk(row)) and key.algorithm == header.get("alg")]
    if len(found) != 1:
        raise BadToken("no_key")
    return found[0]


def _subject(claims: Mapping[str, Any], client: Client, nonce: str) -> Subject:
    """https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation."""
    audience, now = claims.get("aud"), clock.now().timestamp()
    meant = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    checks = (
        claims.get("iss") == client.issuer,
        client.client_id in meant,
        len(meant) == 1 or claims.get("azp") == client.client_id,
        claims.get("azp", client.client_id) == client.client_id,
        _time(claims, "exp") > now - LEEWAY,
        _time(claims, "iat") < now + LEEWAY,
        hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()),
    )
    ref = claims.get("sub")
    if not all(checks) or not isinstance(ref, str) or not 0 < len(ref) <= 255:
        raise Refused("bad_token", "claims")
    return Subject(ref, _name(claims), _email(claims), _verified(claims))


def _name(claims: Mapping[str, Any]) -> str:
    return str(claims.get("name") or claims.get("preferred_username") or "")[:120]


def _verified(claims: Mapping[str, Any]) -> bool:
    """Some issuers write the word."""
    told = claims.get("email_verified")
    return told is True or told == "true"


def _email(claims: Mapping[str, Any]) -> str:
    """https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims; what is no plain address is none."""
    told = claims.get("email")
    email = told.strip().lower() if isinstance(told, str) else ""
    fine = len(email) <= 254 and email.count("@") == 1 and email.isascii() and email.isprintable() and " " not in email
    return email if fine else ""


def _time(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")


def _web(address: str) -> str:
    """The address, if secrets may be sent there: encrypted, unless on this very machine."""
    try:
        parts = urlsplit(address)
        fine = bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and loopback_allowed()))
    except ValueError:
        fine = False
    if not fine:
        raise Refused("bad_address")
    return address


def _fetched(address: str) -> dict[str, Any]:
    try:
        body, _ = fetch_public(address, _BYTES)
    except Unsafe as error:
        raise Refused("unsafe_address", str(error)) from None
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise Unheard("no_answer", type(error).__name__) from None
    return _object(body)


def _posted(address: str, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if client.secret:
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form = {**form, "client_id": client.client_id}
    return _object(_heard("POST", address, urlencode(form).encode(), headers))


def _heard(method: str, address: str, body: bytes, headers: dict[str, str]) -> bytes:
    try:
        status, said = ask_public(method, address, body, headers, _BYTES, _SECONDS)
    except Unsafe as error:
        raise Refused("unsafe_address", str(error)) from None
    except (httpx.HTTPError, OSError) as error:
        raise Unheard("no_answer", type(error).__name__) from None
    if not 200 <= status < 300:
        raise Refused("sign_in_refused", f"status {status}")
    return said


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unheard("garbled")
    return found


__all__ = ["Client", "Issuer", "NetworkTrouble", "Subject", "begin", "discover", "finish"]

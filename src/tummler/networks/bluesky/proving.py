"""Somebody proves an account by signing in on its own server: OAuth with PAR, PKCE and DPoP, for who they are alone.

https://atproto.com/specs/oauth. We are a public client, known by the address of our description; on this very machine
by the loopback one. What is exchanged is bound to a key that lives as long as the sign-in.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tummler.common import clock
from tummler.common.http import Unsafe, post_public
from tummler.common.jose import challenge, jwk_of, signed_es256
from tummler.networks.bluesky.identity import described, identify, web
from tummler.networks.bluesky.traits import SERVICE
from tummler.networks.contract import (
    HeardAccount,
    Here,
    NetworkTrouble,
    Proved,
    Proving,
    Redirect,
    Refused,
    SettingsField,
    Unheard,
)

#: Who they are, and nothing else.
SCOPE = "atproto"
_BYTES, _SECONDS = 64 * 1024, 15.0


def begin(answers: Mapping[str, str], here: Here) -> Redirect | Proved:
    """To the page of the server that looks after their account."""
    service = str(here.settings.get("service") or SERVICE)
    who = identify(answers.get("handle", ""), service)
    server = _server_of(who.pds)
    key, verifier = ec.generate_private_key(ec.SECP256R1()), secrets.token_urlsafe(48)
    client = _client_id(here)
    form = {
        "client_id": client, "redirect_uri": here.callback, "response_type": "code", "scope": SCOPE,
        "state": here.state, "code_challenge": challenge(verifier), "code_challenge_method": "S256",
        "login_hint": who.handle or who.did,
    }  # fmt: skip
    pushed = _posted(server["pushed_authorization_request_endpoint"], form, key)
    leads = urlencode({"client_id": client, "request_uri": str(pushed.get("request_uri", ""))})
    pending = {
        "did": who.did, "issuer": server["issuer"], "token": server["token_endpoint"],
        "revoke": server["revocation_endpoint"], "verifier": verifier, "client_id": client,
        "callback": here.callback, "key": _kept(key), "service": service,
    }  # fmt: skip
    return Redirect(f"{server['authorization_endpoint']}?{leads}", pending)


def finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Proved:
    """Who signed in there: the account that was named, by the server that its identity names, or nobody."""
    if query.get("iss") != pending["issuer"]:
        raise Refused("wrong_state")
    if not query.get("code"):
        raise Refused("sign_in_refused")
    key = _opened(pending["key"])
    form = {
        "grant_type": "authorization_code", "code": query["code"], "redirect_uri": pending["callback"],
        "client_id": pending["client_id"], "code_verifier": pending["verifier"],
    }  # fmt: skip
    answer = _posted(pending["token"], form, key)
    _give_back(pending, str(answer.get("access_token", "")), key)
    if answer.get("sub") != pending["did"] or str(answer.get("token_type", "")).lower() != "dpop":
        raise Refused("another_account")
    if SCOPE not in str(answer.get("scope", "")).split():
        raise Refused("sign_in_refused")
    who = identify(pending["did"], pending["service"])
    if _server_of(who.pds)["issuer"] != pending["issuer"]:
        raise Refused("another_account")  # the account has moved meanwhile: whoever was asked looks after it no more
    page = f"https://bsky.app/profile/{who.did}"
    return Proved(HeardAccount(who.did, who.handle or who.did, url=page), who.did)


def _server_of(pds: str) -> dict[str, str]:
    """The server that signs in for an account's server, and where it does what. It has to name itself."""
    named = described(f"{pds}/.well-known/oauth-protected-resource").get("authorization_servers")
    issuer = web(str(named[0])).rstrip("/") if isinstance(named, list) and len(named) == 1 else ""
    told = described(f"{web(issuer)}/.well-known/oauth-authorization-server")
    if told.get("issuer") != issuer or urlsplit(issuer).path or SCOPE not in told.get("scopes_supported", ()):
        raise Refused("no_sign_in")
    ends = ("authorization_endpoint", "token_endpoint", "pushed_authorization_request_endpoint")
    found = {name: web(str(told.get(name, ""))) for name in ends}
    return {"issuer": issuer, "revocation_endpoint": str(told.get("revocation_endpoint", "")), **found}


def _client_id(here: Here) -> str:
    """Our description's address; on this machine the loopback client, which has its description in its name."""
    parts = urlsplit(here.callback)
    if parts.scheme == "https":
        return here.client_id
    if parts.hostname not in ("127.0.0.1", "::1"):
        raise Refused("no_public_address")
    return "http://localhost?" + urlencode({"redirect_uri": here.callback, "scope": SCOPE})


def description(own: str, callbacks: Sequence[str]) -> dict[str, Any]:
    """https://atproto.com/specs/oauth#client-id-metadata-document."""
    parts = urlsplit(own)
    return {
        "client_id": own,
        "client_name": "Tummler",
        "client_uri": f"{parts.scheme}://{parts.netloc}",
        "application_type": "web",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "scope": SCOPE,
        "redirect_uris": list(callbacks),
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": True,
    }


def _posted(address: str, form: Mapping[str, str], key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    """Post with a proof of our key; a server that wants its own nonce in it says so, and is asked once more."""
    nonce = ""
    for _ in range(2):
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
            "DPoP": _proof("POST", address, key, nonce),
        }  # fmt: skip
        try:
            body = post_public(web(address), urlencode(form).encode(), headers, _BYTES, _SECONDS)
            return _object(body)
        except Unsafe as error:
            raise Refused("unsafe_address", str(error)) from None
        except httpx.HTTPStatusError as error:
            wanted = error.response.headers.get("DPoP-Nonce", "")
            if nonce or not wanted or error.response.status_code not in (400, 401):
                raise Refused("sign_in_refused", str(error.response.status_code)) from None
            nonce = wanted
        except (httpx.HTTPError, OSError) as error:
            raise Unheard("no_answer", type(error).__name__) from None
    raise Refused("sign_in_refused")


def _proof(method: str, address: str, key: ec.EllipticCurvePrivateKey, nonce: str) -> str:
    """https://www.rfc-editor.org/rfc/rfc9449."""
    claims: dict[str, Any] = {"jti": secrets.token_urlsafe(16), "htm": method, "htu": address.split("?", maxsplit=1)[0]}
    claims["iat"] = int(clock.now().timestamp())
    if nonce:
        claims["nonce"] = nonce
    return signed_es256({"typ": "dpop+jwt", "jwk": jwk_of(key.public_key())}, claims, key)


def _give_back(pending: Mapping[str, str], token: str, key: ec.EllipticCurvePrivateKey) -> None:
    """We have what we wanted to know: what was given for it opens nothing any more."""
    if token and pending["revoke"]:
        with suppress(NetworkTrouble):
            _posted(pending["revoke"], {"token": token, "client_id": pending["client_id"]}, key)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unheard("garbled_answer")
    return found


def _kept(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def _opened(text: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(text.encode("ascii"), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


PROVING = Proving(
    fields=(SettingsField("handle", "Your handle", "marta.bsky.social"),),
    begin=begin,
    finish=finish,
    description=description,
)

"""Signing a channel in with handle and app password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tummler.common.http import Unsafe, check_public, loopback_allowed
from tummler.networks.bluesky import session, traits
from tummler.networks.contract import Connected, HeardAccount, KeyRevoked, Redirect, Refused

_WHOLE_ACCOUNT = "com.atproto.access"
_KEPT = ("service", "appview", "jetstream", "relay", "chat")


def begin(answers: Mapping[str, str], callback: str) -> Connected | Redirect:
    """Sign in; nothing is redirected. Raises :class:`Refused` with what to put right."""
    handle = answers.get("handle", "").strip().lstrip("@").lower()
    password = answers.get("app_password", "").strip()
    if not handle or not password:
        raise Refused("missing_answer")
    settings = _settings(answers)
    try:
        signed_in = session.sign_in(settings["service"], handle, password)
    except KeyRevoked as error:
        raise Refused(error.code) from error
    if session.claims(signed_in.access_jwt).scope == _WHOLE_ACCOUNT:
        # The account's own password could take the account away; an app password can be revoked.
        raise Refused("main_password")
    pds = _checked(_pds(signed_in.did_doc) or settings["service"])
    return Connected(
        account=HeardAccount(signed_in.did, signed_in.handle, url=f"https://bsky.app/profile/{signed_in.did}"),
        settings={**settings, "handle": signed_in.handle},
        secrets={"app_password": password, "access": signed_in.access_jwt, "refresh": signed_in.refresh_jwt},
        facts={"did": signed_in.did, "handle": signed_in.handle, "pds": pds},
    )


def finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
    """Never called: nobody is sent away to sign in."""
    raise Refused("no_redirect")


def _settings(answers: Mapping[str, str]) -> dict[str, str]:
    defaults = {field.name: field.default for field in traits.SETTINGS}
    settings = {name: answers.get(name, defaults[name]).strip() for name in _KEPT}
    service = settings["service"] or traits.SERVICE
    settings["service"] = _checked(service if "://" in service else f"https://{service}")
    settings["chat"] = settings["chat"] or traits.CHAT
    if "jetstream" not in answers and urlsplit(settings["service"]).scheme == "http":
        # A server on this very machine is a network of its own, which the public stream doesn't tell of.
        settings["jetstream"] = ""
    for name in ("jetstream", "relay"):
        if settings[name] not in ("", defaults[name]):
            _checked(_as_http(settings[name]))
    return settings


def _as_http(stream: str) -> str:
    return stream.replace("wss://", "https://").replace("ws://", "http://") if "://" in stream else f"https://{stream}"


def _checked(address: str) -> str:
    """The address, if a password may be sent there: a public one, encrypted unless on this very machine."""
    try:
        check_public(address)
    except (Unsafe, ValueError) as error:
        raise Refused("bad_address") from error
    if urlsplit(address).scheme != "https" and not loopback_allowed():
        raise Refused("bad_address")
    return address.rstrip("/")


def _pds(document: dict[str, Any] | None) -> str:
    """Where the account lives: https://atproto.com/specs/did#did-documents"""
    services = (document or {}).get("service")
    for service in services if isinstance(services, list) else ():
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            return str(service.get("serviceEndpoint", ""))
    return ""

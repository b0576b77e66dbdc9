"""Whose handle it is, and where its account lives: each looked up by the other, as neither proves itself.

https://atproto.com/specs/handle, https://atproto.com/specs/did
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import regex

from tummler.common.http import Unsafe, fetch_public, loopback_allowed
from tummler.networks.contract import Refused, Unheard

#: The directory of did:plc; another one for a network of one's own.
DIRECTORY = "https://plc.directory"
_BYTES = 64 * 1024
_DID = regex.compile(r"did:(plc:[a-z2-7]{24}|web:[a-z0-9.-]+(%3A\d{1,5})?)")
_HANDLE = regex.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Identity:
    """A lasting id, the handle that leads to it and back ("" for none), and the server that holds its account."""

    did: str
    handle: str
    pds: str


def identify(name: str, service: str) -> Identity:
    """Of a handle or a DID. ``service`` is asked where a handle's own domain says nothing. Raises NetworkTrouble."""
    name = name.strip().lstrip("@").lower().removeprefix("at://")
    if name.startswith("did:"):
        return _of_did(name, service)
    found = _of_did(did_of(name, service), service)
    if found.handle != name:
        raise Refused("handle_not_theirs")
    return found


def _of_did(did: str, service: str) -> Identity:
    document = _document(did)
    names = [str(one)[5:].lower() for one in _list(document, "alsoKnownAs") if str(one).startswith("at://")]
    handle = next((one for one in names[:1] if _leads_to(one, did, service)), "")
    return Identity(did, handle, _pds(document))


def _leads_to(handle: str, did: str, service: str) -> bool:
    try:
        return did_of(handle, service) == did
    except (Refused, Unheard):
        return False


def did_of(handle: str, service: str) -> str:
    """What a handle's own domain says, else what the service has looked up. Raises NetworkTrouble."""
    if not _HANDLE.fullmatch(handle) or len(handle) > 253:
        raise Refused("no_such_handle")
    try:
        said = fetched(f"https://{handle}/.well-known/atproto-did").decode("ascii").strip()
    except (Refused, Unheard, UnicodeDecodeError):
        said = ""
    if not _DID.fullmatch(said):
        try:
            answer = described(f"{service}/xrpc/com.atproto.identity.resolveHandle?handle={quote(handle)}")
        except Refused:
            raise Refused("no_such_handle") from None
        said = str(answer.get("did", ""))
    if not _DID.fullmatch(said):
        raise Refused("no_such_handle")
    return said


def _document(did: str) -> Mapping[str, Any]:
    if not _DID.fullmatch(did):
        raise Refused("no_such_handle")
    if did.startswith("did:plc:"):
        found = described(f"{os.environ.get('TUMMLER_PLC', DIRECTORY).rstrip('/')}/{did}")
    else:
        host = did.removeprefix("did:web:").replace("%3A", ":")
        found = described(f"https://{host}/.well-known/did.json")
    if found.get("id") != did:
        raise Refused("no_such_handle")
    return found


def _pds(document: Mapping[str, Any]) -> str:
    for service in _list(document, "service"):
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            return web(str(service.get("serviceEndpoint", ""))).rstrip("/")
    raise Refused("no_such_handle")


def _list(document: Mapping[str, Any], name: str) -> list[Any]:
    found = document.get(name)
    return found if isinstance(found, list) else []


def web(address: str) -> str:
    """The address, if it is encrypted, or on this very machine where that is allowed. Raises Refused."""
    try:
        parts = urlsplit(address)
        fine = bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and loopback_allowed()))
    except ValueError:
        fine = False
    if not fine:
        raise Refused("bad_address")
    return address


def fetched(address: str) -> bytes:
    """The bytes at a stranger's address. Raises Refused for one that says no, Unheard for anything unclear."""
    try:
        return fetch_public(web(address), _BYTES)[0]
    except Unsafe as error:
        raise Refused("unsafe_address", str(error)) from None
    except httpx.HTTPStatusError as error:
        refused = 400 <= error.response.status_code < 500
        raise (Refused("missing") if refused else Unheard("no_answer")) from None
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise Unheard("no_answer", type(error).__name__) from None


def described(address: str) -> dict[str, Any]:
    """The JSON object at an address."""
    try:
        found = json.loads(fetched(address))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unheard("garbled_answer")
    return found

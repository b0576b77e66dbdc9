"""Connecting an account: its server found by its name, signed in with a password once, or with a token made there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

from tummler.common.http import Unsafe, check_public, httpx_client
from tummler.networks.contract import (
    Connected,
    Connection,
    KeyRevoked,
    NetworkTrouble,
    Redirect,
    Refused,
    SettingsField,
    Unheard,
)
from tummler.networks.matrix import invitations
from tummler.networks.matrix.client import V1, Client, Missing, Said, path_of
from tummler.networks.matrix.names import is_id, server_of
from tummler.networks.matrix.normalise import account_of
from tummler.networks.matrix.seal import beginning
from tummler.networks.matrix.sync import start

Json = dict[str, Any]

SETTINGS_FIELDS = (
    SettingsField(
        "handle",
        "Account",
        "The account’s whole name, for example @help:example.org. Its password is used once, to make a key of our own.",
    ),
    SettingsField(
        "password",
        "Password",
        kind="password",
        required=False,
        secret=True,
    ),
    SettingsField(
        "rooms",
        "Rooms",
        "The rooms to go into, for example #help:example.org. No stranger’s invitation into another one is followed.",
        required=False,
    ),
    SettingsField(
        "chats",
        "Who may begin a direct chat",
        "everybody, nobody, or the servers whose people may, for example example.org",
        default=invitations.EVERYBODY,
        required=False,
        advanced=True,
    ),
    SettingsField(
        "server",
        "Server",
        "Only where the account’s name doesn’t lead there, for example https://matrix.example.org",
        required=False,
        advanced=True,
    ),
    SettingsField(
        "token",
        "Access token",
        "Instead of a password, for servers that sign in on a page of their own.",
        kind="password",
        required=False,
        secret=True,
        advanced=True,
    ),
)
_HOPS = 4
_LONGEST = 65_536


def connect_begin(form: Mapping[str, str], callback: str) -> Connected | Redirect:
    """Find the server, sign in there, learn who we are, go into the rooms that were named."""
    entered = {name: str(form.get(name) or "").strip() for name in ("handle", "server", "token", "rooms", "chats")}
    base = find_server(entered["server"] or server_of(entered["handle"]))
    token = entered["token"] or _signed_in(base, entered["handle"], form.get("password") or "")
    client = Client(base, token)
    own = client.get(path_of("account", "whoami"))
    if not is_id(own.get("user_id"), "@"):
        raise Unheard("garbled")
    if entered["handle"].startswith("@") and entered["handle"].lower() != own["user_id"].lower():
        raise KeyRevoked("another_account")
    for room in invitations.rooms_of(entered):
        invitations.enter(client, room)
    kept = {name: entered[name] for name in ("rooms", "chats")}
    settings = {"handle": own["user_id"], "server": base, **kept}
    device = str(own.get("device_id") or "")
    password = "" if entered["token"] else form.get("password") or ""
    keys = beginning.begin(client, own["user_id"], device, password)
    since, invited = start(client)
    facts = {"base": base, "device_id": device, "since": since, "seals": bool(keys), **_sizes(client)}
    account, secrets = account_of(own["user_id"], _name(client, own["user_id"])), {"token": token, **keys}
    # Who waited for us while we followed nobody, or only others.
    invitations.accept(client, Connection(account, settings, secrets, facts), invited)
    return Connected(account, settings, secrets, facts)


def connect_finish(pending: Mapping[str, str], query: Mapping[str, str]) -> Connected:
    """Never needed: :func:`connect_begin` is always done at once."""
    raise Refused("wrong_state")


def _signed_in(base: str, handle: str, password: str) -> str:
    """A key of our own: https://spec.matrix.org/latest/client-server-api/#login."""
    if not password:
        raise Refused("missing_answer")
    client = Client(base)
    flows = client.get(path_of("login")).get("flows")
    kinds = [flow.get("type") for flow in flows if isinstance(flow, dict)] if isinstance(flows, list) else []
    if "m.login.password" not in kinds:
        raise Refused("no_password_here")
    who = {"type": "m.id.user", "user": handle}
    asked = {"identifier": who, "password": password, "initial_device_display_name": "Tummler"}
    try:
        said = client.post(path_of("login"), {"type": "m.login.password", **asked})
    except Said as refused:
        if refused.error == "M_USER_DEACTIVATED":
            raise KeyRevoked("account_deactivated") from None
        raise Refused("wrong_login", refused.error) from None
    if not isinstance(said.get("access_token"), str):
        raise Unheard("garbled")
    return str(said["access_token"])


def _name(client: Client, own: str) -> str:
    try:
        return str(client.get(path_of("profile", own)).get("displayname") or "")
    except Refused:
        return ""


def _sizes(client: Client) -> Json:
    try:
        size = client.get(path_of("media", "config"), root=V1).get("m.upload.size")
    except (Refused, Missing):
        return {}
    return {"upload_bytes": size} if isinstance(size, int) and size > 0 else {}


# --------------------------------------------------------------------------------------- finding a server


def find_server(entered: str) -> str:
    """The server's own address for a name: https://spec.matrix.org/latest/client-server-api/#server-discovery.

    Every address is checked: one that was entered, or that a stranger's page tells, must not reach into our network.
    """
    origin = _origin(entered)
    base = _well_known(origin) or origin
    try:
        Client(base).get("/_matrix/client/versions", root="")
    except Unheard as unheard:
        if unheard.code == "unsafe_address":
            raise Refused("unsafe_address") from None
        raise
    except NetworkTrouble:
        raise Refused("no_server") from None
    return base


def _origin(entered: str) -> str:
    """https://host of whatever was entered; http stays only where it was asked for."""
    text = entered.strip()
    if "://" not in text:
        text = "https://" + text.rpartition("@")[2]
    try:
        parts = urlsplit(text)
        named = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named or parts.username or parts.password:
        raise Refused("no_server")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/') if '://' in entered else ''}"


def _well_known(origin: str) -> str:
    """What the domain says where its server is; nothing where it says nothing."""
    url = f"{origin}/.well-known/matrix/client"
    with httpx_client() as client:
        for _ in range(_HOPS):
            leads, said = _asked(client, url)
            if not leads:
                return _told(said)
            url = urljoin(url, leads)
    raise Refused("too_many_redirects")


def _asked(client: httpx.Client, url: str) -> tuple[str, bytes]:
    try:
        with client.stream("GET", check_public(url)) as response:
            if response.is_redirect:
                return response.headers.get("location", "") or "/", b""
            return "", next(response.iter_bytes(_LONGEST), b"") if response.is_success else b""
    except Unsafe as error:
        raise Refused("unsafe_address", str(error)) from None
    except Exception as error:  # noqa: BLE001 - whatever httpx makes of a stranger's server
        raise Unheard(type(error).__name__) from None


def _told(said: bytes) -> str:
    try:
        found = msgspec.json.decode(said)["m.homeserver"]["base_url"]
    except (msgspec.MsgspecError, KeyError, TypeError, UnicodeDecodeError):
        return ""
    return _origin(found) if isinstance(found, str) and "://" in found else ""

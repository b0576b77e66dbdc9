"""Whose devices may read along, and the keys to begin a session with each.

A server could slip in a device of its own. So where somebody's account signs its devices (as apps do since 2020), only
those count, and the account's own key is the one that we saw first; a new one is told before anything is sealed to it.
https://spec.matrix.org/latest/client-server-api/#cross-signing
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tummler.networks.contract import Unheard
from tummler.networks.matrix.client import Client, path_of
from tummler.networks.matrix.names import server_of
from tummler.networks.matrix.seal.signing import MEGOLM, is_signed

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Device:
    """One app of somebody's: its key for letters, and the one that it signs with."""

    user: str
    id: str
    curve: str
    ed: str


@dataclass(frozen=True, slots=True)
class Known:
    """The devices that may read, and each account's own key (none where it has none)."""

    devices: tuple[Device, ...]
    masters: Mapping[str, str]


def ask_devices(client: Client, users: Iterable[str], must: str = "") -> Known:
    """The devices of these people, as their accounts vouch for them. Raises Unheard where those of ``must`` can't
    be told; whose server is away otherwise has none just now."""
    asked: dict[str, list[str]] = {user: [] for user in users}
    found = client.post(path_of("keys", "query"), {"device_keys": asked, "timeout": 10_000})
    if must and server_of(must) in _dict(found.get("failures")):
        raise Unheard("keys_not_told")
    devices, masters = [], {}
    for user in asked:
        master, signing = _account_keys(found, user)
        masters[user] = master
        if master and not signing:
            continue  # an account that vouches, and a voucher that is none: nobody counts
        rows = _dict(_dict(found.get("device_keys")).get(user))
        made = (_device(user, name, row, signing) for name, row in rows.items())
        devices += [device for device in made if device]
    return Known(tuple(devices), masters)


def can_open(client: Client, person: str) -> bool:
    """Whether any app of theirs has keys: a chat sealed for somebody without can never be opened again."""
    return bool(ask_devices(client, [person], person).devices)


def _dict(found: Any) -> Json:
    return found if isinstance(found, dict) else {}


def _only_key(found: Any) -> str:
    keys = list(_dict(_dict(found).get("keys")).values())
    return keys[0] if len(keys) == 1 and isinstance(keys[0], str) else ""


def _account_keys(found: Json, user: str) -> tuple[str, str]:
    """The account's own key, and the one that it signs devices with; none where they don't hold together."""
    master = _only_key(_dict(found.get("master_keys")).get(user))
    row = _dict(_dict(found.get("self_signing_keys")).get(user))
    signing = _only_key(row)
    if not master or not is_signed(row, user, f"ed25519:{master}", master):
        return master, ""
    return master, signing


def _device(user: str, name: str, row: Any, signing: str) -> Device | None:
    """A device, if it is what it says, can do what is needed, and its account vouches for it."""
    row = _dict(row)
    keys, can = _dict(row.get("keys")), row.get("algorithms")
    curve, ed = keys.get(f"curve25519:{name}"), keys.get(f"ed25519:{name}")
    if not isinstance(curve, str) or not isinstance(ed, str) or not isinstance(can, list) or MEGOLM not in can:
        return None
    fits = (row.get("user_id"), row.get("device_id")) == (user, name)
    if not fits or not is_signed(row, user, f"ed25519:{name}", ed):
        return None
    if signing and not is_signed(row, user, f"ed25519:{signing}", signing):
        return None
    return Device(user, name, curve, ed)


def claim(client: Client, devices: Iterable[Device]) -> dict[str, str]:
    """For each device that has one left a key that is good once, checked to be its own."""
    wanted: dict[str, dict[str, str]] = {}
    rows = list(devices)
    for device in rows:
        wanted.setdefault(device.user, {})[device.id] = "signed_curve25519"
    if not wanted:
        return {}
    found = _dict(client.post(path_of("keys", "claim"), {"one_time_keys": wanted}).get("one_time_keys"))
    keys = {}
    for device in rows:
        for row in _dict(_dict(found.get(device.user)).get(device.id)).values():
            key = _dict(row).get("key")
            if isinstance(key, str) and is_signed(row, device.user, f"ed25519:{device.id}", device.ed):
                keys[device.curve] = key
    return keys

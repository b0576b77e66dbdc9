"""The first keys of a new sign-in, and the account's own signature on them."""

from __future__ import annotations

import secrets as random
from contextlib import suppress
from typing import Any

from tummler.networks.contract import NetworkTrouble
from tummler.networks.matrix.client import Client, path_of
from tummler.networks.matrix.seal.opening import KEYS
from tummler.networks.matrix.seal.signing import one_time_keys, own_device, public_of, signed_by
from tummler.networks.matrix.seal.vault import ACCOUNT, Vault, account_of, new_account

Json = dict[str, Any]

#: Marks the account's keys as ours, so that a later sign-in may make them anew. Holds a public key.
_MARK = "io.github.tummler.signing"


def begin(client: Client, own: str, device: str, password: str) -> dict[str, str]:
    """Keys for a sign-in that has none yet, made known; nothing where another app's keys stand there already."""
    found = client.post(path_of("keys", "query"), {"device_keys": {own: [device]}})
    if not device or ((found.get("device_keys") or {}).get(own) or {}).get(device):
        return {}
    account = account_of({ACCOUNT: new_account()})
    account.generate_one_time_keys(KEYS)
    told = own_device(account, own, device)
    keys = one_time_keys(account, own, device)
    client.post(path_of("keys", "upload"), {"device_keys": told, "one_time_keys": keys})
    account.mark_keys_as_published()
    if password:
        with suppress(NetworkTrouble):  # without it some apps warn of us, and all can talk to us
            _vouch(client, own, told, password, found)
    return Vault(account).kept()


def _vouch(client: Client, own: str, told: Json, password: str, found: Json) -> None:
    """Have the account sign our device, if it has no keys of its own yet, or those were made by us."""
    master = list(((found.get("master_keys") or {}).get(own) or {}).get("keys", {}).values())
    if master and client.get(path_of("user", own, "account_data", _MARK)).get("master") != master[0]:
        return
    seeds = [random.token_bytes(32) for _ in range(3)]
    who = {"type": "m.id.user", "user": own}
    auth = {"type": "m.login.password", "identifier": who, "password": password}
    body = {**_account_keys(own, seeds), "auth": auth}
    client.post(path_of("keys", "device_signing", "upload"), body)
    signature = signed_by(seeds[1], told, own)
    client.post(path_of("keys", "signatures", "upload"), {own: {told["device_id"]: signature}})
    client.put(path_of("user", own, "account_data", _MARK), {"master": public_of(seeds[0])})


def _account_keys(own: str, seeds: list[bytes]) -> Json:
    """Its own key and the two that it signs: for its devices, and for other people."""
    made = {}
    for use, seed in zip(("master", "self_signing", "user_signing"), seeds, strict=True):
        public = public_of(seed)
        row: Json = {"user_id": own, "usage": [use], "keys": {f"ed25519:{public}": public}}
        made[f"{use}_key"] = row if use == "master" else signed_by(seeds[0], row, own)
    return made

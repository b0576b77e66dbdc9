"""Which devices get a key: those that an account vouches for. A server that lies is told by signatures."""

from __future__ import annotations

from typing import Any

from vodozemac import Account

from tummler.networks.matrix.client import Client
from tummler.networks.matrix.seal.closing import _pinned
from tummler.networks.matrix.seal.devices import Known, ask_devices, claim
from tummler.networks.matrix.seal.signing import one_time_keys, own_device, public_of, signed_by
from tummler.networks.matrix.seal.vault import Vault

MARTA, SEEDS = "@marta:h.example", (bytes(32), bytes([1] * 32))


class Told(Client):
    """A server that says what it is told to."""

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = said

    def post(self, path: str, body: Any, root: str = "") -> Any:
        return self.said


def account_keys(vouches: bytes = SEEDS[0]) -> dict[str, Any]:
    master, signing = map(public_of, SEEDS)
    own = {"user_id": MARTA, "usage": ["self_signing"], "keys": {f"ed25519:{signing}": signing}}
    return {
        "master_keys": {MARTA: {"user_id": MARTA, "usage": ["master"], "keys": {f"ed25519:{master}": master}}},
        "self_signing_keys": {MARTA: signed_by(vouches, own, MARTA)},
    }


def ids(said: dict[str, Any]) -> list[str]:
    return [device.id for device in ask_devices(Told(said), [MARTA]).devices]


def test_only_devices_that_the_account_signed_get_a_key_and_forged_ones_never():
    phone, slipped = own_device(Account(), MARTA, "PHONE"), own_device(Account(), MARTA, "SLIPPED")
    vouched = signed_by(SEEDS[1], phone, MARTA)
    rows = {"device_keys": {MARTA: {"PHONE": vouched, "SLIPPED": slipped}}}
    assert ids(rows) == ["PHONE", "SLIPPED"]  # an account that signs nothing: each device speaks for itself
    assert ids({**rows, **account_keys()}) == ["PHONE"]
    # A key for signing that the account itself did not sign, or that is hidden from us, makes nobody trusted.
    assert ids({**rows, **account_keys(vouches=SEEDS[1])}) == []
    assert ids({**rows, "master_keys": account_keys()["master_keys"]}) == []
    other = own_device(Account(), MARTA, "PHONE")["keys"]
    for spoilt in ({**phone, "keys": other}, {**phone, "device_id": "TABLET"}, {**phone, "user_id": "@eve:h"}, None, 7):
        assert ids({"device_keys": {MARTA: {"PHONE": spoilt}}}) == []


def test_a_key_to_begin_with_has_to_be_signed_by_its_device():
    account, eve = Account(), Account()
    [device] = ask_devices(
        Told({"device_keys": {MARTA: {"PHONE": own_device(account, MARTA, "PHONE")}}}), [MARTA]
    ).devices
    for whose in (account, eve):
        whose.generate_one_time_keys(1)
    [key] = account.one_time_keys.values()

    def given(who: Account) -> dict[str, Any]:
        return {"one_time_keys": {MARTA: {"PHONE": one_time_keys(who, MARTA, "PHONE")}}}

    assert claim(Told(given(account)), [device]) == {device.curve: key.to_base64()}
    assert claim(Told(given(eve)), [device]) == {}


def test_an_account_with_other_keys_is_told_once():
    vault, own = Vault(Account()), "@us:h.example"
    assert _pinned(vault, Known((), {MARTA: "one", own: "x"}), own) == []
    assert _pinned(vault, Known((), {MARTA: "two", own: "y"}), own) == [MARTA]
    assert _pinned(vault, Known((), {MARTA: "two"}), own) == []
    assert _pinned(vault, Known((), {MARTA: ""}), own) == [MARTA]

"""Signed JSON: https://spec.matrix.org/latest/appendices/#signing-json."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from vodozemac import Account, Ed25519PublicKey, Ed25519Signature

Json = dict[str, Any]

OLM, MEGOLM = "m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"
_UNSIGNED = ("signatures", "unsigned")


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are signed."""
    bare = {name: one for name, one in value.items() if name not in _UNSIGNED}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def packed(content: bytes) -> str:
    """Base64 as Matrix writes it, without its padding."""
    return base64.b64encode(content).decode().rstrip("=")


def unpacked(text: Any) -> bytes:
    """The bytes of base64 with or without padding. Raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("no base64")
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


def signed(account: Account, value: Json, user: str, device: str) -> Json:
    """The value with our device's signature."""
    signature = account.sign(canonical(value)).to_base64()
    return {**value, "signatures": {user: {f"ed25519:{device}": signature}}}


def is_signed(value: Any, user: str, key_id: str, key: str) -> bool:
    """Whether a value carries this key's signature, and it holds."""
    try:
        signature = value["signatures"][user][key_id]
        Ed25519PublicKey.from_base64(key).verify_signature(canonical(value), Ed25519Signature.from_base64(signature))
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    return True


def own_device(account: Account, user: str, device: str) -> Json:
    """What others need to know of our device."""
    keys = {
        f"curve25519:{device}": account.curve25519_key.to_base64(),
        f"ed25519:{device}": account.ed25519_key.to_base64(),
    }
    bare = {"user_id": user, "device_id": device, "algorithms": [OLM, MEGOLM], "keys": keys}
    return signed(account, bare, user, device)


def one_time_keys(account: Account, user: str, device: str) -> Json:
    """The keys that others begin a session with, each good once."""
    keys = account.one_time_keys.items()
    return {f"signed_curve25519:{name}": signed(account, {"key": key.to_base64()}, user, device) for name, key in keys}


def public_of(seed: bytes) -> str:
    """The public half of a signing key."""
    return packed(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def signed_by(seed: bytes, value: Json, user: str) -> Json:
    """The value with one more signature, by a key of the account itself."""
    signature = packed(Ed25519PrivateKey.from_private_bytes(seed).sign(canonical(value)))
    own = {**(value.get("signatures") or {}).get(user, {}), f"ed25519:{public_of(seed)}": signature}
    return {**value, "signatures": {**(value.get("signatures") or {}), user: own}}

"""Copies for the law: sealed so that only who holds the brand's compliance key opens them; this house can't.

X25519 with a key of its own for each copy, HKDF-SHA256, AES-256-GCM; bound to the row's own name.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PUBLIC = 32
_NONCE = b"\0" * 12  # each copy has a key of its own, used once
_HEAD = "compliance-"


class WrongKey(ValueError):
    """This is no compliance key, or not the one that the copy was sealed for."""


def new_pair() -> tuple[str, bytes]:
    """A compliance key, as its holder keeps it, and the public half that stays here."""
    private = X25519PrivateKey.generate()
    return _HEAD + base64.urlsafe_b64encode(
        private.private_bytes_raw()
    ).decode(), private.public_key().public_bytes_raw()


def public_of(key: str) -> bytes:
    """The public half of a holder's key. Raises :class:`WrongKey`."""
    return _private(key).public_key().public_bytes_raw()


def name_of(public: bytes) -> str:
    """A short name of a key, by which a copy says which one opens it."""
    return hashlib.sha256(public).hexdigest()[:12]


def seal(public: bytes, words: str, name: str) -> bytes:
    """Words that only the holder of the other half opens."""
    once = X25519PrivateKey.generate()
    ours = once.public_key().public_bytes_raw()
    secret = once.exchange(X25519PublicKey.from_public_bytes(public))
    return ours + AESGCM(_key(secret, ours + public)).encrypt(_NONCE, words.encode(), name.encode())


def open_box(key: str, box: bytes, name: str) -> str:
    """The words of :func:`seal`. Raises :class:`WrongKey`."""
    private = _private(key)
    theirs, sealed = bytes(box[:_PUBLIC]), bytes(box[_PUBLIC:])
    secret = private.exchange(X25519PublicKey.from_public_bytes(theirs))
    own = private.public_key().public_bytes_raw()
    try:
        return AESGCM(_key(secret, theirs + own)).decrypt(_NONCE, sealed, name.encode()).decode()
    except InvalidTag as error:
        raise WrongKey from error


def _private(key: str) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(key.strip().removeprefix(_HEAD)))
    except ValueError as error:
        raise WrongKey from error


def _key(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"tummler compliance").derive(secret)

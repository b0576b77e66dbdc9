"""Signed tokens (JWS, compact) and the keys they are checked with: only what we need, and every algorithm by name.

https://www.rfc-editor.org/rfc/rfc7515, rfc7517, rfc7638, rfc8037. A token never chooses how it is checked: its
algorithm has to be the key's.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

#: No token that we take is longer.
LONGEST = 8192
_RSA_BITS = 2048


class BadToken(ValueError):
    """It is no token, or nobody we know signed it. The message is a code."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the one algorithm it is for: HS256 (bytes), RS256, ES256 (P-256), EdDSA (Ed25519)."""

    algorithm: str
    material: bytes | rsa.RSAPublicKey | ec.EllipticCurvePublicKey | Ed25519PublicKey


def b64(data: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64(text: str) -> bytes:
    """Raises :class:`BadToken` for anything else, signs of the other alphabet among them."""
    if not all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in text):
        raise BadToken("not_base64")
    try:
        return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise BadToken("not_base64") from None


def checked(token: str, key_of: Callable[[Mapping[str, Any]], Key]) -> dict[str, Any]:
    """The claims of a token that was signed by the key that ``key_of`` gives for its header. Raises BadToken."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        raise BadToken("no_token")
    header, claims = (_object(part) for part in parts[:2])
    key = key_of(header)
    if header.get("alg") != key.algorithm or "crit" in header:
        raise BadToken("wrong_algorithm")
    _check(key, f"{parts[0]}.{parts[1]}".encode("ascii"), unb64(parts[2]))
    return claims


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(unb64(part))
    except (ValueError, RecursionError):
        raise BadToken("no_token") from None
    if not isinstance(found, dict):
        raise BadToken("no_token")
    return found


def _check(key: Key, signed: bytes, signature: bytes) -> None:
    material = key.material
    try:
        if isinstance(material, bytes):
            if not hmac.compare_digest(hmac.digest(material, signed, "sha256"), signature):
                raise InvalidSignature
        elif isinstance(material, rsa.RSAPublicKey):
            material.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(material, Ed25519PublicKey):
            material.verify(signature, signed)
        else:
            if len(signature) != 64:
                raise InvalidSignature
            halves = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
            material.verify(encode_dss_signature(*halves), signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        raise BadToken("wrong_signature") from None


def key_of_jwk(jwk: Mapping[str, Any]) -> Key | None:
    """A public key as a key set has it; None for kinds that we don't use. Raises BadToken for a broken one."""
    try:
        match jwk.get("kty"), jwk.get("crv"):
            case "RSA", _:
                numbers = rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"]))
                found = numbers.public_key()
                return Key("RS256", found) if found.key_size >= _RSA_BITS else None
            case "EC", "P-256":
                point = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), ec.SECP256R1())
                return Key("ES256", point.public_key())
            case "OKP", "Ed25519":
                return Key("EdDSA", Ed25519PublicKey.from_public_bytes(unb64(str(jwk["x"]))))
    except (KeyError, ValueError, TypeError):
        raise BadToken("broken_key") from None
    return None


def _number(text: object) -> int:
    return int.from_bytes(unb64(str(text)), "big")


def signed_es256(header: Mapping[str, Any], claims: Mapping[str, Any], key: ec.EllipticCurvePrivateKey) -> str:
    """A token of ours, for proofs of possession (DPoP)."""
    told = f"{b64(_packed({**header, 'alg': 'ES256'}))}.{b64(_packed(claims))}"
    r, s = decode_dss_signature(key.sign(told.encode("ascii"), ec.ECDSA(hashes.SHA256())))
    return f"{told}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def signed_hs256(claims: Mapping[str, Any], secret: bytes, key_id: str) -> str:
    """A token that is signed with a shared secret."""
    told = f"{b64(_packed({'alg': 'HS256', 'kid': key_id}))}.{b64(_packed(claims))}"
    return f"{told}.{b64(hmac.digest(secret, told.encode('ascii'), 'sha256'))}"


def jwk_of(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """The public half, to be shown beside what it signed."""
    numbers = key.public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": b64(numbers.x.to_bytes(32, "big")),
        "y": b64(numbers.y.to_bytes(32, "big")),
    }


def challenge(verifier: str) -> str:
    """PKCE, S256: https://www.rfc-editor.org/rfc/rfc7636."""
    return b64(sha256(verifier.encode("ascii")).digest())


def _packed(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()

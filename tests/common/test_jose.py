"""Signed tokens: the examples of the specifications, and what a forger tries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tummler.common.jose import (
    BadToken,
    Key,
    b64,
    challenge,
    checked,
    jwk_of,
    key_of_jwk,
    signed_es256,
    signed_hs256,
    unb64,
)

# RFC 7515, A.1
HS256 = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
SECRET = unb64("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
# RFC 7515, A.2: its key, and what it signed.
RSA: dict[str, Any] = {
    "kty": "RSA",
    "n": (
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS"
        "-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2C"
        "apHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb"
        "54h4FRWyuXpoQ"
    ),
    "e": "AQAB",
}
# RFC 8037, A.4
EDDSA = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def test_the_examples_of_the_specifications_hold() -> None:
    assert checked(HS256, lambda _: Key("HS256", SECRET))["iss"] == "joe"
    key = key_of_jwk(ED25519)
    assert key is not None
    assert key.algorithm == "EdDSA"
    with pytest.raises(BadToken, match="no_token"):  # its signature holds, but what it signs is no object
        checked(EDDSA, lambda _: key)
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    rsa = key_of_jwk(RSA)
    assert rsa is not None
    assert rsa.algorithm == "RS256"


def test_ours_are_checked_as_theirs_are() -> None:
    mine = ec.generate_private_key(ec.SECP256R1())
    key = key_of_jwk(jwk_of(mine.public_key()))
    assert key is not None
    token = signed_es256({"typ": "dpop+jwt"}, {"htm": "POST"}, mine)
    assert checked(token, lambda header: key if header["typ"] == "dpop+jwt" else pytest.fail("typ")) == {"htm": "POST"}
    other = key_of_jwk(jwk_of(ec.generate_private_key(ec.SECP256R1()).public_key()))
    assert other is not None
    with pytest.raises(BadToken, match="wrong_signature"):
        checked(token, lambda _: other)


def test_a_token_never_chooses_how_it_is_checked() -> None:
    token = signed_hs256({"sub": "1"}, b"secret", "k")
    head, body, signature = token.split(".")
    public = key_of_jwk(RSA)
    assert public is not None
    for forged, key in (
        (f"{b64(json.dumps({'alg': 'none'}).encode())}.{body}.", Key("HS256", b"secret")),
        (f"{b64(json.dumps({'alg': 'none'}).encode())}.{body}.{signature}", Key("HS256", b"secret")),
        (token, public),  # a public key taken for a secret
        (f"{head}.{b64(b'{}')}.{signature}", Key("HS256", b"secret")),
        (f"{head}.{body}.{signature[:-2]}", Key("HS256", b"secret")),
        (f"{b64(json.dumps({'alg': 'HS256', 'crit': ['x']}).encode())}.{body}.{signature}", Key("HS256", b"secret")),
        (token + ".x", Key("HS256", b"secret")),
        ("a.b", Key("HS256", b"secret")),
        ("é.é.é", Key("HS256", b"secret")),
    ):
        with pytest.raises(BadToken):
            checked(forged, lambda _, key=key: key)
    assert key_of_jwk({**RSA, "n": b64(b"\xff" * 128)}) is None, "1024 bits are too few"

"""A stand-in for a brand's own sign-in (OpenID Connect), on loopback: whoever comes is ``who``, and it can lie."""

from __future__ import annotations

import json
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from tummler.common import clock
from tummler.common.jose import challenge, jwk_of, signed_es256


class StandIn:
    """``lies`` are claims that its tokens have instead; ``key`` signs, ``told`` is what it says its key is."""

    def __init__(self) -> None:
        self.key = self.told = ec.generate_private_key(ec.SECP256R1())
        self.who, self.name, self.url, self.bearer = "1044", "Marta R.", "", ""
        self.lies: dict[str, Any] = {}
        #: What it tells at its userinfo endpoint; it has one where it has something to tell.
        self.more: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []

    def sign_in(self, address: str) -> dict[str, str]:
        """What a person does on its page, and what the browser is sent back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked.append(asked)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.url}

    def answer(self, path: str, form: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """Discovery, keys, and a token for a code, once, to who holds its verifier."""
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            ends |= {"userinfo_endpoint": "/me"} if self.more else {}
            return 200, {"issuer": self.url} | {name: self.url + end for name, end in ends.items()}
        if path == "/me":
            return (200, self.more) if self.bearer == "x" else (401, {})
        if path == "/keys":
            return 200, {"keys": [{**jwk_of(self.told.public_key()), "kid": "k1", "use": "sig"}]}
        asked = self.codes.pop(form.get("code", ""), None)
        good = asked is not None and challenge(form.get("code_verifier", "")) == asked["code_challenge"]
        if not good or b64decode(basic).decode() != "care:hush%20hush" or asked is None:
            return 400, {"error": "invalid_grant"}
        at = clock.now().timestamp()
        claims = {
            "iss": self.url, "aud": "care", "sub": self.who, "name": self.name, "nonce": asked["nonce"],
            "iat": at, "exp": at + 300,
        }  # fmt: skip
        return 200, {"id_token": signed_es256({"kid": "k1"}, claims | self.lies, self.key), "access_token": "x"}


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """One for this block."""
    made = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            basic = self.headers.get("Authorization", "").removeprefix("Basic ")
            made.bearer = basic.removeprefix("Bearer ")
            status, told = made.answer(self.path, form, basic)
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()

"""Signing in on the account's own server, a real one: PAR, PKCE, DPoP; the identity is looked up both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.servers.bluesky import BlueskyAccount, BlueskyPds
from tummler.networks.bluesky import proving
from tummler.networks.bluesky.identity import identify
from tummler.networks.contract import Here, Redirect, Refused

CALLBACK = "http://127.0.0.1:8123/square/velo-norte/me/back/"
_API = "/@atproto/oauth-provider/~api"


class Page:
    """The server's own sign-in page, as a browser goes through it. Its cookies are for https: we carry them."""

    def __init__(self, address: str) -> None:
        self.address, self.cookies = address, dict[str, str]()
        parts = urlsplit(address)
        self.base = f"{parts.scheme}://{parts.netloc}"
        self._send("GET", address, {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, "none")

    def _send(self, method: str, address: str, headers: Mapping[str, str], site: str, **more: Any) -> httpx.Response:
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = httpx.request(
            method, address, headers={**headers, **cookie, "Sec-Fetch-Site": site}, trust_env=False, timeout=20, **more
        )
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        assert answer.is_success, answer.text
        return answer

    def _do(self, what: str, **body: Any) -> Any:
        token = next(value for name, value in self.cookies.items() if "csrf" in name)
        headers = {
            "Sec-Fetch-Mode": "same-origin", "Sec-Fetch-Dest": "empty", "Origin": self.base, "Referer": self.address,
            "x-csrf-token": token,
        }  # fmt: skip
        return self._send("POST", self.base + _API + what, headers, "same-origin", json=body).json()

    def allow(self, account: BlueskyAccount) -> dict[str, str]:
        """Sign in and say yes: the query that the browser is sent back with."""
        self._do("/sign-in", locale="en", username=account.handle, password=account.password, remember=True)
        return self._back(self._do("/consent", did=account.did))

    def refuse(self) -> dict[str, str]:
        """Say no."""
        return self._back(self._do("/reject"))

    @staticmethod
    def _back(answer: Any) -> dict[str, str]:
        query = {name: values[0] for name, values in parse_qs(urlsplit(answer["url"]).query).items()}
        return {name: query[name] for name in ("code", "state", "iss", "error") if name in query}


@pytest.fixture
def here(bluesky_pds: BlueskyPds, monkeypatch: pytest.MonkeyPatch) -> Here:
    monkeypatch.setenv("TUMMLER_PLC", bluesky_pds.plc)
    return Here(CALLBACK, "", "state-of-ours", lambda _: {}, lambda *_: None, {"service": bluesky_pds.pds})


def begin(here: Here, account: BlueskyAccount) -> Redirect:
    there = proving.begin({"handle": f"@{account.handle}"}, here)
    assert isinstance(there, Redirect)
    return there


def test_signing_in_there_proves_the_account_and_keeps_nothing(bluesky_pds: BlueskyPds, here: Here) -> None:
    account, other = bluesky_pds.new_account("marta"), bluesky_pds.new_account("leo")
    there = begin(here, account)
    assert sorted(parse_qs(urlsplit(there.url).query)) == ["client_id", "request_uri"], "all else was pushed"
    back = Page(there.url).allow(account)
    assert back["state"] == here.state
    with pytest.raises(Refused, match="sign_in_refused"):  # another's verifier
        proving.finish({**there.pending, "verifier": "x" * 64}, back)
    there = begin(here, account)
    back = Page(there.url).allow(account)
    with pytest.raises(Refused, match="wrong_state"):
        proving.finish(there.pending, {**back, "iss": "https://evil.example"})
    proved = proving.finish(there.pending, back)
    assert (proved.account.remote_id, proved.account.handle, proved.home_id) == (
        account.did, account.handle, account.did,
    )  # fmt: skip
    with pytest.raises(Refused):  # a code is good once
        proving.finish(there.pending, back)
    # Somebody else signs in on the same page than the one who was named.
    there = begin(here, account)
    back = Page(there.url).allow(other)
    with pytest.raises(Refused, match="another_account"):
        proving.finish(there.pending, back)
    there = begin(here, account)
    with pytest.raises(Refused, match="sign_in_refused"):
        proving.finish(there.pending, Page(there.url).refuse())


def test_a_handle_leads_to_its_account_and_back(bluesky_pds: BlueskyPds, here: Here) -> None:
    account = bluesky_pds.new_account("marta")
    assert identify(account.handle, bluesky_pds.pds).did == account.did
    assert identify(account.did, bluesky_pds.pds).handle == account.handle
    with bluesky_pds.signed_in(account) as session:
        session.call("com.atproto.identity.updateHandle", handle="marta-anew.test")
    with pytest.raises(Refused, match="no_such_handle"):
        identify(account.handle, bluesky_pds.pds)
    for nobody in ("nobody-here.test", "not a handle", "did:plc:short", "did:key:z6Mk", "http://127.0.0.1", ""):
        with pytest.raises(Refused):
            proving.begin({"handle": nobody}, here)


def test_we_are_described_at_a_public_address() -> None:
    own, back = "https://care.example/clients/bluesky.json", "https://care.example/square/velo-norte/me/back/"
    told = proving.description(own, [back])
    assert json.loads(json.dumps(told)) == told
    assert (told["client_id"], told["scope"], told["redirect_uris"]) == (own, "atproto", [back])
    public = Here(back, own, "s", lambda _: {}, lambda *_: None)
    assert proving._client_id(public) == own
    with pytest.raises(Refused, match="no_public_address"):
        proving._client_id(Here("http://care.example/back", own, "s", lambda _: {}, lambda *_: None))

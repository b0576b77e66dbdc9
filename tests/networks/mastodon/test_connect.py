"""An account is connected on any server, by signing in there or with a key, and nothing else is reached by it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.networks.mastodon.conftest import Scene, connect
from tests.servers.faults import Fault
from tummler.networks.contract import Connected, Connection, KeyRevoked, NetworkTrouble, Redirect, Refused, Unheard
from tummler.networks.mastodon import NETWORK, connect as connecting
from tummler.networks.mastodon.connect import _origin
from tummler.networks.mastodon.facts import _domain, _numbers, _streaming

CALLBACK = "https://desk.example/networks/mastodon/callback"


def begin(scene: Scene) -> Redirect:
    answer = NETWORK.connect_begin({"server": scene.proxy.url, "token": ""}, CALLBACK)
    assert isinstance(answer, Redirect)
    return answer


def sign_in(redirect: Redirect, who: str = "ada") -> dict[str, str]:
    """What a person does on the server's own page, and what comes back in the query."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(redirect.url).query).items()}
    page = redirect.url.partition("?")[0]
    came = httpx.post(page, data={**asked, "username": who}, trust_env=False)
    assert came.headers["location"].startswith(CALLBACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(came.headers["location"]).query).items()}


def test_signing_in_there_connects(scene: Scene) -> None:
    redirect = begin(scene)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(redirect.url).query).items()}
    assert redirect.url.startswith(f"{scene.proxy.url}/oauth/authorize?")
    assert (asked["response_type"], asked["redirect_uri"], asked["code_challenge_method"]) == ("code", CALLBACK, "S256")
    assert asked["state"] == redirect.pending["state"]
    connected = NETWORK.connect_finish(redirect.pending, sign_in(redirect))
    assert connected.account.handle == f"ada@{connected.facts['host']}"
    assert connected.settings == {"server": scene.proxy.url}
    link = Connection(connected.account, connected.settings, connected.secrets, connected.facts)
    assert all(check.ok for check in NETWORK.verify(link, True))


def test_the_verifier_is_sent_and_fits_its_challenge(scene: Scene) -> None:
    redirect = begin(scene)
    NETWORK.connect_finish(redirect.pending, sign_in(redirect))
    (token,) = scene.proxy.asked("POST", "/oauth/token")
    sent = {name: values[0] for name, values in parse_qs(token.body.decode()).items()}
    challenge = parse_qs(urlsplit(redirect.url).query)["code_challenge"][0]
    assert connecting._challenge(sent["code_verifier"]) == challenge
    # The example of RFC 7636, appendix B.
    assert (
        connecting._challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


@pytest.mark.parametrize("wrong", [{"state": "forged"}, {"state": ""}])
def test_a_forged_state_is_refused(scene: Scene, wrong: dict[str, str]) -> None:
    redirect = begin(scene)
    with pytest.raises(Refused) as refused:
        NETWORK.connect_finish(redirect.pending, {**sign_in(redirect), **wrong})
    assert refused.value.code == "wrong_state"


def test_saying_no_on_the_servers_page_is_refused(scene: Scene) -> None:
    redirect = begin(scene)
    with pytest.raises(Refused) as refused:
        NETWORK.connect_finish(redirect.pending, {"state": redirect.pending["state"], "error": "access_denied"})
    assert refused.value.code == "sign_in_refused"


def test_a_code_that_is_no_longer_good_is_refused(scene: Scene) -> None:
    redirect = begin(scene)
    with pytest.raises(Refused) as refused:
        NETWORK.connect_finish(redirect.pending, {"state": redirect.pending["state"], "code": "mockcode_nobody"})
    assert refused.value.code == "sign_in_refused"


def test_a_server_without_narrow_scopes_is_asked_for_wide_ones(scene: Scene) -> None:
    scene.proxy.inject(Fault("status", "POST", "/api/v1/apps", status=422, body=b'{"error":"scopes"}'))
    redirect = begin(scene)
    assert redirect.pending["scopes"] == "read write"
    assert isinstance(NETWORK.connect_finish(redirect.pending, sign_in(redirect)), Connected)


def test_a_wrong_key_is_told(scene: Scene) -> None:
    with pytest.raises(KeyRevoked):
        connect(scene.proxy.url, "nonsense")


def test_a_key_is_never_read_as_the_name_of_a_file(scene: Scene, tmp_path: Any) -> None:
    """Mastodon.py would read the file and send its first line to the server."""
    secret = tmp_path / "secret"
    secret.write_text("the operator's own")
    named = replace(scene.connection, secrets={"token": str(secret)})
    with pytest.raises(KeyRevoked):
        NETWORK.deliver(named, scene.part("hello"))
    assert all("operator" not in str(request.headers) for request in scene.proxy.log)


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/",
        "http://0.0.0.0",
        "http://user:secret@127.0.0.1",
    ],
)
def test_addresses_inside_a_private_network_are_refused(address: str) -> None:
    with pytest.raises(Refused) as refused:
        NETWORK.connect_begin({"server": address, "token": "x"}, CALLBACK)
    assert refused.value.code == "unsafe_address"


def test_this_machine_is_refused_unless_the_operator_allows_it(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUMMLER_ALLOW_LOOPBACK")
    with pytest.raises(Refused):
        NETWORK.connect_begin({"server": scene.proxy.url, "token": "ada_token"}, CALLBACK)
    with pytest.raises(Unheard):
        NETWORK.deliver(scene.connection, scene.part("hello"))
    assert scene.proxy.asked("POST") == []


def test_a_redirect_into_a_private_network_is_refused(scene: Scene) -> None:
    scene.proxy.inject(
        Fault("status", path="/api/v1/instance", status=301, headers={"Location": "http://10.0.0.1/api/v1/instance"})
    )
    with pytest.raises(Refused) as refused:
        NETWORK.connect_begin({"server": scene.proxy.url, "token": "x"}, CALLBACK)
    assert refused.value.code == "unsafe_address"


def test_a_domain_above_the_server_leads_to_it(scene: Scene) -> None:
    with redirecting(scene.proxy.url) as domain:
        assert connecting.find_server(domain) == scene.proxy.url


def test_redirects_without_end_are_refused(scene: Scene) -> None:
    scene.proxy.inject(
        Fault("status", path="/api/v1/instance", status=302, headers={"Location": "/api/v1/instance"}, count=None)
    )
    with pytest.raises(Refused) as refused:
        NETWORK.connect_begin({"server": scene.proxy.url, "token": "x"}, CALLBACK)
    assert refused.value.code == "too_many_redirects"


@contextmanager
def redirecting(to: str) -> Iterator[str]:
    """A web server that sends everyone elsewhere."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("Location", to + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_server_that_is_down_is_unheard() -> None:
    with pytest.raises(Unheard):
        NETWORK.connect_begin({"server": "http://127.0.0.1:9", "token": "x"}, CALLBACK)


@pytest.mark.parametrize(
    "entered, origin",
    [
        ("Mastodon.Social", "https://mastodon.social"),
        (" https://mastodon.social/@ada ", "https://mastodon.social"),
        ("@ada@mastodon.social", "https://mastodon.social"),
        ("http://localhost:3000/", "http://localhost:3000"),
    ],
)
def test_a_server_is_found_in_what_people_enter(entered: str, origin: str) -> None:
    assert _origin(entered) == origin


@pytest.mark.parametrize(
    "entered", ["", "   ", "ftp://x", "https://", "javascript://x", "https://[::1", "https://x:port", "a\x00b"]
)
def test_what_names_no_server_is_refused(entered: str) -> None:
    with pytest.raises(NetworkTrouble):
        NETWORK.connect_begin({"server": entered, "token": "x"}, CALLBACK)


@pytest.mark.parametrize(
    "base, said, domain",
    [
        ("https://social.example.com", "example.com", "example.com"),
        ("https://social.example.com", "https://example.com", "example.com"),
        ("https://social.example.com", "mastodon.social", "social.example.com"),
        ("https://example.com", "", "example.com"),
        ("https://notexample.com", "example.com", "notexample.com"),
        ("https://example.com", "com", "example.com"),
    ],
)
def test_a_server_speaks_for_its_own_domain_only(base: str, said: str, domain: str) -> None:
    assert _domain(base, said) == domain


@pytest.mark.parametrize(
    "urls, streaming",
    [
        ({"streaming": "wss://streaming.example.com"}, "https://streaming.example.com"),
        ({"streaming": "https://streaming.example.com/"}, "https://streaming.example.com"),
        ({"streaming": "ws://streaming.example.com"}, "https://example.com"),
        ({"streaming": None}, "https://example.com"),
        ({}, "https://example.com"),
    ],
)
def test_the_key_goes_to_no_less_safe_place_for_streaming(urls: dict[str, Any], streaming: str) -> None:
    assert _streaming("https://example.com", {"configuration": {"urls": urls}}) == streaming


def test_versions_are_numbers() -> None:
    said = ["4.6.0-nightly.2026-01-01", "4.3.0+glitch", "2.7.2 (compatible; Pleroma 2.4.0)", ""]
    assert [_numbers(version) for version in said] == [(4, 6, 0), (4, 3, 0), (2, 7, 2), ()]

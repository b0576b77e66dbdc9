"""The faulty proxy goes wrong as told, as often as told, and writes down what came."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.servers.bluesky import BlueskyAccount, BlueskyPds
from tests.servers.faults import Fault, Proxy, proxy, rate_limited
from tests.servers.mastodon import MastodonServer

CREATE = "/xrpc/com.atproto.repo.createRecord"
CLOSED = "RemoteProtocolError"


@pytest.fixture
def faulty(bluesky_pds: BlueskyPds) -> Iterator[Proxy]:
    with proxy(bluesky_pds.pds) as server:
        yield server


@pytest.fixture
def account(bluesky_pds: BlueskyPds) -> BlueskyAccount:
    return bluesky_pds.new_account("ann")


def _post(faulty: Proxy, server: BlueskyPds, account: BlueskyAccount) -> str:
    """What comes of posting through the proxy: a status, `unreadable` or the error's name."""
    record = {"$type": "app.bsky.feed.post", "text": "hello", "createdAt": "2026-01-01T00:00:00Z"}
    body = {"repo": account.did, "collection": "app.bsky.feed.post", "record": record}
    with server.signed_in(account) as session:
        headers = session.http.headers
        try:
            answer = httpx.post(faulty.url + CREATE, json=body, headers=headers, timeout=2, trust_env=False)
            answer.json()
        except httpx.TransportError as error:
            return type(error).__name__
        except ValueError:
            return "unreadable"
        return str(answer.status_code)


@pytest.mark.parametrize(
    ("fault", "told", "done"),
    [
        (Fault("status", path=CREATE, status=503), "503", 0),
        (Fault("status", path=CREATE, status=502, forward=True), "502", 1),
        (rate_limited(7, path=CREATE), "429", 0),
        (Fault("close", path=CREATE), CLOSED, 0),
        (Fault("drop", method="POST", path=CREATE), CLOSED, 1),
        (Fault("cut", path=CREATE), CLOSED, 1),
        (Fault("garbage", path=CREATE), "unreadable", 1),
        (Fault("hang", path=CREATE, seconds=0.2), CLOSED, 0),
        (Fault("hang", path=CREATE, seconds=0.2, forward=True), CLOSED, 1),
        (Fault("delay", path=CREATE, seconds=0.2), "200", 1),
        (Fault("drop", method="GET", path=CREATE), "200", 1),
        (Fault("drop", path="/xrpc/app.*"), "200", 1),
    ],
)
def test_fault_strikes_once(
    faulty: Proxy, bluesky_pds: BlueskyPds, account: BlueskyAccount, fault: Fault, told: str, done: int
) -> None:
    faulty.inject(fault)
    assert _post(faulty, bluesky_pds, account) == told
    assert len(bluesky_pds.records(account.did)) == done
    (asked,) = faulty.asked("POST", CREATE)
    assert asked.forwarded == bool(done)
    assert b'"text":"hello"' in asked.body
    faulty.clear()
    assert _post(faulty, bluesky_pds, account) == "200"


def test_faults_are_counted_and_can_wait(faulty: Proxy) -> None:
    faulty.inject(Fault("status", path="/", after=1, count=2, status=500))
    statuses = [httpx.get(faulty.url, trust_env=False).status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]
    assert [asked.fault for asked in faulty.asked()] == [None, "status", "status", None]


def test_rate_limit_says_when_to_come_back(faulty: Proxy) -> None:
    faulty.inject(rate_limited(7))
    answer = httpx.get(faulty.url, trust_env=False)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_hanging_requests_are_let_go(faulty: Proxy) -> None:
    faulty.inject(Fault("hang", count=None))
    threading.Timer(0.3, faulty.clear).start()
    started = time.monotonic()
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(faulty.url, timeout=10, trust_env=False)
    assert time.monotonic() - started < 5
    assert httpx.get(faulty.url, trust_env=False).is_success


def test_servers_own_address_becomes_the_proxys(faulty: Proxy, account: BlueskyAccount) -> None:
    body = {"identifier": account.handle, "password": account.password}
    session = httpx.post(f"{faulty.url}/xrpc/com.atproto.server.createSession", json=body, trust_env=False).json()
    assert session["didDoc"]["service"][0]["serviceEndpoint"] == faulty.url


def test_websocket_passes_through_and_can_be_cut(faulty: Proxy, account: BlueskyAccount) -> None:
    with connect(f"{faulty.ws}/xrpc/com.atproto.sync.subscribeRepos?cursor=0") as stream:
        assert stream.recv(timeout=5)
        faulty.cut_streams()
        with pytest.raises(ConnectionClosed):
            list(stream)


def test_server_sent_events_pass_as_they_come(fresh_mastodon: MastodonServer) -> None:
    with proxy(fresh_mastodon.url) as faulty:
        address = f"{faulty.url}/api/v1/streaming/user"
        headers = {"authorization": f"Bearer {fresh_mastodon.tokens['ada']}"}
        with httpx.stream("GET", address, headers=headers, timeout=10, trust_env=False) as stream:
            fresh_mastodon.api("POST", "/api/v1/statuses", who="grace", status="@ada help")
            assert "event: notification" in stream.iter_lines()


def test_server_that_is_away_is_a_bad_gateway() -> None:
    with proxy("http://127.0.0.1:9") as faulty:
        assert httpx.get(faulty.url, trust_env=False).status_code == 502

"""Sessions: expired, refreshed, shared, revoked."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from tests.networks.bluesky.conftest import Scene, connect
from tests.servers.bluesky import BlueskyPds, pds
from tests.servers.faults import Fault, proxy
from tummler.networks.bluesky import NETWORK, session
from tummler.networks.bluesky.session import Session, claims
from tummler.networks.contract import Connected, Connection, KeyRevoked, NetworkTrouble, Refused, SlowDown

GET_SESSION = "com.atproto.server.getSession"


def with_secrets(connection: Connection, **secrets: str) -> Connection:
    return replace(connection, secrets={**connection.secrets, **secrets})


def test_connecting_learns_who_we_are(on_pds: Scene) -> None:
    connection = on_pds.connection
    assert connection.account.remote_id == on_pds.brand.did
    assert connection.account.handle == on_pds.brand.handle
    assert connection.facts == {"did": on_pds.brand.did, "handle": on_pds.brand.handle, "pds": on_pds.server.pds}
    assert set(connection.secrets) == {"app_password", "access", "refresh"}
    assert connection.settings["jetstream"] == ""


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"app_password": "aaaa-bbbb-cccc-dddd"}, "wrong_password"),
        ({"handle": ""}, "missing_answer"),
        ({"service": "http://10.0.0.1"}, "bad_address"),
        ({"service": "ftp://localhost"}, "bad_address"),
        ({"jetstream": "ws://192.168.0.1/subscribe"}, "bad_address"),
    ],
)
def test_connecting_says_what_is_wrong(on_pds: Scene, answers: dict[str, str], code: str) -> None:
    given = {"handle": on_pds.brand.handle, "app_password": on_pds.brand.app_password, "service": on_pds.server.pds}
    with pytest.raises(Refused) as error:
        NETWORK.connect_begin({**given, **answers}, "")
    assert error.value.code == code


def test_the_accounts_own_password_is_refused(on_pds: Scene) -> None:
    answers = {"handle": on_pds.brand.handle, "app_password": on_pds.brand.password, "service": on_pds.server.pds}
    with pytest.raises(Refused) as error:
        NETWORK.connect_begin(answers, "")
    assert error.value.code == "main_password"


def test_handle_may_be_written_as_people_write_it(on_pds: Scene) -> None:
    answers = {
        "handle": f" @{on_pds.brand.handle.upper()} ",
        "app_password": on_pds.brand.app_password,
        "service": on_pds.server.pds,
    }
    connected = NETWORK.connect_begin(answers, "")
    assert isinstance(connected, Connected)
    assert connected.account.remote_id == on_pds.brand.did


def test_good_tokens_are_used_as_they_are(on_pds: Scene) -> None:
    with proxy(on_pds.server.pds) as between:
        connection = on_pds.through(between)
        for _ in range(3):
            Session(connection).ask(GET_SESSION, dict)
        assert [asked.path for asked in between.asked()] == [f"/xrpc/{GET_SESSION}"] * 3
    assert on_pds.kept == []


def test_broken_access_token_is_refreshed_once_and_kept(on_pds: Scene) -> None:
    connection = with_secrets(on_pds.connection, access="not.a.token")
    assert Session(connection).ask(GET_SESSION, dict)["did"] == on_pds.brand.did
    (kept,) = on_pds.kept
    assert kept["app_password"] == on_pds.brand.app_password
    assert claims(kept["access"]).exp > 0
    # A second reader with the same old secrets uses what the first one got.
    Session(connection).ask(GET_SESSION, dict)
    assert len(on_pds.kept) == 1


def test_token_that_only_looks_good_is_renewed(on_pds: Scene) -> None:
    forged = on_pds.connection.secrets["access"][:-6] + "AAAAAA"
    Session(with_secrets(on_pds.connection, access=forged)).ask(GET_SESSION, dict)
    assert len(on_pds.kept) == 1


def test_dead_refresh_token_signs_in_again(on_pds: Scene) -> None:
    connection = with_secrets(on_pds.connection, access="", refresh="not.a.token")
    assert Session(connection).ask(GET_SESSION, dict)["did"] == on_pds.brand.did
    assert len(on_pds.kept) == 1


def test_threads_share_one_refresh(on_pds: Scene) -> None:
    connection = with_secrets(on_pds.connection, access="")
    threads = [threading.Thread(target=lambda: Session(connection).ask(GET_SESSION, dict)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(on_pds.kept) == 1


def test_secrets_another_process_refreshed_are_taken_over(on_pds: Scene) -> None:
    old = with_secrets(on_pds.connection, access="")
    Session(old).ask(GET_SESSION, dict)
    newer = with_secrets(old, **on_pds.kept[0])
    session.forget()
    Session(old)
    Session(newer).ask(GET_SESSION, dict)
    Session(old).ask(GET_SESSION, dict)
    assert len(on_pds.kept) == 1


def test_revoked_app_password_is_noticed_by_the_next_proof(on_pds: Scene) -> None:
    on_pds.as_brand.call("com.atproto.server.revokeAppPassword", name="tests")
    with pytest.raises(KeyRevoked) as error:
        list(NETWORK.read(on_pds.connection, "notifications", None, threading.Event()))
    assert error.value.code == "wrong_password"


def test_deactivated_account_is_a_revoked_key(on_pds: Scene) -> None:
    on_pds.as_brand.call("com.atproto.server.deactivateAccount")
    with pytest.raises(KeyRevoked) as error:
        Session(on_pds.connection).do(
            "com.atproto.repo.deleteRecord", {"repo": on_pds.brand.did, "collection": "a.b.c", "rkey": "1"}
        )
    assert error.value.code == "account_deactivated"
    session.forget()
    with pytest.raises(KeyRevoked) as error:
        Session(with_secrets(on_pds.connection, access="", refresh="")).ask(GET_SESSION, dict)
    assert error.value.code == "account_deactivated"


def test_we_never_sign_in_too_often(on_pds: Scene) -> None:
    """The network locks an account out after 30 in five minutes; a broken server must not make us do that."""
    with proxy(on_pds.server.pds) as between:
        path = "/xrpc/com.atproto.server.createSession"
        between.inject(Fault("status", path=path, status=500, count=None))
        connection = with_secrets(on_pds.connection, access="", refresh="")
        settings = {**connection.settings, "service": between.url}
        troubles = []
        for _ in range(40):
            with pytest.raises(NetworkTrouble) as error:
                Session(replace(connection, settings=settings)).ask(GET_SESSION, dict)
            troubles.append(type(error.value))
        assert len(between.asked(path=path)) == 10
    assert troubles[-1] is SlowDown


@pytest.mark.parametrize(
    ("header", "low", "high"),
    [("Retry-After", 90, 90), ("ratelimit-reset", 80, 90), ("X-Nothing", 60, 60)],
)
def test_limited_is_told_in_the_servers_seconds(on_pds: Scene, header: str, low: int, high: int) -> None:
    value = int(time.time()) + 90 if header == "ratelimit-reset" else 90
    body = b'{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}'
    with proxy(on_pds.server.pds) as between:
        between.inject(Fault("status", status=429, headers={header: str(value)}, body=body))
        connection = on_pds.through(between)
        with pytest.raises(SlowDown) as error:
            Session(connection).ask(GET_SESSION, dict)
    assert low <= error.value.seconds <= high


def test_real_servers_limit_is_understood() -> None:
    with pds(rate_limits=True) as server:
        account = server.new_account("limited")

        def sign_in_often() -> None:
            for _ in range(31):
                session.sign_in(server.pds, account.handle, account.app_password)

        with pytest.raises(SlowDown) as error:
            sign_in_often()
    assert 1 <= error.value.seconds <= 300


def test_accounts_do_not_share(bluesky_pds: BlueskyPds, on_pds: Scene) -> None:
    other, _ = connect(bluesky_pds, on_pds.customer)
    assert Session(other).ask(GET_SESSION, dict)["did"] == on_pds.customer.did
    assert Session(on_pds.connection).ask(GET_SESSION, dict)["did"] == on_pds.brand.did

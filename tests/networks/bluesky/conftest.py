"""A brand's channel and a customer on the real network, fresh for each test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

import pytest

from tests.servers.bluesky import BlueskyAccount, BlueskyNetwork, BlueskyPds, BlueskySession
from tummler.networks.bluesky import NETWORK, session
from tummler.networks.contract import Connected, Connection, Heard, RawEvent

T = TypeVar("T")


@pytest.fixture(scope="session", autouse=True)
def _on_this_machine() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUMMLER_ALLOW_LOOPBACK", "1")
        yield


@pytest.fixture(autouse=True)
def _as_a_new_process() -> Iterator[None]:
    session.forget()
    yield
    session.forget()


@dataclass
class Scene:
    """A connected brand and somebody who asks."""

    server: BlueskyPds
    brand: BlueskyAccount
    customer: BlueskyAccount
    connection: Connection
    as_brand: BlueskySession
    as_customer: BlueskySession
    kept: list[dict[str, str]]

    def normalised(self, events: tuple[RawEvent, ...]) -> list[Heard]:
        """What the events say."""
        return [heard for event in events for heard in NETWORK.normalise(event.payload, self.connection)]


def connect(server: BlueskyPds, account: BlueskyAccount, **more: str) -> tuple[Connection, list[dict[str, str]]]:
    """A channel of that account, and the secrets it asked to keep."""
    answers = {
        "handle": account.handle,
        "app_password": account.app_password,
        "service": server.pds,
        "jetstream": "",
        **more,
    }
    connected = NETWORK.connect_begin(answers, "https://desk.test/callback")
    assert isinstance(connected, Connected)
    kept: list[dict[str, str]] = []
    connection = Connection(
        connected.account,
        connected.settings,
        connected.secrets,
        connected.facts,
        keep_secrets=lambda secrets: kept.append(dict(secrets)),
    )
    return connection, kept


def scene(server: BlueskyPds, stack: ExitStack, **more: str) -> Scene:
    brand, customer = server.new_account("brand"), server.new_account("ada")
    connection, kept = connect(server, brand, **more)
    as_brand = stack.enter_context(server.signed_in(brand))
    as_customer = stack.enter_context(server.signed_in(customer))
    return Scene(server, brand, customer, connection, as_brand, as_customer, kept)


@pytest.fixture
def on_pds(bluesky_pds: BlueskyPds) -> Iterator[Scene]:
    """A brand and a customer on a PDS alone."""
    with ExitStack() as stack:
        yield scene(bluesky_pds, stack)


@pytest.fixture
def on_network(bluesky_network: BlueskyNetwork) -> Iterator[Scene]:
    """A brand and a customer on the whole network."""
    with ExitStack() as stack:
        yield scene(bluesky_network, stack)


def soon(ask: Callable[[], T], seconds: float = 20.0) -> T:
    """What ``ask`` says once it says something."""
    end = time.monotonic() + seconds
    while not (said := ask()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.1)
    return said

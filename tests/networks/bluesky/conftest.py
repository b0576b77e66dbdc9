"""A brand's channel and a customer on the real network, fresh for each test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import pytest

from tests.servers.bluesky import BlueskyAccount, BlueskyNetwork, BlueskyPds, BlueskySession
from tests.servers.faults import Proxy
from tummler.networks.bluesky import NETWORK, session
from tummler.networks.contract import Connected, Connection, Heard, RawEvent

T = TypeVar("T")


@pytest.fixture(autouse=True)
def _as_a_new_process() -> Iterator[None]:
    session.forget()
    yield
    session.forget()


class Scene:
    """A connected brand, and somebody who asks: made when first looked at, since accounts take a while."""

    def __init__(self, server: BlueskyPds, stack: ExitStack, direct_messages: bool = False, **more: str) -> None:
        self.server = server
        self._stack = stack
        self.brand = server.new_account("brand", direct_messages=direct_messages)
        self.connection, self.kept = connect(server, self.brand, **more)

    @cached_property
    def customer(self) -> BlueskyAccount:
        return self.server.new_account("ada")

    @cached_property
    def as_brand(self) -> BlueskySession:
        return self._stack.enter_context(self.server.signed_in(self.brand))

    @cached_property
    def as_customer(self) -> BlueskySession:
        return self._stack.enter_context(self.server.signed_in(self.customer))

    def normalised(self, events: tuple[RawEvent, ...]) -> list[Heard]:
        """What the events say."""
        return [heard for event in events for heard in NETWORK.normalise(event.payload, self.connection)]

    def through(self, between: Proxy) -> Connection:
        """The channel, its server reached through a proxy."""
        return replace(self.connection, facts={**self.connection.facts, "pds": between.url})


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


@pytest.fixture
def on_pds(bluesky_pds: BlueskyPds) -> Iterator[Scene]:
    """A brand and a customer on a PDS alone."""
    with ExitStack() as stack:
        yield Scene(bluesky_pds, stack)


@pytest.fixture(scope="session")
def _lasting(bluesky_pds: BlueskyPds) -> Iterator[Scene]:
    with ExitStack() as stack:
        yield Scene(bluesky_pds, stack)


@pytest.fixture
def same_on_pds(_lasting: Scene) -> Iterator[Scene]:
    """The same brand and customer for many tests, which must leave the brand as it was; its posts are cleared."""
    _lasting.kept.clear()
    yield _lasting
    for record in _lasting.server.records(_lasting.brand.did):
        NETWORK.retract(_lasting.connection, record["uri"])


@pytest.fixture
def on_network(bluesky_network: BlueskyNetwork) -> Iterator[Scene]:
    """A brand and a customer on the whole network."""
    with ExitStack() as stack:
        yield Scene(bluesky_network, stack)


def soon(ask: Callable[[], T], seconds: float = 20.0) -> T:
    """What ``ask`` says once it says something."""
    end = time.monotonic() + seconds
    while not (said := ask()):
        assert time.monotonic() < end, "not in time"
        time.sleep(0.1)
    return said

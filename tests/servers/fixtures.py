"""Session fixtures for the servers: a conftest names this module in `pytest_plugins`.

Each worker of pytest-xdist starts its own, on ports of its own; with `--dist loadgroup` all tests that use the whole
Bluesky network go to one worker, so that it starts once.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.run import LIE_IN

from .bluesky import BlueskyNetwork, BlueskyPds, network, pds
from .chat import ChatService, chat
from .chromium import launch
from .jetstream import Jetstream, jetstream
from .mastodon import MastodonServer, mastodon
from .matrix import MatrixServer, matrix
from .postgres import postgres
from .recordings import Recordings, recordings

BLUESKY = {"bluesky_pds", "bluesky_network", "bluesky_jetstream", "bluesky_chat"}
MASTODON = {"mastodon_server", "fresh_mastodon"}
MATRIX = {"matrix_server"}
#: Whatever uses neither these nor their mark is kept from the database by pytest-django.
DATABASE = {"db", "transactional_db"}
# The first test that needs Bluesky may wait for its installation, which compiles for minutes on a slow machine.
FIRST_START_S = 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the servers and the database they use, so that nobody has to remember to."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        if used & (BLUESKY | MASTODON | MATRIX):
            item.add_marker(pytest.mark.network)
        if used & BLUESKY and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(FIRST_START_S))
        if "bluesky_network" in used:
            item.add_marker(pytest.mark.xdist_group("bluesky_network"))
        if "chromium" in used:
            item.add_marker(pytest.mark.browser)
        if used & DATABASE or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
        _lies_where_it_is_looked_for(item)


def _lies_where_it_is_looked_for(item: pytest.Item) -> None:
    """``make test`` collects a part only where it lies: what lay elsewhere would never be run."""
    for part, patterns in LIE_IN.items():
        if item.get_closest_marker(part) and not any(item.path.match(pattern) for pattern in patterns):
            raise pytest.UsageError(f"{item.nodeid}: say in LIE_IN of tests/run.py where tests of a {part} lie")


@pytest.fixture(scope="session")
def bluesky_pds() -> Iterator[BlueskyPds]:
    """A PDS and PLC directory; make fresh accounts in each test."""
    with pds() as server:
        yield server


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """The whole of Bluesky; make fresh accounts in each test."""
    with network() as server:
        yield server


@pytest.fixture(scope="session")
def bluesky_jetstream(bluesky_pds: BlueskyPds) -> Iterator[Jetstream]:
    """A stand-in for Jetstream of what is said on `bluesky_pds`."""
    with jetstream(bluesky_pds.firehose) as server:
        yield server


@pytest.fixture(scope="session")
def bluesky_chat(bluesky_pds: BlueskyPds) -> Iterator[ChatService]:
    """A stand-in for direct messages among the accounts of `bluesky_pds`."""
    with chat(bluesky_pds) as service:
        yield service


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[MastodonServer]:
    """A Mastodon emulator, as the tests before left it: see `fresh_mastodon`."""
    with mastodon() as server:
        yield server


@pytest.fixture
def fresh_mastodon(mastodon_server: MastodonServer) -> MastodonServer:
    """The same with its first people and posts and no faults."""
    mastodon_server.reset()
    return mastodon_server


@pytest.fixture(scope="session")
def matrix_server() -> Iterator[MatrixServer]:
    """A Matrix homeserver; make fresh accounts and rooms in each test."""
    with matrix() as server:
        yield server


@pytest.fixture(scope="session")
def mastodon_recordings() -> Recordings:
    """What real Mastodon servers answered; the test is skipped, saying why, when it is not there."""
    recorded = recordings()
    if recorded.missing:
        pytest.skip(recorded.missing)
    return recorded


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL: the environment's, or one started for the session."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser; make a context per person."""
    with launch() as browser:
        yield browser

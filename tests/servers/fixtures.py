"""Session fixtures for the servers: a conftest names this module in `pytest_plugins`.

Each worker of pytest-xdist starts its own, on ports of its own; with `--dist loadgroup` the tests marked
`whole_network` stay on one worker, so that the whole network starts once.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from .bluesky import BlueskyNetwork, BlueskyPds, network, pds
from .chromium import launch
from .mastodon import MastodonServer, mastodon
from .postgres import postgres
from .recordings import Recordings, recordings

# Put it on tests that use `bluesky_network`: `pytestmark = whole_network`.
whole_network = pytest.mark.xdist_group("whole_network")


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

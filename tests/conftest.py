"""What every test stands on: a data folder of its own, a database, an echo network, a brand with its people.

``pytest`` runs on SQLite; with ``TUMMLER_TEST_DATABASE=postgresql`` the same tests run on PostgreSQL.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["tests.servers.fixtures", "tests.people", "tests.saying", "tests.looking", "tests.database_trouble"]

_connect = socket.socket.connect


def _guarded(self: socket.socket, address: Any) -> None:
    """Tests reach nothing beyond this machine; one that tries is wrong."""
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0]).split("%")[0]
        try:
            inside = ipaddress.ip_address(host).is_loopback
        except ValueError:
            inside = host == "localhost"
        if not inside:
            raise AssertionError(f"a test tried to reach {host}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """No socket beyond loopback."""
    socket.socket.connect = _guarded  # type: ignore[method-assign] # for the session
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign] # for the session


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """A password is hashed a hundred times over, not a million: every test with people makes some."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    PBKDF2PasswordHasher.iterations = 100


@pytest.fixture(autouse=True, scope="session")
def quick_emptying() -> None:
    """Only the tables that a test wrote to are emptied after it; its connection stays."""
    from django.test import TransactionTestCase

    from tests.emptying import empty_what_was_written, stays_connected

    TransactionTestCase._fixture_teardown = empty_what_was_written  # type: ignore[method-assign] # for the session
    TransactionTestCase._should_reload_connections = stays_connected  # for the session


@pytest.fixture(autouse=True, scope="session")
def files_listed_once() -> None:
    """Every test's client is a server of its own; what lies in the folder of static files is looked at once for all."""
    from whitenoise.base import WhiteNoise

    look, known = WhiteNoise.update_files_dictionary, dict[tuple[str, str, int], dict[str, Any]]()

    def listed(server: Any, root: str, prefix: str) -> None:
        manifest = Path(root, "staticfiles.json")
        key = (root, prefix, manifest.stat().st_mtime_ns if manifest.exists() else 0)
        if key not in known or not key[-1] or server.files:
            look(server, root, prefix)
            known[key] = server.files
        server.files = dict(known[key])

    WhiteNoise.update_files_dictionary = listed


@pytest.fixture(autouse=True, scope="session")
def rarely_tidied() -> None:
    """Thousands of tests leave millions of objects that stay: looking through them often finds nothing."""
    import gc

    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def steady_clock() -> Iterator[None]:
    """A test that makes the clock jump leaves it right for the next."""
    from datetime import timedelta

    from tummler.common import clock

    yield
    clock.shift(timedelta(0))


@pytest.fixture
def query_count() -> Callable[[], Any]:
    """``with query_count() as queries: …; assert len(queries) == n``."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)

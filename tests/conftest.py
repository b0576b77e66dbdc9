"""What every test stands on: a data folder of its own, a database, an echo network, a brand with its people.

``pytest`` runs on SQLite; with ``TUMMLER_TEST_DATABASE=postgresql`` the same tests run on PostgreSQL.
"""

from __future__ import annotations

import atexit
import contextlib
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_FOLDER = Path(tempfile.mkdtemp(prefix="tummler-test-"))
_PID = os.getpid()
os.environ["TUMMLER_DATA"] = str(_FOLDER)
os.environ["TUMMLER_ALLOW_LOOPBACK"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tummler.project.settings")
_server = contextlib.ExitStack()


@atexit.register
def _tidy() -> None:
    if os.getpid() == _PID:
        _server.close()
        shutil.rmtree(_FOLDER, ignore_errors=True)




if os.environ.get("TUMMLER_TEST_DATABASE", "sqlite") == "postgresql":
    from tests.servers.postgres import given_url, postgres

    # Workers of pytest-xdist inherit the URL of the one that the first process started.
    os.environ["DATABASE_URL"] = given_url() or _server.enter_context(postgres())
else:
    os.environ.pop("DATABASE_URL", None)

pytest_plugins = ["tests.servers.fixtures", "tests.people"]

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
    socket.socket.connect = _guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


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

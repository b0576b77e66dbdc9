"""What only SQLite can show is collected there alone; a call to the network waits no longer than a test may."""

from __future__ import annotations

import os

import pytest

collect_ignore_glob = ["*_sqlite.py"] if os.environ.get("TUMMLER_TEST_DATABASE", "sqlite") == "postgresql" else []


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """Loops look often, waits and leases are short."""
    from datetime import timedelta

    monkeypatch.setattr("tummler.work.loops.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("tummler.work.readers.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("tummler.answering.outbox.WAITS", (0.2, 0.3))
    monkeypatch.setattr("tummler.answering.outbox.LEASE", timedelta(seconds=3))

"""A database that is locked by another program, or whose disk is full."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

import pytest
from django.db import connection


@contextmanager
def locked():
    """Another program writes, and does not end."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=10, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def impatient(monkeypatch):
    """Connections wait a moment for a lock, not twenty seconds."""
    options = connection.settings_dict["OPTIONS"]
    monkeypatch.setitem(options, "timeout", 0.2)
    connection.close()
    yield
    connection.close()


@contextmanager
def full_disk(monkeypatch, pages=0):
    """From now on the database may not grow; connections made before don't know it yet."""
    options = connection.settings_dict["OPTIONS"]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what tests before left free inside the file would be space
        size = cursor.execute("PRAGMA page_count").fetchone()[0]
    with monkeypatch.context() as patch:
        patch.setitem(options, "init_command", options["init_command"] + f"PRAGMA max_page_count={size + pages};")
        connection.close()
        yield
    connection.close()


@pytest.fixture
def sqlite_only():
    """A test of how SQLite's file fails."""
    if connection.vendor != "sqlite":
        pytest.skip("how SQLite's file fails")

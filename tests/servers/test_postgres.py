"""PostgreSQL is there, durable, and the environment's own is preferred."""

import psycopg
import pytest

from tests.servers import postgres as server
from tests.servers.postgres import fresh_database, own_postgres, postgres


def test_fresh_database_is_empty_and_dropped(postgres_url: str) -> None:
    with fresh_database(postgres_url) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
        name = connection.info.dbname
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None


def test_own_server_is_durable_and_stays_off_the_network() -> None:
    with own_postgres() as url, psycopg.connect(url) as connection:
        names = ("fsync", "synchronous_commit", "full_page_writes", "listen_addresses", "shared_buffers")
        settings = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
        assert settings == [("on",), ("on",), ("on",), ("",), ("32MB",)]
        assert connection.execute("SELECT 'É' ILIKE 'é', 'a' < 'B'").fetchone() == (True, False)
        connection.execute("CREATE EXTENSION pg_trgm")


def test_environments_server_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "own_postgres", lambda: pytest.fail("started one"))
    monkeypatch.setenv("DATABASE_URL", "sqlite:///not-this.db")
    monkeypatch.setenv("TUMMLER_TEST_DATABASE_URL", "postgresql://someone@elsewhere/db")
    with postgres() as url:
        assert url == "postgresql://someone@elsewhere/db"

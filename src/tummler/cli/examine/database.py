"""The database itself: there, whole, up to date, and keeping what it promised through a power cut."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tummler.cli.examine.finding import Finding, doubt, fault, some, well
from tummler.common import clock
from tummler.records.models import Happening

_WHY_DURABLE = "After a power cut or a crash of the machine, answers could be lost or sent twice."
#: What SQLite has to say, and PostgreSQL.
PRAGMAS = {"journal_mode": "wal", "synchronous": "2"} | ({"fullfsync": "1"} if sys.platform == "darwin" else {})
SETTINGS = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
OLDEST_POSTGRESQL = 15
#: Clocks apart by more than this, and times of the past by more than this in the future, are worth a word.
APART = timedelta(seconds=10)
#: Rows of happenings that are looked at for a clock that went back.
LATEST = 20_000


def is_there() -> bool:
    """False if SQLite's file was never made; to look would make it."""
    return connection.vendor != "sqlite" or Path(str(connection.settings_dict["NAME"])).exists()


def ask(sql: str) -> Any:
    """The one value that a statement answers with."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None


def durability() -> Iterator[Finding]:
    """What is in force on this connection, not what was asked for."""
    if connection.vendor == "sqlite":
        for name, wanted in PRAGMAS.items():
            found = str(ask(f"PRAGMA {name}"))
            yield _durable(name, found, found == wanted, f"Leave {name} as Tummler sets it; is another program at it?")
        return
    version = int(ask("SHOW server_version_num")) // 10_000
    if version < OLDEST_POSTGRESQL:
        yield doubt("postgresql", f"PostgreSQL {version}", "It is tested with 15 and newer.", "Upgrade the server.")
    for name, fine in SETTINGS.items():
        found = str(ask(f"SHOW {name}"))
        yield _durable(name, found, found in fine, f"ALTER SYSTEM SET {name} = 'on'; SELECT pg_reload_conf();")


def _durable(name: str, found: str, fine: bool, cure: str) -> Finding:
    said = f"{name} is {found}"
    return well(name, said) if fine else fault(name, said, _WHY_DURABLE, cure)


def migrations() -> Finding:
    """As new as the program, and no newer."""
    executor = MigrationExecutor(connection)
    missing = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    known = set(executor.loader.disk_migrations)
    applied = [key for key in executor.loader.applied_migrations if key[0] == "records" and key not in known]
    # Tables that were made at once up to a migration that we know, by a file that a longer one replaced.
    newer = [key for key in applied if ("records", key[1].partition("_squashed_")[2]) not in known]
    if newer:
        return fault(
            "migrations",
            f"The database knows {newer[0][1]}, this program doesn't",
            "An older program may damage what a newer one wrote.",
            "Install the newer Tummler again, or restore the backup from before the upgrade.",
        )
    if missing:
        names = ", ".join(f"{one.app_label} {one.name}" for one in missing[:3])
        return fault(
            "migrations",
            f"{some(len(missing), 'migration')} not applied: {names}",
            "The program expects tables that aren't there.",
            "tummler work --once",
        )
    return well("migrations", "All migrations are applied")


def wholeness() -> Finding:
    """SQLite's own check of every page; PostgreSQL checks its pages as it reads them."""
    if connection.vendor != "sqlite":
        return well("wholeness", "PostgreSQL answers")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(3)")
        found = [str(row[0]) for row in cursor.fetchall()]
    if found == ["ok"]:
        return well("wholeness", "Every page of the database is whole")
    return fault(
        "wholeness",
        f"The database file is damaged: {found[0][:120]}",
        "Rows may be missing or wrong, and more with every write.",
        "End every process, keep a copy of the file, put back the last backup.",
    )


def clocks(now: datetime | None = None) -> Iterator[Finding]:
    """Ours and the database's agree, and nothing happened in the future."""
    ours = now or clock.now()
    if connection.vendor == "postgresql":
        apart = abs(ask("SELECT clock_timestamp()") - ours)
        if apart > APART:
            yield fault(
                "clock",
                f"The clocks here and at the database are {apart.total_seconds():,.0f} s apart",
                "Who claimed first, and when to send, would be wrong.",
                "Let both machines set their clocks by NTP.",
            )
            return
    last = Happening.objects.order_by("-pk").values_list("at", flat=True).first()
    if last and last > ours + APART:
        yield fault(
            "clock",
            f"The last thing that happened is {(last - ours).total_seconds():,.0f} s in the future",
            "The clock was ahead when it happened, or is behind now: claims, undo and waiting times are wrong.",
            "Set the clock by NTP. If it is right now, this passes by itself.",
        )
        return
    yield well("clock", f"The clock says {ours:%Y-%m-%d %H:%M:%S} UTC, and nothing happened later")


def happenings_in_order() -> Finding:
    """Later rows have later times; a clock that went back shows."""
    latest = list(Happening.objects.order_by("-pk").values_list("at", flat=True)[:LATEST])
    back = [earlier - later for later, earlier in pairwise(latest) if earlier > later + APART]
    if not back:
        return well("happenings", "What happened is in order")
    return doubt(
        "happenings",
        f"The clock went back {some(len(back), 'time')}, by up to {max(back).total_seconds():,.0f} s",
        "Times of what happened then are wrong; their order, by number, is right.",
        "Let the machine set its clock by NTP. Nothing else is to be done.",
    )

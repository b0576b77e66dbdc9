"""The machine: Python, SQLite, the data folder and its disk. Needs neither Django nor a database."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from tummler.cli.examine.file_systems import UnsafeFileSystem, anything_goes, check_file_system
from tummler.cli.examine.finding import Finding, doubt, fault, well

GIB = 1024**3
#: Below the first it won't last the day, below the second the week.
LITTLE, SCANT = GIB // 4, 2 * GIB
#: RETURNING came with it.
OLDEST_SQLITE = (3, 35, 0)
#: Where the WAL-reset bug is mended (https://sqlite.org/wal.html#walresetbug): two older lines, and all from the third.
MENDED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def python_version(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """3.11 or newer."""
    said = ".".join(map(str, version))
    if version < (3, 11):
        return fault("python", f"Python {said}", "Tummler needs 3.11 or newer.", "make setup PYTHON=python3.12")
    return well("python", f"Python {said}")


def sqlite_version(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Finding:
    """New enough, and without the one known way to lose what was written."""
    said = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        return fault("sqlite", f"SQLite {said}", "3.35 or newer is needed.", "Use a newer Python, or PostgreSQL.")
    if version < MENDED[-1] and not any(version[:2] == one[:2] and version >= one for one in MENDED):
        return doubt(
            "sqlite",
            f"SQLite {said}",
            "Before 3.51.3 (3.50.7, 3.44.6) a very rare race of two writers can damage the file.",
            "Update the system's SQLite when it has it; make backups, as always.",
        )
    return well("sqlite", f"SQLite {said}")


def full_text() -> Finding:
    """SQLite was built with FTS5: search needs it."""
    probe = sqlite3.connect(":memory:")
    try:
        probe.execute("CREATE VIRTUAL TABLE probe USING fts5(words, content='')")
    except sqlite3.Error:
        return fault(
            "full_text", "SQLite here knows no FTS5", "Search needs it.", "Use another Python's SQLite, or PostgreSQL."
        )
    finally:
        probe.close()
    return well("full_text", "SQLite knows FTS5")


def data_folder(path: Path) -> Finding:
    """It is there and can be written."""
    folder = path if path.exists() else path.parent
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as probe:
            probe.write(b"well")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return fault(
            "data_folder",
            f"{path} can't be written: {error.strerror}",
            "Everything of this installation lives there.",
            "Give it to the user who runs Tummler, or name another folder in TUMMLER_DATA.",
        )
    return well("data_folder", f"{path} can be written")


def free_disk(path: Path, free: int | None = None) -> Finding:
    """Room for more."""
    there = path if path.exists() else path.parent
    left = free if free is not None else (shutil.disk_usage(there).free if there.exists() else 0)
    said = f"{left / GIB:.1f} GiB free for {path}"
    if left < LITTLE:
        return fault("free_disk", said, "When the disk is full nothing new is heard or sent.", "Make room now.")
    if left < SCANT:
        return doubt("free_disk", said, "When the disk is full nothing new is heard or sent.", "Make room soon.")
    return well("free_disk", said)


def file_system(path: Path, mounts: list[tuple[str, str]] | None = None) -> Finding:
    """One on which SQLite is safe."""
    try:
        kind = check_file_system(path, mounts)
    except UnsafeFileSystem as error:
        told = doubt if anything_goes() else fault
        return told("file_system", error.what, error.why, error.cure)
    return well("file_system", f"{path} lies on {kind or 'a file system of a kind that can’t be told'}")

"""What stands in the files of a data folder, read without harm to the database that is open meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def content(file: Path) -> bytes:
    """The bytes of a file, read by another process.

    A process that opens and closes the file of an SQLite database loses every lock that its connections hold on it
    (POSIX). The next process to end then takes the log of writes along, and this one gets "disk I/O error" from there
    on, many tests later: https://www.sqlite.org/howtocorrupt.html, 2.2.
    """
    return subprocess.run(["cat", str(file)], check=True, capture_output=True).stdout


def refuse_to_open(database: str) -> None:
    """From now on Python code that opens the file of the database itself is wrong (SQLite's own doing isn't seen)."""

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str) and arguments[0].startswith(database):
            raise AssertionError("read a database's file with tests.on_disk.content: opening it here drops its locks")

    sys.addaudithook(refuse)

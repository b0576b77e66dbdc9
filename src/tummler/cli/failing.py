"""What went wrong, in words with what to do: nobody who uses the command line is shown a traceback for it."""

from __future__ import annotations

import errno
import re
from typing import Any

import typer
from typer.core import TyperGroup

from tummler.cli.examine.file_systems import UnsafeFileSystem


class WrongUse(Exception):
    """The command can't be meant like this; exit 2. The message says what to write instead."""


class Failed(Exception):
    """The task could not be done; exit 1. The message says why, and what to do."""


class Told(TyperGroup):
    """Commands whose failures are told in words."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what fails for a reason we know is said, anything else is a mistake of ours."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            words = explain(error)
            if words is None:
                raise
            typer.echo(words, err=True)
            raise typer.Exit(2 if isinstance(error, WrongUse) else 1) from None


#: Ends what doctor can say more about.
MORE = " More says: tummler doctor"
_FULL = "The disk is full. What was finished is kept, this step is not. Make room and run the same command again."
#: What databases say → what it means and what to do. The first that fits.
_DATABASE = (
    (
        "connection failed|connection to server|connection is|connection refused|translate host|server closed",
        f"The database can't be reached. Is PostgreSQL running, and is DATABASE_URL right?{MORE}",
    ),
    (
        "database is locked",
        "The database is locked: another process has been writing for 20 seconds. Nothing is lost, run the same "
        f"command again.{MORE}",
    ),
    ("disk is full|no space left", _FULL),
    (
        "no such table|no such column|relation .* does not exist|column .* does not exist",
        "The database is not made yet, or older than this program. This brings it up to date: tummler work --once",
    ),
    (
        "unable to open database file|readonly database|read-only",
        "The database file can't be written. Look who owns the data folder, and whether TUMMLER_DATA names the right "
        f"one.{MORE}",
    ),
    (
        "malformed|not a database",
        "The database file is damaged. Keep a copy of it, then put back the last backup (docs/operating.md).",
    ),
)


def explain(error: BaseException) -> str | None:
    """The error in words, or None if it is a mistake of ours."""
    if isinstance(error, (WrongUse, Failed)):
        return str(error)
    if isinstance(error, OSError):
        return _system(error)
    if isinstance(error, UnsafeFileSystem):
        return str(error)
    kind = type(error)
    if kind.__module__.startswith(("django.db", "psycopg")):
        return _database(str(error))
    if kind.__name__ == "UnreadableSecret":
        return f"{_sentence(str(error))} Put keys/secret.key back from its backup, or connect the channel again."
    if kind.__name__ == "UnknownNetwork":
        return str(error)
    if isinstance(error, ValueError) and "Fernet key" in str(error):
        return "TUMMLER_SECRET_KEYS, or keys/secret.key, holds no key. Put back the one that was there."
    return None


def _database(message: str) -> str | None:
    return next((words for said, words in _DATABASE if re.search(said, message, re.IGNORECASE)), None)


def _system(error: OSError) -> str | None:
    where = f" {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and where:
        return f"We may not write{where}. Look who owns it, or name another data folder in TUMMLER_DATA."
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR) and where:
        return f"There is no such file or folder:{where}."
    return None


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]

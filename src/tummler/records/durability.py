"""When a commit waits for the disk. What we promise does; what can be made again from what is stored need not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def made_again_if_lost() -> Iterator[None]:
    """Commits in this block may be lost by a power cut (never by a crash of ours), and are then simply done again.

    For reading a stream, whose cursor is lost with its events, and for stages, whose rows stand where they stood.
    SQLite's log keeps the order of commits: a promise that waits for the disk takes all before it along.
    https://www.sqlite.org/pragma.html#pragma_synchronous
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        if not connection.in_atomic_block and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=FULL")

"""One after the other, where two at once would each miss what the other is about to store."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection


def take_turns(what: str, keys: Collection[int]) -> None:
    """Wait until no other transaction does this with one of these; ours does until it ends.

    Taken in one order by everybody, so nobody waits in a ring. SQLite has one writer at a time as it is.
    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [what, key])

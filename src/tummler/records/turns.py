"""One after the other, where two at once would each miss what the other is about to store."""

from __future__ import annotations

from django.db import connection


def take_turns(what: str) -> None:
    """Wait until no other transaction does this; ours does until it ends. SQLite has one writer at a time as it is.

    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])

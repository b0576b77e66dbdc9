"""Django's cache in our own database: limits hold across processes, and on every machine that serves pages."""

from __future__ import annotations

import base64
import pickle

from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction

TABLE = "records_cache"


class SharedCache(DatabaseCache):
    """Counting is one step: of two processes that count at once, each gets a number of its own."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Count on; the window ends when it would have. Raises ValueError where nothing is counted (any more)."""
        kept = self.make_and_validate_key(key, version=version)
        with transaction.atomic():
            self._take_turns(kept)
            before = self.get(key, version=version)
            if before is None:
                raise ValueError(f"nothing is counted as {key!r}")
            value = int(before) + delta
            packed = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {TABLE} SET value = %s WHERE cache_key = %s", [packed, kept])
        return value

    def _take_turns(self, key: str) -> None:
        """SQLite's writers take turns anyway."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])

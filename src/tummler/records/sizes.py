"""What SQLite knows of how its tables are filled, so that it takes the narrow index and not a whole brand's rows.

PostgreSQL finds out by itself.
"""

from __future__ import annotations

from django.db import connection

#: So many rows of each index are looked at: a blink, however large the table is.
_LOOKED_AT = 1000


def learn_sizes() -> int:
    """Look at every index once more; 1 where that is ours to do. Counts alone are kept, never what a row says."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={_LOOKED_AT}")
        cursor.execute("ANALYZE")
        cursor.execute("DROP TABLE IF EXISTS sqlite_stat4")  # samples of values, where SQLite was built to take some
    return 1

"""What only one database can show is collected there alone."""

from __future__ import annotations

import os

_POSTGRESQL = os.environ.get("TUMMLER_TEST_DATABASE", "sqlite") == "postgresql"
collect_ignore_glob = ["*_sqlite.py"] if _POSTGRESQL else ["*_postgresql.py"]

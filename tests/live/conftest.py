"""Tests of one database alone are left out on the other."""

import os

_POSTGRESQL = os.environ.get("TUMMLER_TEST_DATABASE", "sqlite") == "postgresql"
collect_ignore_glob = [] if _POSTGRESQL else ["*_postgresql.py"]

"""Tummler: social customer care on the open social web."""

import os
import sys

__version__ = "0.1.0"

# Before numpy is there: one post's numbers are so few that a second thread's wait costs thirty times the sum itself,
# and whoever reads posts shares the machine with the pages. Who sets it otherwise keeps what they set.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

# httpx brings a command line of its own, and with it four megabytes that draw in colours; it does without where that
# can't be imported.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # as Python itself says: not to be had

"""What it was measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path


def machine(url: str) -> dict[str, object]:
    """Processor, cores, memory, versions; PostgreSQL's where it is reached."""
    return {
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(_memory() / 1e9, 1),
        #: How many processes wanted a core at once, over the last quarter of an hour: much above the cores is noise.
        "load": round(os.getloadavg()[2], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(url) if url else "",
    }


def _field(path: str, name: str) -> str:
    file = Path(path)
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _postgresql(url: str) -> str:
    import psycopg

    with psycopg.connect(url) as connection:
        found = connection.execute("SHOW server_version").fetchone()
    return str(found[0]) if found else ""

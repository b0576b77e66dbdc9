"""The environment of every test run: a data folder and a database of its own, whoever else runs tests meanwhile.

A plugin (``-p tests.environment`` in pyproject.toml), because Django's settings are read before any conftest.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from tests.on_disk import refuse_to_open


def _in_memory() -> str:
    """A file system in memory, if this machine has one with room: there a commit waits for no disk."""
    memory = Path("/dev/shm")  # tests must not wait where nobody pulls the plug
    with contextlib.suppress(OSError):
        runs_programs = not os.statvfs(memory).f_flag & os.ST_NOEXEC  # PostgreSQL's may have to be copied there
        if os.access(memory, os.W_OK) and runs_programs and shutil.disk_usage(memory).free > 4 * 2**30:
            return str(memory)
    return ""


# Whatever a test or a server of ours makes lies there too, unless TMPDIR says where.
if "TMPDIR" not in os.environ and (_memory := _in_memory()):
    os.environ["TMPDIR"] = tempfile.tempdir = _memory
_FOLDER = Path(tempfile.mkdtemp(prefix="tummler-test-"))
_PID = os.getpid()
os.environ["TUMMLER_DATA"] = str(_FOLDER)
os.environ["TUMMLER_ALLOW_LOOPBACK"] = "1"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tummler.project.settings")
_server = contextlib.ExitStack()


@atexit.register
def _tidy() -> None:
    if os.getpid() == _PID:
        _server.close()
        shutil.rmtree(_FOLDER, ignore_errors=True)


if os.environ.get("TUMMLER_TEST_DATABASE", "sqlite") == "postgresql":
    from tests.servers.postgres import given_url, postgres

    # Workers of pytest-xdist inherit the URL of the one that the first process started.
    os.environ["DATABASE_URL"] = given_url() or _server.enter_context(postgres())
else:
    os.environ.pop("DATABASE_URL", None)
    refuse_to_open(str(_FOLDER / "test.sqlite3"))

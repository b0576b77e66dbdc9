"""Where the processes of a proof come from: one that has imported the product and waits, forked for each of them.

To import it anew takes a second of the processor, and the proofs of a run kill more than a hundred. What is forked
here has done nothing yet: no connection, no thread, no key read; and its chance is its own. On SQLite: a process
with libpq in it may not be forked as safely.

``python -m tests.proofs.nursery`` takes orders, a line each. Of each it tells in a FIFO: the number of the process,
and then what it ended with.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from functools import cache
from pathlib import Path
from typing import Any

_numbers = itertools.count(1)


class Forked:
    """A process out of the nursery; it is asked as subprocess.Popen's are."""

    def __init__(self, what: str, folder: Path, **own: str) -> None:
        """``own``: of its environment what is its own."""
        told = folder / f"forked-{next(_numbers)}"
        os.mkfifo(told)
        self._told = os.open(told, os.O_RDONLY | os.O_NONBLOCK)  # whoever writes there waits for a reader
        self._heard = b""
        self.returncode: int | None = None
        said = told.with_suffix(".txt")
        said.touch()
        self.stdout = said.open(encoding="utf-8")
        nursery = _nursery()
        assert nursery.stdin is not None
        nursery.stdin.write(json.dumps({"what": what, "told": str(told), "said": str(said), "own": own}) + "\n")
        nursery.stdin.flush()
        self.pid = int(self._line(60))

    def poll(self) -> int | None:
        """What it ended with; None while it runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, seconds: float) -> int:
        """What it ended with, waited for so long."""
        if self.returncode is None:
            self.returncode = int(self._line(seconds))
            os.close(self._told)
        return self.returncode

    def kill(self) -> None:
        """At once."""
        os.kill(self.pid, signal.SIGKILL)

    def _line(self, seconds: float) -> bytes:
        while b"\n" not in self._heard:
            if not select.select([self._told], [], [], seconds)[0]:
                raise subprocess.TimeoutExpired("a forked process", seconds)
            heard = os.read(self._told, 100)
            assert heard, "the nursery is gone"
            self._heard += heard
        line, _, self._heard = self._heard.partition(b"\n")
        return line


@cache
def _nursery() -> subprocess.Popen[str]:
    """This run's, on this run's database, with a data folder that has its keys."""
    from tests.proofs.scenes import Shared

    folder = Path(tempfile.mkdtemp(prefix="tummler-nursery-"))
    command = [sys.executable, "-m", "tests.proofs.nursery"]
    started = subprocess.Popen(command, env=Shared(folder).env, stdin=subprocess.PIPE, text=True)

    @atexit.register
    def end() -> None:
        started.kill()
        started.wait(10)
        shutil.rmtree(folder, ignore_errors=True)

    return started


def main() -> None:
    """Fork for each order, until nobody is there to give one."""
    import django

    django.setup()
    from tests.proofs import scenes, worker  # noqa: F401 - so that nobody who is forked has to
    from tummler.work import loops  # noqa: F401 - nor this, which brings in the most

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        assert threading.active_count() == 1, "what is forked beside a thread may never wake"
        if os.fork() == 0:
            _mind(json.loads(line))


def _mind(order: dict[str, Any]) -> None:
    """Have it done by a child, and tell of that."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        _work(order)
    with open(order["told"], "w", encoding="ascii") as told:
        print(pid, file=told, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), file=told, flush=True)
    os._exit(0)


def _work(order: dict[str, Any]) -> None:
    """As a process that was started anew would."""
    from tests.proofs import worker
    from tummler.common import ids, killpoint

    os.environ.update(order["own"])
    killpoint._AT, killpoint._LOG = order["own"]["TUMMLER_KILL_AT"], order["own"]["TUMMLER_KILL_LOG"]
    ids._clock_id = secrets.randbelow(1024)
    for file, number in ((os.devnull, 0), (order["said"], 1)):
        os.dup2(os.open(file, os.O_RDWR), number)
    status = 1
    try:
        worker.work(order["what"])
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # whatever it is ends this process here, seen: the nursery's own code must not go on in it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    main()

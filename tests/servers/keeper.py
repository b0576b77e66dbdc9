"""Runs one server and ends it when whoever started it is gone, however it went.

Started as a script by `processes.py`, which holds the other end of our standard input: it closes when the
starting process ends, even by SIGKILL. Then the server is ended and its folder removed. Standard library only.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

GRACE_S = 5.0


def end(child: "subprocess.Popen[bytes]", stop_signal: int) -> None:
    """Ask the child to stop; end its whole process group when it does not."""
    for number in (stop_signal, signal.SIGCONT):  # a child halted by SIGSTOP hears nothing until it goes on
        try:
            os.kill(child.pid, number)
        except ProcessLookupError:
            return
    try:
        child.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """What to run, as whom, where its output goes and what to remove afterwards."""
    parser = argparse.ArgumentParser(prog="keeper")
    parser.add_argument("--log", required=True, help="file for everything the server prints")
    parser.add_argument("--remove", required=True, help="folder to remove after the server was stopped")
    parser.add_argument("--user", help="system user to run the server as")
    parser.add_argument("--stop-signal", type=int, default=int(signal.SIGTERM))
    parser.add_argument("command", nargs="+")
    return parser.parse_args(given)


def start(wanted: argparse.Namespace) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own, so that a Ctrl-C meant for the tests does not reach it."""
    with open(wanted.log, "ab") as log:
        return subprocess.Popen(
            wanted.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=wanted.user,
            group=wanted.user,
            extra_groups=[] if wanted.user else None,
        )


def main(given: Sequence[str]) -> int:
    """Keep the server until it ends by itself, we are told to stop, or our standard input closes."""
    wanted = arguments(given)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = start(wanted)

    left = threading.Event()  # unset when the server ends by itself: then its log is still wanted

    def stop() -> None:
        left.set()
        end(child, wanted.stop_signal)

    def stop_when_left() -> None:
        sys.stdin.buffer.read()
        stop()

    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stop).start())
    threading.Thread(target=stop_when_left, daemon=True).start()
    print(child.pid, flush=True)
    code = child.wait()
    if left.is_set():
        shutil.rmtree(wanted.remove, ignore_errors=True)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    # A thread may still be reading standard input, and the interpreter would abort over it: leave at once.
    os._exit(main(sys.argv[1:]))

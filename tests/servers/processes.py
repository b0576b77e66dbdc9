"""Server processes for tests: started under a keeper, waited for, halted, killed and always ended."""

import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

LOOPBACK = "127.0.0.1"
KEEPER = Path(__file__).with_name("keeper.py")
# Below the range the kernel takes outgoing ports from: a port found free stays free until the server binds it.
PORTS = range(20_000, 32_000)

Seen = TypeVar("Seen")
_held_ports: list[int] = []


class ServerFailed(RuntimeError):
    """A server could not be started, or ended when it should not; the message holds the end of its log."""


class NotInstalled(ServerFailed):
    """A server's program is not there; the message says how to get it."""


def _hold(port: int) -> bool:
    """Reserve the port among all test processes of this user, until this process ends."""
    folder = Path(tempfile.gettempdir()) / f"tummler-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder / str(port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return False
    _held_ports.append(handle)
    return True


def _unused(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port nobody uses, and that no other call here will give out while this process lives."""
    for _ in range(500):
        port = random.choice(PORTS)
        if _unused(port) and _hold(port):
            return port
    raise ServerFailed(f"no free port between {PORTS.start} and {PORTS.stop}")


def wait_until(look: Callable[[], Seen | None], *, what: str, seconds: float = 30.0, pause: float = 0.05) -> Seen:
    """The first true answer of `look`, or TimeoutError naming what was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(pause)


def answers(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class ServerProcess:
    """A running server: `pid` is the server's own, `folder` its temporary home, gone after it ends."""

    name: str
    pid: int
    folder: Path
    log: Path
    keeper: "subprocess.Popen[bytes]"

    def alive(self) -> bool:
        """Whether the server still runs (a halted one does)."""
        return self.keeper.poll() is None

    def hang(self) -> None:
        """Halt the server: connections are accepted by the kernel and never answered."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a halted server go on."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End the server as a power cut would, without a chance to tidy up."""
        os.kill(self.pid, signal.SIGKILL)
        self.keeper.wait(10)

    def log_tail(self, size: int = 4000) -> str:
        """The end of what the server printed."""
        return self.log.read_text(errors="replace")[-size:] if self.log.exists() else "(its log is gone)"

    def check_alive(self) -> None:
        """Raise ServerFailed with the end of the log when the server has ended."""
        if not self.alive():
            raise ServerFailed(f"{self.name} ended with code {self.keeper.returncode}:\n{self.log_tail()}")

    def wait_for(self, look: Callable[[], Seen | None], *, what: str, seconds: float = 60.0) -> Seen:
        """Wait while the server lives; on failure say what it printed last."""

        def look_while_alive() -> Seen | None:
            self.check_alive()
            return look()

        try:
            return wait_until(look_while_alive, what=what, seconds=seconds, pause=0.02)
        except TimeoutError as late:
            raise ServerFailed(f"{self.name}: {late}:\n{self.log_tail()}") from late

    def line_starting(self, prefix: str) -> str | None:
        """The rest of the first complete line the server printed that starts so."""
        for line in self.log.read_text(errors="replace").splitlines(keepends=True):
            if line.startswith(prefix) and line.endswith("\n"):
                return line.removeprefix(prefix).strip()
        return None


def _stop(process: ServerProcess) -> None:
    """Closing the keeper's standard input is the signal to stop; see keeper.py."""
    if process.keeper.stdin:
        process.keeper.stdin.close()
    if process.keeper.stdout:
        process.keeper.stdout.close()
    process.keeper.wait(15)


@contextmanager
def temporary_folder(name: str) -> Iterator[Path]:
    """A new folder with a short path (a Unix socket's path may have about 100 letters), removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"tummler-{name}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    *,
    folder: Path,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Iterator[ServerProcess]:
    """Run a server until the block ends; if this process dies first, its keeper ends it and removes the folder."""
    log = folder / "log"
    options = [f"--log={log}", f"--remove={folder}", f"--stop-signal={int(stop_signal)}"]
    if user:
        options.append(f"--user={user}")
    keeper = subprocess.Popen(
        [sys.executable, "-S", "-E", str(KEEPER), *options, "--", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=dict(env) if env is not None else None,
        start_new_session=True,
    )
    assert keeper.stdout is not None
    pid = keeper.stdout.readline()
    if not pid:
        raise ServerFailed(f"{name} could not be started: {command[0]}")
    process = ServerProcess(name, int(pid), folder, log, keeper)
    try:
        yield process
    finally:
        _stop(process)

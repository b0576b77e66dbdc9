"""Servers end with the one who started them, and take only what is theirs."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import install as installer
from tests.servers.processes import NotInstalled, ServerFailed, free_port, running, temporary_folder, wait_until

SLEEPER = [sys.executable, "-c", "print('up', flush=True); import time; time.sleep(600)"]
STARTER = """
import os, sys
from tests.servers.processes import running, temporary_folder
with temporary_folder("test") as folder, running("sleeper", sys.argv[1:], folder=folder) as process:
    process.hang()
    print(process.pid, folder, flush=True)
    os.kill(os.getpid(), 9)
"""


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_server_ends_with_its_block() -> None:
    with temporary_folder("test") as folder, running("sleeper", SLEEPER, folder=folder) as process:
        assert process.wait_for(lambda: process.line_starting("u"), what="a line") == "p"
        assert process.alive()
    assert _gone(process.pid)
    assert not folder.exists()


def test_server_ends_when_its_starter_is_killed_even_while_halted() -> None:
    starter = [sys.executable, "-c", STARTER, *SLEEPER]
    killed = subprocess.run(starter, check=False, capture_output=True, text=True, cwd=installer.REPOSITORY)
    assert killed.returncode == -signal.SIGKILL
    pid, folder = killed.stdout.split()
    wait_until(lambda: _gone(int(pid)) and not Path(folder).exists(), what="the server's end", seconds=10)


def test_failing_server_says_what_it_printed() -> None:
    command = [sys.executable, "-c", "print('no such luck'); raise SystemExit(3)"]
    with (
        temporary_folder("test") as folder,
        running("failing", command, folder=folder) as process,
        pytest.raises(ServerFailed, match="failing ended with code 3:\nno such luck"),
    ):
        process.wait_for(lambda: None, what="nothing")


def test_ports_are_given_out_once() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50


def test_locks_name_no_registry() -> None:
    wanted = {installer.PACKAGES: {"@atproto/dev-env", "axe-core"}, installer.SIGN_IN: {"oidc-provider"}}
    for packages, ours in wanted.items():
        lock = json.loads((packages / "package-lock.json").read_text())
        assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
        assert set(lock["packages"][""]["dependencies"]) == ours


def test_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installer, "CACHE", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NotInstalled, match=r"a C\+\+ compiler and make not found.*apt-get install g\+\+ make"):
        installer.install()


def test_command_line_tells_the_address_and_stops_when_asked() -> None:
    command = [sys.executable, "-m", "tests.servers", "valkey", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=installer.REPOSITORY) as started:
        assert started.stdout is not None
        assert json.loads(started.stdout.readline())["valkey"].startswith("127.0.0.1:")
        started.send_signal(signal.SIGINT)
        assert started.wait(10) == 0

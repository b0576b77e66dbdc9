"""``make test``: every check and every test, two steps at once, one for each core.

Whoever is free takes the next step; the long ones stand first, so that all end together. Each step's output is
printed when it ends; the last line adds everything up. ``--only lint|unit|network|browser|proof`` runs one part of it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
QUIET = ["-q", "--no-header", "--color=no"]
PLAIN = "not network and not browser and not proof"


@dataclass(frozen=True)
class Step:
    """A command with a name; ``env`` is added to the environment."""

    name: str
    part: str
    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)


def pytest(name: str, part: str, *arguments: str, database: str = "sqlite") -> Step:
    """A pytest run on a database."""
    command = (sys.executable, "-m", "pytest", *QUIET, *arguments)
    return Step(f"{name} on {database}", part, command, {"TUMMLER_TEST_DATABASE": database})


def tool(name: str, *arguments: str) -> Step:
    """A checker from the environment."""
    return Step(" ".join((name, *arguments[:1])), "lint", (str(BIN / name), *arguments))


CHECKS = (
    tool("ruff", "check", "--no-cache", "--output-format=concise", "src", "tests"),
    tool("ruff", "format", "--check", "--no-cache", "src", "tests"),
    tool("lint-imports", "--no-cache"),
    tool("codespell", "src", "docs", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"),
    Step("mypy", "lint", (str(BIN / "mypy"), "--no-error-summary"), {"TUMMLER_DATA": "/tmp/tummler-mypy"}),
    Step(
        "migrations",
        "lint",
        (sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"),
        {"TUMMLER_DATA": "/tmp/tummler-mypy", "DJANGO_SETTINGS_MODULE": "tummler.project.settings"},
    ),
)
INSTALL = Step("servers", "network", (sys.executable, "-m", "tests.servers.install"))
#: What knows no database, or brings its own, says the same on both.
PURE = tuple(
    f"--ignore=tests/{room}"
    for room in ("minds", "networks", "common", "servers", "test_docs.py", "flow/test_looking_killed.py")
)
NEEDS_NO_SERVER = "proof and not network"
#: In the order in which they are taken; what needs the servers of the install waits for it.
STEPS = (
    INSTALL,
    *CHECKS,
    pytest("unit", "unit", "-m", PLAIN),
    pytest("unit", "unit", "-m", PLAIN, *PURE, database="postgresql"),
    pytest("networks", "network", "-m", "network"),
    pytest("browser", "browser", "-m", "browser and not network"),
    pytest("networks", "network", "-m", "network", "tests/flow", "tests/proofs", database="postgresql"),
    pytest("proofs", "proof", "-m", NEEDS_NO_SERVER),
    pytest("proofs", "proof", "-m", NEEDS_NO_SERVER, database="postgresql"),
)
#: Steps at once.
HANDS = 2  # with more a browser beside them has too little of a core to paint in time
#: Parts that need the servers of the install.
ON_SERVERS = ("network", "browser")
#: ``make proof``: every proof on both databases and every network, 500 answers each, one after the other.
PROOF = (
    INSTALL,
    *(pytest("proofs", "proof", "-m", "proof", database=name) for name in ("sqlite", "postgresql")),
)


@dataclass
class Outcome:
    """How the steps went so far."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, step: Step, status: int, output: str, took: str) -> None:
        """Print a step and how long it took; count what it closed with. pytest's 5 means that nothing matched."""
        pytest_ran = "pytest" in step.command
        closed = re.findall(r"(\d+) (passed|failed|skipped|errors?)", output) if pytest_ran else []
        counts = {word: int(number) for number, word in closed}
        with self.lock:
            self.passed += counts.get("passed", 0)
            self.failed += counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)
            self.skipped += counts.get("skipped", 0)
            if status:
                self.broken.append(step.name)
            last = output.strip().splitlines()[-1] if output.strip() else ""
            print(f"--- {step.name}: {'ok' if not status else 'FAILED'} in {took}  {last if not status else ''}")
            if status:
                print(output[-12_000:])
            elif "SKIPPED" in output:
                print("\n".join(line for line in output.splitlines() if line.startswith("SKIPPED")))
            sys.stdout.flush()


def environment() -> dict[str, str]:
    """Ours; what Python compiles is kept, whatever the machine says: tests start hundreds of processes."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**kept, "PYTHONPATH": paths, "PYTHONPYCACHEPREFIX": str(ROOT / ".cache" / "compiled")}


def run(step: Step, outcome: Outcome) -> None:
    """One step, to its end."""
    began = time.monotonic()
    print(f"... {step.name}", flush=True)
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env={**environment(), **step.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    took = f"{time.monotonic() - began:.0f} s ({used.ru_utime + used.ru_stime:.0f} of CPU)"
    outcome.add(step, process.returncode, output, took)


def follow(steps: Sequence[Step], hands: int, outcome: Outcome) -> None:
    """Every step, as many at once as there are hands."""
    waiting, taking = deque(steps), threading.Lock()
    installed = threading.Event()
    if INSTALL not in steps:
        installed.set()

    def work() -> None:
        while True:
            with taking:
                if not waiting:
                    return
                step = waiting.popleft()
            if step is not INSTALL and (step.part in ON_SERVERS):
                installed.wait()
            try:
                run(step, outcome)
            finally:
                if step is INSTALL:
                    installed.set()

    threads = [threading.Thread(target=work) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main() -> int:
    """Run every step; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("lint", "unit", "network", "browser", "proof"))
    only = parser.parse_args().only
    outcome, began = Outcome(), time.monotonic()
    steps = list(PROOF) if only == "proof" else [step for step in STEPS if step is INSTALL or only in (None, step.part)]
    if only in ("lint", "unit"):  # they need no server
        steps.remove(INSTALL)
    follow(steps, 1 if only == "proof" else HANDS, outcome)
    print(
        f"{(time.monotonic() - began) / 60:.1f} minutes. "
        + (f"Not right: {', '.join(outcome.broken)}." if outcome.broken else "All is well.")
    )
    failed = max(outcome.failed, len(outcome.broken))
    print(f"{outcome.passed} passed, {failed} failed, {outcome.skipped} skipped")
    return int(bool(outcome.broken))


if __name__ == "__main__":
    sys.exit(main())

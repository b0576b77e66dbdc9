"""``make test``: every check and every test, as many steps at once as the cores have room for.

Steps that mostly wait (for a browser to paint, for servers, for a process to be killed) go first, two at a time, and
are given the processor whenever they want it. Steps that only compute fill what is left, two at a time, too. Each
step's output is printed when it ends; the last line adds everything up. ``--only lint|unit|network|browser|proof`` runs
one part of it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import threading
import time
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

    @property
    def computes(self) -> bool:
        """Whether it keeps a core busy; the others wait most of their time, and must be quick when something comes."""
        return self.part in ("lint", "unit")


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
#: What knows no database, or brings its own, says the same on both. In the other rooms the mark tells: without it
#: pytest-django lets a test at no database; a process that a test starts has one of its own, or the test is marked.
PURE = tuple(
    f"--ignore=tests/{room}"
    for room in ("minds", "networks", "common", "servers", "test_docs.py", "flow/test_looking_killed.py")
)
NEEDS_NO_SERVER = "proof and not network"
#: Where the tests of a part lie: a step collects only these, and ``tests/servers/fixtures.py`` refuses one elsewhere.
LIE_IN = {
    "browser": (
        "tests/web/test_*browser*.py", "tests/web/test_*_there.py", "tests/web/test_right_to_left.py",
        "tests/servers/test_chromium.py",
    ),
    "network": (
        "tests/networks/*/test_*.py", "tests/servers/test_*.py", "tests/proofs/test_*.py", "tests/flow/test_*_loop.py",
        "tests/*/test_*_there.py",
    ),
    "proof": ("tests/proofs/test_*.py", "tests/cli/test_import.py"),
}  # fmt: skip


THROUGH_ALL_ROOMS = ("tests/flow/", "tests/proofs/")


def lying_in(part: str, *rooms: str) -> list[str]:
    """The files of a part, of these rooms only if some are named."""
    found = {str(file.relative_to(ROOT)) for pattern in LIE_IN[part] for file in ROOT.glob(pattern)}
    return sorted(file for file in found if file.startswith(rooms or ("tests/",)))


#: A database's plain tests in two halves, the longer ones first, so that none runs alone for long at the end.
PAGES, ROOMS = ("tests/web",), ("--ignore=tests/web",)
#: In the order in which they are taken; what needs the servers of the install waits for it.
STEPS = (
    INSTALL,
    *CHECKS,
    pytest("browser", "browser", "-m", "browser and not network", *lying_in("browser")),
    pytest("networks", "network", "-m", "network", *lying_in("network")),
    pytest("proofs", "proof", "-m", NEEDS_NO_SERVER, *lying_in("proof"), database="postgresql"),
    pytest("networks", "network", "-m", "network", *lying_in("network", *THROUGH_ALL_ROOMS), database="postgresql"),
    pytest("proofs", "proof", "-m", NEEDS_NO_SERVER, *lying_in("proof")),
    pytest("rooms", "unit", "-m", PLAIN, *ROOMS),
    pytest("pages", "unit", "-m", f"{PLAIN} and database", *PAGES, database="postgresql"),
    pytest("rooms", "unit", "-m", f"{PLAIN} and database", *ROOMS, *PURE, database="postgresql"),
    pytest("pages", "unit", "-m", PLAIN, *PAGES),
)
#: So many that wait and so many that compute go at once; with more than four cores there is little left to win.
AT_ONCE = min(max(os.cpu_count() or 2, 2), 4)
#: How far behind the others those stand that compute: they take what is left of the processor.
BEHIND = ("nice", "-n", "10")
#: Parts that need the servers of the install.
ON_SERVERS = ("network", "browser")
#: ``make proof``: every proof on both databases and every network, 500 answers each, one after the other.
PROOF = (
    INSTALL,
    *(pytest("proofs", "proof", "-m", "proof", *lying_in("proof"), database=name) for name in ("sqlite", "postgresql")),
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
            print(
                f"--- {step.name}: {'ok' if not status else 'FAILED'} in {took}  {last if not status else ''}\n", end=""
            )
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
    print(f"... {step.name}\n", end="", flush=True)  # in one: another thread may print, too
    process = subprocess.Popen(
        (*BEHIND, *step.command) if step.computes else step.command,
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


def follow(steps: Sequence[Step], at_once: int, outcome: Outcome) -> None:
    """Every step, ``at_once`` of those that wait beside as many of those that compute."""
    waiting, running = list(steps), list[Step]()
    changed = threading.Condition()

    def fits(step: Step) -> bool:
        installed = INSTALL not in (*waiting, *running) or step.part not in ON_SERVERS or step is INSTALL
        return installed and sum(one.computes == step.computes for one in running) < at_once

    def take(step: Step) -> None:
        try:
            run(step, outcome)
        finally:
            with changed:
                running.remove(step)
                changed.notify()

    with changed:
        while waiting or running:
            step = next((one for one in waiting if fits(one)), None)
            if step is None:
                changed.wait()
                continue
            waiting.remove(step)
            running.append(step)
            threading.Thread(target=take, args=(step,)).start()


def main() -> int:
    """Run every step; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("lint", "unit", "network", "browser", "proof"))
    only = parser.parse_args().only
    outcome, began = Outcome(), time.monotonic()
    steps = list(PROOF) if only == "proof" else [step for step in STEPS if step is INSTALL or only in (None, step.part)]
    if only in ("lint", "unit"):  # they need no server
        steps.remove(INSTALL)
    follow(steps, 1 if only == "proof" else AT_ONCE, outcome)
    print(
        f"{(time.monotonic() - began) / 60:.1f} minutes. "
        + (f"Not right: {', '.join(outcome.broken)}." if outcome.broken else "All is well.")
    )
    failed = max(outcome.failed, len(outcome.broken))
    print(f"{outcome.passed} passed, {failed} failed, {outcome.skipped} skipped")
    return int(bool(outcome.broken))


if __name__ == "__main__":
    sys.exit(main())

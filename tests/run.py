"""``make test``: every check and every test, in two lanes at once, because two cores are what everybody has.

One lane checks the code and runs what needs no server; the other installs and starts the real networks meanwhile.
Each step's output is printed when it ends; the last line adds everything up. ``--only lint|unit|network|browser|proof``
runs one part of it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import threading
import time
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
#: What knows no database says the same on both.
PURE = tuple(f"--ignore=tests/{room}" for room in ("minds", "networks", "common", "servers", "test_docs.py"))
NEEDS_NO_SERVER = "proof and not network"
LANES: tuple[tuple[Step, ...], ...] = (
    (
        *CHECKS,
        pytest("unit", "unit", "-m", PLAIN),
        pytest("proofs", "proof", "-m", NEEDS_NO_SERVER),
        pytest("proofs", "proof", "-m", NEEDS_NO_SERVER, database="postgresql"),
    ),
    (
        INSTALL,
        pytest("networks", "network", "-m", "network"),
        pytest("browser", "browser", "-m", "browser and not network"),
        pytest("unit", "unit", "-m", PLAIN, *PURE, database="postgresql"),
        pytest("networks", "network", "-m", "network", "tests/flow", "tests/proofs", database="postgresql"),
    ),
)
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

    def add(self, step: Step, status: int, output: str, seconds: float) -> None:
        """Print a step and count what it closed with. pytest's 5 means that nothing matched: not a pass."""
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
                f"--- {step.name}: {'ok' if not status else 'FAILED'} in {seconds:.0f} s  {last if not status else ''}"
            )
            if status:
                print(output[-12_000:])
            elif "SKIPPED" in output:
                print("\n".join(line for line in output.splitlines() if line.startswith("SKIPPED")))
            sys.stdout.flush()


def run(step: Step, outcome: Outcome) -> None:
    """One step, to its end."""
    began = time.monotonic()
    print(f"... {step.name}", flush=True)
    done = subprocess.run(
        step.command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **step.env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    outcome.add(step, done.returncode, done.stdout, time.monotonic() - began)


def main() -> int:
    """Run the lanes side by side; 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("lint", "unit", "network", "browser", "proof"))
    only = parser.parse_args().only
    outcome, began = Outcome(), time.monotonic()
    lanes = [[step for step in lane if only in (None, step.part)] for lane in LANES]
    if only == "browser":
        lanes[1].insert(0, INSTALL)
    if only == "proof":
        lanes = [list(PROOF)]

    def follow(lane: list[Step]) -> None:
        for step in lane:
            run(step, outcome)

    threads = [threading.Thread(target=follow, args=(lane,)) for lane in lanes if lane]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(
        f"{(time.monotonic() - began) / 60:.1f} minutes. "
        + (f"Not right: {', '.join(outcome.broken)}." if outcome.broken else "All is well.")
    )
    failed = max(outcome.failed, len(outcome.broken))
    print(f"{outcome.passed} passed, {failed} failed, {outcome.skipped} skipped")
    return int(bool(outcome.broken))


if __name__ == "__main__":
    sys.exit(main())

"""``make test`` lets what waits go before what computes, and so many of each at once."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from tests import run


def step(name: str, part: str, says: str = "") -> run.Step:
    return run.Step(name, part, (sys.executable, "-c", says))


def test_what_computes_stands_behind_what_waits(capsys: pytest.CaptureFixture[str]) -> None:
    says = "import os; print(os.nice(0))"
    run.follow([step("first", "browser", says), step("second", "unit", says)], 1, run.Outcome())
    ended = [line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("---")]
    told = {words[1].rstrip(":"): int(words[-1]) for words in ended}
    assert told == {"first": os.nice(0), "second": min(os.nice(0) + 10, 19)}


def test_as_many_as_are_allowed_go_at_once_of_each_kind_and_all_of_them_go(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, going, most, gone = threading.Lock(), list[run.Step](), set[tuple[int, int]](), list[str]()
    met = threading.Barrier(4, timeout=30)  # two of each

    def go(one: run.Step, outcome: run.Outcome) -> None:
        with lock:
            going.append(one)
            computing = sum(step.computes for step in going)
            most.add((len(going) - computing, computing))
        met.wait()
        with lock:
            going.remove(one)
            gone.append(one.name)

    monkeypatch.setattr(run, "run", go)
    steps = [step(f"{part} {number}", part) for part in ("network", "unit") for number in range(4)]
    run.follow(steps, 2, run.Outcome())
    assert sorted(gone) == [one.name for one in steps]
    assert max(waiting for waiting, _ in most) == max(computing for _, computing in most) == 2


def test_the_halves_of_the_plain_tests_are_all_of_them() -> None:
    halves = {one.name: one.command for one in run.STEPS if one.part == "unit"}
    for database in ("sqlite", "postgresql"):
        assert halves[f"pages on {database}"][-1] == "tests/web"
        assert "--ignore=tests/web" in halves[f"rooms on {database}"]
    assert [word for word in halves["rooms on sqlite"] if word.startswith("--ignore")] == ["--ignore=tests/web"]

"""The bench measures everything it names, on data of its own, and says honestly what it reaches. Never how fast."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tummler.cli.bench import places, report
from tummler.cli.bench.command import NAMES, Result
from tummler.cli.bench.figures import Figure, Reach, shown
from tummler.cli.bench.plan import Plan
from tummler.cli.bench.words import Writer
from tummler.cli.main import app

DATABASE = os.environ.get("TUMMLER_TEST_DATABASE", "sqlite")
ABOUT = {
    "date": "2026-01-01", "processor": "P", "cores": 2, "load": 0.5, "memory_gb": 8, "system": "Linux",
    "python": "3.11", "sqlite": "3.40", "postgresql": "", "posts": 2000, "seed": 1, "megabytes": {"sqlite": 3},
}  # fmt: skip


def bench(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["bench", *arguments])


@pytest.mark.database
@pytest.mark.timeout(600)
def test_bench_measures_every_figure_it_names_and_leaves_only_what_it_keeps(tmp_path: Path) -> None:
    file, page = tmp_path / "figures.json", tmp_path / "performance.md"
    options = ("--posts", "2000", "--quick", "--database", DATABASE, "--json", str(file), "--write", str(page))
    done = bench(*options)
    assert done.exit_code == 0, done.output
    told = json.loads(file.read_text("utf-8"))
    figures = {figure["key"]: figure for figure in told["figures"]}
    assert list(figures) == [name for name in NAMES if name in figures]
    assert set(NAMES) - set(figures) <= {"commands"}  # counted in the README
    assert [key for key, figure in figures.items() if not figure["ours"] > 0] == []
    assert [key for key, figure in figures.items() if figure["ratio"] is not None and not figure["ratio"] > 0] == []
    for key in ("list_page", "search", "fast_path_1", "fast_path_100", "store", "outbox", "draft"):
        assert figures[key]["theirs"] > 0, key
    assert (told["about"]["posts"], told["about"]["quick"]) == (2000, True)
    assert {figure["database"] for figure in figures.values()} - {""} == {DATABASE}
    assert all(figure["name"] in page.read_text("utf-8") for figure in figures.values())
    kept = places.root() / places.mark_of(2000, 1)
    assert [entry.name for entry in kept.iterdir()] == [DATABASE]
    assert bench("--posts", "2000", "--database", DATABASE, "--clear").exit_code == 0
    assert list(kept.iterdir()) == []


def test_bench_says_which_figures_there_are_when_asked_for_another() -> None:
    done = bench("speed")
    assert done.exit_code == 1
    assert "There is no figure speed. There are: list_page, list_helpdesk, search," in done.output


def test_bench_asks_for_an_address_before_it_measures_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    done = bench("--database", "both")
    assert done.exit_code == 2
    assert "--database-url" in done.output


def test_same_seed_makes_the_same_year_and_another_seed_another() -> None:
    assert Plan(500, 1).said == Plan(500, 1).said != Plan(500, 2).said
    assert Plan(500, 1).threads == Plan(500, 1).threads
    one, other = Writer(1), Writer(1)
    assert [one.post("es") for _ in range(3)] == [other.post("es") for _ in range(3)]
    assert places.mark_of(500, 1) != places.mark_of(500, 2) != places.mark_of(501, 2)


def test_plan_has_as_many_posts_threads_and_waiting_needs_as_it_says() -> None:
    plan = Plan(10_000, 3)
    assert (len(plan.said), len(plan.threads)) == (10_000, 3000)
    assert sum(thread.need in ("open", "claimed") for thread in plan.threads) == 400
    assert [said.at for said in plan.said] == sorted(said.at for said in plan.said)


def test_reach_is_met_by_the_ratio_or_by_our_own_value() -> None:
    assert Figure("k", "n", 10, "ms", "b", 4, Reach("≤ 5 ×", most=5)).met is True
    assert Figure("k", "n", 30, "ms", "b", 4, Reach("≤ 5 ×", most=5)).met is False
    assert Figure("k", "n", 30, "ms", reach=Reach("≤ 2 ms", most=2, of="ours")).met is False
    assert Figure("k", "n", 30, "a second", reach=Reach("≥ 20", least=20, of="ours")).met is True
    assert Figure("k", "n", 30, "ms", "not installed", None, Reach("≥ 1", least=1)).met is False
    assert Figure("k", "n", 30, "ms").met is None


def test_figure_comes_back_from_json_as_it_was() -> None:
    figure = Figure("k", "n", 10, "ms", "b", 4, Reach("≤ 5 ×", most=5), "note", "sqlite")
    assert Figure.from_json(json.loads(json.dumps(figure.as_json()))) == figure


def test_numbers_are_shown_with_three_digits_that_count() -> None:
    assert [shown(value) for value in (1234567.0, 999.6, 12.345, 0.01234, None)] == [
        "1,234,567", "1,000", "12.3", "0.0123", "–",
    ]  # fmt: skip


def test_page_is_written_between_its_markers_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"# Performance\n\nBefore.\n\n{report.START}\nold\n{report.END}\n\nAfter.\n", "utf-8")
    missed = Figure("search", "Search | slow", 9, "ms", reach=Reach("≤ 2 ms", most=2, of="ours"), database="sqlite")
    for _ in range(2):
        report.write(Result([missed], ABOUT), page)
    text = page.read_text("utf-8")
    assert text.startswith("# Performance\n\nBefore.\n\n<!-- bench: start")
    assert text.endswith("<!-- bench: end -->\n\nAfter.\n")
    assert "old" not in text
    assert text.count("| Search \\| slow | SQLite | 9 ms |  |  | ≤ 2 ms | **missed** |") == 1

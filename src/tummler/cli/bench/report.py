"""What was measured as a table for people, and as a section of docs/performance.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tummler.cli.bench.command import Result
from tummler.cli.bench.figures import Figure, shown

START, END = "<!-- bench: start (written by `tummler bench --write`) -->", "<!-- bench: end -->"
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "": ""}


def cells(figure: Figure) -> tuple[str, ...]:
    """A figure as the words of a row."""
    ratio = figure.ratio
    compared = "" if ratio is None else f"{shown(ratio)} ×"
    reach = figure.reach.words if figure.reach else ""
    verdict = {True: "reached", False: "**missed**", None: ""}[figure.met]
    return (
        figure.name,
        _DATABASES.get(figure.database, figure.database),
        shown(figure.ours, figure.unit),
        f"{figure.baseline}: {shown(figure.theirs)}" if figure.theirs is not None else figure.baseline,
        compared,
        reach,
        verdict,
    )


_HEADS = ("figure", "database", "ours", "baseline", "ratio", "reach", "")


def print_table(result: Result) -> None:
    """The table on the terminal."""
    table = Table(title=about_words(result.about), title_justify="left", show_lines=False)
    for head in _HEADS:
        table.add_column(head, overflow="fold")
    for figure in result.figures:
        table.add_row(*(cell.replace("**", "") for cell in cells(figure)))
    console = Console()
    # A file or a pipe has no width of its own.
    (console if console.is_terminal else Console(width=200)).print(table)


def about_words(about: dict[str, Any]) -> str:
    """The machine and the data in a sentence."""
    postgresql = f", PostgreSQL {about['postgresql']}" if about.get("postgresql") else ""
    sizes = ", ".join(f"{_DATABASES[name]} {size:,.0f} MB" for name, size in about["megabytes"].items())
    return (
        f"{about['date']} · {about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, {about['system']}, "
        f"load {about['load']} · "
        f"Python {about['python']}, SQLite {about['sqlite']}{postgresql} · {about['posts']:,} posts, "
        f"seed {about['seed']}" + (f" ({sizes})" if sizes else "")
    )


def section(result: Result) -> str:
    """The generated part of the page."""
    lines = [START, "", about_words(result.about), "", _line(_HEADS), _line(["---"] * len(_HEADS))]
    lines += [_line(cells(figure)) for figure in result.figures]
    notes = [f"- {figure.name}{_on(figure)}: {figure.note}." for figure in result.figures if figure.note]
    return "\n".join([*lines, "", "Notes", "", *notes, "", END])


def _on(figure: Figure) -> str:
    return f" ({_DATABASES[figure.database]})" if figure.database else ""


def _line(words: Sequence[str]) -> str:
    return "| " + " | ".join(word.replace("|", "\\|") for word in words) + " |"


def write(result: Result, page: Path) -> None:
    """Put the section between its markers; at the end of a page that has none yet."""
    text = page.read_text("utf-8") if page.exists() else "# Performance\n\n"
    if START in text and END in text:
        before, rest = text.split(START, 1)
        text = before + section(result) + rest.split(END, 1)[1]
    else:
        text = text.rstrip() + "\n\n" + section(result) + "\n"
    page.write_text(text, "utf-8")

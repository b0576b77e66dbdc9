"""What was measured as a table for people, and as a section of docs/understanding.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tummler.cli.bench.understanding.command import Measured
from tummler.cli.bench.understanding.contract import Line

_HEADS = ("task", "ours", "baselines", "reach", "")


def _marks(name: str) -> tuple[str, str]:
    """Between which the table of a bench stands on its page."""
    return f"<!-- {name}: start (written by `tummler bench {name} --write`) -->", f"<!-- {name}: end -->"


def shown(value: float, unit: str) -> str:
    """A figure as people read it."""
    if unit == "%":
        return f"{100 * value:.1f} %"
    digits = 3 if abs(value) < 1.5 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f} {unit}".strip()


def cells(line: Line) -> tuple[str, ...]:
    """A figure as the words of a row."""
    others = ", ".join(f"{name} {shown(value, line.unit)}" for name, value in line.baselines.items())
    sign = "≤" if line.at_most else "≥"
    reach = "" if line.reach is None else f"{sign} {shown(line.reach, line.unit)}"
    verdict = {True: "reached", False: "**missed**", None: ""}[line.met]
    return line.task, shown(line.ours, line.unit), others, reach, verdict


def print_table(measured: Measured) -> None:
    """The table on the terminal."""
    table = Table(title=_about(measured), title_justify="left")
    for head in _HEADS:
        table.add_column(head, overflow="fold")
    for line in measured.lines:
        table.add_row(*(cell.replace("**", "") for cell in cells(line)))
    console = Console()
    console = console if console.is_terminal else Console(width=200)
    console.print(table)
    for key, why in measured.left_out.items():
        console.print(f"Not measured: {key} ({why}).", markup=False)


def _about(measured: Measured) -> str:
    about = measured.about
    return (
        f"{about['date']} · {about['processor']}, {about['cores']} cores, {about['memory_gb']} GB, load {about['load']}"
        f" · Python {about['python']}"
    )


def section(measured: Measured, name: str = "understanding") -> str:
    """The generated part of the page."""
    start, end = _marks(name)
    lines = [start, "", _about(measured), "", _line(_HEADS), _line(["---"] * len(_HEADS))]
    lines += [_line(cells(line)) for line in measured.lines]
    notes = [f"- {line.task}: {line.note}" for line in measured.lines if line.note]
    notes += [f"- Not measured: {key} ({why})." for key, why in measured.left_out.items()]
    return "\n".join([*lines, "", *notes, "", end] if notes else [*lines, "", end])


def _line(words: Sequence[str]) -> str:
    return "| " + " | ".join(word.replace("|", "\\|") for word in words) + " |"


def write(measured: Measured, page: Path, name: str = "understanding") -> None:
    """Put the section between its markers; at the end of a page that has none yet."""
    start, end = _marks(name)
    text = page.read_text("utf-8") if page.exists() else "# Understanding\n"
    if start in text and end in text:
        before, rest = text.split(start, 1)
        text = before + section(measured, name) + rest.split(end, 1)[1]
    else:
        text = text.rstrip() + "\n\n" + section(measured, name) + "\n"
    page.write_text(text, "utf-8")

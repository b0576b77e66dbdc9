"""``tummler doctor``: look at everything, say what is wrong, why it matters, and what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from tummler.cli.examine import machine
from tummler.cli.examine.finding import Finding, fault, some
from tummler.cli.failing import MORE, explain
from tummler.cli.preparing import prepare

Check = Callable[[], Finding | Iterable[Finding]]
_WORDS = {"well": "ok   ", "doubt": "look ", "fault": "FAULT"}


def examine() -> Iterator[Finding]:
    """Every check, in order. One that can't be made is a finding too."""
    folder = Path(os.environ.get("TUMMLER_DATA", "var")).resolve()
    on_sqlite = not os.environ.get("DATABASE_URL")
    yield from _made("python", machine.python_version)
    if on_sqlite:
        yield from _made("sqlite", machine.sqlite_version)
        yield from _made("full_text", machine.full_text)
        yield from _made("file_system", lambda: machine.file_system(folder))
    yield from _made("data_folder", lambda: machine.data_folder(folder))
    yield from _made("free_disk", lambda: machine.free_disk(folder))
    try:
        prepare()
    except Exception as error:  # noqa: BLE001 - told in words, or raised again
        yield _not_made("settings", error)
        return
    yield from _inside()


def _inside() -> Iterator[Finding]:
    """What needs Django, and what needs the database."""
    from tummler.cli.examine import database, flowing, keys, people, rows

    yield from _made("settings", people.setting_up)
    yield from _made("mail", people.mail)
    yield from _made("key_files", keys.key_files)
    if not database.is_there():
        yield Finding("database", "doubt", "There is no database yet", "Nothing was set up.", "tummler serve makes it.")
        return
    reached = list(_made("database", database.durability))
    yield from reached
    if any(found.name == "database" for found in reached):
        return
    whole = list(_made("wholeness", database.wholeness))
    current = list(_made("migrations", database.migrations))
    yield from (*whole, *current)
    if any(found.state == "fault" for found in current):
        return  # tables are not as we know them
    checks: tuple[tuple[str, Check], ...] = (
        ("clock", database.clocks),
        ("happenings", database.happenings_in_order),
        ("secrets", keys.secrets),
        ("rows", rows.rows_in_possible_states),
        ("heard", flowing.heard),
        ("garbled", flowing.garbled),
        ("promised", flowing.promised),
        ("claims", flowing.claims),
        ("brands", people.brands),
        ("channels", people.channels),
    )
    for name, check in checks:
        yield from _made(name, check)


def _made(name: str, check: Check) -> Iterator[Finding]:
    try:
        found = check()
        yield from (found,) if isinstance(found, Finding) else found
    except Exception as error:  # noqa: BLE001 - told in words, or raised again
        yield _not_made(name, error)


def _not_made(name: str, error: Exception) -> Finding:
    words = explain(error)
    if words is None:
        raise error
    what, _, cure = words.removesuffix(MORE).partition(". ")
    return fault(name, what, "It can't be looked at, and nothing that needs it works.", cure or "See above.")


def run(as_json: bool) -> None:
    """Say what was found; exit 1 if something is broken."""
    found = []
    for finding in examine():
        found.append(finding)
        if not as_json:
            _say(finding)
    faults = sum(one.state == "fault" for one in found)
    doubts = sum(one.state == "doubt" for one in found)
    if as_json:
        print(json.dumps({"well": not faults, "findings": [asdict(one) for one in found]}, indent=1))
    else:
        said = some(faults, "fault") if faults else "Nothing is broken"
        print(f"\n{said}, {some(doubts, 'thing')} to look at.")
    if faults:
        raise typer.Exit(1)


def _say(finding: Finding) -> None:
    print(f"{_WORDS[finding.state]}  {finding.what}")
    if finding.why:
        print(f"       Why: {finding.why}")
    if finding.cure:
        print(f"       Do:  {finding.cure}")


def rebuild_search() -> None:
    """Make the full-text index anew from the posts that are there."""
    prepare()
    from tummler.records.search import rebuild

    print(f"{some(rebuild(), 'post')} can be found again.")

"""``tummler bench`` on the command line."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Databases(StrEnum):
    """Which databases are measured."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    BOTH = "both"


Option, Argument = typer.Option, typer.Argument


def bench(
    names: Annotated[
        list[str] | None,
        Argument(metavar="[NAME]…", help="Only these figures, e.g. search; or understanding, or matching."),
    ] = None,
    posts: Annotated[int, Option(min=100, help="How many posts are made.")] = 1_000_000,
    seed: Annotated[int, Option(help="The same seed makes the same posts.")] = 1,
    database: Annotated[Databases, Option(help="What to measure on.")] = Databases.SQLITE,
    database_url: Annotated[str, Option(help="A PostgreSQL where databases may be made; else DATABASE_URL.")] = "",
    json_file: Annotated[Path | None, Option("--json", metavar="FILE", help="Write the figures as JSON too.")] = None,
    write: Annotated[Path | None, Option(metavar="FILE", help="Put them between a page's markers too.")] = None,
    quick: Annotated[bool, Option("--quick", help="Only see that it works: the figures mean nothing.")] = False,
    hour: Annotated[bool, Option("--hour", help="Load the server for an hour before its memory is read.")] = False,
    clear: Annotated[bool, Option("--clear", help="Remove the made posts that are kept, and end.")] = False,
    data: Annotated[Path | None, Option(metavar="FOLDER", help="What these two are measured on.")] = None,
) -> None:
    """Measure what is fast and what isn't, on made posts in a place of its own: your own data is never touched.

    The first run makes a million posts (two minutes, 2 GB) under bench/ in the data folder, on PostgreSQL in a
    database named tummler_bench_…; they are kept for the next run until --clear.

    With understanding as the first name: what the minds get right, beside baselines measured in the same run, on public
    data that is not part of Tummler. Rows are named after it: understanding language complaint.

    With rings: planted rings of people who thank each other, among made-up honest thanks, and how many are found.
    With matching as the first name: who could answer, ranked as the product ranks, beside who answered most and BM25,
    on every dump of Stack Exchange's posts in the folder (NAME-posts.xml.xz), or on those named after it.

    \b
    Examples:
      tummler bench search outbox
      tummler bench understanding --data ../shared/data --write docs/understanding.md
    """
    if names and names[0] == "rings":
        from tummler.cli.bench import ringing

        ringing.run(json_file)
        return
    if names and names[0] in ("understanding", "matching"):
        _judged(names[0], names[1:], data, json_file, write)
        return
    from tummler.cli.bench import command, places, report

    url = database_url or os.environ.get("DATABASE_URL", "")
    databases = tuple(Databases)[:2] if database is Databases.BOTH else (database,)
    if Databases.POSTGRESQL in databases and not url:
        raise typer.BadParameter(
            "PostgreSQL is not measured without its address: --database-url postgresql://… or DATABASE_URL.",
            param_hint="--database-url",
        )
    if clear:
        for one in databases:
            places.forget(places.kept(one, places.mark_of(posts, seed), url))
        return
    try:
        result = command.run(
            names=names or (), posts=posts, seed=seed, databases=databases, url=url, quick=quick, hour=hour
        )
    except command.CannotBench as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    report.print_table(result)
    if json_file:
        json_file.write_text(json.dumps(result.as_json(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    if write:
        report.write(result, write)


def _judged(what: str, names: list[str], data: Path | None, json_file: Path | None, write: Path | None) -> None:
    from tummler.cli.bench.matching.command import run as run_matching
    from tummler.cli.bench.understanding import command, report

    run = command.run if what == "understanding" else run_matching
    try:
        measured = run(names, data, lambda key: typer.echo(f"Measuring {key} …", err=True))
    except command.CannotMeasure as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    report.print_table(measured)
    if json_file:
        json_file.write_text(json.dumps(measured.as_json(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    if write:
        report.write(measured, write, what)

"""The posts of a file, row by row, however it is packed, encoded and cut; a row that can't be read keeps its place."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer

from tummler.cli.failing import WrongUse
from tummler.cli.preparing import prepare
from tummler.listening.files.opening import NotReadable, look_at, open_text
from tummler.listening.files.rows import Row, format_of, read_rows

_HALF_A_SIGN = re.compile("[\ud800-\udfff]")
_SHOWN = 3


@contextmanager
def rows_of(file: Path) -> Iterator[Iterator[dict[str, Any]]]:
    """The rows by their columns in small letters; what could not be read is told at the end."""
    faults: list[Row] = []
    try:
        with _at_hand(file) as here:
            facts = look_at(here)
            with open_text(facts) as opened:
                form = format_of(opened.text.read(4096), file.name)
            with open_text(facts) as opened:
                rows = read_rows(opened.text, form, every=True)
                yield _by_column(rows, file.name, faults, strict=form == "csv")
    except NotReadable as error:
        prepare()
        from tummler.cli.import_words import not_readable_words

        raise WrongUse(f"{file.name} can't be read. {not_readable_words(error)}") from None
    if faults:
        _tell(faults)


@contextmanager
def _at_hand(file: Path) -> Iterator[Path]:
    """A pipe can be read only once, and a file is looked at first."""
    if file.is_file():
        yield file
        return
    with TemporaryDirectory(prefix="tummler-understand-") as folder:
        copy = Path(folder) / "posts"
        with file.open("rb") as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        yield copy


def _by_column(rows: Iterable[Row], name: str, faults: list[Row], strict: bool) -> Iterator[dict[str, Any]]:
    asked = strict
    for row in rows:
        if row.values is None:
            faults.append(row)
            yield {}
            continue
        values = {key.lower(): value for key, value in row.values.items()}
        if asked and "text" not in values:
            raise WrongUse(f"{name} has no column text. Its columns: {', '.join(sorted(values))}.")
        asked = False
        yield values


def text_of(row: dict[str, Any]) -> str:
    """What was said; half a sign, which nothing could write down, is a sign of its own."""
    said = row.get("text")
    return "" if said is None else _HALF_A_SIGN.sub("\ufffd", str(said))


def _tell(faults: list[Row]) -> None:
    prepare()
    from tummler.cli.import_words import FAULTS, number

    count = len(faults)
    typer.echo(
        f"{number(count, 'row')} can't be read and {'stands' if count == 1 else 'stand'} as an empty post:", err=True
    )
    for row in faults[:_SHOWN]:
        typer.echo(f"  line {row.line:,}: {FAULTS[row.fault]}: {' '.join(row.sample.split())[:80]}", err=True)
    if count > _SHOWN:
        typer.echo(f"  and {number(count - _SHOWN, 'other')}", err=True)

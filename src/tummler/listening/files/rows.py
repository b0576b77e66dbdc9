"""Rows of a file, one by one: CSV records and JSON lines. A bad one is told and the next goes on."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

from tummler.listening.files.opening import NotReadable

Format = Literal["csv", "jsonl"]
#: A line of JSON, or a record of CSV, is not read beyond this; a quote that is never closed ends here too.
LONGEST = 8 * 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number from 1, its line in the file, and its values or why it has none. ``sample`` shows it."""

    number: int
    line: int
    values: Mapping[str, Any] | None
    fault: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    whole: bool = True


def format_of(head: str, name: str) -> Format:
    """CSV or JSON Lines, by how the text begins; a whole JSON array raises :class:`NotReadable`."""
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return "jsonl"
    if start.startswith("["):
        raise NotReadable("json_array")
    return "jsonl" if ".jsonl" in name or ".ndjson" in name else "csv"


def read_rows(text: IO[str], form: Format, *, every: bool = False) -> Iterator[Row]:
    """Every row, blank ones left out.

    With ``every`` a CSV record of empty cells is a row, and one with too many is read as far as the header goes; where
    there is one column alone, all of it is that one.
    """
    lines = _lines(text)
    return _csv_rows(lines, every) if form == "csv" else _json_rows(lines)


def _lines(text: IO[str]) -> Iterator[_Line]:
    number = 0
    while part := text.readline(LONGEST):
        number += 1
        whole = len(part) < LONGEST or part.endswith(("\n", "\r"))
        if not whole:
            while (rest := text.readline(LONGEST)) and not rest.endswith(("\n", "\r")):
                pass
            part = part[:200]
        yield _Line(number, part, whole)


def _json_rows(lines: Iterator[_Line]) -> Iterator[Row]:
    number = 0
    for line in lines:
        if not line.text.strip():
            continue
        number += 1
        values, fault = _object(line)
        yield Row(number, line.number, values, fault, line.text[:200] if fault else "")


def _object(line: _Line) -> tuple[dict[str, Any] | None, str]:
    if not line.whole:
        return None, "long_row"
    try:
        value = json.loads(line.text)
    except (ValueError, RecursionError):
        return None, "bad_json"
    return (value, "") if isinstance(value, dict) else (None, "no_object")


class _Runaway(Exception):
    """A record that doesn't end."""


class _Feed:
    """Hands lines to the CSV reader, and takes those back that a runaway quote had swallowed."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self._lines = lines
        self._back: deque[_Line] = deque()
        self.record: list[_Line] = []
        self._size = 0
        self.ended = False

    def begin(self) -> None:
        self.record, self._size, self.ended = [], 0, False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.record.append(line)
        self._size += len(line.text)
        if not line.whole or self._size > LONGEST:
            raise _Runaway
        return line.text

    def put_back(self) -> None:
        """All lines of this record but its first."""
        self._back.extendleft(reversed(self.record[1:]))


def _csv_rows(lines: Iterator[_Line], every: bool = False) -> Iterator[Row]:
    csv.field_size_limit(LONGEST + 1)
    feed, delimiter = _begin(lines)
    reader = csv.reader(feed, delimiter=delimiter)
    header: list[str] = []
    number = 0
    while True:
        feed.begin()
        try:
            cells = next(reader, None)
        except (_Runaway, csv.Error):
            cells = []
        else:
            if cells is None:
                return
            if not cells or not (every or any(cells)):
                continue
        # A record that reached the end of the file within quotes was never closed.
        fault = _record_fault(feed) if not cells or (feed.ended and feed.record) else ""
        if not header and not fault:
            header = _names(cells)
            continue
        number += 1
        if fault:
            feed.put_back()
            reader = csv.reader(feed, delimiter=delimiter)
        elif every:
            cells = [delimiter.join(cells)] if len(header) == 1 else cells[: len(header)]
        yield _csv_row(number, feed.record[0], header, cells, fault)


def _record_fault(feed: _Feed) -> str:
    return "long_row" if not feed.record[0].whole else "open_quote"


def _csv_row(number: int, line: _Line, header: Sequence[str], cells: Sequence[str], fault: str) -> Row:
    if not fault and any(cells[len(header) :]):
        fault = "more_cells"
    if fault:
        return Row(number, line.number, None, fault, line.text[:200])
    return Row(number, line.number, dict(zip(header, cells, strict=False)))


def _begin(lines: Iterator[_Line]) -> tuple[_Feed, str]:
    """The feed and what stands between cells; a first line ``sep=;``, as Excel writes it, says so."""
    first = next(lines, _Line(1, ""))
    said = first.text.strip()
    feed = _Feed(lines)
    if said[:4].casefold() == "sep=" and len(said) <= 5:
        return feed, said[4:] or "\t"
    feed.record = [first, first]
    feed.put_back()
    return feed, max(_DELIMITERS, key=first.text.count)


def _names(cells: Sequence[str]) -> list[str]:
    """The header's names, each of them once."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip().strip("\ufeff")
        names.append(name if name and name not in names else f"column {number}")
    return names

"""The phrase lists in ``phrases/<language>.toml`` and the one automaton that finds all of them in one pass.

A list is ``[field.value.reason]`` with ``phrases``, one a line, and a ``weight``. In a phrase ``(a|b|)`` gives
choices, ``{name}`` one of the file's ``[words]``, a last ``*`` any ending, and a number stands for any number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from tummler.minds.first.line import Line, lined

FOLDER = Path(__file__).parent / "phrases"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase speaks for: in ``language``, that ``field`` is ``value``, for the reason ``why``."""

    language: str
    field: str
    value: str
    why: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its entry and the numbers of its first and last word."""

    entry: Entry
    first: int
    last: int


def choices(phrase: str) -> Iterator[str]:
    """Every wording of a phrase with ``(a|b)`` in it; the innermost brackets are opened first."""
    close = phrase.find(")")
    if close < 0:
        yield phrase
        return
    opened = phrase.rindex("(", 0, close)
    for choice in phrase[opened + 1 : close].split("|"):
        yield from choices(phrase[:opened] + choice + phrase[close + 1 :])


def _filled(phrase: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        phrase = phrase.replace("{" + name + "}", f"({value})")
    return phrase


def _pattern(wording: str) -> str:
    """A wording as it stands in a line; with ``*`` the last word may go on."""
    open_end = wording.endswith("*")
    line = lined(wording.rstrip("*")).line
    return line.rstrip() if open_end else line


def _entries(language: str, table: dict[str, object]) -> Iterator[tuple[str, Entry]]:
    raw = table.pop("words", {})
    words = {str(name): str(value) for name, value in raw.items()} if isinstance(raw, dict) else {}
    for field, value, why, content in _lists(table):
        entry = Entry(language, field, value, why, float(content.get("weight", 1.0)))
        for phrase in content["phrases"].strip().splitlines():
            for wording in choices(_filled(phrase.strip(), words)):
                yield _pattern(wording), entry


def _lists(table: dict[str, object]) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    for field, values in table.items():
        assert isinstance(values, dict)
        for value, reasons in values.items():
            for why, content in reasons.items():
                yield field, value, why, content


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every phrase of every language, ready to be looked for."""

    automaton: AhoCorasick
    entries: tuple[tuple[Entry, ...], ...]

    def find(self, line: Line) -> list[Hit]:
        """All phrases in the line, in order of their start; each list once per place."""
        hits = []
        for number, start, end in self.automaton.find_matches_as_indexes(line.line, overlapping=True):
            first, last = line.word_at(start + 1), line.word_at(end - 2)
            hits.extend(Hit(entry, first, last) for entry in self.entries[number])
        hits.sort(key=lambda hit: (hit.first, -hit.last))
        return hits


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a phrase list."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def phrases() -> Phrases:
    """The phrases, read once."""
    found: dict[str, set[Entry]] = {}
    for language in languages():
        table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
        for pattern, entry in _entries(language, table):
            if pattern.strip():
                found.setdefault(pattern, set()).add(entry)
    order = sorted(found)
    entries = tuple(tuple(sorted(found[pattern], key=str)) for pattern in order)
    return Phrases(AhoCorasick(order), entries)

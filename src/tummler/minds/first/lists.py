"""The phrase lists in ``phrases/<language>.toml``, found in one pass.

A list is ``[field.value.reason]`` with ``phrases``, one pattern a line (see ``pattern``), and a ``weight``.
``{name}`` stands for the choices the file gives under ``[words]``, and ``0`` for any number.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tummler.minds.contract import NEEDY, Mark
from tummler.minds.first.line import Line, lined
from tummler.minds.first.pattern import Matcher, Net

#: More would be a highlighter over everything.
MOST_MARKS = 3
_WIDEN = 3
# What these lists find only opens what somebody wants; it is told by the words after.
_OPENERS = frozenset(("asked", "why", "help_me", "puzzled", "wish"))
_OPENED = 4
_PARTICLES = frozenset(("in", "on", "out", "off", "up", "down", "back", "into", "through", "away", "to"))
FOLDER = Path(__file__).parent / "phrases"
_NOWHERE = (-1, -1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list speaks for: in ``language``, that ``field`` is ``value``, for the reason ``why``."""

    language: str
    field: str
    value: str
    why: str
    weight: float
    phrases: tuple[str, ...]


class Hit(NamedTuple):
    """A phrase found: its list and the numbers of its first and last word."""

    entry: Entry
    first: int
    last: int

    def mark(self, line: Line) -> Mark:
        """The words found, as a mark."""
        return line.mark(self.first, self.last, self.entry.why)

    def wide_mark(self, line: Line) -> Mark:
        """The same with the few words around them in their clause: "my ride is still running"."""
        if not line.words[self.first].isalnum():  # an emoji says it alone
            return self.mark(line)
        first, last = line.clause(self.first)
        first = first if self.first - first <= _WIDEN else self.first
        if self.entry.why in _OPENERS:
            return line.mark(first, max(self.last, min(last, self.last + _OPENED)), self.entry.why)
        if last > self.last + _WIDEN:
            last = self.last + (line.words[self.last + 1] in _PARTICLES)
        return line.mark(first, last, self.entry.why)


def apart(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The first few marks that do not touch an earlier-chosen one, in the order of the text."""
    kept: list[Mark] = []
    for mark in marks:
        if len(kept) < MOST_MARKS and all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: mark.start))


def _lists(
    table: dict[str, dict[str, dict[str, dict[str, str]]]],
) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    for field, values in table.items():
        for value, reasons in values.items():
            for why, content in reasons.items():
                yield field, value, why, content


def _filled(phrase: str, words: dict[str, str]) -> str:
    for name, choices in words.items():
        phrase = phrase.replace("{" + name + "}", f"({choices})")
    return phrase


@cache
def entries(language: str) -> tuple[Entry, ...]:
    """The lists of one language, read once."""
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    words = {str(name): str(choices) for name, choices in table.pop("words", {}).items()}
    found = []
    for field, value, why, content in _lists(table):
        lines = tuple(_filled(line, words) for line in content["phrases"].strip().splitlines() if line.strip())
        found.append(Entry(language, field, value, why, float(content.get("weight", 1.0)), lines))
    return tuple(found)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a phrase list."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


class Phrases:
    """The lists of some fields in some languages, ready to be looked for."""

    def __init__(self, fields: Iterable[str], of: Iterable[str]) -> None:
        wanted = set(fields)
        self.entries = [entry for language in of for entry in entries(language) if entry.field in wanted]
        self._keys = [_keys(entry) for entry in self.entries]
        net = Net(lambda word: lined(word).words)
        for number, entry in enumerate(self.entries):
            for phrase in entry.phrases:
                net.add(phrase, number)
        self.matcher = Matcher(net)

    def find(self, line: Line) -> list[Hit]:
        """All phrases in the line by their start, without those that a longer one says better."""
        found = self.matcher.matches(line.words)
        found.sort(key=_by_place)
        kept: list[Hit] = []
        longest: dict[tuple[str, str], tuple[int, int]] = {}
        for number, first, last in found:
            same, anything, kept_under = self._keys[number]
            if _within(first, last, longest.get(same)) or _within(first, last, longest.get(anything)):
                continue
            kept.append(Hit(self.entries[number], first, last))
            if last > longest.get(kept_under, _NOWHERE)[1]:
                longest[kept_under] = (first, last)
        return kept


def _by_place(found: tuple[int, int, int]) -> tuple[int, int]:
    return found[1], -found[2]


def _keys(entry: Entry) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
    """Under which a longer phrase may stand that says it better, of its value or of any; and where it is kept itself.

    "No problem" takes back "problem"; but a question about a problem still tells of the problem.
    """
    same, anything = (entry.field, entry.value), (entry.field, "")
    return same, anything, same if entry.value in NEEDY else anything


def _within(first: int, last: int, longer: tuple[int, int] | None) -> bool:
    return longer is not None and last <= longer[1] and (first, last) != longer


@cache
def phrases(fields: tuple[str, ...], of: tuple[str, ...]) -> Phrases:
    """The phrases of these fields and languages, made once."""
    return Phrases(fields, of)

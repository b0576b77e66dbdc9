"""Promises of money, of a date, or of a right, found in an answer: what is promised must be there to be shown. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

import regex

What = Literal["money", "dates", "rights"]
_LIST = Path(__file__).with_name("phrases") / "promises.toml"
_KINDS: tuple[What, ...] = ("money", "dates", "rights")


@dataclass(frozen=True, slots=True)
class Promised:
    """Words that promise: code points of the text."""

    start: int
    end: int
    what: What


@cache
def _patterns() -> tuple[tuple[What, regex.Pattern[str]], ...]:
    said = tomllib.loads(_LIST.read_text("utf-8"))
    everywhere = said.pop("any")
    made = []
    for language in said.values():
        places = {**everywhere, "day": language["day"]}
        for what in _KINDS:
            for pattern in cast("list[str]", language[what]):
                filled = pattern
                for name, looks in places.items():
                    filled = filled.replace(f"{{{name}}}", looks)
                made.append((what, regex.compile(rf"(?<!\w)(?:{filled})(?!\w)", regex.IGNORECASE)))
    return tuple(made)


def find_promises(text: str) -> Sequence[Promised]:
    """What a text promises, in its order; the longest words where several are found in one place."""
    found = [
        Promised(match.start(), match.start() + len(match.group().rstrip(" ,;:")), what)
        for what, pattern in _patterns()
        for match in pattern.finditer(text, timeout=1)
        if match.group().strip()
    ]
    kept: list[Promised] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept

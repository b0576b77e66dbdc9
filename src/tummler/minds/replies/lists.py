"""The phrase lists of ``phrases/<language>.toml``: regular expressions, read without case.

``[act]`` or ``[sends_away.where]`` has ``phrases``. {mail}, {phone} and {link} stand for what looks like one; a space
is any space; {any} is up to four words, each after a space. ``states`` is a plain statement, which outweighs no
question. ``never`` takes back what it covers; what follows an ``aside`` is said for later ("if you need more, …"), and
so is a whole sentence with a ``later`` in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import regex

FOLDER = Path(__file__).parent / "phrases"
PLACES = {
    "{mail}": r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    "{phone}": r"\+?\(?\d(?:[ ().-]{0,2}\d){4,14}",
    "{link}": r"(?:https?:\s?//\S{3,300}|www\.\S{3,300}|[\w-]{2,63}(?:\.[\w-]{2,63}){1,3}/\S{0,200})",
}
_FILLED = PLACES | {"{any}": r"(?: \w[\w'’-]*,?){0,4}"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of saying: which act it is, where to (of those who are sent away), and how it looks."""

    act: str
    what: str
    pattern: regex.Pattern[str]


@cache
def languages() -> tuple[str, ...]:
    """The languages that there is a list for."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def phrases(language: str = "") -> tuple[Phrase, ...]:
    """The phrases of one language, of what every language writes, or of all where it isn't known."""
    read = (language, "any") if language in languages() else languages()
    return tuple(phrase for tag in read for phrase in _of(tag))


@cache
def _of(tag: str) -> tuple[Phrase, ...]:
    return tuple(_phrases(tomllib.loads((FOLDER / f"{tag}.toml").read_text("utf-8"))))


def _phrases(table: dict[str, Any]) -> Iterator[Phrase]:
    for act, content in table.items():
        kinds = {"": content} if "phrases" in content else content
        for what, listed in kinds.items():
            for pattern in listed["phrases"]:
                yield Phrase(act, what, regex.compile(rf"(?<!\w)(?:{_spelt(pattern)})", regex.IGNORECASE))


def _spelt(pattern: str) -> str:
    """The pattern as it is written, with its places filled in, any space for a space and any apostrophe, or none."""
    pattern = pattern.replace("'", "['’]?")
    for place, looks in _FILLED.items():
        pattern = pattern.replace(place, looks)
    return pattern.replace(" ?", r"\s?").replace(" ", r"\s+")

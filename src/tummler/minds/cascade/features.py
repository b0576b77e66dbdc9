"""What a post shows besides its words: which phrase lists it hit, how it is built, what the rules made of it."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import ascii_letters, ascii_uppercase

import numpy as np
from numpy.typing import NDArray

from tummler.minds.first.kind import KINDS
from tummler.minds.first.line import Line
from tummler.minds.first.lists import Hit, entries, languages

FIELDS = ("kind", "urgency", "care")
_MOST_HITS = 2
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_LETTERS, _UPPER = ascii_letters.encode(), ascii_uppercase.encode()
_DIGIT = re.compile(r"\d")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
_HANDLE = re.compile(r"@(?<!\w@)\w")
#: Small lists of words by what they tell.
WORDS = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8")).items()
}
_SHORT = 6
_BUILT = (
    "long", "asks", "asks_twice", "exclaims", "exclaims_twice", "trails", "handles", "to_somebody", "link", "tag",
    "emoji", "repost", "loud", "shouts", "digits", "me", "you", "not", "but", "we", "was", "sad", "smile", "short",
)  # fmt: skip


@cache
def names() -> tuple[str, ...]:
    """What each number of :func:`shown` stands for, in order."""
    lists = {
        f"{entry.field}.{entry.value}.{entry.why}"
        for language in languages()
        for entry in entries(language)
        if entry.field in FIELDS
    }
    return (*sorted(lists), *_BUILT, *(f"rules.{kind}" for kind in KINDS))


@cache
def _places() -> Mapping[tuple[str, str, str], int]:
    return {tuple(name.split(".")): at for at, name in enumerate(names()) if name.count(".") == 2}  # type: ignore[misc] # three parts, by the count


def shown(line: Line, hits: Sequence[Hit], shares: Mapping[str, float]) -> NDArray[np.float32]:
    """One number for each of :func:`names`, all of about the same size."""
    row = np.zeros(len(names()), np.float32)
    places = _places()
    for hit in hits:
        entry = hit.entry
        at = places.get((entry.field, entry.value, entry.why))
        if at is not None:
            row[at] = min(_MOST_HITS, row[at] + 1)
    row[len(places) :] = [*_build(line), *(max(-5.0, math.log(shares[kind] + 1e-9)) / 5 + 1 for kind in KINDS)]
    return row


def _letters(text: str) -> tuple[int, int]:
    """How many letters there are, and how many of them are capitals."""
    plain = text.encode("ascii", "ignore")
    letters = len(plain) - len(plain.translate(None, _LETTERS))
    capitals = len(plain) - len(plain.translate(None, _UPPER))
    if len(plain) == len(text):
        return letters, capitals
    others = [sign for sign in text if sign > "\x7f"]
    return letters + sum(map(str.isalpha, others)), capitals + sum(map(str.isupper, others))


def _build(line: Line) -> list[float]:
    """How a post is built; counts are cut, so that no post is an outlier."""
    text, words = line.text[:1_500], line.words
    own = set(words)
    letters, capitals = _letters(text)
    link = "http" in text
    return [
        math.log1p(len(words)) / 3,
        "?" in own,
        words.count("?") > 1,
        "!" in own,
        words.count("!") > 1,
        "..." in text or "…" in own,
        min(1.0, len(_HANDLE.findall(text)) / 3),
        text.startswith("@"),
        link,
        "#" in text,
        _EMOJI.search(text) is not None,
        text.startswith("RT "),
        0.0 if link else capitals / (letters + 1),
        _CAPITALS.search(text) is not None,
        _DIGIT.search(text) is not None,
        not own.isdisjoint(WORDS["me"]),
        not own.isdisjoint(WORDS["you"]),
        not own.isdisjoint(WORDS["not"]),
        not own.isdisjoint(WORDS["but"]),
        not own.isdisjoint(WORDS["we"]),
        not own.isdisjoint(WORDS["was"]),
        "sadface" in own,
        "smileface" in own,
        len(words) < _SHORT,
    ]

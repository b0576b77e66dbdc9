"""The small words of some languages: they tell a language where a text is too short or too mixed for letters alone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_suffix(".toml")
# Small English words that Hindi has as well, in its own sense, and some that say English and are not in the list.
_HINDI_TOO = frozenset(("to", "me", "main", "so", "do", "am"))
_MORE_ENGLISH = frozenset(("of", "is", "at", "by", "was", "were", "are"))


@cache
def _lists() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


@cache
def _sets() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in _lists()["small"].items()}


@cache
def _languages() -> Mapping[str, tuple[str, ...]]:
    """Each small word with the languages that have it."""
    words = {word for small in _sets().values() for word in small}
    return {word: tuple(language for language, small in _sets().items() if word in small) for word in words}


@cache
def _hindi() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lists = {name: frozenset(words.split()) for name, words in _lists()["hindi"].items()}
    perhaps = lists["elsewhere"] | lists["particles"]
    return lists["words"] - perhaps, perhaps, (_sets()["en"] | _MORE_ENGLISH) - _HINDI_TOO


def shares(words: Sequence[str]) -> dict[str, float]:
    """For each language the share of the words that are among its small ones."""
    spoken = [word for word in words if word.isalpha()]
    if not spoken:
        return {}
    languages = _languages()
    counts = dict.fromkeys(_sets(), 0)
    for word in spoken:
        for language in languages.get(word, ()):
            counts[language] += 1
    return {language: count / len(spoken) for language, count in counts.items()}


def roman_hindi(words: Sequence[str]) -> float:
    """How much speaks for Hindi in Latin letters; from 1 it is. English words beside it are no reason against."""
    sure, also, english = _hindi()
    if sure.isdisjoint(words) and also.isdisjoint(words):
        return 0.0
    spoken = [word for word in words if word.isascii() and word.isalpha()]
    if not spoken:
        return 0.0
    found = len({word for word in spoken if word in sure})
    perhaps = len({word for word in spoken if word in also})
    against = sum(word in english for word in spoken)
    score = 0.75 * found + 0.3 * min(perhaps, 3 + found) - 0.12 * against
    return score + (0.3 if found and len(spoken) <= 3 else 0.0)

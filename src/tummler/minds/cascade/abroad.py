"""Words of other languages put into English, one by one: so that what is told of in few languages is heard in six.

No translation: what no list knows stays as it is, and the order of words stays theirs. It only lets heads that learnt
mostly in English, and a sentence model that read little else, hear what somebody speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

#: In the order of the columns of ``abroad.txt``, after English.
LANGUAGES = ("es", "de", "fr", "it", "pt")
#: Kinds of German that are told apart, and stand in its column.
_ALSO = {"als": "de", "bar": "de"}
_SHORTEST = 3

#: What a whole word means, and what a word means that begins so.
Words = tuple[dict[str, str], dict[str, str]]


def in_english(words: Sequence[str], language: str) -> list[str]:
    """As many as were given; the words themselves where it is English already, or a language that isn't known."""
    known = column(language)
    if not known:
        return list(words)
    whole, begun = _words(known)
    return [whole.get(word) or _begun(word, begun) for word in words]


def column(language: str) -> str:
    """The language whose words are put into English for it; empty where there is none."""
    language = _ALSO.get(language, language)
    return language if language in LANGUAGES else ""


def _begun(word: str, begun: dict[str, str]) -> str:
    for end in range(len(word), _SHORTEST - 1, -1):
        if word[:end] in begun:
            return begun[word[:end]]
    return word


@cache
def _words(language: str) -> Words:
    at = LANGUAGES.index(language)
    whole: dict[str, str] = {}
    begun: dict[str, str] = {}
    for line in Path(__file__).with_name("abroad.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            english, *others = (cell.strip() for cell in line.split("|"))
            for word in others[at].split():
                (begun if word.endswith("*") else whole).setdefault(word.rstrip("*"), english)
    return whole, begun

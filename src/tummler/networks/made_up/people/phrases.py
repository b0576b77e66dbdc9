"""Finding what was said in an answer: concepts, each with the ways in which people put it, in any language we know."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
#: A word that turns what follows round, this many words before it at most and in the same breath.
_NO_WORDS = "not no never don't doesn't won't can't cannot isn't nor sin nunca tampoco ni couldn't didn't"
_NOT = frozenset(_NO_WORDS.split(" "))
_NOT_BEFORE = 3
_STOPS = frozenset(".,;:!?()\n—–")
_WORDS = re.compile(r"[a-z0-9€%]+(?:['-][a-z0-9]+)*|[.,;:!?()\n—–]")
_GAP = r"(?:[^\s.!?\n]+ ){0,5}?"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say it; ``denies`` where the no is a part of it: "it never closes"."""

    pattern: re.Pattern[str]
    denies: bool


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that can be said. ``done`` tells of a deed, and asking for it doesn't tell it."""

    name: str
    done: bool
    ways: tuple[Way, ...]

    def said_in(self, said: Said) -> bool:
        """Whether it is said, and meant."""
        return any(self._meant(said, way, match) for way in self.ways for match in way.pattern.finditer(said.line))

    def _meant(self, said: Said, way: Way, match: re.Match[str]) -> bool:
        if self.done and said.asked_at(match.start()):
            return False
        return way.denies or not (_NOT & set(match[0].split()) or said.denied_before(match.start()))


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as words, each with a blank behind it."""

    line: str

    def asked_at(self, place: int) -> bool:
        """Whether the sentence there ends with a question mark."""
        end = re.compile(r"[.!?\n] ").search(self.line, place)
        return end is not None and end[0].startswith("?")

    def denied_before(self, place: int) -> bool:
        """Whether a no stands right before, in the same breath."""
        near: list[str] = []
        for word in reversed(self.line[:place].split(" ")[:-1]):
            if word in _STOPS or len(near) == _NOT_BEFORE:
                break
            near.append(word)
        return bool(_NOT & set(near))


def heard(text: str) -> Said:
    """A text as it is listened to: small letters, no accents, no names of whom it is for, no signature."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign)
    ).replace("’", "'")  # fmt: skip
    plain = re.sub(r"@[\w.@-]+|\^\w+\s*$", " ", plain)
    return Said("".join(f"{word} " for word in _WORDS.findall(plain)))


def _compiled(phrase: str) -> Way:
    """A way to say it, as a pattern over words with a blank behind each."""
    parts = [_GAP if part == ".." else _part(part) for part in re.findall(r"\([^()]*\)|\S+", phrase)]
    return Way(re.compile(r"(?<!\S)" + "".join(parts)), bool(_NOT & set(re.findall(r"[\w']+", phrase))))


def _part(part: str) -> str:
    choices = [choice.strip() for choice in part.strip("()").replace("*", r"[^\s.,!?]*").split("|")]
    found = "|".join(choice.replace(" .. ", f" {_GAP}") for choice in choices if choice)
    return f"(?:(?:{found}) )" + ("?" if "" in choices else "")


@cache
def concepts() -> dict[str, Concept]:
    """Every concept by its name, read once."""
    table = tomllib.loads((FOLDER / "concepts.toml").read_text("utf-8"))
    return {name: Concept(name, bool(one.get("done")), _ways(one["phrases"])) for name, one in table.items()}


def _ways(phrases: str) -> tuple[Way, ...]:
    return tuple(_compiled(line.strip()) for line in phrases.strip().splitlines() if line.strip())


def said_concepts(text: str) -> frozenset[str]:
    """The names of everything that a text says."""
    said = heard(text)
    return frozenset(name for name, one in concepts().items() if one.said_in(said))

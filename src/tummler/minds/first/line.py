"""A post as the rules read it: folded words with single spaces, each word knowing where it stands in the post."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from string import ascii_lowercase

from tummler.minds.contract import Mark

#: Posts are far shorter. What stands beyond is not read, so one hostile post cannot hold up the others.
LONGEST = 4_000

# Handles and links say nothing about what somebody wants; they are blanked, at the same length.
_HANDLE = r"@(?<!\w@)[\w.-]{1,100}(?:@[\w.-]{1,100})?"
_LINK = r"https?://\S{1,500}|www\.\S{1,500}"
_ASIDE, _HANDLES = re.compile(f"{_LINK}|{_HANDLE}"), re.compile(_HANDLE)
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    r"(?:qu|[ldjmtscn])'(?=\w{2})"  # French: "l'application" is two words
    rf"|[{_SPACELESS}]"
    r"|[$€£₹]?\d{1,20}(?:[.,:]\d{1,20}){0,6}(?:st|nd|rd|th|am|pm|hrs?|h|min|[ºª])?(?![a-z])"
    r"|[^\W_]{1,80}(?:'[^\W_]{1,20}){0,3}"
    r"|[:;=]-?[()|/d](?!\w)|[.,;!?…¿¡\n]+|[\U0001f300-\U0001faff\u2600-\u27bf]"
)
_DIGITS = re.compile(r"\d+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_THREE = tuple(letter * 3 for letter in ascii_lowercase)
_ABBREVIATION = 3  # "sooo" is "so", but "bbb" is somebody's name
STOPS = frozenset(".,;!?…¿¡\n")


def _letters() -> dict[int, str]:
    table = {ord("’"): "'", ord("‘"): "'", ord("´"): "'", ord("`"): "'", ord("ß"): "s", ord("ø"): "o"}
    for code in range(0xC0, 0x180):
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain != chr(code):
            table[code] = plain.lower()
    return table


_LETTERS = _letters()


def fold(text: str) -> str:
    """Lower case, without accents, with straight apostrophes; as long as before, so offsets stay true."""
    if text.isascii():
        return text.lower()
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)
    return low.translate(_LETTERS)


def _plain(token: str) -> str:
    """A token as phrases know it: "it's" is "its", "11:20" is "0:0", "!!!" is "!"."""
    if token[0] in STOPS:
        return "?" if "?" in token else "!" if "!" in token else token[0]
    if token[0] in ":;=" and len(token) > 1:
        return "smileface" if token[-1] in ")d" else "sadface"
    return _DIGITS.sub("0", token.replace("'", ""))


@dataclass(slots=True)
class Line:
    """The words of one post (stops, emoticons and emoji are words too) and where each stands in it."""

    text: str
    words: list[str]
    spans: list[tuple[int, int]]

    def mark(self, first: int, last: int, why: str) -> Mark:
        """A mark over the words ``first`` to ``last``, both included, in the post's own offsets."""
        return Mark(self.spans[first][0], self.spans[last][1], why)

    def clause(self, number: int) -> tuple[int, int]:
        """The first and last word of the clause that a word stands in, without its stops."""
        first = last = number
        while first > 0 and not _stops(self.words[first - 1]):
            first -= 1
        while last + 1 < len(self.words) and not _stops(self.words[last + 1]):
            last += 1
        return first, last


def _stops(word: str) -> bool:
    """Stops and emoji end a clause."""
    return word in STOPS or (len(word) == 1 and not word.isalnum())


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _is_stretched(folded: str) -> bool:
    """Whether a letter stands three times in a row; plain letters are looked for one by one, which is quicker."""
    if folded.isascii():
        return any(three in folded for three in _THREE)
    return _STRETCHED.search(folded) is not None


def lined(text: str) -> Line:
    """Reads a post into words, never more than ``LONGEST`` of its signs."""
    folded = fold(text[:LONGEST])
    if "http" in folded or "www." in folded:
        folded = _ASIDE.sub(_blank, folded)
    elif "@" in folded:
        folded = _HANDLES.sub(_blank, folded)
    stretched = _is_stretched(folded)
    words, spans = [], []
    for match in _TOKEN.finditer(folded):
        token = match.group()
        word = token if token.isalpha() else _plain(token)
        words.append(_STRETCHED.sub(r"\1", word) if stretched and len(word) > _ABBREVIATION else word)
        spans.append(match.span())
    return Line(text, words, spans)

"""Hashtags in a text, and when two of them are the same; the sign that a machine of ours puts under what it wrote."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

#: Where a network doesn't say what is one: a # that follows no word, then letters, figures or emoji; not figures alone.
_TAG = regex.compile(
    r"(?<![\w/&#＃])[#＃]((?:[\w·\u200c\u200d\uFE0F]|\p{Emoji_Presentation}|\p{Extended_Pictographic})+)"
)
_NO_WORD = regex.compile(r"[\p{N}_·\p{Cf}\uFE0F]*")
#: Accents, Hebrew points, Arabic vowel signs. Other marks (か is not が) tell words apart.
_LIGHT = regex.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\ufe0e\ufe0f]+")
_APART = regex.compile(r"[_·\p{Cf}]+")
LONGEST = 120
#: Under every automatic answer, so that readers, and machines like us, know.
SIGN = "🤖"
_SIGNED = regex.compile(rf"(?:^|\n){SIGN} [^\n]*\s*\Z")
_MENTION = regex.compile(r"@[\w.:@-]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A hashtag where it stands, in code points, without its sign; and what it is compared by."""

    start: int
    end: int
    word: str
    key: str


def fold(word: str) -> str:
    """What two spellings of one hashtag have in common: small, without accents, its parts together."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word.lstrip("#＃")).casefold())
    return unicodedata.normalize("NFC", _APART.sub("", _LIGHT.sub("", plain)))[:LONGEST]


def hashtags(text: str, spans: list[tuple[int, int, str]] | None = None) -> list[Written]:
    """The hashtags of a text, each once; by the network's own spans (start, end, word) where it told any."""
    found = spans or [(match.start(), match.end(), match[1]) for match in _TAG.finditer(text)]
    written: dict[str, Written] = {}
    for start, end, word in found:
        key = fold(word)
        if key and not _NO_WORD.fullmatch(key):
            written.setdefault(key, Written(start, end, word.lstrip("#＃")[:LONGEST], key))
    return list(written.values())


def is_word(word: str) -> bool:
    """Whether a hashtag can be called so, on networks as they are."""
    found = hashtags(f"#{word}")
    return len(found) == 1 and found[0].end == len(word) + 1


def nearest(key: str, known: list[str]) -> str:
    """What was probably meant; "" where nothing is near, or two are as near."""
    if len(key) < 4:
        return ""
    scored = sorted(((_likeness(key, one), one) for one in known if len(one) > 3), reverse=True)
    if not scored or scored[0][0] < 0.8 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return ""
    return scored[0][1]


def _likeness(one: str, other: str) -> float:
    """How alike, 0 to 1; letters in another order are one slip of the fingers."""
    return 0.9 if sorted(one) == sorted(other) else SequenceMatcher(None, one, other).ratio()


def behind(text: str, at: Written, all_of_them: list[Written]) -> str:
    """The words between a hashtag and the next, without names: what goes with it."""
    following = [one.start for one in all_of_them if one.start >= at.end]
    rest = text[at.end : min(following, default=len(text))]
    return " ".join(_MENTION.sub(" ", rest).split()).strip(" :,;.!?¿¡")


def beside(text: str, all_of_them: list[Written]) -> str:
    """What a text says besides its hashtags and names."""
    for one in sorted(all_of_them, key=lambda tag: -tag.start):
        text = f"{text[: one.start]} {text[one.end :]}"
    return " ".join(_MENTION.sub(" ", text).split())


def signed_by_machine(text: str) -> bool:
    """Whether a machine like ours wrote it, and says so."""
    return _SIGNED.search(text) is not None

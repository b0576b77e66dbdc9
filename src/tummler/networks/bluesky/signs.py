"""Signs as Bluesky's servers and app count them.

They segment by an older Unicode than we do: newer ones join more letters of some scripts (Khmer, Burmese, Balinese …)
into one sign. Counting fewer than they do would have an answer refused.
https://github.com/bluesky-social/atproto/blob/main/packages/common-web/src/strings.ts
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

_SIGN = regex.compile(r"\X")
_LINKS = (
    r"\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\U00010a3f\U00011133\U00011a47\U00011a99"
    r"\U0001193e\U000113d0\U00011f42"
)
# In the older scripts they join as Unicode 15.1 does: a consonant, a link, a consonant.
_OLD_LINKS = r"\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d"
_CONSONANTS = (
    r"\u0915-\u0939\u0958-\u095f\u0978-\u097f\u0995-\u09b9\u09dc-\u09df\u09f0\u09f1\u0a95-\u0ab9\u0af9"
    r"\u0b15-\u0b39\u0b5c-\u0b5f\u0b71\u0c15-\u0c39\u0c58-\u0c5a\u0d15-\u0d3a"
)
_BREAK = regex.compile(
    rf"[{_LINKS}][\p{{Mn}}\u200d]*(?=\p{{Lo}})"
    rf"|(?<![{_CONSONANTS}][\p{{Mn}}\u200d]*)[{_OLD_LINKS}][\p{{Mn}}\u200d]*(?=\p{{Lo}})"
    rf"|[{_OLD_LINKS}][\p{{Mn}}\u200d]*(?=(?![{_CONSONANTS}])\p{{Lo}})"
)


def ends(text: str) -> Iterator[int]:
    """The code point at which each sign ends."""
    for match in _SIGN.finditer(text):
        if len(match[0]) > 2 or not match[0].isascii():
            for inner in _BREAK.finditer(match[0]):
                yield match.start() + inner.end()
        yield match.end()


def count(text: str) -> int:
    """How many signs there are."""
    return sum(1 for _ in ends(text))


def cut(text: str, limit: int) -> int:
    """The code point at which the first ``limit`` signs end."""
    last = 0
    for number, end in enumerate(ends(text)):
        if number == limit:
            return last
        last = end
    return len(text)

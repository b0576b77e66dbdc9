"""Pure: a long text cut into posts, at the end of a sentence if one is near, else between words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import regex

from tummler.common.text import cut_graphemes, graphemes
from tummler.networks.mastodon.count import entities

#: Where a text may be cut: after a word, and after a full stop of scripts that put no space there.
_WORD_END = regex.compile(r"(?<=\S)(?=\s)|(?<=[。！？])(?=\S)")
_SENTENCE_END = regex.compile(r"[.!?…。！？][\"'”’»)\]]*$|\n\s*$")
#: A post this short is left alone even at the end of a sentence.
_NEAR = 0.5


def pieces(text: str, cuts: Sequence[int], reach: int, fits: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Where each post that fits starts and ends: cut where a helper wants it, and further wherever that is too long.

    No post is longer than ``reach`` code points, whatever fits: each cut looks no further.
    """
    wanted = sorted({cut for cut in cuts if 0 < cut < len(text)})
    marks = [0, *_outside(text, wanted), len(text)]
    for start, end in pairwise(marks):
        here, until = _trimmed(text, start, end)
        while here < until:
            at = here + _cut(text[here : min(until, here + reach)], fits)
            yield _trimmed(text, here, at)
            here, until = _trimmed(text, at, until)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without the white space around it."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _cut(text: str, fits: Callable[[str], bool]) -> int:
    if fits(text):
        return len(text)
    ends = _ends(text)
    best = bisect_right(ends, False, key=lambda end: not fits(text[:end])) - 1
    if best < 0:
        return _cut_word(text, ends[0] if ends else len(text), fits)
    return _sentence(text, ends[: best + 1])


def _ends(text: str) -> list[int]:
    return _outside(text, [match.start() for match in _WORD_END.finditer(text)])


def _outside(text: str, places: Sequence[int]) -> list[int]:
    """Those that cut no link, mention or tag in two."""
    whole = [(entity.start, entity.end) for entity in entities(text)]
    return [place for place in places if not any(start < place < end for start, end in whole)]


def _sentence(text: str, ends: Sequence[int]) -> int:
    """The last end that closes a sentence, if it is not too early; else the last one."""
    for end in reversed(ends):
        if end < ends[-1] * _NEAR:
            break
        if _SENTENCE_END.search(text[max(0, end - 8) : end]) or text[end : end + 1] == "\n":
            return end
    return ends[-1]


def _cut_word(text: str, end: int, fits: Callable[[str], bool]) -> int:
    """A word longer than a whole post: as many signs of it as fit, and at least one."""
    word = text[:end]
    signs = range(1, graphemes(word) + 1)
    fitting = bisect_right(signs, False, key=lambda count: not fits(word[: cut_graphemes(word, count)]))
    return cut_graphemes(word, max(1, fitting))

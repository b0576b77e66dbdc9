"""A text cut into posts, as it will stand on Bluesky. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import regex

from tummler.networks.bluesky import facets, signs
from tummler.networks.contract import Composition, Leaf, Place, Problem, Span, Traits, Visibility

#: Direct messages: https://github.com/bluesky-social/atproto/blob/main/lexicons/chat/bsky/convo/defs.json
_DIRECT_GRAPHEMES, _DIRECT_BYTES = 1000, 10_000
_SENTENCE_END = regex.compile(r"""[.!?…]["'”’»)\]]*(?=\s)|[。！？｡][」』）”]*|\n(?=\n)""")
_WORD_END = regex.compile(r"(?<=\S)(?=\s)")
# Scripts that may be cut between any two signs; in others a long word is a link or a name.
_SPACELESS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def compose(text: str, place: Place, traits: Traits, cuts: tuple[int, ...]) -> Composition:
    """The leaves of an answer: cut where the helper wants, else after a sentence, a word, a sign."""
    direct = place.visibility is Visibility.DIRECT
    limit = _DIRECT_GRAPHEMES if direct else traits.length.limit or 0
    most_bytes = _DIRECT_BYTES if direct else traits.length.bytes_limit or 0
    pieces = [(start, end) for start, end in _pieces(text, cuts, limit, most_bytes)]
    spans = facets.find(text, place.handles)
    leaves = tuple(
        replace(_leaf(text[start:end], facets.within(spans, start, end), limit, most_bytes), start=start, end=end)
        for start, end in pieces
    )
    return Composition(leaves or (_leaf("", (), limit, most_bytes),), place.visibility, place.warning)


def _leaf(text: str, spans: tuple[Span, ...], limit: int, most_bytes: int) -> Leaf:
    count = signs.count(text)
    problems = []
    if not text:
        problems.append(Problem("empty", 0, 0))
    if count > limit:
        problems.append(Problem("too_long", signs.cut(text, limit), len(text)))
    if len(text.encode()) > most_bytes:
        problems.append(Problem("too_many_bytes", _fits_bytes(text, most_bytes), len(text)))
    return Leaf(text, spans, count, limit, tuple(problems))


def _pieces(text: str, cuts: tuple[int, ...], limit: int, most_bytes: int) -> Iterator[tuple[int, int]]:
    """Where each leaf starts and ends, the white space between them left out."""
    bounds = sorted({0, *(_behind_sign(text, cut) for cut in cuts if 0 < cut < len(text)), len(text)})
    for left, right in pairwise(bounds):
        start, end = _trimmed(text, left, right)
        while start < end:
            cut = start + _cut(text[start:end], limit, most_bytes)
            yield _trimmed(text, start, cut)
            start, end = _trimmed(text, cut, end)


def _behind_sign(text: str, cut: int) -> int:
    """The cut itself, or the end of the sign it would tear."""
    return next(end for end in signs.ends(text) if end >= cut)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, limit: int, most_bytes: int) -> int:
    """The best code point to cut at so that the first part fits; the whole length if all of it does."""
    most = min(signs.cut(text, limit), _fits_bytes(text, most_bytes))
    if most >= len(text):
        return len(text)
    # White space at the very edge is cut away, so a word may end right there.
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, 0, most + 1) if match.end() <= most]
    if sentences and sentences[-1] >= most // 2:
        return int(sentences[-1])
    words = [match.end() for match in _WORD_END.finditer(text, 0, most + 1) if match.end() <= most]
    if words and (words[-1] >= most // 2 or not _SPACELESS.search(text, most - 1, most + 1)):
        return int(words[-1])
    # One sign can be larger than a post; it is shown as a problem rather than torn apart.
    return most or next(signs.ends(text))


def _fits_bytes(text: str, most_bytes: int) -> int:
    """The code point at which the last whole sign ends that fits into so many bytes."""
    if len(text) * 4 <= most_bytes:
        return len(text)
    used = last = 0
    for end in signs.ends(text):
        used += len(text[last:end].encode("utf-8", "surrogatepass"))
        if used > most_bytes:
            return last
        last = end
    return len(text)

"""Pure: an answer as it will stand in a room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import regex

from tummler.networks.contract import Composition, Leaf, Place, Problem, Span, Traits, Visibility

_LINK = regex.compile(r"https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]]", regex.IGNORECASE)
_PERSON = regex.compile(r"(?<![\w@])@[a-z0-9._=/+-]+:[a-z0-9.:\[\]-]*[a-z0-9\]]", regex.IGNORECASE)
_TAG = regex.compile(r"(?<![\w/&#])#(\w*[\p{L}\p{M}_]\w*)(?![\w:])")
_SENTENCE_END = regex.compile(r"""[.!?…]["\'”’»)\]]*(?=\s)|[。！？]|\n(?=\n)""")
_SIGN = regex.compile(r"\X")
_WORD_END = regex.compile(r"(?<=\S)(?=\s)")


def compose(text: str, place: Place, traits: Traits, cuts: tuple[int, ...]) -> Composition:
    """Cut a text for a place: where the helper wants it, else after a sentence, a word, a sign.

    Nobody needs to be named in the words: who is answered is told by the event itself.
    """
    limit = traits.length.limit or 0
    people = {handle.lower(): remote_id for handle, remote_id in place.handles.items()}
    people[place.account.handle.lower()] = place.account.remote_id
    leaves = tuple(_leaf(text, start, end, limit, people) for start, end in _pieces(text, cuts, limit))
    width = place.visibility if place.visibility in traits.visibilities else Visibility.DIRECT
    return Composition(leaves or (_leaf("", 0, 0, limit, people),), width)


def _leaf(text: str, start: int, end: int, limit: int, people: Mapping[str, str]) -> Leaf:
    words = text[start:end]
    problems = (Problem("empty", 0, 0),) if not words else ()
    return Leaf(words, spans_of(words, people), len(words), limit, problems, start, end)


def spans_of(text: str, people: Mapping[str, str]) -> tuple[Span, ...]:
    """Links, people of this conversation (by the lower-case handle) and tags; a name inside a link is none."""
    links = [Span(*match.span(), "link", match[0]) for match in _LINK.finditer(text)]
    found = list(links)
    for match in _PERSON.finditer(text):
        person = people.get(match[0].lower())
        if person and _free(match, links):
            found.append(Span(*match.span(), "mention", person))
    found += [Span(*match.span(), "tag", match[1]) for match in _TAG.finditer(text) if _free(match, links)]
    return tuple(sorted(found, key=lambda span: span.start))


def _free(match: regex.Match[str], links: list[Span]) -> bool:
    return not any(link.start < match.end() and match.start() < link.end for link in links)


def _pieces(text: str, cuts: tuple[int, ...], limit: int) -> Iterator[tuple[int, int]]:
    """Where each leaf starts and ends, the white space between them left out."""
    bounds = sorted({0, *(cut for cut in cuts if 0 < cut < len(text)), len(text)})
    for left, right in pairwise(bounds):
        start, end = _trimmed(text, left, right)
        while start < end:
            cut = start + _cut(text[start:end], limit)
            yield _trimmed(text, start, cut)
            start, end = _trimmed(text, cut, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


def _cut(text: str, limit: int) -> int:
    """The best code point to cut at so that the first part fits; the whole length if all of it does."""
    if len(text) <= limit:
        return len(text)
    for ends in (_SENTENCE_END, _WORD_END):
        places = [match.end() for match in ends.finditer(text, 0, limit + 1) if match.end() <= limit]
        if places and places[-1] >= limit // 2:
            return int(places[-1])
    signs = [match.end() for match in _SIGN.finditer(text, limit - 200, limit + 1) if match.end() <= limit]
    return signs[-1] if signs else limit

"""Pure: what stands in a text that we write, and how long the server will find it.

Mastodon counts graphemes, a link as 23, and of a mention only the name before the domain; the content warning counts
in, as it stands: ``StatusLengthValidator`` in mastodon/mastodon, https://docs.joinmastodon.org/user/posting/#text
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from tummler.common.text import graphemes
from tummler.networks.contract import Length

# `Account::MENTION_RE` and `Tag::HASHTAG_RE` in mastodon/mastodon.
_USERNAME = r"[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*"
MENTION = regex.compile(rf"(?<![=/\w])@({_USERNAME})(@\w+(?:[.-]+\w+)*)?(?::\d+)?", regex.IGNORECASE)
# The ways of Mastodon's own links, wider than twitter-text's: `config/initializers/twitter_regex.rb` there. Each is
# matched whole, then what may not stand at its end is left to the sentence.
_BALANCED = r"\((?:[^\s<>()?]+|[^\s<>()?]*\([^\s<>()?]+\)[^\s<>()?]*)\)"
_PATH = regex.compile(rf"/(?:[^\s<>()?]|{_BALANCED})*+")
_QUERY = regex.compile(r"\?[\w!?*'();:&=+$/%#\[\]\-.,~|@^]*+")
_NOT_LAST, _NOT_LAST_IN_QUERY = "!*\"'「」;:=,.$%[]~&|@", "!?*'();:+$%[].,~|@^"
_TAG = regex.compile(r"(?<![\w/&])[#＃](\w*[\p{L}\p{M}_]\w*)")


@dataclass(frozen=True, slots=True)
class Entity:
    """A link, mention or tag in a text that we write, in code points."""

    start: int
    end: int
    kind: Literal["mention", "link", "tag"]
    #: What it counts as, for a server that counts as Mastodon does.
    short: str


def entities(text: str, link_cost: int = 23) -> list[Entity]:
    """Links first: a name inside a link is no mention. Mastodon.py keeps twitter-text's rule for what a link is."""
    found = [Entity(start, end, "link", "x" * link_cost) for start, end in _links(text)]
    found += [Entity(*match.span(), "mention", f"@{match[1]}") for match in _free(MENTION, text, found)]
    found += [Entity(*match.span(), "tag", match[0]) for match in _free(_TAG, text, found)]
    return sorted(found, key=lambda entity: entity.start)


def _links(text: str) -> Iterator[tuple[int, int]]:
    from mastodon._url_regex import url_regex  # with its domains two megabytes: only where something is written

    last = 0
    for match in url_regex.finditer(text):
        start, domain = match.start(3), max(match.end(5), match.end(6))
        if start >= last:
            last = _link_end(text, domain)
            yield start, last


def _link_end(text: str, at: int) -> int:
    path = _PATH.match(text, at)
    if path:
        at += len(path[0].rstrip(_NOT_LAST))
        if at != path.end():
            return at
    query = _QUERY.match(text, at)
    return at + len(query[0].rstrip(_NOT_LAST_IN_QUERY)) if query else at


def _free(pattern: regex.Pattern[str], text: str, taken: list[Entity]) -> Iterator[regex.Match[str]]:
    links = [(entity.start, entity.end) for entity in taken if entity.kind == "link"]
    for match in pattern.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in links):
            yield match


def counted(text: str, length: Length) -> int:
    """How much of the limit a text takes."""
    if length.link_cost is None:
        return len(text) if length.unit == "characters" else graphemes(text)
    parts, at = [], 0
    for entity in entities(text, length.link_cost):
        parts += [text[at : entity.start], entity.short]
        at = entity.end
    return graphemes("".join([*parts, text[at:]]))

"""Pure: the mentions, links and tags in a status's text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import regex

from tummler.common.html import Anchor
from tummler.common.text import storable
from tummler.networks.contract import Span


def spans_of(text: str, anchors: Iterable[Anchor], status: Mapping[str, Any], host: str) -> tuple[Span, ...]:
    """From the links of its HTML; and, on servers that put none around them, from its lists of mentions and tags."""
    people, tags = _people(status, host), _tags(status)
    spans = [_span(anchor, text, people) for anchor in anchors if anchor.href]
    for words, kind, value in _wanted(people, tags):
        if not any(span.kind == kind and span.value == value for span in spans):
            spans += _found(text, words, kind, value, spans)
    return tuple(sorted(spans, key=lambda span: span.start))


def _people(status: Mapping[str, Any], host: str) -> dict[str, str]:
    """How each mentioned account may be written or linked, and its id."""
    people: dict[str, str] = {}
    mentions = [(each, storable(f"{host}#{each.get('id')}")) for each in status.get("mentions") or ()]
    for each, person in mentions:
        people |= {str(each.get("url") or "").lower(): person, f"@{each.get('acct')}".lower(): person}
    for each, person in mentions:
        # Others may be called so too: these are only taken where nobody is exactly that.
        name = f"@{each.get('username')}".lower()
        people.setdefault(f"{name}@{urlsplit(str(each.get('url'))).netloc}", person)
        people.setdefault(name, person)
    return people


def _tags(status: Mapping[str, Any]) -> list[str]:
    return [str(tag["name"]) for tag in status.get("tags") or () if tag.get("name")]


def _span(anchor: Anchor, text: str, people: Mapping[str, str]) -> Span:
    words = text[anchor.start : anchor.end]
    # Mastodon marks a hashtag as "mention hashtag": it must be asked for first.
    if words.startswith(("#", "＃")) and "hashtag" in anchor.classes:
        return Span(anchor.start, anchor.end, "tag", words[1:])
    person = people.get(anchor.href.lower()) or people.get(words.lower())
    if person and words.startswith("@"):
        return Span(anchor.start, anchor.end, "mention", person)
    return Span(anchor.start, anchor.end, "link", storable(anchor.href))


def _wanted(people: Mapping[str, str], tags: Iterable[str]) -> list[tuple[str, str, str]]:
    written = [(words, "mention", person) for words, person in people.items() if words.startswith("@") and words[1:]]
    # The longest first: @ada@there.example is not @ada.
    written.sort(key=lambda each: -len(each[0]))
    return written + [(f"#{tag}", "tag", tag) for tag in tags]


def _found(text: str, words: str, kind: Any, value: str, taken: Iterable[Span]) -> list[Span]:
    pattern = regex.compile(rf"(?<![\w/]){regex.escape(words)}(?![\w@])", regex.IGNORECASE)
    places = [match.span() for match in pattern.finditer(text)]
    free = [(a, b) for a, b in places if not any(span.start < b and a < span.end for span in taken)]
    return [Span(a, b, kind, value) for a, b in free]

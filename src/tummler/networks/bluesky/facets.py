"""Rich text: spans in code points on our side, facets in UTF-8 bytes on theirs.

https://docs.bsky.app/docs/advanced-guides/post-richtext
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import regex

from tummler.common.text import byte_offsets, graphemes
from tummler.networks.contract import Span

_TYPE = "app.bsky.richtext.facet"
#: More facets than a post of 300 signs can have are an attack, not a text.
_MOST = 200
_TAG_GRAPHEMES = 64
_DID = regex.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,2000}")
_HANDLE = regex.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", regex.I)
# The patterns of Bluesky's own client, so that a tag here is a tag there:
# https://github.com/bluesky-social/atproto/blob/main/packages/api/src/rich-text/util.ts
_SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_UNSEEN = r"\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2"
_MENTION = regex.compile(rf"(?:^|[{_SPACE}(])(@([a-zA-Z0-9.-]+))\b", regex.ASCII)
_LINK = regex.compile(rf"(?:^|[{_SPACE}(])(https?://[^{_SPACE}]+)", regex.I)
_TAG = regex.compile(
    rf"(?:^|[{_SPACE}])([#＃]((?!\ufe0f)[^{_SPACE}{_UNSEEN}]*"
    rf"[^0-9{_SPACE}\p{{P}}{_UNSEEN}]+[^{_SPACE}{_UNSEEN}]*))",
    regex.V0,
)
_TRAILING = regex.compile(r"\p{P}+$")


# ----------------------------------------------------------------------------------------------- theirs


def spans_of(text: str, facets: Any) -> tuple[Span, ...]:
    """The spans their facets describe. What is out of range, inside a sign, overlapping or forged is left out."""
    marks = sorted(_marks(facets), key=lambda mark: (mark[0], mark[1]))
    if not marks:
        return ()
    at = {offset: point for point, offset in enumerate(byte_offsets(text))}
    spans: list[Span] = []
    for start, end, feature in marks:
        if start not in at or end not in at or start >= end or (spans and at[start] < spans[-1].end):
            continue
        span = _span(text, at[start], at[end], feature)
        if span:
            spans.append(span)
    return tuple(spans)


def _marks(facets: Any) -> Iterator[tuple[int, int, dict[str, Any]]]:
    for facet in facets[:_MOST] if isinstance(facets, list) else ():
        try:
            start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
            feature = next(one for one in facet["features"] if isinstance(one, dict))
        except (KeyError, TypeError, StopIteration):
            continue
        if isinstance(start, int) and isinstance(end, int):
            yield start, end, feature


def _span(text: str, start: int, end: int, feature: Mapping[str, Any]) -> Span | None:
    words, kind = text[start:end], feature.get("$type")
    did, uri, tag = feature.get("did"), feature.get("uri"), feature.get("tag")
    if kind == f"{_TYPE}#mention" and isinstance(did, str) and _DID.fullmatch(did):
        # A mention that doesn't show a handle hides whom it calls.
        if words.startswith("@") and _HANDLE.fullmatch(words[1:]):
            return Span(start, end, "mention", did)
    elif kind == f"{_TYPE}#link" and isinstance(uri, str) and is_web(uri):
        return Span(start, end, "link", uri)
    elif kind == f"{_TYPE}#tag" and isinstance(tag, str) and tag:
        return Span(start, end, "tag", tag)
    return None


def is_web(uri: str) -> bool:
    """True for an http(s) address without control signs or blanks in it."""
    if regex.search(r"[\x00-\x20\x7f]", uri):
        return False
    try:
        parts = urlsplit(uri)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


# ------------------------------------------------------------------------------------------------- ours


def find(text: str, handles: Mapping[str, str]) -> tuple[Span, ...]:
    """The links, tags and mentions in a text of ours. Only ``handles`` are mentioned: nobody is called in."""
    known = {handle.lower(): did for handle, did in handles.items()}
    found = [*_links(text), *_mentions(text, known), *_tags(text)]
    found.sort(key=lambda span: (span.start, -span.end))
    apart = found[:1]
    for span in found[1:]:
        if span.start >= apart[-1].end:
            apart.append(span)
    return tuple(apart)


def _links(text: str) -> Iterator[Span]:
    for match in _LINK.finditer(text):
        start, uri = match.start(1), match[1]
        uri = uri[:-1] if uri[-1] in ".,;:!?" else uri
        uri = uri[:-1] if uri.endswith(")") and "(" not in uri else uri
        if is_web(uri):
            yield Span(start, start + len(uri), "link", uri)


def _mentions(text: str, known: Mapping[str, str]) -> Iterator[Span]:
    for match in _MENTION.finditer(text):
        did = known.get(match[2].lower())
        if did:
            yield Span(match.start(1), match.end(1), "mention", did)


def _tags(text: str) -> Iterator[Span]:
    for match in _TAG.finditer(text):
        tag = _TRAILING.sub("", match[2])
        if tag and graphemes(tag) <= _TAG_GRAPHEMES:
            yield Span(match.start(1), match.start(1) + 1 + len(tag), "tag", tag)


def facets_for(text: str, spans: Sequence[Span]) -> list[dict[str, Any]]:
    """The facets of our spans, as the record holds them."""
    offsets = byte_offsets(text)
    return [
        {
            "index": {"byteStart": offsets[span.start], "byteEnd": offsets[span.end]},
            "features": [_feature(span)],
        }
        for span in spans
    ]


def _feature(span: Span) -> dict[str, str]:
    name = {"mention": "did", "link": "uri", "tag": "tag"}[span.kind]
    return {"$type": f"{_TYPE}#{span.kind}", name: span.value}


def within(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans that lie wholly in a stretch, counted from its start."""
    return tuple(
        Span(span.start - start, span.end - start, span.kind, span.value)
        for span in spans
        if start <= span.start and span.end <= end
    )


def ordered(spans: Sequence[Span]) -> bool:
    """True when no span overlaps the next."""
    return all(first.end <= second.start for first, second in pairwise(spans))

"""What people wrote, made safe to show: everything escaped, links only to the web, the marker on its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from tummler.common.text import shorten
from tummler.records.models import Account, Helper, PeerClaim

# Directions that are switched on or overridden and never ended would turn our own words round.
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_LEADING_HANDLES = re.compile(r"(?:\s*@[\w.@=+-]+(?::[a-z0-9-]+(?:\.[a-z0-9-]+)+)?[\s,:]*)+")
_LINK = re.compile(r"https?://[^\s<>\"“”„«»‘]+", re.IGNORECASE)
#: What the square calls somebody who gives no name.
NAMELESS = "someone"
#: No address is longer; what is stays text.
_LONGEST_LINK = 2048
#: How far into a text the marker may begin before its excerpt starts later.
_FAR = 110


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text, in code points, and where it leads if it is a link."""

    start: int
    end: int
    href: str = ""


def name_of(account: Account) -> str:
    """What to call them in a sentence of ours: on one line, without signs that turn a text round."""
    return called_name(account.called, account.handle)


def called_name(called: str, handle: str) -> str:
    """The same, from their name (else their handle) and their handle."""
    if called == handle == NAMELESS:
        return _("someone")
    return shorten(_UNSEEN.sub(" ", called), 60) or _UNSEEN.sub("", handle)[:60] or "?"


def cleaned(name: str) -> str:
    """A name that stands in a sentence of ours: on one line, without signs that turn a text round."""
    return shorten(_UNSEEN.sub(" ", name).strip(), 60)


def peer_name(claim: PeerClaim) -> str:
    """What a peer is called on our pages."""
    return name_of(claim.peer.voice or claim.peer.account)


def given_name(helper: Helper | None) -> str:
    """What colleagues call a helper: the first of their names; "" for nobody."""
    return first_name(helper.name) if helper else ""


def first_name(name: str) -> str:
    """The first of somebody's names."""
    return next(iter(name.split()), name)


def handle_of(account: Account) -> str:
    """Their handle as it is written, with its @."""
    handle = _UNSEEN.sub("", account.handle)
    return handle if handle.startswith(("@", "u/")) else f"@{handle}"


def said(text: str, spans: Sequence[Any] = (), marks: Sequence[Sequence[Any]] = ()) -> Markup:
    """A post's words as HTML: escaped, web links as links, marks as <mark>. Offsets are clipped, never trusted."""
    marked = _merged(marks, len(text))
    parts, place = [], 0
    for link in _links(spans, len(text)):
        parts.append(_marked(text, place, link.start, marked))
        parts.append(_linked(text, link, marked))
        place = link.end
    parts.append(_marked(text, place, len(text), marked))
    return Markup("").join(parts)


def linked(text: str) -> Markup:
    """Words that somebody typed here as HTML: escaped, with what is an address of the web as a link."""
    found = [(match.start(), _without_end(match.group())) for match in _LINK.finditer(text)]
    return said(text, [
        {"kind": "link", "start": start, "end": start + len(address), "value": address}
        for start, address in found
        if _plain_address(address)
    ])  # fmt: skip


def _without_end(address: str) -> str:
    """An address without what belongs to the sentence around it."""
    while address and (address[-1] in ".,;:!?…'’*_" or (address[-1] in ")]}" and not _opened(address))):
        address = address[:-1]
    return address


def _opened(address: str) -> bool:
    """Whether the bracket that an address ends with was opened in it."""
    opens = {")": "(", "]": "[", "}": "{"}[address[-1]]
    return address.count(opens) >= address.count(address[-1])


def _plain_address(address: str) -> bool:
    """What leads where it seems to: a host of plain letters with a dot, and nobody's name in front of it."""
    host = web_address(address)
    plain = "." in host and host.isascii() and not host.startswith("xn--") and ".xn--" not in host
    return plain and "@" not in address.split("/", 3)[2] and len(address) <= _LONGEST_LINK


def excerpt(text: str, marks: Sequence[Sequence[Any]] = (), limit: int = 280) -> Markup:
    """The part of a text that a list shows: without the handles it starts with, and with what is marked in sight."""
    marked = _merged(marks, len(text))
    start = _after_handles(text)
    before = Markup("")
    first = next((mark.start for mark in marked if mark.end > start), start)
    if first - start > _FAR:
        start = max(text.rfind(" ", start, first - _FAR // 3) + 1, start)
        before = Markup("…")
    end = min(len(text), start + limit)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + limit // 2)
    after = Markup("…") if end < len(text) else Markup("")
    return before + _marked(text, start, end, marked) + after


def _after_handles(text: str) -> int:
    """Where the words begin behind leading handles; 0 where a handle is a part of the sentence ("@us lost my bike")."""
    leading = _LEADING_HANDLES.match(text)
    if leading is None or leading.end() >= len(text) or text[leading.end()].islower():
        return 0
    return leading.end()


def quotes(text: str, marks: Sequence[Sequence[Any]]) -> list[str]:
    """The marked words themselves, each once, without those that lie inside another."""
    return list(dict.fromkeys(text[mark.start : mark.end] for mark in _merged(marks, len(text))))


def _merged(marks: Sequence[Sequence[Any]], length: int) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in sorted(_pairs(marks, length)):
        if found and start <= found[-1].end:
            found[-1] = Stretch(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Stretch(start, end))
    return found


def _pairs(marks: Sequence[Sequence[Any]], length: int) -> list[tuple[int, int]]:
    pairs = []
    for mark in marks:
        start, end = (max(0, min(int(at), length)) for at in mark[:2])
        if start < end:
            pairs.append((start, end))
    return pairs


def _links(spans: Sequence[Any], length: int) -> list[Stretch]:
    found: list[Stretch] = []
    for span in sorted(spans, key=lambda one: int(one["start"])):
        start, end = (max(0, min(int(span[at]), length)) for at in ("start", "end"))
        free = not found or start >= found[-1].end
        if span["kind"] == "link" and start < end and free and web_address(str(span["value"])):
            found.append(Stretch(start, end, str(span["value"])))
    return found


def web_address(address: str) -> str:
    """The host of an http(s) address; "" for anything else, which is never a link here."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _linked(text: str, link: Stretch, marked: list[Stretch]) -> Markup:
    host = web_address(link.href)
    inner = _marked(text, link.start, link.end, marked)
    anchor = Markup('<a href="{}" rel="nofollow noopener noreferrer ugc" target="_blank">{}</a>').format(
        link.href, inner
    )
    if host.removeprefix("www.") in text[link.start : link.end].lower():
        return anchor
    return anchor + Markup(' <span class="host">({})</span>').format(host)  # its words say something else


def _marked(text: str, start: int, end: int, marked: list[Stretch]) -> Markup:
    parts: list[Markup] = []
    place = start
    for mark in marked:
        first, last = max(mark.start, start), min(mark.end, end)
        if first < last:
            parts += (escape(text[place:first]), Markup("<mark>"), escape(text[first:last]), Markup("</mark>"))
            place = last
    parts.append(escape(text[place:end]))
    return Markup("").join(parts)

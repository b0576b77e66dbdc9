"""HTML from strangers, made into plain text. Nothing of it is ever put on a page as HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from tummler.common.text import storable

_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "li", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style", "template", "svg", "math", "title"}
_KEPT = _BLOCKS | {"a", "br", "img"}
_ATTRIBUTES = {"a": {"href", "class"}, "p": {"class"}, "img": {"alt"}}
# Repeats in words a quote that is told apart as well (Mastodon 4.5: a link for software that knows no quotes).
_REPEATED = "quote-inline"
#: Longer HTML is cut here: nobody reads it, and nesting this deep still takes less than a second.
MAX_HTML = 100_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link found in HTML: where it stands in the text made of it (code points), where it leads, its classes."""

    start: int
    end: int
    href: str
    classes: frozenset[str]


@dataclass
class _Reader(HTMLParser):
    parts: list[str] = field(default_factory=list)
    length: int = 0
    anchors: list[Anchor] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[int, str, frozenset[str]]] = []
        self._repeated = False

    def _put(self, text: str) -> None:
        if not self._repeated:
            self.parts.append(text)
            self.length += len(text)

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self._put("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = frozenset(values.get("class", "").split())
        if tag == "br":
            self._put("\n")
        elif tag == "img":
            self._put(values.get("alt", ""))
        elif tag in _BLOCKS:
            self._paragraph(tag)
            self._repeated = self._repeated or (tag == "p" and _REPEATED in classes)
        elif tag == "a":
            self._open.append((self.length, values.get("href", ""), classes))

    def _paragraph(self, tag: str) -> None:
        self._break()
        if tag == "p" and self.length:
            self._put("\n")
        if tag == "li":
            self._put("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            start, href, classes = self._open.pop()
            if not self._repeated:
                self.anchors.append(Anchor(start, self.length, href, classes))
        elif tag == "p":
            self._repeated = False
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        self._put(data)


def _well_formed(html: str) -> str:
    """Only what we read of it, every tag closed: Python's parser alone takes hours over a crafted megabyte."""
    return nh3.clean(
        storable(html[:MAX_HTML]),
        tags=_KEPT,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )


def plain(html: str) -> tuple[str, list[Anchor]]:
    """The text that a reader would see, paragraphs apart by an empty line, and its links in their order.

    Never raises: what is no HTML comes out as the text it is. Text that a page would hide (the ends of long
    links on Mastodon) is there in full; links that lead to anything but the web or mail lead nowhere.
    """
    reader = _Reader()
    reader.feed(_well_formed(html))
    reader.close()
    text = "".join(reader.parts)
    shift = len(text) - len(text.lstrip())
    text = text.strip()
    anchors = [_moved(anchor, shift, len(text)) for anchor in reader.anchors]
    return text, sorted((a for a in anchors if a.start < a.end), key=lambda a: a.start)


def _moved(anchor: Anchor, shift: int, length: int) -> Anchor:
    start, end = (min(max(at - shift, 0), length) for at in (anchor.start, anchor.end))
    return Anchor(start, end, anchor.href, anchor.classes)

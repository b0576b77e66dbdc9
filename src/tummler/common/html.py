"""HTML from strangers, made into plain text. Nothing of it is ever put on a page as HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = {"p", "div", "blockquote", "ul", "ol", "li", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_SILENT = {"script", "style", "template", "svg", "math", "head", "title"}


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
        self._silent: list[str] = []
        self._invisible: list[str] = []

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _break(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self._put("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = frozenset(values.get("class", "").split())
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "br":
            self._put("\n")
        elif tag in _BLOCKS:
            self._paragraph(tag)
        elif tag == "a":
            self._open.append((self.length, values.get("href", ""), classes))
        elif tag == "span" and "ellipsis" in classes:
            self._invisible.append("…")
        elif tag == "span":
            self._invisible.append("")

    def _paragraph(self, tag: str) -> None:
        self._break()
        if tag == "p" and self.length:
            self._put("\n")
        if tag == "li":
            self._put("- ")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag == "a" and self._open:
            start, href, classes = self._open.pop()
            self.anchors.append(Anchor(start, self.length, href, classes))
        elif tag == "span" and self._invisible:
            self._invisible.pop()
        elif tag in _BLOCKS and tag != "p":
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._put(data)


def plain(html: str) -> tuple[str, list[Anchor]]:
    """The text that a reader would see, paragraphs apart by an empty line, and its links.

    Never raises: what is no HTML comes out as the text it is.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = "".join(reader.parts)
    end = len(text.rstrip())
    return text[:end], [Anchor(a.start, min(a.end, end), a.href, a.classes) for a in reader.anchors if a.start < end]

"""A little Markdown as safe HTML: paragraphs, lists, links to the web, strong, emphasis, code. Nothing else."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

#: What stands beyond is not shown: an answer is shorter.
LONGEST = 20_000
_TAGS = {"p", "br", "ul", "ol", "li", "a", "strong", "em", "code", "pre"}
_RULES = [
    "paragraph", "list", "fence", "text", "newline", "link", "autolink", "emphasis", "backticks", "escape", "entity",
]  # fmt: skip


def to_html(text: str) -> Markup:
    """The text as HTML that holds only the tags above; raw HTML in it comes out as the text it is."""
    made = _reader().render(text[:LONGEST])
    safe = nh3.clean(made, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=_REL)
    return Markup(safe)  # noqa: S704 - cleaned in the line above


_REL = "nofollow noopener noreferrer"


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 12}).enable(_RULES)
    reader.validateLink = _leads_to_the_web  # type: ignore[method-assign, assignment] # made to be replaced
    return reader


def _leads_to_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username

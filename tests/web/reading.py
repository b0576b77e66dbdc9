"""Reading a page as a person does: what stands where, without caring for its markup."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

_VOID = {"meta", "link", "input", "img", "br", "hr"}


class Node:
    """An element with its words."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Node | None) -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node | str] = []

    @property
    def words(self) -> str:
        """Its text on one line."""
        return " ".join("".join(self._pieces()).split())

    def _pieces(self) -> list[str]:
        pieces: list[str] = []
        for child in self.children:
            pieces += [child] if isinstance(child, str) else child._pieces()
        return pieces

    def all(self, tag: str = "", cls: str = "", **attributes: str) -> list[Node]:
        """Every element below with this tag, class and attributes."""
        found: list[Node] = []
        for child in self.children:
            if isinstance(child, str):
                continue
            fits = (not tag or child.tag == tag) and (not cls or cls in child.attributes.get("class", "").split())
            if fits and all(child.attributes.get(name) == value for name, value in attributes.items()):
                found.append(child)
            found += child.all(tag, cls, **attributes)
        return found

    def one(self, tag: str = "", cls: str = "", **attributes: str) -> Node:
        """The only such element."""
        found = self.all(tag, cls, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} class={cls} {attributes}>"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.at.children.append(" ")
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in _VOID:
            self.at = node

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.at
        while node and node.tag != tag:
            node = node.parent
        if node and node.parent:
            self.at = node.parent

    def handle_data(self, data: str) -> None:
        if self.at.tag not in ("script", "style"):
            self.at.children.append(data)


def read(response: Any) -> Node:
    """A response's page."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.root

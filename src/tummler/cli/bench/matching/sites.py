"""Sites of Stack Exchange as their dump tells them: a file of rows of XML, each a question or an answer."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from xml.parsers import expat

from tummler.common.html import plain

_TAG = re.compile(r"[^<>|]+")
_AT_ONCE = 1 << 16


class NoSite(Exception):
    """Why a file is no dump of posts, in words."""


@dataclass(slots=True)
class Asked:
    """A question with who answered it."""

    id: int
    by: int
    at: datetime
    text: str
    tags: frozenset[str]
    accepted: int
    answers: list[Answered] = field(default_factory=list)

    @property
    def others(self) -> list[Answered]:
        """Who answered it, the asker left out."""
        return [one for one in self.answers if one.by != self.by]

    @property
    def best(self) -> Answered | None:
        """The accepted answer, else the one with the best score; None where only its asker answered, or nobody."""
        found = self.others
        taken = next((one for one in found if one.id == self.accepted), None)
        return taken or max(found, key=lambda one: (one.score, -one.id), default=None)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer."""

    id: int
    question: int
    by: int
    at: datetime
    score: int
    text: str


def sites_in(folder: Path) -> dict[str, Path]:
    """Each dump's name and file: NAME-posts.xml.xz, or Posts.xml in a folder of that name."""
    places = [folder, folder / "stackexchange", folder / "understanding" / "stackexchange"]
    files = [file for place in places for mask in ("*.xml", "*.xml.xz", "*/Posts.xml") for file in place.glob(mask)]
    return {_name(file): file for file in sorted(files)}


def _name(file: Path) -> str:
    name = file.name.removesuffix(".xz").removesuffix(".xml")
    return file.parent.name if name == "Posts" else name.removesuffix("-posts")


def read_site(file: Path) -> list[Asked]:
    """The questions in order of time, each with its answers by people who are still known there."""
    questions: dict[int, Asked] = {}
    answers: list[Answered] = []
    with lzma.open(file) if file.suffix == ".xz" else file.open("rb") as stream:
        for row in _rows(stream):
            kind, at = row.get("PostTypeId"), datetime.fromisoformat(row["CreationDate"])
            number, by = int(row["Id"]), int(row.get("OwnerUserId", 0))
            text = plain(row.get("Body", ""))[0]
            if kind == "1":
                tags = frozenset(_TAG.findall(row.get("Tags", "")))
                told = f"{row.get('Title', '')}. {text}"
                questions[number] = Asked(number, by, at, told, tags, int(row.get("AcceptedAnswerId", 0)))
            elif kind == "2" and by:
                answers.append(Answered(number, int(row["ParentId"]), by, at, int(row.get("Score", 0)), text))
    for answer in answers:
        if answer.question in questions:
            questions[answer.question].answers.append(answer)
    return sorted(questions.values(), key=lambda one: (one.at, one.id))


def _rows(stream: IO[bytes]) -> Iterator[dict[str, str]]:
    """The attributes of each row. A file that declares entities is refused: unfolded, they could fill the memory."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, told: found.append(told) if name == "row" else None
    parser.EntityDeclHandler = _refuse
    try:
        while part := stream.read(_AT_ONCE):
            parser.Parse(part, False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
        yield from found
    except (expat.ExpatError, lzma.LZMAError) as error:
        raise NoSite(f"it is no XML: {error}") from error


def _refuse(*_declared: object) -> None:
    raise NoSite("it declares entities")

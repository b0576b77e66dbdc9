"""``tummler understand``: what the mind reads in the posts of a file, one line of JSON each, in the file's order."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, TextIO

from typer import Argument, Option

from tummler.cli.breaking import find_incidents
from tummler.cli.posts_of_file import rows_of, text_of
from tummler.cli.read_as import Brands
from tummler.minds.contract import PostToRead, Reading

File = Annotated[
    Path, Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV, TSV or JSON Lines with a column text.")
]
Out = Annotated[Path | None, Option("--json", metavar="OUT", help="Where the lines go; else to the terminal.")]
Slug = Annotated[
    str,
    Option(
        "--brand", metavar="NAME", help="Read as this brand: its topics as learned, its languages, its corrections."
    ),
]
Limit = Annotated[
    list[str] | None, Option("--language", metavar="TAG", help="Only these languages can be meant. May be repeated.")
]
Incidents = Annotated[
    bool, Option("--incidents", help="Instead, what was breaking in these posts; needs a column that tells the time.")
]

_BATCH = 256
_NAMES = {
    "arabic": "ar", "dutch": "nl", "english": "en", "french": "fr", "german": "de", "hindi": "hi", "italian": "it",
    "japanese": "ja", "polish": "pl", "portuguese": "pt", "spanish": "es", "turkish": "tr",
}  # fmt: skip
_OURS = frozenset(("brand", "us", "agent", "company", "outbound"))
_THEIRS = frozenset(("customer", "person", "user", "inbound"))


def understand(
    file: File, out: Out = None, brand: Slug = "", language: Limit = None, incidents: Incidents = False
) -> None:
    """Read the posts of a file as the mind does.

    One line of JSON a post, in the file's order: need (probability), kind, kinds (probability of each), topic, urgency
    (the post's own words, or null), language, tone, spans (start, end, reason, in characters), personal_data (start,
    end, kind), care, robot and reply_act (what a post of the brand does). The columns language, brand and author are
    heeded where they are there; a brand that is here is read as --brand reads it. Nothing is stored, and nothing leaves
    this machine.

    \b
    Examples:
      tummler understand posts.csv --json read.jsonl
      tummler understand stream.csv --incidents --json incidents.jsonl
      tummler understand posts.csv --brand velo-norte
    """
    if incidents:
        with rows_of(file) as rows, out.open("w", encoding="utf-8") if out else _standing() as target:
            find_incidents(rows, target)
        return
    brands, only = Brands(brand), tuple(language or ())
    with rows_of(file) as rows, out.open("w", encoding="utf-8") if out else _standing() as target:
        while batch := list(islice(rows, _BATCH)):
            for row, reading in zip(batch, _read(batch, brands, only), strict=True):
                target.write(json.dumps(told(row, text_of(row), reading), ensure_ascii=False) + "\n")


def _read(rows: Sequence[dict[str, Any]], brands: Brands, only: tuple[str, ...]) -> list[Reading]:
    """Each row's reading, by the brand that it names where that is here."""
    read: dict[int, Reading] = {}
    read_as = [brands.of(str(row.get("brand") or "")) for row in rows]
    for one in {id(one): one for one in read_as}.values():
        places = [at for at, other in enumerate(read_as) if other is one]
        posts = [_post(rows[at], only or one.languages) for at in places]
        read |= dict(zip(places, one.read(posts), strict=True))
    return [read[at] for at in range(len(rows))]


class _standing:  # noqa: N801 - used as a function
    """The terminal, which stays open."""

    def __enter__(self) -> TextIO:
        return sys.stdout

    def __exit__(self, *failure: object) -> None:
        sys.stdout.flush()


def _post(row: dict[str, Any], languages: tuple[str, ...]) -> PostToRead:
    hint = str(row.get("language") or row.get("lang") or "").strip().lower()
    brand = str(row.get("brand") or "").strip()
    text = text_of(row)
    return PostToRead(
        text=text,
        addressed=str(row.get("addressed") or ("mention" if brand or "@" in text else "nearby")),
        language_hint=_NAMES.get(hint.split(" ")[0], hint),
        languages=languages,
        brand_words=(brand,) if brand else (),
    )


def _by_brand(row: dict[str, Any]) -> bool | None:
    """Whether the brand wrote it; None if the file does not say."""
    brand = str(row.get("brand") or "").strip().lower().lstrip("@")
    for column in ("from", "author", "by", "direction"):
        said = str(row.get(column) or "").strip().lower().lstrip("@")
        if said:
            return said in _OURS or (bool(brand) and said == brand) if said not in _THEIRS else False
    inbound = str(row.get("inbound") or "").strip().lower()
    return {"true": False, "1": False, "false": True, "0": True}.get(inbound)


def told(row: dict[str, Any], text: str, reading: Reading) -> dict[str, Any]:
    """One line: what was read, in plain values."""
    marks = [mark for one in (reading.kind, reading.urgency, reading.topic, reading.care) if one for mark in one.marks]
    return {
        "need": reading.need_probability,
        "kind": reading.kind.value,
        "kinds": {kind: round(share, 4) for kind, share in reading.kinds.items()},
        "topic": reading.topic.value if reading.topic else None,
        "urgency": _words(reading, text),
        "language": reading.language.value,
        "tone": reading.tone.value if reading.tone else "plain",
        "spans": [{"start": mark.start, "end": mark.end, "reason": mark.why} for mark in dict.fromkeys(marks)],
        "personal_data": [{"start": mark.start, "end": mark.end, "kind": mark.why} for mark in reading.personal],
        "care": reading.care.value if reading.care else None,
        "may_care": reading.may_care.value if reading.may_care else None,
        "robot": reading.robot,
        "reply_act": _reply_act(row, text, reading.language.value),
    }


def _words(reading: Reading, text: str) -> str | None:
    """Why it can't wait, in the post's own words; None where it says nothing of it."""
    if reading.urgency.value == "no_hurry":
        return None
    return " … ".join(text[mark.start : mark.end] for mark in reading.urgency.marks) or None


def _reply_act(row: dict[str, Any], text: str, language: str) -> str | None:
    """What a post of the brand does; a customer's does nothing of the kind."""
    read = _reply_reader()
    return None if read is None or _by_brand(row) is False else str(read(text, language=language).value)


def _reply_reader() -> Callable[..., Any] | None:
    if find_spec("tummler.minds.replies") is None:
        return None
    read: Callable[..., Any] = import_module("tummler.minds.replies").read_reply
    return read

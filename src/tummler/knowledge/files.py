"""Articles as Markdown files: a head between two lines of dashes, then the answer. Pure: text in, values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from tummler.common.text import storable

#: What may stand in the head; only the title has to.
FIELDS = ("title", "topic", "language", "source", "look-again", "state", "id")
STATES = ("visible", "faint", "archived")
LONGEST_TITLE, LONGEST_ANSWER = 300, 8_000
#: A file may weigh so much.
LARGEST = 64 * 1024
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Faulty:
    """What is wrong in a file: its line, counted from 1, a code, and the words that are meant."""

    file: str
    line: int
    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """An article as a file says it; ``lines`` tells where each field stands, and where the answer begins."""

    file: str
    title: str
    answer: str
    topic: str = ""
    language: str = ""
    source: str = ""
    look_again: date | None = None
    state: str = "visible"
    id: str = ""
    begins: int = 1


def read_file(name: str, data: bytes) -> Written | list[Faulty]:
    """One file; or everything that is wrong in it."""
    if len(data) > LARGEST:
        return [Faulty(name, 1, "too_large")]
    try:
        text = storable(data.decode("utf-8-sig")).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return [Faulty(name, data[: error.start].count(b"\n") + 1, "no_text")]
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return [Faulty(name, 1, "no_head")]
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not end:
        return [Faulty(name, len(lines), "head_open")]
    faults: list[Faulty] = []
    fields = _head(name, lines[1:end], faults)
    answer = "\n".join(lines[end + 1 :]).strip()
    if not answer:
        faults.append(Faulty(name, end + 1, "no_answer"))
    if len(answer) > LONGEST_ANSWER:
        faults.append(Faulty(name, end + 2, "too_long"))
    written = _checked(name, fields, answer, end + 2, faults)
    return faults or written


def _head(name: str, lines: list[str], faults: list[Faulty]) -> dict[str, tuple[int, str]]:
    fields: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines, 2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, colon, value = line.partition(":")
        key = key.strip().lower().replace("_", "-")
        if not colon or key not in FIELDS:
            faults.append(Faulty(name, number, "no_field", line.strip()[:60]))
        elif key in fields:
            faults.append(Faulty(name, number, "twice", key))
        else:
            fields[key] = (number, _unquoted(value.strip()))
    return fields


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return value


def _checked(
    name: str, fields: Mapping[str, tuple[int, str]], answer: str, begins: int, faults: list[Faulty]
) -> Written:
    def of(key: str) -> tuple[int, str]:
        return fields.get(key, (1, ""))

    line, title = of("title")
    if not title:
        faults.append(Faulty(name, line, "no_title"))
    elif len(title) > LONGEST_TITLE:
        faults.append(Faulty(name, line, "title_long"))
    line, language = of("language")
    if language and not _LANGUAGE.fullmatch(language):
        faults.append(Faulty(name, line, "no_language", language[:40]))
    line, state = of("state")
    if state and state not in STATES:
        faults.append(Faulty(name, line, "no_state", state[:40]))
    line, day = of("look-again")
    look_again = None
    try:
        look_again = date.fromisoformat(day) if day else None
    except ValueError:
        faults.append(Faulty(name, line, "no_day", day[:40]))
    return Written(
        name, " ".join(title.split()), answer, of("topic")[1][:80], language, of("source")[1][:200], look_again,
        state or "visible", of("id")[1][:16], begins,
    )  # fmt: skip


def write_file(written: Written) -> str:
    """The same as a file."""
    head = [f"title: {_quoted(written.title)}"]
    named = {
        "topic": written.topic, "language": written.language, "source": written.source,
        "look-again": written.look_again.isoformat() if written.look_again else "",
        "state": "" if written.state == "visible" else written.state, "id": written.id,
    }  # fmt: skip
    head += [f"{key}: {_quoted(value)}" for key, value in named.items() if value]
    return "\n".join(["---", *head, "---", "", written.answer.strip(), ""])


def _quoted(value: str) -> str:
    """In quotes where another reader of such heads would take it for something else."""
    plain = re.fullmatch(r"[\w(¿¡][^:#\[\]{}\"'&*!|>%@`\\]*", value) and not value.endswith(" ")
    return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def file_name(title: str, public_id: str) -> str:
    """What an article's file is called: its words, and what tells it from others."""
    return f"{slugify(title)[:60] or 'article'}-{public_id[:6].lower()}.md"

"""What an import says: what was found in a file, what could not be taken in and why, how a replay went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from tummler.listening.files.columns import FIELDS
from tummler.listening.files.opening import FileFacts, NotReadable
from tummler.listening.files.posts import Fault
from tummler.listening.files.shape import Shape
from tummler.listening.files.survey import Distinct, Survey
from tummler.records.archived import Archived

#: Why a row could not be taken in.
FAULTS = {
    "bad_json": "it is no JSON",
    "no_object": "it is JSON, but no object {…}",
    "long_row": "it is longer than 8 MB",
    "open_quote": "a quote is opened and never closed",
    "more_cells": "it has more cells than the header; is a comma in the text not quoted?",
    "no_posts": "the thread holds no posts",
    "no_text": "there is no text",
    "long_text": "the text is longer than 65,536 signs: that is no post",
    "no_author": "nobody is named who wrote it",
    "no_time": "there is no time",
    "bad_time": "the time can't be read; --time-format says how it is written",
    "rounded_id": "a spreadsheet has rounded its id; export it as text",
    "long_id": "its id is longer than 400 signs",
}
#: Why a file could not be read at all, and what to do.
NOT_READABLE = {
    "empty": "It is empty.",
    "zip": "It is a ZIP without an account's posts, or a spreadsheet. Unpack it, or save it as CSV, and import that.",
    "xls": "It is a spreadsheet. Save it as CSV (UTF-8), and import that.",
    "zstd": "It is packed with zstd. Unpack it first: zstd -d FILE",
    "too_large": "It unpacks to more than 2 GB.",
    "binary": "It is no text: a picture, a document or a program, perhaps. Save what was said as CSV, and import that.",
    "damaged": "It is damaged, or ends too early: it can't be unpacked to its end. Fetch it again.",
    "json_array": "It is one JSON array. Make lines of it, and import those: jq -c '.[]' FILE > FILE.jsonl",
    "no_rows": "No row in it can be read.",
    "no_posts": "No thread in it holds a post. Say where they stand: --map posts=KEY",
    "no_text_column": "No column looks like the text of a post. Say which it is: --map text=COLUMN",
    "no_author_column": "No column looks like who wrote it. Say which it is: --map author=COLUMN",
    "no_time_column": "No column looks like the time. Say which it is: --map time=COLUMN",
}
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Latin-1"}
_DOUBTS = {
    "some_bytes": "A few bytes in it are no UTF-8; each of them becomes \ufffd.",
    "western": "It is no UTF-8, so it is read as Western (Windows-1252, Latin-1). Look at its accents in a dry run.",
}
_KINDS = {"question": "questions", "complaint": "complaints", "request": "requests"}


def number(many: int, one: str, more: str = "") -> str:
    """1,000 rows; 1 row."""
    return f"{many:,} {one if many == 1 else more or one + 's'}"


def day(when: datetime) -> str:
    """12 August 2019."""
    return f"{when.day} {when:%B %Y}"


def not_readable_words(error: NotReadable) -> str:
    """Why a file can't be read, and which columns it has."""
    columns = f"\nIts columns: {', '.join(error.columns)}" if error.columns else ""
    return NOT_READABLE[error.code] + columns


def found_words(facts: FileFacts, form: str, shape: Shape) -> list[str]:
    """How a file is read."""
    kind = "CSV" if form == "csv" else "JSON Lines"
    packed = f", packed with {facts.packed}" if facts.packed else ""
    rows = f"each row is a thread, its posts under “{shape.posts}”" if shape.posts else "each row is a post"
    encoding = _ENCODINGS.get(facts.encoding, facts.encoding.upper())
    lines = [f"{facts.path.name}: {kind}{packed}, {encoding}; {rows}."]
    lines += [f"  {field:<10} ← {shape.columns[field]}" for field in FIELDS if field in shape.columns]
    lines += [f"  {field:<10} ← {key} (of the thread)" for field, key in shape.outer.items()]
    if shape.clock:
        lines.append(f"  A missing time is read from the id: ids here hold it, as {shape.clock.title()} makes them.")
    if shape.escaped:
        lines.append("  &amp;, &lt; and &gt; in texts become &, < and >.")
    if facts.doubt:
        lines.append(_DOUBTS[facts.doubt])
    return lines


def survey_words(found: Survey) -> list[str]:
    """What is in a file."""
    when = f", from {day(found.first)} to {day(found.last)}" if found.first and found.last else ""
    ours = f", {found.ours:,} of them the brand's own" if found.ours else ", none of them the brand's own (see --as)"
    rows, posts = number(found.rows, "row"), number(found.posts, "post")
    threads, people = _many(found.threads, "thread"), _many(found.people, "person", "people")
    return [f"{rows}: {posts} in {threads} by {people}{when}{ours}."]


def _many(found: Distinct, one: str, more: str = "") -> str:
    return ("more than " if found.more else "") + number(found.count, one, more)


def fault_words(fault: Fault) -> str:
    """One fault, with what it looked like."""
    post = f", post {fault.post}" if fault.post else ""
    sample = " ".join(fault.sample.split())[:80]
    return f"  row {fault.row:,}{post}: {FAULTS[fault.code]}" + (f": {sample}" if sample else "")


def faults_words(counts: Counter[str], samples: Iterable[Fault]) -> list[str]:
    """How many of each, the commonest first, with the first few."""
    if not counts:
        return ["No errors."]
    lines = [f"{number(counts.total(), 'error')}:"]
    lines += [f"  {many:,} × {FAULTS[code]}" for code, many in counts.most_common()]
    return [*lines, "The first of each:", *map(fault_words, samples)]


def replay_words(found: Archived, duty: str) -> list[str]:
    """How old threads went, worked as if they were said now."""
    waiting = found.states.get("open", 0) + found.states.get("claimed", 0)
    lines = [
        f"{number(found.threads, 'thread')}, {number(found.posts, 'post')} by {number(found.people, 'customer')}.",
        f"{number(found.needs, 'need')} opened{_kinds(found.kinds)}.",
        f"{found.answered:,} got an answer of the brand. {number(found.helped, 'asker')} said that it helped, "
        f"{found.not_helped:,} that it did not. {waiting:,} still {'waits' if waiting == 1 else 'wait'}.",
    ]
    if found.care:
        seen = f"only {duty} sees them" if duty else "nobody sees them until someone is named for it"
        lines.append(f"Words of duty of care stand in {found.care:,}: {seen}.")
    return lines


def _kinds(kinds: Mapping[str, int]) -> str:
    said = [number(many, kind, _KINDS.get(kind, f"{kind}s")) for kind, many in kinds.items()]
    return f": {', '.join(said)}" if said else ""

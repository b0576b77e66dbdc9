"""What the heads are taught: public posts and sentences that may be shipped, and examples written for it."""

from __future__ import annotations

import csv
import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tummler.minds.cascade.examples import examples, intents
from tummler.minds.contract import NEEDY
from tummler.minds.health import says_health

#: What is asked of a post; each may be so or not, whatever the others are.
HEADS = ("need", "question", "complaint", "request", "praise", "noise", "abuse", "spam", "robot")
_KINDS = HEADS[1:8]

_ACTED = {"openinggreeting": "noise", "closinggreeting": "noise", "contentonly": "noise", "confirmation": "noise"}
_SILENT = frozenset(("rejection", "outofdomain", "thankyou", "", None))


@dataclass(frozen=True, slots=True)
class Taught:
    """A text with what is known of it (a head that isn't named is unknown), its weight and its fold."""

    text: str
    kinds: dict[str, int]
    weight: float
    fold: int


def material(data: Path) -> list[Taught]:
    """Everything, in a fixed order, but what tells of somebody's health: nothing learns from that."""
    everything = [*_care(data), *_written(), *_banking(data), *_assistant(data), *_acted(data), *_chatter(data)]
    return [one for one in everything if not says_health(one.text)]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4], "big")


def _all(*true: str) -> dict[str, int]:
    known = {kind: int(kind in true) for kind in _KINDS}
    return {"need": int(bool(NEEDY & set(true))), **known, "robot": 0}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        tabs = ".tsv" in path.name
        yield from csv.DictReader(
            file, delimiter="\t" if tabs else ",", quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
            skipinitialspace=True,
        )  # fmt: skip


def _care(data: Path) -> Iterator[Taught]:
    """Posts of real care threads, labelled by hand; a fold is some brands."""
    known = {thread["thread"]: thread for thread in _threads(data)}
    for row in examples("care_threads"):
        thread = known[row["thread"]]
        yield Taught(thread["posts"][row["post"]]["text"], _all(*row["kinds"]), 1.0, _number(thread["brand"]))


def _threads(data: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(data / "care-threads.jsonl.xz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def _written() -> Iterator[Taught]:
    for row in examples("written"):
        kinds = _all(*row["kinds"])
        kinds["robot"] = int(row.get("robot", False))
        yield Taught(row["text"].replace("@brand", "@acme"), kinds, 1.0, _number(row["text"]))


def _banking(data: Path) -> Iterator[Taught]:
    """A few of each intent: questions to a bank, and what went wrong there."""
    counts: dict[str, int] = {}
    for row in _rows(data / "banking77-train.csv.xz"):
        intent = row["category"]
        counts[intent] = counts.get(intent, 0) + 1
        if counts[intent] <= 12:
            kinds = {
                "need": 1,
                "complaint": int(intent in intents("wrong")),
                "praise": 0,
                "noise": 0,
                "abuse": 0,
                "spam": 0,
            }
            yield Taught(row["text"], kinds, 0.1, _number(intent))


def _assistant(data: Path) -> Iterator[Taught]:
    """What people ask of an assistant: wants something, complains of nothing."""
    with lzma.open(data / "clinc150-train-val.json.xz", "rt", encoding="utf-8") as file:
        sets = json.load(file)
    counts: dict[str, int] = {}
    for text, intent in sets["train"]:
        counts[intent] = counts.get(intent, 0) + 1
        if intent not in intents("small_talk") and counts[intent] <= 6:
            yield Taught(text, {"need": 1, "complaint": 0, "abuse": 0, "spam": 0}, 0.05, _number(intent))


def _acted(data: Path) -> Iterator[Taught]:
    """Greetings, bits of data and wishes out of acted chats."""
    for path in sorted((data / "multidogo").glob("*-dev.tsv.xz")):
        seen: set[str] = set()
        counts: dict[str, int] = {}
        for row in _rows(path):
            text, intent = row["utterance"] or "", row["intent"]
            if text in seen or intent in _SILENT or not intent:
                continue
            seen.add(text)
            counts[intent] = counts.get(intent, 0) + 1
            if counts[intent] <= 40:
                noise = intent in _ACTED
                kinds = {"need": int(not noise), "noise": int(noise), "complaint": 0, "abuse": 0, "spam": 0}
                if intent.startswith(("report", "dispute")):
                    del kinds["complaint"]
                yield Taught(text, kinds, 0.1, _number(path.name))


def _chatter(data: Path) -> Iterator[Taught]:
    """What people say to nobody: tweets off the topic of a disaster, and some on it."""
    for path in sorted((data / "crisislex").glob("*.csv.xz")):
        count = 0
        for row in _rows(path):
            text, topic = row["tweet"] or "", row["label"]
            if _number(text) % 8 or count >= 800 or (topic == "on-topic" and _number(text) % 3):
                continue
            count += 1
            kinds = {"need": 0, "complaint": 0, "request": 0, "noise": 1}
            yield Taught(text, kinds, 0.12, _number(path.name) + count)


def threads(data: Path) -> Iterator[str]:
    """Whatever was said in the real care threads, by either side, but what tells of somebody's health."""
    said = (post["text"] for thread in _threads(data) for post in thread["posts"])
    yield from (text for text in said if not says_health(text))


def stream(data: Path) -> Iterator[str]:
    """Some thousand posts that were said to nobody, one after another out of each event."""
    for path in sorted((data / "crisislex").glob("*.csv.xz")):
        talk = (row["tweet"] or "" for row in _rows(path) if row["label"] == "off-topic")
        yield from islice((text for text in talk if _number(text) % 8 == 1), 4_000)


def public_posts(data: Path) -> Iterator[str]:
    """Posts to brands, and every other of the tweets in eight languages: they choose lines, and teach nothing."""
    yield from (row["text"] for row in _rows(data / "complaints-train.csv.xz"))
    for path in sorted((data / "xlmt").glob("*.csv.xz")):
        yield from (row["text"] for row in islice(_rows(path), 0, None, 2))

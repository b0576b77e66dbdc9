"""The hand-made labels of follow-ups (see README.md beside this)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "follow_up_labels.jsonl"


@dataclass(frozen=True, slots=True)
class FollowUpLabel:
    """A follow-up and what its writer says of the answer: helped, not_helped or open."""

    source: str
    thread: str
    post: str
    half: str
    label: str
    by_asker: bool
    question: str
    answer: str
    text: str


def read_labels() -> list[FollowUpLabel]:
    """All of them, in the file's order."""
    if not FILE.exists():
        return []
    return [FollowUpLabel(**json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines()]

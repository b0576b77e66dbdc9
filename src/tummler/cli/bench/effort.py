"""How much is measured: the usual, or just enough to see that everything works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Rounds, sizes and seconds."""

    rounds: int
    frames: int
    stored: int
    sends: int
    desks: int
    way_posts: int
    draft_seconds: float
    load_seconds: float
    rest_seconds: float
    tickets: int
    tag_seconds: float


USUAL = Effort(
    rounds=9,
    frames=60_000,
    stored=3000,
    sends=60,
    desks=300,
    way_posts=60,
    draft_seconds=30,
    load_seconds=60,
    rest_seconds=5,
    tickets=100_000,
    tag_seconds=20,
)
QUICK = Effort(
    rounds=2,
    frames=2000,
    stored=200,
    sends=6,
    desks=5,
    way_posts=3,
    draft_seconds=1,
    load_seconds=2,
    rest_seconds=1,
    tickets=500,
    tag_seconds=0.2,
)
HOUR_SECONDS = 3600.0

"""What a made brand's year looks like: who said what in which thread when, how needs ended. Pure, from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

#: Brand → its share of everything; the first one's desk is the one that is measured.
BRANDS = {"Velo Norte": 0.6, "Otra Marca": 0.2, "Nordpost": 0.15, "Quill": 0.05}
NETWORKS = ("bluesky", "mastodon")
#: The last moment of the made year; fixed, so that the same seed makes the same rows.
END = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
YEAR = 365 * 24 * 3600
_ENDS = ("helped", "answered", "no_answer", "dropped")
_END_SHARES = (60, 10, 20, 10)


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation: its brand and channel (numbers from 1), its asker, what became of the need ("" for none)."""

    brand: int
    channel: int
    asker: int
    start: float
    need: str
    urgency: int
    nearby: bool
    care: str


@dataclass(frozen=True, slots=True)
class Said:
    """One post: when (seconds since the year began), in which thread (from 0), the how manieth there."""

    at: float
    thread: int
    place: int


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made, all of it from the number of posts."""

    posts: int

    @property
    def threads(self) -> int:
        """300,000 of a million."""
        return max(10, self.posts * 3 // 10)

    @property
    def accounts(self) -> int:
        """200,000 of a million."""
        return max(10, self.posts // 5)

    @property
    def waiting(self) -> int:
        """40,000 of a million."""
        return max(5, self.posts // 25)


def when(seconds: float) -> str:
    """A moment of the year as both databases read it (UTC)."""
    return (END - timedelta(seconds=YEAR - seconds)).strftime("%Y-%m-%d %H:%M:%S.%f")


class Plan:
    """Threads and posts in order of time."""

    def __init__(self, posts: int, seed: int) -> None:
        self.size = Size(posts)
        self._random = random.Random(f"plan {seed}")  # noqa: S311 - made data, not secrets
        self.threads = self._threads()
        self.said = self._said()

    def _threads(self) -> list[Thread]:
        draw = self._random
        starts = sorted(draw.random() * YEAR for _ in range(self.size.threads))
        # Who waits asked lately: of the newest half, as many as wait at all.
        half = self.size.threads // 2
        waiting = set(draw.sample(range(half, self.size.threads), min(self.size.waiting, self.size.threads - half)))
        return [self._thread(start, number in waiting) for number, start in enumerate(starts)]

    def _thread(self, start: float, waits: bool) -> Thread:
        draw = self._random
        brand = draw.choices(range(1, len(BRANDS) + 1), list(BRANDS.values()))[0]
        network = draw.randrange(len(NETWORKS))
        need = ""
        if waits:
            need = "claimed" if draw.random() < 0.05 else "open"
        elif draw.random() < 0.8:
            need = draw.choices(_ENDS, _END_SHARES)[0]
        return Thread(
            brand=brand,
            channel=(brand - 1) * len(NETWORKS) + network + 1,
            asker=draw.randrange(self.size.accounts),
            start=start,
            need=need,
            urgency=draw.choices((0, 1, 2), (5, 35, 60))[0],
            nearby=draw.random() < 0.15,
            care="self_harm" if draw.random() < 0.003 else "",
        )

    def _said(self) -> list[Said]:
        draw = self._random
        total = self.size.threads
        counts, anyone = [1] * total, draw.sample(range(total), total)
        for _ in range(self.size.posts - total):
            counts[anyone[int(draw.random() ** 1.5 * total)]] += 1  # some threads are far longer than others
        said = []
        for number, count in enumerate(counts):
            at = self.threads[number].start
            for place in range(count):
                said.append(Said(min(at, YEAR), number, place))
                at += draw.expovariate(1 / 5400)
        said.sort(key=lambda one: one.at)
        return said

"""What a walk through all of a file tells, before anything of it is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from tummler.listening.files.posts import Fault, posts_of
from tummler.listening.files.rows import Row
from tummler.listening.files.shape import Shape
from tummler.networks.archive.payload import Imported


@dataclass
class Distinct:
    """How many different ones there are; beyond ``most`` only that there are more, so that memory has an end."""

    most: int = 1_000_000
    _seen: set[int] = field(default_factory=set)

    def add(self, value: str) -> None:
        """One more, or one that was there."""
        if len(self._seen) <= self.most:
            self._seen.add(hash(value))

    @property
    def count(self) -> int:
        """How many, at most ``most``."""
        return min(len(self._seen), self.most)

    @property
    def more(self) -> bool:
        """True if there are more than ``most``."""
        return len(self._seen) > self.most


@dataclass
class Survey:
    """Counts of a file. ``unsorted`` is the first row that is older than one before it, 0 for none."""

    rows: int = 0
    posts: int = 0
    ours: int = 0
    threads: Distinct = field(default_factory=Distinct)
    people: Distinct = field(default_factory=Distinct)
    first: datetime | None = None
    last: datetime | None = None
    unsorted: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    samples: list[Fault] = field(default_factory=list)

    def add(self, row: Row, one: Imported | Fault) -> None:
        """Count a post or a fault."""
        if isinstance(one, Fault):
            self.faults[one.code] += 1
            if self.faults[one.code] <= 3:
                self.samples.append(one)
            return
        self.posts += 1
        self.ours += one.by_us
        if not one.by_us:
            self.people.add(one.author)
        if one.root or not one.parent:
            self.threads.add(one.root or one.id)
        if self.last and one.at < self.last and not self.unsorted:
            self.unsorted = row.number
        self.first = min(self.first or one.at, one.at)
        self.last = max(self.last or one.at, one.at)


def survey(rows: Iterable[Row], shape: Shape, tell: Callable[[int], object] = lambda row: None) -> Survey:
    """Walk through every row."""
    found = Survey()
    for row in rows:
        found.rows = row.number
        for one in posts_of(row, shape):
            found.add(row, one)
        tell(row.number)
    return found

"""What is said at this hour of the week: counted by the hour for four weeks, for terms that several people said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

HOUR = 3600.0
_WEEK = 7 * 24
#: So many weeks are kept, and in so many of them a term has to be heard: once is no habit.
WEEKS, HABIT = 4, 2
#: A term is kept where so many said it within the hour, and the most frequent of them.
_SAID_BY, _MOST = 3, 400


class Weeks:
    """Hours of the last weeks: how many posts, and how many said each of the more frequent terms."""

    def __init__(self) -> None:
        self._hours: dict[int, tuple[int, dict[str, int]]] = {}
        self._held: Counter[str] = Counter()
        self._hour, self._posts = 0, 0
        self._counts: Counter[str] = Counter()

    def add(self, at: float, terms: Iterable[str]) -> None:
        """One more post; a late one counts for the hour that is counted now."""
        hour = int(at // HOUR)
        if hour > self._hour:
            self._close()
            self._hour = hour
        self._posts += 1
        self._counts.update(terms)

    def _close(self) -> None:
        """The hour is over: keep what was frequent, and let go what is too old."""
        if self._posts:
            often = [(term, count) for term, count in self._counts.most_common(_MOST) if count >= _SAID_BY]
            self._hours[self._hour] = (self._posts, dict(often))
            self._held.update(term for term, _ in often)
        self._posts = 0
        self._counts.clear()
        for old in [hour for hour in self._hours if hour < self._hour - WEEKS * _WEEK - 2]:
            _posts, counts = self._hours.pop(old)
            self._held.subtract(counts.keys())
        self._held += Counter()

    def usual(self, term: str, now: float) -> tuple[float, float] | None:
        """How often it was said at this hour of the week, an hour earlier and later, among how many; None: no habit."""
        if term not in self._held:
            return None
        hour, heard, among, weeks = int(now // HOUR), 0, 0, 0
        for week in range(1, WEEKS + 1):
            said = 0
            for around in (-1, 0, 1):
                posts, counts = self._hours.get(hour - week * _WEEK + around, (0, {}))
                said += counts.get(term, 0)
                among += posts
            heard += said
            weeks += said > 0
        return (heard, among) if weeks >= HABIT else None

"""What a brand's stream said lately, counted so that one look costs what came since the last one.

The last hour is kept post by post and by term; what is older only as counts, in buckets of five minutes, for a day;
and what is said by several at an hour of the week, for four weeks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

from tummler.minds.breaking.terms import terms_of
from tummler.minds.breaking.weeks import Weeks

MINUTE = 60.0
BUCKET = 5 * MINUTE
#: The short windows in which something may burst, the longest of them, and how far back it is held against.
WINDOWS = (5 * MINUTE, 15 * MINUTE, 60 * MINUTE)
SHORT = WINDOWS[-1]
RECENT = 4 * 60 * MINUTE
LONG = 26 * 60 * MINUTE
#: The same hour of yesterday: how much earlier and later.
DAY, AROUND = 24 * 60 * MINUTE, 60 * MINUTE
#: What a further copy of the same words by another person adds.
COPY = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """One post of the stream: seconds, who, a number of the caller's own, its terms, and what its copies share."""

    at: float
    author: str
    ref: int
    terms: frozenset[str]
    key: str


def said(at: float, text: str, author: str = "", ref: int = 0) -> Said:
    """A post, read into its terms. Without an author its words stand for one."""
    terms, key = terms_of(text)
    return Said(at, author or f"={key}", ref, terms, key)


@dataclass(slots=True)
class Bucket:
    """Five minutes: how many posts, and how many of them said each term (copies once)."""

    start: float
    posts: int
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Before:
    """How often a term was said before, among how many posts."""

    heard: float
    among: float


class Stream:
    """The posts of one brand in the order of their time; an earlier one than the last hour's end is only counted."""

    def __init__(self) -> None:
        self.lately: deque[Said] = deque()
        #: Lists: most terms are said once, and a deque for each of them takes ten times as much.
        self.by_term: dict[str, list[Said]] = {}
        self.buckets: deque[Bucket] = deque()
        self._recent: Counter[str] = Counter()
        self._long: Counter[str] = Counter()
        self._recent_posts = self._long_posts = 0
        self._recent_from = 0
        self._keys: set[str] = set()
        self._touched: set[str] = set()
        self.weeks = Weeks()
        self.now = 0.0

    def add(self, post: Said) -> None:
        """One more post; time never runs back (a late post counts as said now)."""
        self.now = max(self.now, post.at)
        self.lately.append(post)
        for term in post.terms:
            self.by_term.setdefault(term, []).append(post)
        self._touched |= post.terms

    def move_on(self, now: float) -> None:
        """Let what is older than the last hour become background, and what is older than a day go."""
        self.now = max(self.now, now)
        while self.lately and self.lately[0].at <= self.now - SHORT:
            self._to_background(self.lately.popleft())
        while self.buckets and self.buckets[0].start + BUCKET <= self.now - LONG:
            self._forget(self.buckets.popleft())
        while self._recent_from < len(self.buckets) and self.buckets[self._recent_from].start < self.now - RECENT:
            old = self.buckets[self._recent_from]
            self._recent.subtract(old.counts)
            self._recent_posts -= old.posts
            self._recent_from += 1

    def _to_background(self, post: Said) -> None:
        for term in post.terms:
            held = self.by_term[term]
            del held[0]
            if not held:
                del self.by_term[term]
        start = post.at // BUCKET * BUCKET
        if not self.buckets or self.buckets[-1].start < start:
            self.buckets.append(Bucket(start, 0, Counter()))
            self._keys.clear()
        if post.key in self._keys:
            return
        self._keys.add(post.key)
        self.weeks.add(post.at, post.terms)
        bucket = self.buckets[-1]
        bucket.posts += 1
        self._recent_posts += 1
        self._long_posts += 1
        for counts in (bucket.counts, self._recent, self._long):
            counts.update(post.terms)

    def _forget(self, bucket: Bucket) -> None:
        self._long.subtract(bucket.counts)
        self._long_posts -= bucket.posts
        for term in bucket.counts:
            if self._long[term] <= 0:
                del self._long[term]
                self._recent.pop(term, None)
        self._recent_from -= 1

    def touched(self) -> list[str]:
        """The terms said since the last time this was asked, in a stable order."""
        terms = sorted(term for term in self._touched if term in self.by_term)
        self._touched.clear()
        return terms

    @property
    def heard(self) -> int:
        """How many posts the background holds."""
        return self._long_posts

    @property
    def young(self) -> bool:
        """Whether less than an hour of background was heard."""
        return not self.buckets or self.buckets[0].start > self.now - 2 * SHORT

    def rates(self, term: str, window: float) -> list[Before]:
        """A term's rate before the last hour: lately, over all, at this time of yesterday and of the week.

        In a young stream what was said in the last hour before the window counts as background, too.
        """
        if self.young:
            before = sum(post.at <= self.now - window for post in self.by_term[term])
            among = len(self.lately) - self.posts_within(window)
            return [Before(self._long[term] + before, self._long_posts + among), *self._weekly(term)]
        found = [Before(self._recent[term], self._recent_posts), Before(self._long[term], self._long_posts)]
        if self._long[term] and self.buckets[0].start <= self.now - DAY + AROUND:
            found.append(self._yesterday(term))
        return [*found, *self._weekly(term)]

    def _weekly(self, term: str) -> list[Before]:
        usual = self.weeks.usual(term, self.now)
        return [Before(*usual)] if usual else []

    def _yesterday(self, term: str) -> Before:
        heard = among = 0
        for bucket in self.buckets:
            if bucket.start > self.now - DAY + AROUND:
                break
            if bucket.start >= self.now - DAY - AROUND:
                heard += bucket.counts[term]
                among += bucket.posts
        return Before(heard, among)

    def within(self, term: str, window: float) -> list[Said]:
        """The posts of a window that say a term."""
        held = self.by_term.get(term)
        if not held:
            return []
        since = self.now - window
        return [post for post in held if post.at > since]

    def posts_within(self, window: float) -> int:
        """How many posts there are in a window."""
        return len(self.lately) - bisect_left(self.lately, self.now - window, key=lambda post: post.at)


def weight(posts: Iterable[Said]) -> float:
    """How many people said it: each once, a copy of someone else's words in part."""
    authors: set[str] = set()
    keys: set[str] = set()
    total = 0.0
    for post in posts:
        if post.author in authors and not post.author.startswith("="):
            continue
        total += COPY if post.key in keys else 1.0
        authors.add(post.author)
        keys.add(post.key)
    return total

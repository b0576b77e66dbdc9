"""Incidents over time: a burst becomes one, later bursts of the same cause join it, and it goes quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tummler.minds.breaking.burst import LITTLE_HEARD, PEOPLE, TOLD, Burst, Bursts
from tummler.minds.breaking.stream import MINUTE, WINDOWS, Said, Stream, weight

#: A burst is of a cause that is known when this part of its posts say that cause's words.
SAME_CAUSE = 0.25
FAR_MORE, MOSTLY = 1.5, 0.6
#: From here two sets of posts mean the same in other words: of real crises no two different ones came above .71.
SAME_MEANING = 0.75
#: Soon after one another less is enough, with what part of the burst says the cause's words added: two crises that
#: broke ten minutes apart came to .69 at most, the second tellings of one to .73 and more.
SOON, SAME_SOON = 30 * MINUTE, 0.72
#: A word of so many letters that a hashtag begins or ends with is one with it: "boston" and "#prayforboston".
_IN_A_HASHTAG = 5
#: A quiet cause comes back when enough people say so many of its words in fifteen minutes: its own earlier posts are
#: in what a burst is held against, so no surprise is asked of it.
_OF_ITS_WORDS = 2
#: Quiet once fewer than so many of the last hour's posts say its words; then remembered for a day.
FEW = 3
QUIET = 60 * MINUTE
REMEMBERED = 24 * 60 * MINUTE
#: How often a stream is looked at.
EVERY = MINUTE

#: How alike in meaning two sets of posts are, up to 1, by the callers' numbers; 0 where it can't be told.
Alike = Callable[[Sequence[int], Sequence[int]], float]


@dataclass(slots=True)
class Cause:
    """What seems to be one thing that happened. ``terms`` are the words it is known by, the strongest first."""

    number: int
    found_at: float
    since: float
    terms: dict[str, None] = field(default_factory=dict)
    posts: dict[int, Said] = field(default_factory=dict)
    quiet_at: float | None = None
    last_at: float = 0.0
    surprise: float = 0.0

    def says(self, post: Said) -> bool:
        """Whether a post says one of its words."""
        return not post.terms.isdisjoint(self.terms)


def _one_in_a_hashtag(terms: Iterable[str], others: Iterable[str]) -> bool:
    tags = [term for term in others if term.startswith("#")]
    words = [term for term in terms if len(term) >= _IN_A_HASHTAG and not term.startswith("#")]
    return any(tag.startswith("#" + word) or tag.endswith(word) for tag in tags for word in words)


class Tracker:
    """Feeds a stream and keeps its causes. The same posts in the same order make the same causes.

    ``alike`` only joins: what bursts in other words than a known cause's is told once, where it means the same.
    """

    def __init__(self, told: float = TOLD, alike: Alike | None = None) -> None:
        self._alike = alike
        self.stream = Stream()
        self.bursts = Bursts(self.stream, told)
        self.causes: list[Cause] = []
        self._looked_at: float | None = None
        self._count = 0

    def add(self, post: Said) -> list[Cause]:
        """One more post; the causes that were found, or came back, by looking before it."""
        if self._looked_at is None:
            self._looked_at = post.at
        found: list[Cause] = []
        while post.at >= self._looked_at + EVERY:
            if post.at > self._looked_at + 2 * QUIET:  # nobody said anything meanwhile
                self._looked_at = post.at - 2 * QUIET
            found += self.look(self._looked_at + EVERY)
        self.stream.add(post)
        for cause in self.causes:
            if cause.quiet_at is None and cause.says(post):
                self._take(cause, [post])
                break
        return found

    def look(self, now: float) -> list[Cause]:
        """Look at the stream as it is; the causes that are new, or came back."""
        self._looked_at = now
        self.stream.move_on(now)
        told = [cause for burst in self.bursts.look() if (cause := self._told(burst, now))]
        told += self._come_back(now)
        self._quieten(now)
        return told

    def _come_back(self, now: float) -> list[Cause]:
        """The quiet causes of which enough people speak again."""
        quiet = [cause for cause in self.causes if cause.quiet_at is not None]
        lately = [post for post in self.stream.lately if post.at > now - WINDOWS[1]] if quiet else []
        found = []
        for cause in quiet:
            posts = [post for post in lately if len(post.terms & cause.terms.keys()) >= _OF_ITS_WORDS]
            if weight(posts) >= PEOPLE:
                cause.quiet_at = None
                self._take(cause, posts)
                found.append(cause)
        return found

    def _told(self, burst: Burst, now: float) -> Cause | None:
        saying = self._known(burst)
        known = saying or self._meant(burst)
        if known is None:
            self._count += 1
            known = Cause(self._count, now, burst.posts[0].at)
            self.causes.append(known)
            self._join(known, burst)
            return known
        back, known.quiet_at = known.quiet_at is not None, None
        if saying is not None and self.stream.heard < LITTLE_HEARD:
            self._take(known, [post for post in burst.posts if known.says(post)])  # its other words may be anybody's
        else:
            self._join(known, burst)
        return known if back else None

    def _known(self, burst: Burst) -> Cause | None:
        """The cause that most of a burst's posts speak of already, if enough do."""
        shares = [(sum(cause.says(post) for post in burst.posts), -cause.number, cause) for cause in self.causes]
        most, _, cause = max(shares, default=(0, 0, None), key=lambda one: one[:2])
        if cause is None or most < SAME_CAUSE * len(burst.posts):
            return self._tagged(burst)
        # What is far more surprising is no part of something small, unless nearly all of it speaks of that.
        greater = cause.surprise > 0 and burst.surprise > FAR_MORE * cause.surprise and burst.window <= WINDOWS[1]
        return None if greater and most < MOSTLY * len(burst.posts) else cause

    def _tagged(self, burst: Burst) -> Cause | None:
        """The cause whose hashtag has a word of the burst's, or the other way about, soon after it."""
        for cause in self.causes:
            alike = _one_in_a_hashtag(burst.terms, cause.terms) or _one_in_a_hashtag(cause.terms, burst.terms)
            if alike and burst.posts[0].at <= cause.last_at + SOON:
                return cause
        return None

    def _meant(self, burst: Burst) -> Cause | None:
        """The cause that a burst means in other words."""
        if self._alike is None:
            return None
        refs = [post.ref for post in burst.posts]
        likeness = [(self._likeness(burst, refs, one), -one.number, one) for one in self.causes if one.posts]
        most, _, cause = max(likeness, default=(0.0, 0, None), key=lambda one: one[:2])
        return cause if most >= 1.0 else None

    def _likeness(self, burst: Burst, refs: Sequence[int], cause: Cause) -> float:
        """How alike in meaning, as a share of what is enough."""
        assert self._alike is not None
        alike = self._alike(refs, list(cause.posts))
        said = sum(cause.says(post) for post in burst.posts) / len(burst.posts)
        soon = burst.posts[0].at <= cause.last_at + SOON
        return max(alike / SAME_MEANING, (alike + said) / SAME_SOON if soon and alike > 0 else 0.0)

    def _join(self, cause: Cause, burst: Burst) -> None:
        cause.surprise = max(cause.surprise, burst.surprise)
        cause.terms.update(dict.fromkeys(burst.terms))
        self._take(cause, burst.posts)

    @staticmethod
    def _take(cause: Cause, posts: Iterable[Said]) -> None:
        for post in posts:
            cause.posts.setdefault(post.ref, post)
            cause.last_at = max(cause.last_at, post.at)
            cause.since = min(cause.since, post.at)

    def _quieten(self, now: float) -> None:
        for cause in self.causes:
            if cause.quiet_at is None and sum(cause.says(post) for post in self.stream.lately) < FEW:
                cause.quiet_at = now
        self.causes = [one for one in self.causes if one.quiet_at is None or one.quiet_at > now - REMEMBERED]

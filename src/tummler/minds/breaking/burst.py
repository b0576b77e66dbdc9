"""Bursts: terms said far more than before, and the terms said together with them, scored as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log10

from tummler.minds.breaking.score import surprise
from tummler.minds.breaking.stream import WINDOWS, Said, Stream, weight

#: A term is looked at from here, and may carry a burst from there (both -log10 of its chance).
LOOKED_AT, SEED = 2.0, 3.5
GROWS = 3.0
#: A burst is told from here: measured on background for well under one false alarm a day (docs/understanding.md).
TOLD = 5.75
#: So many people at least, whatever the chance: fewer are a coincidence that can be read by hand.
PEOPLE = 5.0
#: A term belongs to a burst when this part of those who say it say the burst's words too.
TOGETHER = 0.25
#: While so little was heard nobody knows what is usual here ("bike" of a brand that rents them out); and nothing is
#: high then in a window that held hardly more before it than this part of what it holds.
LITTLE_HEARD, BEFORE = 300, 0.5
#: A term that is mostly the burst's: this part of its sayings at most is as usual.
USUAL = 0.15
_MOST_TERMS = 12
_MOST_BURSTS = 5


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one window: who said it, how surprising that is, and how often it was to be expected."""

    words: str
    window: float
    posts: tuple[Said, ...]
    people: float
    surprise: float
    expected: float


@dataclass(frozen=True, slots=True)
class Burst:
    """Terms that rose together: the strongest first, with all posts of the window that say one of them."""

    terms: tuple[str, ...]
    window: float
    posts: tuple[Said, ...]
    people: float
    surprise: float


class Bursts:
    """Looks at a stream again and again; remembers which terms were high, so that a look stays cheap."""

    def __init__(self, stream: Stream, told: float = TOLD) -> None:
        self.stream = stream
        self.told = told
        self._high: set[str] = set()

    def look(self) -> list[Burst]:
        """The bursts of this moment, the most surprising first."""
        sizes = {window: self.stream.posts_within(window) for window in WINDOWS}
        asked = sorted(self._high.union(self.stream.touched()))
        found = [term for words in asked for term in self._terms(words, sizes)]
        self._high = {term.words for term in found}
        bursts: list[Burst] = []
        taken: set[Said] = set()
        for seed in sorted((one for one in found if one.surprise >= SEED), key=_strength):
            if len(bursts) >= _MOST_BURSTS:
                break
            if sum(post in taken for post in seed.posts) * 2 > len(seed.posts):
                continue
            burst = self._grown(seed, found, sizes)
            if burst.surprise >= self.told and burst.people >= PEOPLE:
                bursts.append(burst)
                taken.update(burst.posts)
        return bursts

    def _terms(self, words: str, sizes: dict[float, int]) -> Iterable[Term]:
        """A term in each window where it is high."""
        said = self.stream.within(words, WINDOWS[-1])
        if len(said) < 2:
            return
        for window in WINDOWS:
            posts = tuple(post for post in said if post.at > self.stream.now - window)
            if len(posts) < 2:
                continue
            people = weight(posts)
            among = sizes[window]
            rates = self.stream.rates(words, window)
            if self.stream.young and rates[0].among < BEFORE * among:
                continue
            expected = max(before.heard / max(before.among, 1.0) for before in rates) * among
            if people < 1.5 * expected:
                continue
            chance = min(surprise(people, among, before.heard, before.among) for before in rates)
            if chance >= LOOKED_AT:
                yield Term(words, window, posts, people, chance, expected)

    def _grown(self, seed: Term, found: list[Term], sizes: dict[float, int]) -> Burst:
        """The seed with every term that is said together with it and makes the whole more surprising."""
        others = [one for one in found if one.window == seed.window and one.words != seed.words]
        cost = log10(max(10, len(others)))
        terms, posts, expected, best = [seed], set(seed.posts), seed.expected, seed.surprise
        heard_among = max(1, self.stream.heard)
        if self.stream.heard < LITTLE_HEARD:  # only what holds a word of it: anything else may be anybody's
            others = [one for one in others if not set(one.words.split()).isdisjoint(seed.words.split())]
        for one in sorted(others, key=_strength):
            if len(terms) >= _MOST_TERMS:
                break
            shared = sum(post in posts for post in one.posts)
            if one.surprise < GROWS or one.expected > USUAL * one.people:
                continue
            if shared < max(2.0, TOGETHER * len(one.posts)):
                continue
            both = posts.union(one.posts)
            if len(both) == len(posts):
                terms.append(one)
                continue
            usual = expected + one.expected
            share = usual / max(1, sizes[seed.window])
            score = surprise(weight(sorted(both, key=_place)), sizes[seed.window], share * heard_among, heard_among)
            if score - cost > best:
                terms.append(one)
                posts, expected, best = both, usual, score - cost
        ordered = tuple(sorted(posts, key=_place))
        return Burst(tuple(one.words for one in terms), seed.window, ordered, weight(ordered), best)


def _strength(term: Term) -> tuple[float, float, str]:
    return (-term.surprise, -term.people, term.words)


def _place(post: Said) -> tuple[float, int, str, str]:
    return (post.at, post.ref, post.author, post.key)

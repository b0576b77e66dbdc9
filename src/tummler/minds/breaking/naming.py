"""A cause in the customers' own words: the post that tells it best, and the words that most of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tummler.minds.breaking.stream import Said
from tummler.minds.breaking.tracker import Cause

_WORDS = 3
#: A word names it if this part of its posts say it.
_MANY = 0.3
#: A post is a good name from so many words; beyond so many it is a story.
_SHORT, _LONG = 4, 30


def shared_words(cause: Cause) -> list[str]:
    """Up to three of its terms that many of them said, those of most people first; none that shares a word."""
    said = Counter(term for post in cause.posts.values() for term in post.terms if term in cause.terms)
    order = {term: place for place, term in enumerate(cause.terms)}
    ranked = sorted(said, key=lambda term: (-said[term] * (1.5 if " " in term else 1.0), order[term]))
    chosen: list[str] = []
    for term in ranked:
        if chosen and said[term] < _MANY * len(cause.posts):
            continue
        if not any(_words(term) & _words(other) for other in chosen):
            chosen.append(term)
        if len(chosen) == _WORDS:
            break
    return chosen


def _words(term: str) -> set[str]:
    return {word.lstrip("#") for word in term.split()}


def telling(cause: Cause, among: Iterable[Said] | None = None) -> Sequence[Said]:
    """Its posts, the most telling first: with most of the words that the others say, in few of their own."""
    posts = list(cause.posts.values() if among is None else among)
    said = Counter(term for post in cause.posts.values() for term in post.terms)
    keys = Counter(post.key for post in posts)

    def tells(post: Said) -> tuple[float, float]:
        length = max(1, len(post.key.split()))
        typical = sum(said[term] for term in post.terms if said[term] > 1) / (len(post.terms) + 4)
        fits = 1.0 if len(post.terms) >= _SHORT and len(post.terms) <= _LONG and length >= _SHORT else 0.5
        return (-typical * fits * (0.7 if keys[post.key] > 1 else 1.0), post.at)

    return sorted(posts, key=tells)

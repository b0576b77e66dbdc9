"""What is learned in the background: the meaning of what was asked, topics from what was taught, topics of the past."""

from __future__ import annotations

from collections.abc import Callable

from tummler.common.clock import ticks
from tummler.knowledge.articles import articles_without_meaning, make_vectors
from tummler.knowledge.meanings import meanings_of, posts_of_needs, posts_of_the_past
from tummler.minds.sentences import available
from tummler.records.models import Post
from tummler.understanding.learning import learn_due
from tummler.understanding.proposing import propose_due

#: So many seconds after something was taught it is learned, with what was taught meanwhile.
_EVERY = 3.0
#: So many posts are read in one go: about a tenth of a second.
_AT_ONCE = 50


class Learner:
    """Walks once over everything that was asked, then over what is new."""

    def __init__(self) -> None:
        self._need = self._past = 0
        self._learned_at = ticks() - _EVERY

    def step(self) -> bool:
        """Some of what there is to do; whether there is more."""
        busy = False
        if ticks() - self._learned_at >= _EVERY:
            busy = learn_due() | propose_due()
            self._learned_at = ticks()
        if not available():
            return busy
        make_vectors(articles_without_meaning(_AT_ONCE))
        before = self._need, self._past
        self._need = _remember(posts_of_needs, self._need)
        self._past = _remember(posts_of_the_past, self._past)
        return busy or before != (self._need, self._past)


def _remember(missing: Callable[[int, int], tuple[list[Post], int]], after: int) -> int:
    posts, last = missing(after, _AT_ONCE)
    if posts:
        meanings_of(posts)
    return last

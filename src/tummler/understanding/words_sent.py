"""A one-time word was sent to us: who sent it is remembered, and it is no need. First come, once.

It opens nothing by itself: whoever was talked into sending another's word would sign that other browser in. What does
is told to the account in private (``acts/proving.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tummler.common import clock
from tummler.common.spoken import rest_of, words_in
from tummler.minds.contract import Reading
from tummler.records.happenings import happen
from tummler.records.models import OneTimeWord, Post
from tummler.records.proofs import digest_of
from tummler.understanding.decide import ADDRESSED

#: Who says more than so many words beside it wants something else as well.
BESIDE = 6


def hear_words(posts: Sequence[Post], readings: Mapping[int, Reading]) -> set[int]:
    """The posts that are words sent to us and nothing else; in the caller's transaction.

    One in which somebody is in danger is never only that.
    """
    only = set()
    for post in posts:
        if post.by_us or post.history or post.gone or post.addressed not in ADDRESSED:
            continue
        said = words_in(post.text)
        if said and _hear(post, said):
            reading = readings.get(post.pk)
            in_danger = reading is not None and reading.care is not None
            if not in_danger and len(rest_of(post.text).split()) <= BESIDE:
                only.add(post.pk)
    return only


def _hear(post: Post, said: Sequence[str]) -> bool:
    """Whether one of them stands on a page just now; whoever sends it second sent nothing."""
    digests = [digest_of("word", post.brand_id, word) for word in said]
    shown = OneTimeWord.objects.filter(brand=post.brand_id, digest__in=digests, until__gt=clock.now())
    if shown.filter(state="shown").update(state="heard", account=post.account_id, post=post):
        happen("word_heard", post.brand_id, post_id=post.pk, conversation_id=post.conversation_id)
        return True
    return shown.filter(post=post).exists()  # an edit of it, read again

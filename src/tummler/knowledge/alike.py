"""Earlier posts that resemble one: near in meaning or sharing rare words, put in order by both. No rights here.

What is kept in memory follows the rows: a vector that is gone there is not found here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence

from django.db.models import Count, Max, QuerySet

from tummler.knowledge.fusing import fused
from tummler.knowledge.meanings import meanings_of, unpack
from tummler.minds import sentences
from tummler.minds.likeness import LIKE, LIKE_IN_LETTERS, letters, likeness
from tummler.minds.neighbours import InTwoLooks, Neighbours
from tummler.records.models import Meaning, Post
from tummler.records.search import rank_post_ids

#: So many of the nearest are read and put in order.
_READ = 60
#: So many brands' vectors are kept in a process; the newest of each.
_BRANDS, _MOST = 4, 100_000
_CHUNK = 5_000

_lock = threading.Lock()
_kept: OrderedDict[int, tuple[int, int, Neighbours]] = OrderedDict()


def alike(post: Post, readable: Callable[[Sequence[int]], Sequence[Post]], most: int) -> list[tuple[Post, float]]:
    """The likest of those that ``readable`` gives of some ids, the likest first, each with its likeness, 0 to 1.

    Without a sentence model by words and letters alone. Empty for a post without words.
    """
    if not post.search_text:
        return []
    vectors = meanings_of([post])
    near = [] if vectors is None else [pk for pk, _cosine in _neighbours(post.brand_id).search(vectors[0], _READ)]
    shared = rank_post_ids(post.brand_id, post.search_text, _READ)
    posts = list(readable([pk for pk in fused([near, shared], _READ) if pk != post.pk]))
    theirs = meanings_of(posts) if posts and vectors is not None else None
    scores = likeness(post.text, [one.text for one in posts], None if vectors is None else vectors[0], theirs)
    floor = LIKE if vectors is not None else LIKE_IN_LETTERS
    found = [(one, float(score)) for one, score in zip(posts, scores, strict=True) if score >= floor]
    return sorted(found, key=lambda pair: (-pair[1], -pair[0].pk))[:most]


class Beside:
    """A post beside all that was asked before: which are near, and how near any of them is. No rights here."""

    def __init__(self, post: Post) -> None:
        self._post = post
        vectors = meanings_of([post]) if post.search_text else None
        self._vector = None if vectors is None else vectors[0]
        self._there = _neighbours(post.brand_id) if self._vector is not None else None

    def nearest(self, most: int) -> list[int]:
        """The ids of earlier posts that are near in meaning or share rare words, the nearest first."""
        post = self._post
        if not post.search_text:
            return []
        near: list[int] = []
        if self._there is not None and self._vector is not None:
            near = [pk for pk, _cosine in self._there.search(self._vector, most)]
        shared = rank_post_ids(post.brand_id, post.search_text, _READ)
        return [pk for pk in fused([near, shared], most) if pk != post.pk]

    def likeness(self, ids: Collection[int]) -> dict[int, float]:
        """How near these are in meaning, 0 to 1; without a sentence model by the letters they share."""
        if not self._post.search_text or not ids:
            return {}
        if self._there is not None and self._vector is not None:
            return self._there.likeness(self._vector, list(ids))
        texts = dict(Post.objects.filter(pk__in=ids, gone_at=None).exclude(search_text="").values_list("pk", "text"))
        shared = letters(self._post.text, list(texts.values())) * (LIKE / LIKE_IN_LETTERS)  # alike from the same on
        return {pk: min(1.0, float(one)) for pk, one in zip(texts, shared, strict=True)}


def _neighbours(brand_id: int) -> Neighbours:
    """A brand's vectors as they are stored now. One query; one more where something changed."""
    rows = Meaning.objects.filter(brand=brand_id, key=sentences.KEY)
    now = rows.aggregate(number=Count("pk"), newest=Max("pk"))
    stamp = (now["number"], now["newest"] or 0)
    with _lock:
        known = _kept.get(brand_id)
        if known is None or known[:2] != stamp:
            known = (*stamp, _followed(known, rows, stamp))
        _kept[brand_id] = known
        _kept.move_to_end(brand_id)
        while len(_kept) > _BRANDS:
            _kept.popitem(last=False)
        return known[2]


def _followed(known: tuple[int, int, Neighbours] | None, rows: QuerySet[Meaning], stamp: tuple[int, int]) -> Neighbours:
    """With what is new; all anew where something went as well."""
    if known is not None and stamp[1] > known[1]:
        fresh = list(rows.filter(pk__gt=known[1]).values_list("post", "vector")[:_MOST])
        if len(known[2]) + len(fresh) == stamp[0]:
            known[2].add([pk for pk, _vector in fresh], unpack([bytes(vector) for _pk, vector in fresh]))
            return known[2]
    made: Neighbours = InTwoLooks()
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[:_MOST])
    for at in range(0, len(ids), _CHUNK):
        some = list(rows.filter(pk__in=ids[at : at + _CHUNK]).values_list("post", "vector"))
        made.add([pk for pk, _vector in some], unpack([bytes(vector) for _pk, vector in some]))
    return made

"""A brand's topics as they were last learned: from what its people wrote, pointed at and corrected."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from tummler.knowledge.meanings import cared_for, encode, meanings_of
from tummler.minds.contract import Judgement, Mark
from tummler.minds.health import says_health
from tummler.minds.sentences import Vectors
from tummler.minds.topics import NONE, Taught, Told, learn
from tummler.minds.topics.learning import Learned
from tummler.records.models import Correction, Example, Lesson, Post
from tummler.records.prepared import Given as Place, prepared
from tummler.records.topics import standing

#: What teaches: the newest of each topic, and of all.
_EACH = 200
_ALL = 3_000
_EXAMPLE, _CORRECTION = "e", "c"

_lock = threading.Lock()
#: The topics of each brand, with what they were made of.
_learned: dict[int, tuple[tuple[object, ...], Given, Learned]] = {}


@dataclass(frozen=True, slots=True)
class Given:
    """Examples in their order: where each comes from, its topic and what it says."""

    sources: tuple[tuple[str, int, str], ...]
    taught: tuple[Taught, ...]
    posts: tuple[Post | None, ...]

    def vectors(self) -> Vectors | None:
        """The meanings of them all; of posts as they are stored."""
        written = encode([one.text for one, post in zip(self.taught, self.posts, strict=True) if post is None])
        pointed = meanings_of([post for post in self.posts if post is not None])
        if written is None or pointed is None:
            return None
        theirs, ours = iter(pointed), iter(written)
        rows = [next(ours) if post is None else next(theirs) for post in self.posts]
        return np.array(rows, np.float32)

    def only(self, places: Sequence[int]) -> Given:
        """Those at these places."""
        return Given(
            tuple(self.sources[at] for at in places),
            tuple(self.taught[at] for at in places),
            tuple(self.posts[at] for at in places),
        )

    @property
    def corrections(self) -> list[int]:
        """The places of the posts that somebody here put right."""
        return [place for place, (source, _pk, _topic) in enumerate(self.sources) if source == _CORRECTION]


def _examples(brand_id: int) -> QuerySet[Example]:
    rows = Example.objects.filter(brand=brand_id, post__gone_at=None)
    return rows.select_related("post", "topic").order_by("-at", "-pk")


def _corrections(brand_id: int) -> QuerySet[Correction]:
    rows = Correction.objects.filter(brand=brand_id, field="topic", post__gone_at=None)
    hurt = Post.objects.filter(cared_for()).values("pk")
    return rows.exclude(post__in=hurt).select_related("post").order_by("-at", "-pk")


def all_given(brand_id: int) -> Given:
    """Everything that teaches now: a correction is stronger than an example of the same post. Three queries."""
    corrected = list(_corrections(brand_id)[:_ALL])
    told = {row.post_id for row in corrected}
    rows: list[tuple[str, int, str, str, Post | None]] = [
        (_CORRECTION, row.pk, row.value, row.post.text, row.post) for row in corrected
    ]
    for one in _examples(brand_id).filter(out_at=None)[:_ALL]:
        if one.post_id is None or one.post_id not in told:
            rows.append(_row(one, one.topic.key if one.topic else NONE))
    return _given(_newest(_standing(rows, standing(brand_id))))


def given_to(lesson: Lesson) -> Given:
    """What a lesson was learned from, less what is gone since. Three queries."""
    keys: dict[tuple[str, int], str] = {(source, pk): topic for source, pk, topic in lesson.taught}
    ids = {kind: [pk for source, pk, _topic in lesson.taught if source == kind] for kind in (_EXAMPLE, _CORRECTION)}
    rows: list[tuple[str, int, str, str, Post | None]] = [
        (_CORRECTION, row.pk, keys[_CORRECTION, row.pk], row.post.text, row.post)
        for row in _corrections(lesson.brand_id).filter(pk__in=ids[_CORRECTION])
    ]
    rows += [_row(one, keys[_EXAMPLE, one.pk]) for one in _examples(lesson.brand_id).filter(pk__in=ids[_EXAMPLE])]
    return _given(_standing(rows, standing(lesson.brand_id)))


def _standing(
    rows: Sequence[tuple[str, int, str, str, Post | None]], now: Mapping[str, str]
) -> list[tuple[str, int, str, str, Post | None]]:
    """What still teaches, under the topic that its own counts as now."""
    counted = ((*row[:2], now.get(row[2], ""), *row[3:]) if row[2] else row for row in rows)
    return [new for row, new in zip(rows, counted, strict=True) if new[2] or not row[2]]


def _row(one: Example, topic: str) -> tuple[str, int, str, str, Post | None]:
    return (_EXAMPLE, one.pk, topic, one.post.text if one.post else one.text, one.post)


def _newest(rows: Iterable[tuple[str, int, str, str, Post | None]]) -> list[tuple[str, int, str, str, Post | None]]:
    counts: Counter[str] = Counter()
    kept = []
    for row in rows:
        counts[row[2]] += 1
        if counts[row[2]] <= _EACH:
            kept.append(row)
    return kept[:_ALL]


def _given(rows: Iterable[tuple[str, int, str, str, Post | None]]) -> Given:
    rows = [row for row in rows if not says_health(row[3])]  # it stays on its post
    ordered = sorted(rows, key=lambda row: row[:2])
    return Given(
        tuple(row[:3] for row in ordered),
        tuple(Taught(row[3], row[2]) for row in ordered),
        tuple(row[4] for row in ordered),
    )


def topics_learned(brand_id: int) -> tuple[Given, Learned] | None:
    """The topics in use, made again where what taught them is gone. Four queries; None where nothing was learned."""
    lesson = prepared("lesson in use", _in_use).first(of=brand_id)
    if lesson is None:
        return None
    counts = (_examples(brand_id).count(), _corrections(brand_id).count())
    stamp = (lesson.pk, lesson.made_at, *counts, *sorted(standing(brand_id).items()))
    with _lock:
        known = _learned.get(brand_id)
    if known is None or known[0] != stamp:
        given = given_to(lesson)
        made = learn(given.taught, given.vectors())
        if made is None:
            return None
        known = (stamp, given, made)
        with _lock:
            _learned[brand_id] = known
    return known[1], known[2]


def _in_use() -> QuerySet[Lesson]:
    return Lesson.objects.filter(brand=Place("of"), in_use=True).order_by("pk")[:1]


def tell_topics(found: tuple[Given, Learned], posts: Sequence[Post]) -> tuple[set[str], list[Judgement | None]]:
    """The keys that are told apart, and each post's topic with what speaks for it; None for none of them."""
    told = found[1].tell([post.text for post in posts], meanings_of(posts))
    return set(found[1].topics), [_judged(one) for one in told]


def tell_texts(found: tuple[Given, Learned], texts: Sequence[str]) -> tuple[set[str], list[Judgement | None]]:
    """The same for texts that are no posts here."""
    return set(found[1].topics), [_judged(one) for one in found[1].tell(texts, encode(texts))]


def _judged(told: Told) -> Judgement | None:
    if told.topic == NONE:
        return None
    marks = tuple(Mark(start, end, "topic_words") for start, end in told.words)
    return Judgement(told.topic, round(told.probability, 3), "topic_words" if marks else "topic_examples", marks)

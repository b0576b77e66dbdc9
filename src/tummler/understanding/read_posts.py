"""identified → understood: read posts in one go, store why, and open, close or bring back needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet

from tummler.common import clock
from tummler.minds.contract import Mind, PostToRead, Reading, TopicWords
from tummler.minds.health import says_health
from tummler.minds.registry import mind_for
from tummler.records.bulk import insert_new
from tummler.records.models import Brand, Correction, Need, Post, Reading as ReadingRow, Topic
from tummler.records.prepared import Among, Given, prepared, several
from tummler.records.states import move_all
from tummler.records.topics import standing
from tummler.understanding.glances import keep_glances
from tummler.understanding.judgements import pack_judgement
from tummler.understanding.lessons import tell_topics, topics_learned
from tummler.understanding.needs import STANDING, Askers, follow, hear_word
from tummler.understanding.own_voice import OwnVoices, hear_now
from tummler.understanding.tags import Tags
from tummler.understanding.words_sent import hear_words

_FIELDS = ("brand", "post", "mind", "kind", "topic", "urgency", "language", "care", "read_at")


def understand_posts(posts: Sequence[Post]) -> None:
    """Read what was said to us; what is ours or history is only moved on. One transaction, the caller's."""
    by_brand: dict[int, list[Post]] = {}
    for post in posts:
        by_brand.setdefault(post.brand_id, []).append(post)
    for brand_id, theirs in by_brand.items():
        brand = prepared("a brand", lambda: Brand.objects.filter(pk=Given("of"))).first(of=brand_id)
        _understand(brand, theirs)
    move_all(Post, [post.pk for post in posts], "understood", frm="identified")


def _understand(brand: Brand, posts: Sequence[Post]) -> None:
    hear_now(brand, posts)
    voices = OwnVoices(brand, posts)
    fetched = _said_by_askers(posts)
    to_read = [post for post in posts if not (post.by_us or post.gone) and (not post.history or post in fetched)]
    readings: dict[int, Reading] = {}
    if to_read:
        mind = mind_for(brand.pk, examples_stamp(brand), lambda: examples_of(brand), settings.DATA.models)
        readings = dict(zip([post.pk for post in to_read], mind.read(_questions(brand, to_read)), strict=True))
        readings |= _as_learned(brand, to_read, readings)
        _store(mind, to_read, readings)
        follow_with = mind
    else:
        follow_with = None
    own = voices.theirs
    live = [post for post in posts if not post.gone and (post.by_us or not post.history or post.pk in own)]
    askers, tags, sent = Askers(live), Tags(brand), hear_words(live, readings)
    for post in sorted(live, key=lambda one: (one.shown_at, one.pk)):
        if post.pk in sent:
            continue
        if voices.take(post):
            askers.read_again(post.conversation_id)
            continue
        follow(brand=brand, post=post, reading=readings.get(post.pk), mind=follow_with, askers=askers, tags=tags)
    keep_glances(brand, live, readings)
    if fetched and follow_with:
        theirs = Askers(fetched)
        for post in sorted(fetched, key=lambda one: (one.shown_at, one.pk)):
            hear_word(post=post, mind=follow_with, askers=theirs)


def _said_by_askers(posts: Sequence[Post]) -> list[Post]:
    """What came with a whole thread and was said there by somebody whose need stands in it.

    A network doesn't tell us what isn't addressed to us: "that worked", said to a stranger, is only found so.
    """
    past = [post for post in posts if post.history and not (post.by_us or post.gone)]
    if not past:
        return []
    standing_needs = Need.objects.filter(conversation__in={post.conversation_id for post in past}, care="")
    asking = set(standing_needs.filter(state__in=STANDING).values_list("conversation", "account"))
    return [post for post in past if (post.conversation_id, post.account_id) in asking]


def _questions(brand: Brand, posts: Sequence[Post]) -> list[PostToRead]:
    topics = topic_words(brand.pk)
    return [
        PostToRead(
            text=post.text,
            addressed=post.addressed,
            language_hint=post.language,
            languages=tuple(brand.languages),
            topics=topics,
            brand_words=tuple(brand.words),
            by_robot=post.account.robot,
        )
        for post in posts
    ]


def topic_words(brand_id: int) -> tuple[TopicWords, ...]:
    """The words that the brand gave for its topics; of one joined into another they are that one's. Two queries."""
    now = standing(brand_id)
    words: dict[str, list[str]] = {}
    for key, given in prepared("words of topics", _words_of_topics).rows(of=brand_id):
        words.setdefault(now.get(key, ""), []).extend(given)
    return tuple(TopicWords(key, tuple(given)) for key, given in words.items() if key)


def _words_of_topics() -> QuerySet[Topic, Any]:
    return Topic.objects.filter(brand=Given("of")).order_by("pk").values_list("key", "words")


def _as_learned(brand: Brand, posts: Sequence[Post], readings: dict[int, Reading]) -> dict[int, Reading]:
    """Needs with the topic that was learned from examples; one near a correction keeps what was said of that."""
    asked = [post for post in posts if (one := readings[post.pk]).need and not one.care and not _corrected(one)]
    found = topics_learned(brand.pk) if asked else None
    if found is None:
        return {}
    topics, told = tell_topics(found, asked)
    return {
        post.pk: replace(readings[post.pk], topic=judged)
        for post, judged in zip(asked, told, strict=True)
        if judged or (before := readings[post.pk].topic) is None or before.value in topics
    }


def _corrected(reading: Reading) -> bool:
    return reading.topic is not None and reading.topic.why == "corrected"


def _store(mind: Mind, posts: Sequence[Post], readings: dict[int, Reading]) -> None:
    at = clock.now()
    size, given = several([post.pk for post in posts])
    if again := prepared(("readings of posts", size), lambda: _read_before(size)).rows(**given):  # an edited post
        ReadingRow.objects.filter(pk__in=[pk for (pk,) in again]).delete()
    rows = []
    for post in posts:
        reading = readings[post.pk]
        rows.append(
            (
                post.brand_id, post.pk, mind.key, pack_judgement(reading.kind), pack_judgement(reading.topic),
                pack_judgement(reading.urgency), pack_judgement(reading.language), pack_judgement(reading.care), at,
            )
        )  # fmt: skip
    insert_new(ReadingRow, _FIELDS, rows)


def _read_before(size: int) -> QuerySet[ReadingRow, Any]:
    return ReadingRow.objects.filter(Among("post", size)).values_list("pk")


def examples_stamp(brand: Brand) -> int:
    """Changes whenever a correction was made, or went with its post: a mind with other examples is then made anew."""
    found = prepared("corrections of a brand", _corrections).rows(of=brand.pk)
    return hash((*(tuple(row[1:]) for row in found), *standing(brand.pk).items()))


def _corrections() -> QuerySet[Correction, Any]:
    told = Correction.objects.filter(brand=Given("of")).values("brand").annotate(newest=Max("at"), number=Count("pk"))
    return told.order_by().values_list("brand", "newest", "number")


def examples_of(brand: Brand) -> list[tuple[str, str, str]]:
    """What people corrected: (text, field, value), the newest 2,000, the newest last; no post that tells of health."""
    rows = Correction.objects.filter(brand=brand, post__gone_at=None).order_by("-at", "-pk")
    now = standing(brand.pk)
    found = []
    for text, field, value in list(rows.values_list("post__text", "field", "value")[:2000])[::-1]:
        counts = now.get(value, "") if field == "topic" else value
        if (counts or not value) and not says_health(text):
            found.append((text, field, counts))
    return found

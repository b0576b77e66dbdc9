"""Learning a brand's topics anew when something was taught, and whether that made them better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from tummler.common import clock
from tummler.knowledge.meanings import meanings_of
from tummler.minds.topics import NONE, learn
from tummler.minds.topics.learning import Learned
from tummler.records.happenings import happen
from tummler.records.models import Brand, Correction, Example, Lesson, Need, Reading
from tummler.records.topics import standing
from tummler.understanding.judgements import pack_judgement
from tummler.understanding.lessons import Given, all_given, given_to, tell_topics, topics_learned

#: Fewer examples of a topic are no topic yet, but the few words that the brand gave for it.
FEWEST = 3
#: So many waiting needs and corrected posts are compared.
_COMPARED = 300
_SHOWN = 5
_WAITING = 500
#: It takes more than one post to say that it got worse.
_NOT_CHANCE = 2


def learn_topics(brand_id: int) -> Lesson | None:
    """A new lesson, if what teaches has changed since the last; the caller's transaction is not needed."""
    given = enough(all_given(brand_id))
    last = Lesson.objects.filter(brand=brand_id).order_by("-number").first()
    taught = [list(source) for source in given.sources]
    if taught == (last.taught if last else []):
        return None
    vectors = given.vectors()
    learned = learn(given.taught, vectors)
    before = Lesson.objects.filter(brand=brand_id, in_use=True).first()
    told = _told(brand_id, given, learned, before)
    with transaction.atomic():
        better = not told["worse"]
        if better:
            Lesson.objects.filter(brand=brand_id, in_use=True).update(in_use=False)
        lesson = Lesson.objects.create(
            brand_id=brand_id, number=last.number + 1 if last else 1, taught=taught, told=told, in_use=better
        )
        happen("topics_learned", brand_id, facts={"number": lesson.number, "in_use": better})
    return lesson


def enough(given: Given) -> Given:
    """Only topics that have enough examples; none of them needs just one."""
    counts = Counter(topic for _source, _pk, topic in given.sources)
    kept = [at for at, (_source, _pk, topic) in enumerate(given.sources) if topic == NONE or counts[topic] >= FEWEST]
    if not any(given.sources[at][2] for at in kept):
        kept = []
    return given.only(kept)


def _told(brand_id: int, given: Given, learned: Learned | None, before: Lesson | None) -> dict[str, Any]:
    """What a lead is told of a lesson: numbers and codes."""
    topics = [topic for _source, _pk, topic in given.sources]
    counts = Counter(topics)
    known = {topic: count for topic, count in counts.items() if topic}
    held_back = learned.held_back if learned else ()
    right = sum(told == true for told, true in zip(held_back, topics, strict=False))
    told: dict[str, Any] = {
        "examples": len(topics), "topics": known, "none": counts[NONE], "right": right, "worse": False,
        "confused": _confused(topics, held_back), "corrected": 0, "changed": 0, "changes": [],
    }  # fmt: skip
    if before is None or learned is None:
        return told
    old_given = given_to(before)
    old = learn(old_given.taught, old_given.vectors())
    if old is None:
        return told
    return told | _compared(given, learned, old_given, old) | _changes(brand_id, learned, old)


def _confused(topics: Sequence[str], held_back: Sequence[str]) -> list[list[Any]]:
    pairs = Counter(
        (true, told) for true, told in zip(topics, held_back, strict=False) if true != told and true and told
    )
    return [[true, told, count] for (true, told), count in pairs.most_common(3)]


def _compared(given: Given, learned: Learned, old_given: Given, old: Learned) -> dict[str, Any]:
    """How many of the posts that people put right each gets right without having been taught it."""
    places = given.corrections[-_COMPARED:]
    vectors = meanings_of([post for at in places if (post := given.posts[at])])
    fresh = old.tell([given.taught[at].text for at in places], vectors)
    alone = dict(zip(((source, pk) for source, pk, _ in old_given.sources), old.held_back, strict=True))
    true = [given.sources[at][2] for at in places]
    now = sum(learned.held_back[at] == topic for at, topic in zip(places, true, strict=True))
    then = sum(
        alone.get(given.sources[at][:2], told.topic) == topic
        for at, told, topic in zip(places, fresh, true, strict=True)
    )
    return {
        "corrected": len(places),
        "now": now,
        "then": then,
        "worse": then - now >= max(_NOT_CHANCE, len(places) // 20),
    }


def _changes(brand_id: int, learned: Learned, old: Learned) -> dict[str, Any]:
    """Which of the newest needs' posts would be about something else: their ids, and the keys."""
    needs = Need.objects.filter(brand=brand_id, post__gone_at=None, care="").exclude(state="dropped")
    posts = [need.post for need in needs.select_related("post").order_by("-pk")[:_COMPARED]]
    if not posts:
        return {}
    texts, vectors = [post.text for post in posts], meanings_of(posts)
    both = zip(posts, old.tell(texts, vectors), learned.tell(texts, vectors), strict=True)
    changed = [[post.pk, then.topic, now.topic] for post, then, now in both if then.topic != now.topic]
    return {"changed": len(changed), "changes": changed[:_SHOWN], "looked_at": len(posts)}


def apply_lesson(lesson: Lesson) -> int:
    """Give the waiting needs the topics of a lesson, where nobody here said another; how many changed."""
    said = Correction.objects.filter(brand=lesson.brand_id, field="topic").values("post")
    waiting = Need.objects.filter(brand=lesson.brand_id, state__in=("open", "claimed"), care="", post__gone_at=None)
    needs = list(waiting.exclude(post__in=said).select_related("post").order_by("-pk")[:_WAITING])
    found = topics_learned(lesson.brand_id)
    topics, told = tell_topics(found, [need.post for need in needs]) if found else (set(), [])
    topics |= {key for key, now in standing(lesson.brand_id).items() if key != now}
    changed = 0
    with transaction.atomic():
        for need, judged in zip(needs, told, strict=False):
            key = judged.value if judged else ""
            if key != need.topic and (key or need.topic in topics):
                Reading.objects.filter(post=need.post_id).update(topic=pack_judgement(judged))
                changed += Need.objects.filter(pk=need.pk, topic=need.topic).update(topic=key)
        Lesson.objects.filter(pk=lesson.pk).update(applied_at=clock.now())
    return changed


#: What taught each brand when it was last looked at: nothing new, nothing to read.
_seen: dict[int, tuple[object, ...]] = {}


def learn_due() -> bool:
    """Learn what was taught since, brand by brand, and apply what is in use; True if there was something to do."""
    taught = Q(examples__isnull=False) | Q(corrections__field="topic") | Q(lessons__isnull=False)
    done = False
    for brand_id in Brand.objects.filter(taught).distinct().values_list("pk", flat=True):
        stamp = _stamp(brand_id)
        if _seen.get(brand_id) != stamp:
            done |= learn_topics(brand_id) is not None
            _seen[brand_id] = stamp
    unapplied = list(Lesson.objects.filter(in_use=True, applied_at=None))
    for lesson in unapplied:
        apply_lesson(lesson)
    return done or bool(unapplied)


def _stamp(brand_id: int) -> tuple[object, ...]:
    """Changes with whatever teaches."""
    found: list[object] = []
    for noun, last in ((Example, "out_at"), (Correction, "at")):
        rows = noun._default_manager.filter(brand=brand_id)
        found += rows.values_list(Count("pk"), Max("at"), Max(last), Max("pk"), Count(last)).order_by()
    return (*found, *sorted(standing(brand_id).items()))

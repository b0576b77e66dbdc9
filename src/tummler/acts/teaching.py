"""Teaching topics: making one, giving examples, taking them out, going back to what was known before."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from tummler.common import clock, ids
from tummler.common.text import storable
from tummler.minds.health import says_health
from tummler.records.access import require, rows_for
from tummler.records.happenings import happen
from tummler.records.models import Brand, Example, Helper, Lesson, Post, Proposal, Topic

LONGEST_NAME = 80
#: An example is cut here: what it is about stands at its beginning.
LONGEST = 500
#: So many are taken in one go.
MOST = 100
#: So many posts of a proposal become examples, the most typical.
TAKEN = 20


class NotTaught(ValueError):
    """Why nothing was taught: "name", "there" (a topic has it), "gone" (it is no topic any more), "empty", "health"."""


def make_topic(*, actor: Helper, name: str, texts: Iterable[str] = ()) -> Topic:
    """A topic in the brand's own words, with examples. Raises :class:`NotTaught`."""
    require(actor, "shape_topics", actor.brand)
    name = _name(name)
    with transaction.atomic():
        _not_there(actor.brand_id, name)
        topic = Topic.objects.create(brand_id=actor.brand_id, key=_free_key(actor.brand_id, name), name=name)
        happen("topic_made", actor.brand_id, actor, facts={"topic": topic.key})
        _written(actor, topic, texts)
    return topic


def rename_topic(*, actor: Helper, topic: Topic, name: str) -> None:
    """Another name; what it is stays. Raises :class:`NotTaught`."""
    require(actor, "shape_topics", topic)
    name = _name(name)
    with transaction.atomic():
        _not_there(topic.brand_id, name, topic)
        Topic.objects.filter(pk=topic.pk).update(name=name)
        happen("topic_changed", actor.brand_id, actor, facts={"topic": topic.key})


def remove_topic(*, actor: Helper, topic: Topic, into: Topic | None = None) -> None:
    """It is no topic any more, or part of another, with its examples. Needs keep what they were about."""
    require(actor, "shape_topics", topic)
    if into is not None:
        require(actor, "shape_topics", into)
    with transaction.atomic():
        wanted = {topic.pk, *([into.pk] if into else [])}
        standing = Topic.objects.select_for_update().filter(pk__in=wanted, gone_at=None)
        if len(standing) < len(wanted) or into == topic:
            raise NotTaught("gone")
        Topic.objects.filter(pk=topic.pk).update(gone_at=clock.now(), into=into)
        facts = {"topic": topic.key} | ({"into": into.key} if into else {})
        happen("topic_joined" if into else "topic_removed", actor.brand_id, actor, facts=facts)


def bring_topic_back(*, actor: Helper, topic: Topic) -> None:
    """A topic again, by itself, with its examples. Raises :class:`NotTaught` where another has its name now."""
    require(actor, "shape_topics", topic)
    with transaction.atomic():
        _not_there(topic.brand_id, topic.name, topic)
        Topic.objects.filter(pk=topic.pk).update(gone_at=None, into=None)
        happen("topic_brought_back", actor.brand_id, actor, facts={"topic": topic.key})


def give_examples(*, actor: Helper, topic: Topic | None, texts: Iterable[str]) -> int:
    """Texts that are about a topic, or about none of them; how many are new. Raises :class:`NotTaught`."""
    require(actor, "teach_topics", topic or actor.brand)
    with transaction.atomic():
        given = _written(actor, topic, texts)
    if not given:
        raise NotTaught("empty")
    return given


def give_posts(*, actor: Helper, topic: Topic | None, posts: Iterable[Post]) -> int:
    """Posts as examples, in the caller's transaction; one that is an example already becomes one of this.

    What tells of somebody's health stays on its post and is none.
    """
    given = 0
    for post in posts:
        require(actor, "teach_topics", post)
        if says_health(post.text):
            continue
        Example.objects.update_or_create(
            post=post,
            defaults={"brand_id": post.brand_id, "topic": topic, "helper": actor, "at": clock.now(), "out_at": None},
        )
        given += 1
    if given:
        happen("example_given", actor.brand_id, actor, facts={"topic": topic.key if topic else "", "number": given})
    return given


def take_out(*, actor: Helper, example: Example, out: bool = True) -> None:
    """An example that is none after all; or back again."""
    require(actor, "teach_topics", example)
    with transaction.atomic():
        Example.objects.filter(pk=example.pk).update(out_at=clock.now() if out else None)
        happen("example_taken_out" if out else "example_given", actor.brand_id, actor, facts={"number": 1})


def use_lesson(*, actor: Helper, lesson: Lesson) -> None:
    """Read by what was learned then; the waiting needs follow. What is newer is left."""
    require(actor, "shape_topics", lesson)
    with transaction.atomic():
        Lesson.objects.filter(brand=actor.brand_id, in_use=True).update(in_use=False)
        newer = Lesson.objects.filter(brand=actor.brand_id, number__gt=lesson.number, left_at=None)
        newer.update(left_at=clock.now())
        Lesson.objects.filter(pk=lesson.pk).update(in_use=True, left_at=None, applied_at=None)
        happen("topics_gone_back", actor.brand_id, actor, facts={"number": lesson.number})


def want_proposals(*, actor: Helper) -> None:
    """Have the past looked through for topics; the worker does it."""
    require(actor, "shape_topics", actor.brand)
    Brand.objects.filter(pk=actor.brand_id).update(proposals_wanted_at=clock.now())


def take_proposal(*, actor: Helper, proposal: Proposal, name: str) -> Topic:
    """A topic of what the past proposes, under a name; one of that name that is there gets its posts as well."""
    require(actor, "shape_topics", proposal)
    name = _name(name)
    with transaction.atomic():
        topic = Topic.objects.filter(brand=actor.brand_id, name__iexact=name, gone_at=None).first()
        made = topic is None
        topic = topic or make_topic(actor=actor, name=name)
        _settle(actor, proposal, "taken", topic if made else None)
        posts = rows_for(actor, Post).filter(pk__in=proposal.posts, gone_at=None)
        give_posts(actor=actor, topic=topic, posts=posts.select_related("brand")[:TAKEN])
    return topic


def pass_proposal(*, actor: Helper, proposal: Proposal) -> None:
    """It is no topic."""
    require(actor, "shape_topics", proposal)
    with transaction.atomic():
        _settle(actor, proposal, "passed", None)


def bring_proposal_back(*, actor: Helper, proposal: Proposal) -> None:
    """Take back what was done with it: its examples, and the topic that was made by it if nothing else teaches that."""
    require(actor, "shape_topics", proposal)
    with transaction.atomic():
        if proposal.state == "taken":
            Example.objects.filter(brand=actor.brand_id, post__in=proposal.posts).delete()
        topic = proposal.topic
        if topic and not (topic.examples.exists() or topic.joined.exists()):
            topic.delete()
        Proposal.objects.filter(pk=proposal.pk).update(state="waiting", topic=None)
        happen("proposal_brought_back", actor.brand_id, actor)


def _settle(actor: Helper, proposal: Proposal, state: str, topic: Topic | None) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(state=state, topic=topic)
    happen(f"proposal_{state}", actor.brand_id, actor, facts={"topic": topic.key if topic else ""})


def _not_there(brand_id: int, name: str, but: Topic | None = None) -> None:
    same = Topic.objects.filter(brand=brand_id, name__iexact=name, gone_at=None)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise NotTaught("there")


def _name(name: str) -> str:
    name = " ".join(storable(name).split())[:LONGEST_NAME]
    if not name:
        raise NotTaught("name")
    return name


def _free_key(brand_id: int, name: str) -> str:
    key = slugify(name)[:50] or ids.public_id()[:8]
    taken = set(Topic.objects.filter(brand=brand_id, key__startswith=key).values_list("key", flat=True))
    return key if key not in taken else next(f"{key}-{at}" for at in range(2, 1000) if f"{key}-{at}" not in taken)


def _written(actor: Helper, topic: Topic | None, texts: Iterable[str]) -> int:
    there = set(Example.objects.filter(brand=actor.brand_id, topic=topic, post=None).values_list("text", flat=True))
    given = dict.fromkeys(" ".join(storable(text).split())[:LONGEST] for text in texts)
    wanted = [text for text in given if not says_health(text)]
    if given and not wanted:
        raise NotTaught("health")
    new = [text for text in wanted if text and text not in there][:MOST]
    Example.objects.bulk_create(Example(brand_id=actor.brand_id, topic=topic, text=text, helper=actor) for text in new)
    if new:
        happen("example_given", actor.brand_id, actor, facts={"topic": topic.key if topic else "", "number": len(new)})
    return len(new)

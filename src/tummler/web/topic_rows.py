"""Topics and what was learned of them, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup

from tummler.records.access import rows_for
from tummler.records.models import Correction, Example, Helper, Lesson, Post, Proposal, Topic
from tummler.records.topics import standing
from tummler.understanding.learning import FEWEST
from tummler.web.moments import clock_time
from tummler.web.numbers import in_words, starting
from tummler.web.texts import excerpt

#: So many examples of a topic are shown; the newest.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One example: its words; ``public_id`` is empty for a correction, which is put right at its post."""

    words: Markup
    public_id: str
    language: str = ""


@dataclass(slots=True)
class TopicRow:
    """A topic with what teaches it; none of them without one."""

    topic: Topic | None
    written: int = 0
    corrected: int = 0
    examples: list[ExampleRow] = field(default_factory=list)

    @property
    def count(self) -> int:
        """What teaches it, in all."""
        return self.written + self.corrected

    @property
    def words(self) -> str:
        """How much it is taught by."""
        if not self.count:
            return _("No examples yet.")
        total = ngettext("one example", "%(count)s examples", self.count) % {"count": in_words(self.count)}
        if self.corrected:
            corrected = ngettext(
                "one of them a post that you put right", "%(count)s of them posts that you put right", self.corrected
            )
            total = f"{total}, {corrected % {'count': in_words(self.corrected)}}"
        return starting(total) + "."

    @property
    def wants(self) -> str:
        """How many more it needs before it is learned; "" where it has enough."""
        missing = FEWEST - self.count if self.topic else 0
        if missing <= 0 or not self.count:
            return ""
        more = ngettext("With one more it is learned.", "With %(count)s more it is learned.", missing)
        return more % {"count": in_words(missing)}


def topics_of(helper: Helper) -> list[TopicRow]:
    """Every topic by its name, and none of them last. Four queries."""
    topics = list(rows_for(helper, Topic).filter(gone_at=None).order_by("name"))
    rows: dict[str, TopicRow] = {topic.key: TopicRow(topic) for topic in topics} | {"": TopicRow(None)}
    now = standing(helper.brand_id) | {"": ""}
    said = rows_for(helper, Correction).filter(field="topic", post__gone_at=None).select_related("post")
    for one in said.order_by("-at"):
        if (now.get(one.value) or not one.value) and (row := rows.get(now[one.value])):
            row.corrected += 1
            _show(row, one.post.text, "", one.post.language)
    told = {one.post_id for one in said}
    given = rows_for(helper, Example).filter(out_at=None, post__gone_at=None).select_related("post", "topic")
    for example in given.order_by("-at", "-pk"):
        if example.post_id is None or example.post_id not in told:
            counts = now[example.topic.key] if example.topic else ""
            if counts or not example.topic:
                rows[counts].written += 1
                text, language = (example.post.text, example.post.language) if example.post else (example.text, "")
                _show(rows[counts], text, example.public_id, language)
    return list(rows.values())


@dataclass(frozen=True, slots=True)
class GoneRow:
    """What is no topic any more, and which one it is part of."""

    key: str
    name: str
    words: str


def gone(helper: Helper) -> list[GoneRow]:
    """Topics that were removed or joined into another, the latest first. One query."""
    rows = rows_for(helper, Topic).filter(gone_at__isnull=False).select_related("into").order_by("-gone_at", "-pk")
    return [
        GoneRow(one.key, one.name, _("Part of %(name)s.") % {"name": one.into.name} if one.into else _("Removed."))
        for one in rows[:40]
    ]


def _show(row: TopicRow, text: str, public_id: str, language: str) -> None:
    if len(row.examples) < _SHOWN:
        row.examples.append(ExampleRow(excerpt(text, (), 200), public_id, language))


def heading(rows: Sequence[TopicRow]) -> str:
    """Nine topics, taught by 74 examples."""
    topics = [row for row in rows if row.topic]
    count = sum(row.count for row in rows)
    if not topics:
        return _("No topics yet.")
    of = ngettext("One topic", "%(count)s topics", len(topics)) % {"count": starting(in_words(len(topics)))}
    by = ngettext("one example", "%(count)s examples", count) % {"count": in_words(count)}
    return _("%(topics)s, taught by %(examples)s.") % {"topics": of, "examples": by}


@dataclass(frozen=True, slots=True)
class Change:
    """A post that is about something else than before."""

    words: Markup
    language: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Learned:
    """The newest lesson and the one that posts are read by, in words."""

    lesson: Lesson | None = None
    sentences: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    #: Which lesson one step leads to, and what the press says.
    other: Lesson | None = None
    press: str = ""


def learned(helper: Helper) -> Learned:
    """What was learned last, what it changed, and the one step there is. Three queries."""
    lessons = list(rows_for(helper, Lesson).order_by("-number")[:12])
    if not lessons:
        return Learned()
    newest, used = lessons[0], next((one for one in lessons if one.in_use), None)
    names = dict(rows_for(helper, Topic).values_list("key", "name"))
    sentences = [_when(newest), *_how_good(newest.told), *_confused(newest.told, names)]
    earlier = next((one for one in lessons if used and one.number < used.number and not one.told.get("worse")), None)
    if used and used != newest and newest.left_at is None:
        return Learned(newest, (_kept_back(newest.told), *sentences[2:]), (), newest, _("Use it anyway"))
    if used and used != newest:
        went = _("You went back: posts are read as on %(day)s.") % {"day": clock_time(used.made_at)}
        return Learned(newest, (went,), (), newest, _("Forward again"))
    return Learned(newest, tuple(sentences), _changes(helper, newest.told, names), earlier, _("One step back"))


def _when(lesson: Lesson) -> str:
    said = _("Learned at %(time)s from %(examples)s.")
    count = lesson.told["examples"]
    examples = ngettext("one example", "%(count)s examples", count) % {"count": in_words(count)}
    return said % {"time": clock_time(lesson.made_at), "examples": examples}


def _how_good(told: dict[str, Any]) -> list[str]:
    held = _("Each was held back once: %(right)s of %(all)s are told right by the others.")
    sentences = [
        held % {"right": in_words(told["right"]) if told["right"] else _("none"), "all": in_words(told["examples"])}
    ]
    if told.get("corrected"):
        numbers = {name: in_words(told[name]) if told[name] else _("none") for name in ("corrected", "now", "then")}
        if told["now"] == told["then"]:
            sentences.append(
                _("Of %(corrected)s posts that you put right, %(now)s are told right, as before.") % numbers
            )
        else:
            sentences.append(
                _("Of %(corrected)s posts that you put right, %(now)s are told right; before, %(then)s.") % numbers
            )
    return sentences


def _kept_back(told: dict[str, Any]) -> str:
    said = _(
        "What was taught last would make it worse: of %(corrected)s posts that you put right, %(now)s would be told "
        "right instead of %(then)s. So posts are read as before."
    )
    return said % {name: in_words(told[name]) if told.get(name) else _("none") for name in ("corrected", "now", "then")}


def _confused(told: dict[str, Any], names: dict[str, str]) -> list[str]:
    return [
        ngettext(
            "One example of %(true)s sounds like %(told)s.",
            "%(count)s examples of %(true)s sound like %(told)s.",
            count,
        )
        % {"true": names[true], "told": names[taken], "count": starting(in_words(count))}
        for true, taken, count in told.get("confused", [])
        if true in names and taken in names
    ]


def _changes(helper: Helper, told: dict[str, Any], names: dict[str, str]) -> tuple[Change, ...]:
    listed = told.get("changes", [])
    posts = (
        {post.pk: post for post in rows_for(helper, Post).filter(pk__in=[pk for pk, *_ in listed], gone_at=None)}
        if listed
        else {}
    )
    none = _("nothing of these")
    return tuple(
        Change(excerpt(posts[pk].text, (), 160), posts[pk].language, names.get(was, none), names.get(now, none))
        for pk, was, now in listed
        if pk in posts
    )


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A topic that the past proposes: a name in the customers' words, and some of what they said."""

    public_id: str
    name: str
    words: str
    said: tuple[ExampleRow, ...]


def proposals(helper: Helper) -> list[ProposalRow]:
    """What waits to be taken or passed over, the largest first. Two queries."""
    waiting = list(rows_for(helper, Proposal).filter(state="waiting").order_by("-size", "pk")[:24])
    wanted = [pk for one in waiting for pk in one.posts[:6]]
    posts = rows_for(helper, Post).filter(pk__in=wanted, gone_at=None) if wanted else ()
    held = {post.pk: post for post in posts}
    rows = []
    for one in waiting:
        some = [held[pk] for pk in one.posts[:6] if pk in held][:3]
        if some:
            count = ngettext("one post", "%(count)s posts", one.size) % {"count": in_words(one.size)}
            words = _("%(count)s, with “%(words)s” in them.") % {
                "count": starting(count), "words": "”, “".join(one.words)
            }  # fmt: skip
            said = tuple(ExampleRow(excerpt(post.text, (), 160), "", post.language) for post in some)
            rows.append(ProposalRow(one.public_id, starting(" ".join(one.words[:2])), words, said))
    return rows

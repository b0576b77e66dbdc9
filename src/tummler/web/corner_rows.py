"""The corner as its page shows it: plays with what is done, best answers, questions among colleagues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.urls import reverse

from tummler.common import clock
from tummler.common.text import shorten
from tummler.community import playbook
from tummler.minds.health import says_health
from tummler.records.access import rows_for
from tummler.records.models import CornerAnswer, Helped, Helper, Need, PlayNote, Post, Question, Shared, Source
from tummler.records.public import shown_to_anyone
from tummler.web import playbook_words as say
from tummler.web.texts import excerpt, given_name, name_of, quotes

WEEK = timedelta(days=7)
#: A few, so that each is read; looked for among so many.
BEST, _LOOKED_AT = 5, 60
QUESTIONS = 30


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: whether a fact ticked it, where it leads, what colleagues add from their practice."""

    key: str
    title: say.Said
    words: say.Said
    press: say.Said
    address: str
    done: bool
    next: bool
    own: bool
    notes: Sequence[PlayNote]


@dataclass(frozen=True, slots=True)
class PlayRow:
    """One play with its steps."""

    key: str
    name: say.Said
    about: say.Said
    steps: Sequence[StepRow]

    @property
    def done(self) -> bool:
        """Every step is."""
        return all(step.done for step in self.steps)

    @property
    def begun(self) -> bool:
        """Some step is."""
        return any(step.done for step in self.steps)


@dataclass(frozen=True, slots=True)
class Best:
    """An answer that helped, by the word of who asked."""

    need: Need
    question: str
    answer: str
    by: str
    asker: str
    thanks: str
    language: str


def plays_of(helper: Helper) -> list[PlayRow]:
    """The playbook as it stands for a helper. Two queries."""
    done = playbook.ticked(playbook.facts_of(helper))
    notes: dict[str, list[PlayNote]] = {}
    rows = rows_for(helper, PlayNote).filter(withdrawn_at=None).select_related("helper").order_by("pk")[:500]
    for note in rows:
        notes.setdefault(note.key, []).append(note)
    return [_play(helper, key, done, notes) for key in playbook.PLAYS]


def _play(helper: Helper, key: str, done: frozenset[str], notes: Mapping[str, Sequence[PlayNote]]) -> PlayRow:
    name, about = say.PLAYS[key]
    coming = playbook.next_step(key, done)
    steps = [_step(helper, step, done, coming, notes.get(step.key, ())) for step in playbook.PLAYS[key]]
    return PlayRow(key, name, about, steps)


def _step(helper: Helper, step: playbook.Step, done: frozenset[str], coming: str, notes: Sequence[PlayNote]) -> StepRow:
    title, words, press = say.STEPS[step.key]
    address = reverse(step.place, args=[helper.brand.slug] if step.place == "square" else [])
    return StepRow(step.key, title, words, press, address, step.key in done, step.key == coming, step.own, notes)


def best_of(helper: Helper) -> list[Best]:
    """A few answers of the last week that helped, by the words of those who asked, the newest first. Three queries.

    Only what stands in public for anyone, never about accounts of somebody's health, never ranked.
    """
    rows = rows_for(helper, Helped).filter(
        shown_to_anyone("post__"), shown_to_anyone("need__post__"), undone_at=None, at__gt=clock.now() - WEEK,
        need__care="", post__isnull=False, word__post__gone_at=None, word__post__visibility="public",
    )  # fmt: skip
    related = ("need__post", "need__account", "post__account", "helper", "account", "word__post")
    found = [_best(one) for one in rows.select_related(*related).order_by("-at")[:_LOOKED_AT]]
    return [one for one in found if one is not None][:BEST]


def _best(helped: Helped) -> Best | None:
    answer, word, asked = helped.post, helped.word, helped.need.post
    assert answer is not None
    if word is None or word.post is None or not word.post.text or not answer.text:
        return None
    if any(says_health(one) for one in (asked.text, answer.text)):
        return None
    thanks = " … ".join(quotes(word.post.text, word.marks)) or str(excerpt(word.post.text, (), 160))
    by = given_name(helped.helper) if helped.helper else name_of(answer.account)
    return Best(
        helped.need, str(excerpt(asked.text, (), 240)), answer.text, by, name_of(helped.need.account),
        shorten(thanks, 160), answer.language,
    )  # fmt: skip


def questions_of(helper: Helper) -> list[Question]:
    """What colleagues asked each other, the newest first, each with its answers. Two queries."""
    answers = rows_for(helper, CornerAnswer).filter(withdrawn_at=None).select_related("helper").order_by("pk")
    rows = rows_for(helper, Question).filter(need=None, withdrawn_at=None).select_related("helper", "circle")
    shown = rows.prefetch_related(Prefetch("answers", queryset=answers, to_attr="shown"))
    return list(shown.order_by("-pk")[:QUESTIONS])


def shared_by_now(helper: Helper) -> tuple[set[int], set[int]]:
    """The numbers of notes and needs that are shared with other organisations. One query."""
    rows = list(rows_for(helper, Shared).filter(ended_at=None).values_list("note", "need"))
    return {note for note, _ in rows if note}, {need for _, need in rows if need}


def sources_of(helper: Helper) -> list[Source]:
    """The organisations whose corner is read here, each with what they share. Two queries."""
    return list(rows_for(helper, Source).filter(ended_at=None).prefetch_related("items").order_by("name", "pk")[:50])


def answer_post(helper: Helper, need: Need) -> Post | None:
    """The answer of ours that helped with a need, where anyone may read it. One query."""
    rows = rows_for(helper, Helped).filter(shown_to_anyone("post__"), need=need.pk, undone_at=None, need__care="")
    helped = rows.select_related("post").first()
    return helped.post if helped else None

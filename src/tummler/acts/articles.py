"""Articles: a person decides what stays, changes it, refuses it, takes that back; readers say whether it helped."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from tummler.common import clock
from tummler.common.text import shorten, storable
from tummler.knowledge.articles import LONGEST, LOOK_AGAIN, needed, searchable
from tummler.knowledge.taking_out import People, digest, people_in, people_of, personal_in, without_numbers
from tummler.minds.taking_out import Found
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Article, ArticleWord, Helper
from tummler.records.states import move

LONGEST_QUESTION = 300
#: What a reader can say of an article.
WORDS = ("helped", "not_helped", "true", "not_true")


class NotWritten(ValueError):
    """Why it was not kept: "question" or "answer" (nothing in it), "too_long", "gone" (decided otherwise meanwhile)."""


class StillPersonal(Exception):
    """There is something personal in it: what, in the question and in the answer."""

    def __init__(self, question: list[Found], answer: list[Found]) -> None:
        super().__init__("personal")
        self.question, self.answer = question, answer


@dataclass(frozen=True, slots=True)
class Wording:
    """What an article is to say. ``kept`` are digests of what looks personal and is nobody's."""

    question: str
    answer: str
    topic: str = ""
    look_again: date | None = None
    kept: frozenset[str] = frozenset()


def people_around(article: Article) -> People:
    """Whose names are known in what an article came from."""
    return people_in(article.brand, [article.need.conversation_id]) if article.need else people_of(article.brand)


def write_article(*, actor: Helper, article: Article, wording: Wording) -> Article:
    """Make a proposal an article, or change one. Raises :class:`NotWritten` and :class:`StillPersonal`."""
    require(actor, "shape_articles", article)
    question, answer = _checked(wording)
    _nothing_personal(question, answer, people_around(article), {*article.kept, *wording.kept})
    first = article.state == "proposed"
    changes: dict[str, Any] = {
        "question": question, "answer": answer, "search_text": searchable(question, answer), "topic": wording.topic,
        "look_again": wording.look_again or (clock.now() + LOOK_AGAIN).date(),
        "kept": sorted({*article.kept, *wording.kept})[:200], "their_words": article.need_id is not None,
        "decided_by": actor, "decided_at": clock.now(), "changed_at": clock.now(), "used_at": clock.now(), "key": "",
        "vector": b"",
    }  # fmt: skip
    with transaction.atomic():
        if not move(article, "visible", **changes):
            raise NotWritten("gone")
        _happened("article_accepted" if first else "article_changed", actor, article)
    return article


def refuse_article(*, actor: Helper, article: Article) -> None:
    """It is none. Raises :class:`NotWritten` where it is no proposal any more."""
    _moved(actor, article, "refused", "article_refused")


def archive_article(*, actor: Helper, article: Article) -> None:
    """Nobody needs it now: strangers don't see it, helpers still find it."""
    _moved(actor, article, "archived", "article_archived")


def show_article_again(*, actor: Helper, article: Article) -> None:
    """Out of the archive, in full sight."""
    _moved(actor, article, "visible", "article_brought_back", used_at=clock.now())


def bring_proposal_back(*, actor: Helper, article: Article) -> None:
    """As if nobody had decided: what was written for it stays with it."""
    _moved(actor, article, "proposed", "article_brought_back", search_text="", key="", vector=b"")


def _moved(actor: Helper, article: Article, to: str, act: str, **changes: Any) -> None:
    require(actor, "shape_articles", article)
    with transaction.atomic():
        if not move(article, to, decided_by=actor, decided_at=clock.now(), changed_at=clock.now(), **changes):
            raise NotWritten("gone")
        _happened(act, actor, article)


def still_true(*, actor: Helper, article: Article) -> None:
    """Somebody who knows looked at it: it is asked about again in a year."""
    require(actor, "shape_articles", article)
    with transaction.atomic():
        now = clock.now()
        rows = Article.objects.filter(pk=article.pk, state__in=("visible", "faint"))
        rows.update(look_again=(now + LOOK_AGAIN).date(), changed_at=now)
        ArticleWord.objects.filter(article=article, value="not_true").delete()
        _happened("article_looked_at", actor, article)


def use_article(*, actor: Helper, article: Article) -> None:
    """A helper needed it: it counts, and comes back to full sight."""
    require(actor, "shape_articles", article)
    with transaction.atomic():
        needed(article)
        _happened("article_used", actor, article)


def judge_article(*, key: str, article: Article, value: str) -> bool:
    """A reader says that it helped or not, is still true or not: the last counts, once each; whether it is new."""
    if value not in WORDS:
        raise ValueError(value)
    other = {"helped": "not_helped", "not_helped": "helped", "true": "not_true", "not_true": "true"}[value]
    try:
        with transaction.atomic():
            ArticleWord.objects.filter(article=article, key=key, value=other).delete()
            _, new = ArticleWord.objects.get_or_create(
                article=article, key=key, value=value, defaults={"brand_id": article.brand_id}
            )
            if new and value in ("helped", "true"):
                needed(article)
            if new:
                happen("article_judged", article.brand_id, facts={"article": article.pk, "value": value})
    except IntegrityError:  # the same press twice at once
        return False
    return new


def _checked(wording: Wording) -> tuple[str, str]:
    question = " ".join(storable(without_numbers(wording.question)).split())
    answer = storable(without_numbers(wording.answer)).replace("\r\n", "\n").strip()
    if not question or not answer:
        raise NotWritten("answer" if question else "question")
    if len(answer) > LONGEST:
        raise NotWritten("too_long")
    return question if len(question) <= LONGEST_QUESTION else shorten(question, LONGEST_QUESTION - 20), answer


def _nothing_personal(question: str, answer: str, people: People, kept: Collection[str]) -> None:
    found = personal_in(question, people, kept), personal_in(answer, people, kept)
    if any(found):
        raise StillPersonal(*found)


def kept_of(text: str, found: Collection[Found]) -> frozenset[str]:
    """The digests of what was found in a text and may be somebody's word that it is nobody's."""
    return frozenset(digest(text[one.start : one.end]) for one in found)


def _happened(act: str, actor: Helper, article: Article) -> None:
    conversation = article.need.conversation_id if article.need else None
    happen(act, article.brand_id, actor, need_id=article.need_id, conversation_id=conversation,
           facts={"article": article.pk})  # fmt: skip

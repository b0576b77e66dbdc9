"""What the pages of articles show, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _, ngettext
from markupsafe import Markup

from tummler.common import clock
from tummler.knowledge.articles import asked, texts_of
from tummler.knowledge.taking_out import Taken, digest, people_in, personal_in, take_out, without_greeting
from tummler.minds.taking_out import NEVER_BACK, Found
from tummler.records.access import rows_for
from tummler.records.models import Article, ArticleWord, Helper
from tummler.web import article_words as say
from tummler.web.moments import day_of
from tummler.web.numbers import in_words, starting
from tummler.web.texts import given_name

#: Of each state so many are listed.
LISTED = 60


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article in a list."""

    article: Article
    words: Markup
    by: str
    day: str
    did: str
    look_again: str
    why: str


@dataclass(frozen=True, slots=True)
class Lists:
    """All of a brand's articles, those that ask for something first."""

    proposed: list[ArticleRow]
    look: list[ArticleRow]
    visible: list[ArticleRow]
    faint: list[ArticleRow]
    archived: list[ArticleRow]
    refused: list[ArticleRow]

    @property
    def empty(self) -> bool:
        """Whether there is none at all."""
        return not (self.proposed or self.look or self.visible or self.faint or self.archived or self.refused)


def lists_of(helper: Helper) -> Lists:
    """Everything on the page of articles. Five queries, three more where some are proposed."""
    rows = list(_articles(helper).order_by("-changed_at", "-pk")[: 5 * LISTED])
    said = _said(helper, [row.pk for row in rows])
    today = clock.now().date()

    def due(row: Article) -> bool:
        doubted = said.get(row.pk, {}).get("not_true", 0) > 0
        return row.state in ("visible", "faint") and (doubted or bool(row.look_again and row.look_again <= today))

    look = [row for row in rows if due(row)]
    # Whoever wrote it knows it best: theirs first.
    look.sort(key=lambda row: (row.helper_id != helper.pk, row.look_again or today))
    rest = [row for row in rows if row not in look]
    by_state = {
        state: [_row(row, said.get(row.pk, {}), row.question) for row in rest if row.state == state][:LISTED]
        for state in ("visible", "faint", "archived", "refused")
    }
    looked_at = [_row(row, said.get(row.pk, {}), row.question) for row in look]
    return Lists(proposed=_proposed(helper, rows), look=looked_at, **by_state)


def asks_its_writer(helper: Helper) -> str:
    """How many answers that they wrote ask whether they are still true, in a sentence; "" for none. One query."""
    doubted = ArticleWord.objects.filter(article=OuterRef("pk"), value="not_true")
    rows = rows_for(helper, Article).filter(helper=helper, state__in=("visible", "faint"))
    number = rows.filter(Q(look_again__lte=clock.now().date()) | Q(Exists(doubted))).count()
    words = ngettext(
        "%(count)s answer that you wrote asks whether it is still true.",
        "%(count)s answers that you wrote ask whether they are still true.",
        number,
    )
    return starting(words % {"count": in_words(number)}) if number else ""


def _articles(helper: Helper) -> QuerySet[Article]:
    rows = rows_for(helper, Article).defer("vector", "search_text")
    return rows.select_related("helper", "need__post", "post")


def _said(helper: Helper, ids: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    counted = rows_for(helper, ArticleWord).filter(article__in=ids).values_list("article", "value")
    for article, value, number in counted.annotate(number=Count("pk")):
        found.setdefault(article, {})[value] = number
    return found


def said_of(helper: Helper, article: Article) -> dict[str, int]:
    """How many readers said what of one. One query."""
    return _said(helper, [article.pk]).get(article.pk, {})


def _proposed(helper: Helper, rows: list[Article]) -> list[ArticleRow]:
    """Those that could stay; what is personal in what was asked is not even in the list."""
    waiting = [row for row in rows if row.state == "proposed"]
    if not waiting:
        return []
    people = people_in(helper.brand, [row.need.conversation_id for row in waiting if row.need])
    found = []
    for row in waiting[:LISTED]:
        question = row.question
        if not row.answer:
            if row.need is None or row.post is None or row.need.post.gone or row.post.gone:
                continue
            [question], _taken = take_out([asked(row.need)], people)
        found.append(_row(row, {}, question))
    return found


def _row(row: Article, said: dict[str, int], question: str) -> ArticleRow:
    return ArticleRow(
        article=row,
        words=say.with_marks_in_words(Markup.escape(question or _("The words of the one who asked are gone."))),
        by=given_name(row.helper),
        day=day_of(row.changed_at) or _("today"),
        did=say.what_it_did(row, said),
        look_again=say.day_words(row.look_again),
        why=say.why_proposed(row),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """An article while somebody decides: as it was said, with what goes out of it, and the words of the form."""

    asked: Markup
    answered: Markup
    question: str
    answer: str
    taken: list[Taken]


def draft_of(article: Article) -> Draft | None:
    """The draft of a proposal or of an article as it stands; None where what it came from is gone."""
    texts = texts_of(article)
    if texts is None:
        return None
    if article.answer:
        return Draft(say.question_words(article), say.answer_words(article), *texts, [])
    people = people_in(article.brand, [article.need.conversation_id] if article.need else [])
    (question, answer), taken = take_out(texts, people)
    answer = without_greeting(answer)
    taken = [one for one in taken if one.mark in question or one.mark in answer]
    struck = [say.struck(text, personal_in(text, people)) for text in texts]
    return Draft(struck[0], struck[1], question, answer, taken)


@dataclass(frozen=True, slots=True)
class Left:
    """Something personal that is still in what was sent."""

    words: str
    kind: str
    digest: str
    may_stay: bool


def left_in(text: str, found: Collection[Found]) -> list[Left]:
    """What is still in a text, so that somebody takes it out or says that it is nobody's."""
    return [
        Left(words, str(say.KIND_WORDS[one.kind]), digest(words), one.kind not in NEVER_BACK)
        for one in found
        for words in [text[one.start : one.end]]
    ]


def heading(lists: Lists) -> str:
    """The page's first sentence."""
    if lists.empty:
        return _("No answer has stayed yet.")
    waiting = len(lists.proposed)
    if waiting:
        words = ngettext("%(count)s answer could stay.", "%(count)s answers could stay.", waiting)
        return starting(words % {"count": in_words(waiting)})
    number = len(lists.look) + len(lists.visible) + len(lists.faint)
    words = ngettext("%(count)s answer stays for everyone.", "%(count)s answers stay for everyone.", number)
    return starting(words % {"count": in_words(number)})

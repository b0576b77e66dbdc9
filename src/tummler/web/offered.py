"""Articles where somebody needs one: beside a need that is like them, and before a question is asked on the square."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.common import clock
from tummler.knowledge.articles import like_text
from tummler.knowledge.taking_out import MARK
from tummler.records.access import rows_for
from tummler.records.models import Article, Brand, Helper, Need
from tummler.web import article_words as say

#: So many are offered.
OFFERED = 2
#: A stranger is only stopped for what is really like their question.
SURE = 0.55
#: A shorter question could be about anything.
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """One article, as it is offered: ``state`` says in words where it is not in full sight."""

    article: Article
    question: Markup
    answer: Markup
    state: str
    asks_if_true: bool


def articles_like(helper: Helper, need: Need) -> list[Offer]:
    """The articles that are likest a need, those of the archive too. Five queries."""
    if need.post.gone or not need.post.search_text:
        return []
    found = like_text(helper.brand, need.post.text, ("visible", "faint", "archived"), OFFERED + 2)
    seen = set(rows_for(helper, Article).filter(pk__in=[row.pk for row, _score in found]).values_list("pk", flat=True))
    return [_offer(row) for row, _score in found if row.pk in seen][:OFFERED]


def offers(brand: Brand, text: str) -> list[Offer]:
    """What may answer a question before it is asked. Five queries."""
    if len(text) < _SHORTEST:
        return []
    return [_offer(row) for row, score in like_text(brand, text, ("visible", "faint"), OFFERED) if score >= SURE]


def _offer(row: Article) -> Offer:
    state = str(say.STATE_WORDS[row.state]) if row.state != "visible" else ""
    due = row.state != "visible" or bool(row.look_again and row.look_again <= clock.now().date())
    return Offer(row, say.question_words(row), say.answer_words(row), state, due)


def for_a_draft(article: Article) -> str:
    """The answer as the beginning of a draft: what was taken out is told in brackets, to be filled."""
    return MARK.sub(lambda match: f"[{say.KIND_WORDS[match.group(1)]}]", article.answer)


def before_asking(found: list[Offer]) -> str:
    """What is said over the offers."""
    return _("This may answer it") if len(found) == 1 else _("One of these may answer it")

"""What else than needs asks for a helper, told on their desk: customers who answered, wishes, colleagues who ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from markupsafe import Markup

from tummler.common import clock
from tummler.community.wishes import waiting
from tummler.records.access import asked_by, can, rows_for
from tummler.records.models import CircleMember, CornerAnswer, Happening, Helper, PeerAnswer, PeerReport, Question, Wish
from tummler.records.prepared import Given
from tummler.web.numbers import in_words, starting
from tummler.web.texts import excerpt, given_name
from tummler.web.wish_words import day

#: A wish is new for so long; its time is near when no more is left.
NEW, NEAR = timedelta(days=3), timedelta(days=3)
#: What colleagues asked is told for so long, and so many at once.
ASKED, SHOWN = timedelta(days=14), 2
#: What stands in the place of a wish's state.
ANSWER, REPORT = "answer", "report"


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One line: what is so, in words; somebody's own words where they asked; where it leads."""

    words: str
    press: str
    address: str
    seed: str = ""
    voice: Markup | None = None


def told_rows(helper: Helper) -> list[ToldRow]:
    """Everything that is told beside the needs. Two queries."""
    waiting_now = [row for row in asked_by(helper, *_what_waits(helper)).rows() if row[1] is not None]
    return [*_peers(waiting_now), *_wishes(waiting_now), *_colleagues(helper)]


def _what_waits(helper: Helper) -> tuple[str, Callable[[Helper], QuerySet[Any, Any]]]:
    """What is asked for whom: wishes of those who answer them, what customers wrote of those who may look at it."""
    if can(helper, "answer_wish", helper.brand):
        return "wishes and answers that wait", _wishes_and_answers
    return "answers that wait", _answers if can(helper, "look_at_answer", helper.brand) else _nothing


def _nothing(helper: Helper) -> QuerySet[Any, Any]:
    return Wish.objects.none().values_list("state", "due_at", "proposed_at")


def _answers(helper: Helper) -> QuerySet[Any, Any]:
    """Answers of customers, then reports, in the shape of wishes."""
    answers = rows_for(helper, PeerAnswer).filter(state="waits").order_by()
    reports = rows_for(helper, PeerReport).filter(settled_at=None).order_by()
    return answers.values_list(Value(ANSWER), "at", "at").union(
        reports.values_list(Value(REPORT), "at", "at"), all=True
    )


def _wishes_and_answers(helper: Helper) -> QuerySet[Any, Any]:
    return _waiting(helper).order_by().union(_answers(helper), all=True)


# ----------------------------------------------------------------------------------- customers who help


def _peers(found: list[list[Any]]) -> list[ToldRow]:
    """Answers of customers that wait for a look, and what somebody reported."""
    kinds = [kind for kind, _due, _at in found]
    words = peer_words(kinds.count(ANSWER), kinds.count(REPORT))
    return [ToldRow(words, _("Look at it"), reverse("peers"))] if words else []


def peer_words(waits: int, reports: int) -> str:
    """What customers' answers wait for, in sentences; "" where nothing waits."""
    said = []
    if waits:
        words = ngettext(
            "%(count)s answer of a customer waits for a look.", "%(count)s answers of customers wait for a look.", waits
        )
        said.append(words % {"count": in_words(waits)})
    if reports:
        words = ngettext("%(count)s thing was reported.", "%(count)s things were reported.", reports)
        said.append(words % {"count": in_words(reports)})
    return " ".join(starting(one) for one in said)


# --------------------------------------------------------------------------------------------- wishes


def _wishes(rows: list[list[Any]]) -> list[ToldRow]:
    """For whoever answers them."""
    at = clock.now()
    found = [row for row in rows if row[0] not in (ANSWER, REPORT)]
    near = [due for _state, due, _proposed_at in found if at <= due < at + NEAR]
    late = sum(due < at for _state, due, _proposed_at in found)
    new = sum(state == "open" and made > at - NEW and due >= at + NEAR for state, due, made in found)
    words = wish_words(late, len(near), min(near, default=None), new)
    return [ToldRow(words, _("Answer them"), reverse("wishes"))] if words else []


def _waiting(helper: Helper) -> QuerySet[Wish, Any]:
    rows = waiting(rows_for(helper, Wish).filter(current__isnull=False, hidden_at=None), Given())
    return rows.values_list("state", "due_at", "proposed_at")


def wish_words(late: int, near: int, due: datetime | None, new: int) -> str:
    """What waits for a yes or a no, in sentences; "" where none is late, due soon, or new."""
    said = []
    if late:
        words = ngettext(
            "%(count)s wish waits longer than you promised.", "%(count)s wishes wait longer than you promised.", late
        )
        said.append(words % {"count": in_words(late)})
    if near and due:
        words = ngettext(
            "%(count)s wish is promised an answer by %(day)s.",
            "%(count)s wishes are promised an answer soon, the first by %(day)s.", near,
        )  # fmt: skip
        said.append(words % {"count": in_words(near), "day": day(due)})
    if new:
        said.append(ngettext("%(count)s wish is new.", "%(count)s wishes are new.", new) % {"count": in_words(new)})
    return " ".join(starting(one) for one in said)


# ----------------------------------------------------------------------------------------- colleagues


def _colleagues(helper: Helper) -> list[ToldRow]:
    """What was asked of this helper in the corner and nobody answered, and answers to what they asked. One query."""
    return [_colleague(helper, one) for one in asked_by(helper, "colleagues ask", _asked).all()]


def _asked(helper: Helper) -> QuerySet[Question]:
    stands = CornerAnswer.objects.filter(question=OuterRef("pk"), withdrawn_at=None).exclude(helper=OuterRef("helper"))
    inside = CircleMember.objects.filter(circle=OuterRef("circle"), helper=helper.pk)
    asked = Q(Q(circle=None) | Exists(inside), ~Q(helper=helper.pk), ~Exists(stands))
    news = Q(Exists(stands.filter(at__gt=OuterRef("seen_at"))), helper=helper.pk)
    rows = rows_for(helper, Question).filter(asked | news, need=None, withdrawn_at=None, at__gt=Given() - ASKED)
    answered_by = stands.order_by("-pk").values("helper__name")[:1]
    return rows.select_related("helper", "circle").annotate(answered_by=answered_by).order_by("-pk")[:SHOWN]


def _colleague(helper: Helper, question: Question) -> ToldRow:
    there = f"{reverse('corner')}#question-{question.public_id}"
    name = given_name(question.helper) or _("Someone")
    seed = question.helper.public_id if question.helper else ""
    if question.helper_id == helper.pk:
        by = str(getattr(question, "answered_by", "") or "").split()
        words = _("%(name)s answered you in the corner.") % {"name": by[0] if by else _("Someone")}
        return ToldRow(words, _("Read it"), there, seed, excerpt(question.text, (), 110))
    if question.circle is not None:
        words = _("%(name)s asks %(circle)s.") % {"name": name, "circle": question.circle.name}
    else:
        words = _("%(name)s asks everyone here.") % {"name": name}
    return ToldRow(words, _("Answer %(name)s") % {"name": name}, there, seed, excerpt(question.text, (), 110))


# --------------------------------------------------------------------------------------------- at once

_NEWS = {
    "wish_made": ("wishes", "answer_wish", gettext_lazy("A new wish")),
    "peer_answer_waits": ("peers", "look_at_answer", gettext_lazy("A customer’s answer to look at")),
    "peer_reported": ("peers", "look_at_answer", gettext_lazy("Something was reported")),
    "corner_asked": ("corner", "", gettext_lazy("A colleague in the corner")),
    "corner_answered": ("corner", "", gettext_lazy("A colleague in the corner")),
}


def told_since(helper: Helper, stamp: int) -> tuple[str, str]:
    """What came of it since a list was shown, in words, and where it stands; nothing where nothing did.

    One query; two where somebody spoke in the corner, who may have asked others.
    """
    acts = [act for act, (_place, right, _words) in _NEWS.items() if not right or can(helper, right, helper.brand)]
    rows = rows_for(helper, Happening).filter(pk__gt=stamp, act__in=acts).exclude(helper_id=helper.pk)
    act = rows.order_by("-pk").values_list("act", flat=True).first()
    if act is None or (_NEWS[act][0] == "corner" and not _colleagues(helper)):
        return "", ""
    place, _right, words = _NEWS[act]
    return str(words), reverse(place)

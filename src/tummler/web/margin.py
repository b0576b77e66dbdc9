"""Asking a circle in the margin of a need, answering for all, taking a question back."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts import circles as acts
from tummler.acts.noting import Empty
from tummler.records.models import Circle, Helper, Question
from tummler.web.claiming import after
from tummler.web.desk import need_for
from tummler.web.toasts import toast
from tummler.web.viewing import helper_page, theirs


def ask(request: HttpRequest, helper: Helper, public_id: str, circle_id: str, text: str) -> HttpResponse:
    """The sheet “Ask someone in”, with a circle chosen."""
    need, circle = need_for(helper, public_id), theirs(helper, Circle, (), public_id=circle_id, gone_at=None)
    try:
        question = acts.ask_circle(actor=helper, need=need, circle=circle, text=text)
    except Empty:
        return after(request, helper, public_id, refused=_("Write what you want to know."))
    except acts.NobodyThere:
        return after(request, helper, public_id, refused=_("Nobody in it can see this. Ask somebody by name."))
    words = _("%(circle)s sees your question.") % {"circle": circle.name}
    said = toast(words, "withdraw_question", (public_id, question.public_id))
    return after(request, helper, public_id, done=said, margin=True)


@require_POST
@helper_page
def withdraw_question(request: HttpRequest, helper: Helper, public_id: str, question: str) -> HttpResponse:
    """Take it back."""
    acts.withdraw_question(actor=helper, question=_question(helper, public_id, question))
    return after(request, helper, public_id, margin=True)


@require_POST
@helper_page
def answer_question(request: HttpRequest, helper: Helper, public_id: str, question: str) -> HttpResponse:
    """Answer for all; without a word nothing happens."""
    row = _question(helper, public_id, question)
    with suppress(Empty):
        acts.answer_question(actor=helper, question=row, text=request.POST.get("text", ""))
    return after(request, helper, public_id, margin=True)


def _question(helper: Helper, public_id: str, question: str) -> Question:
    related = ("need__brand", "helper__brand", "circle")
    return theirs(helper, Question, related, public_id=question, need__public_id=public_id)

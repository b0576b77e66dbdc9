"""The practitioners' corner: the playbook, best answers of the week, asking colleagues."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import corner as acts
from tummler.acts.noting import Empty
from tummler.acts.sharing import feed_of
from tummler.records.access import rows_for
from tummler.records.models import Circle, CornerAnswer, Helper, PlayNote, Question
from tummler.records.models.helper import Role
from tummler.web import corner_rows as rows
from tummler.web.fragments import page
from tummler.web.toasts import Toast, keep, kept
from tummler.web.viewing import around, helper_page, theirs


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_corner(request: HttpRequest, helper: Helper) -> HttpResponse:
    """All of it; POST: ask, answer, add to the playbook, take one's own away."""
    if request.method != "POST":
        acts.saw_answers(actor=helper)
        return _page(request, helper)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        said, where = deed(request, helper)
    except Empty:
        return _page(request, helper, wrong=_("There is nothing in it yet."), status=422)
    if said:
        keep(request, said)
    return redirect(reverse("corner") + where)


Done = tuple[Toast | None, str]


def _ask(request: HttpRequest, helper: Helper) -> Done:
    asked = request.POST.get("circle", "")
    circle = theirs(helper, Circle, (), public_id=asked, gone_at=None) if asked else None
    acts.ask_colleagues(actor=helper, text=_text(request), circle=circle)
    return None, "#questions"


def _answer(request: HttpRequest, helper: Helper) -> Done:
    question = theirs(helper, Question, (), public_id=request.POST.get("question", ""), need=None)
    acts.answer_colleague(actor=helper, question=question, text=_text(request))
    return None, f"#question-{question.public_id}"


def _note(request: HttpRequest, helper: Helper) -> Done:
    step = request.POST.get("step", "")
    acts.write_play_note(actor=helper, step=step, text=_text(request))
    return None, f"#step-{step[:40]}"


def _away(request: HttpRequest, helper: Helper) -> Done:
    back = request.POST.get("do") == "corner_back"
    public_id = request.POST.get("said", "")
    said = _said(helper, public_id)
    done = acts.withdraw(actor=helper, said=said, back=back)
    undo = {"do": "corner_back", "said": public_id}
    return (Toast(_("It is gone."), reverse("corner"), undo, whole=True) if done and not back else None), ""


def _said(helper: Helper, public_id: str) -> PlayNote | CornerAnswer | Question:
    """A note, an answer or a question in the corner; what was asked in a margin is none of them."""
    note = rows_for(helper, PlayNote).filter(public_id=public_id).first()
    answer = rows_for(helper, CornerAnswer).filter(public_id=public_id).first()
    return note or answer or theirs(helper, Question, (), public_id=public_id, need=None)


DEEDS: dict[str, Callable[[HttpRequest, Helper], Done]] = {
    "ask_colleagues": _ask,
    "answer_colleague": _answer,
    "play_note": _note,
    "corner_away": _away,
    "corner_back": _away,
}


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "")


def _page(request: HttpRequest, helper: Helper, *, wrong: str = "", status: int = 200) -> HttpResponse:
    feed = feed_of(helper.brand)
    notes, needs = rows.shared_by_now(helper)
    plays = rows.plays_of(helper)
    opened = request.GET.get("play", "")
    context = around(helper) | {
        "plays": plays,
        "opened": opened or next((play.key for play in plays if not play.done), plays[0].key),
        "best": rows.best_of(helper),
        "questions": rows.questions_of(helper),
        "circles": list(rows_for(helper, Circle).filter(gone_at=None).order_by("name")),
        "sources": rows.sources_of(helper),
        "sharing": feed is not None and feed.on,
        "shared_notes": notes,
        "shared_needs": needs,
        "leads": helper.role != Role.HELPER,
        "wrong": wrong,
        "tried": {name: request.POST.get(name, "") for name in ("do", "text", "step", "question")},
        "toast": kept(request),
    }
    return page(request, "corner/corner.html", context, status=status)

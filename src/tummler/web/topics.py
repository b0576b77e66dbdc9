"""Topics: what needs are about, in the brand's own words; taught by examples, learned in seconds, one step back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods

from tummler.acts import teaching as acts
from tummler.records.access import can, rows_for
from tummler.records.models import Example, Helper, Lesson, Proposal, Topic
from tummler.web import topic_rows
from tummler.web.fragments import page
from tummler.web.toasts import Toast, keep, kept
from tummler.web.viewing import around, helper_page, theirs

_WRONG = {
    "name": noop("A topic needs a name."),
    "there": noop("There is a topic of this name."),
    "gone": noop("That is no topic any more."),
    "health": noop("What tells of somebody’s health stays where it was said. It is no example."),
    "empty": noop("Write one thing that people say, on a line."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_topics(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Every topic with its examples, what was learned, and what the past proposes."""
    if request.method != "POST":
        return _topics_page(request, helper)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        said = deed(request, helper)
    except acts.NotTaught as wrong:
        return _topics_page(request, helper, wrong=str(wrong), status=422)
    if said:
        keep(request, said)
    return redirect("topics")


def _make(request: HttpRequest, helper: Helper) -> Toast:
    name = request.POST.get("name", "")
    topic = acts.make_topic(actor=helper, name=name, texts=_lines(request))
    return Toast(_("%(name)s is a topic now.") % {"name": topic.name})


def _rename(request: HttpRequest, helper: Helper) -> Toast | None:
    acts.rename_topic(actor=helper, topic=_the_topic(request, helper), name=request.POST.get("name", ""))
    return None


def _remove(request: HttpRequest, helper: Helper) -> Toast:
    topic = _the_topic(request, helper)
    acts.remove_topic(actor=helper, topic=topic)
    return _gone(topic, _("%(name)s is no topic any more.") % {"name": topic.name})


def _join(request: HttpRequest, helper: Helper) -> Toast:
    topic = _the_topic(request, helper)
    into = theirs(helper, Topic, (), key=request.POST.get("into", ""))
    acts.remove_topic(actor=helper, topic=topic, into=into)
    return _gone(topic, _("%(name)s is part of %(other)s now.") % {"name": topic.name, "other": into.name})


def _gone(topic: Topic, said: str) -> Toast:
    return Toast(said, reverse("topics"), {"do": "bring_topic_back", "topic": topic.key}, whole=True)


def _bring_back(request: HttpRequest, helper: Helper) -> None:
    acts.bring_topic_back(actor=helper, topic=_the_topic(request, helper))


def _give(request: HttpRequest, helper: Helper) -> Toast:
    topic = _the_topic(request, helper) if request.POST.get("topic") else None
    acts.give_examples(actor=helper, topic=topic, texts=_lines(request))
    return Toast(_("It is learned in a few seconds."))


def _out(request: HttpRequest, helper: Helper) -> Toast | None:
    example = theirs(helper, Example, ("topic", "post"), public_id=request.POST.get("example", ""))
    out = request.POST.get("do") == "out"
    acts.take_out(actor=helper, example=example, out=out)
    return None


def _use(request: HttpRequest, helper: Helper) -> Toast:
    number = request.POST.get("lesson", "")
    lesson = theirs(helper, Lesson, (), number=int(number) if number.isdecimal() and len(number) < 9 else -1)
    acts.use_lesson(actor=helper, lesson=lesson)
    return Toast(_("Posts are read by that again. Needs that wait follow in a moment."))


def _propose(_request: HttpRequest, helper: Helper) -> Toast:
    acts.want_proposals(actor=helper)
    return Toast(_("The past is looked through. Come back in a minute."))


def _take(request: HttpRequest, helper: Helper) -> Toast:
    proposal = _the_proposal(request, helper)
    topic = acts.take_proposal(actor=helper, proposal=proposal, name=request.POST.get("name", ""))
    undo = {"do": "untake", "proposal": proposal.public_id}
    return Toast(_("%(name)s is a topic now.") % {"name": topic.name}, reverse("topics"), undo, whole=True)


def _pass(request: HttpRequest, helper: Helper) -> Toast:
    proposal = _the_proposal(request, helper)
    acts.pass_proposal(actor=helper, proposal=proposal)
    undo = {"do": "untake", "proposal": proposal.public_id}
    return Toast(_("Passed over."), reverse("topics"), undo, whole=True)


def _untake(request: HttpRequest, helper: Helper) -> None:
    acts.bring_proposal_back(actor=helper, proposal=_the_proposal(request, helper))


DEEDS: dict[str, Callable[[HttpRequest, Helper], Toast | None]] = {
    "make_topic": _make,
    "rename_topic": _rename,
    "remove_topic": _remove,
    "join_topic": _join,
    "bring_topic_back": _bring_back,
    "give": _give,
    "out": _out,
    "in": _out,
    "use": _use,
    "propose": _propose,
    "take_up": _take,
    "pass": _pass,
    "untake": _untake,
}


def _lines(request: HttpRequest) -> list[str]:
    return request.POST.get("texts", "")[: acts.MOST * acts.LONGEST].splitlines()


def _the_topic(request: HttpRequest, helper: Helper) -> Topic:
    return theirs(helper, Topic, (), key=request.POST.get("topic", ""))


def _the_proposal(request: HttpRequest, helper: Helper) -> Proposal:
    return theirs(helper, Proposal, ("topic",), public_id=request.POST.get("proposal", ""))


def _topics_page(request: HttpRequest, helper: Helper, *, wrong: str = "", status: int = 200) -> HttpResponse:
    topics = topic_rows.topics_of(helper)
    context = around(helper) | {
        "topics": [row for row in topics if row.topic],
        "gone": topic_rows.gone(helper),
        "none_of": topics[-1],
        "learned": topic_rows.learned(helper),
        "proposals": topic_rows.proposals(helper),
        "looking": helper.brand.proposals_wanted_at is not None,
        "heading": topic_rows.heading(topics),
        "may_shape": can(helper, "shape_topics", helper.brand),
        "wrong": _(_WRONG[wrong]) if wrong in _WRONG else "",
        "tried": {name: request.POST.get(name, "") for name in ("do", "name", "texts", "topic")},
        "out": list(rows_for(helper, Example).filter(out_at__isnull=False).select_related("topic", "post")[:20]),
        "toast": kept(request),
    }
    return page(request, "topics/topics.html", context, status=status)

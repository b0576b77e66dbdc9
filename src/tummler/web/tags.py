"""Tags in the desk: which there are, defining one, trying it, what was asked by it, and what nobody serves yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tummler.acts import tags as acts
from tummler.answering.openapi import LONGEST, NoDocument, Operation, draft, operations, read_document
from tummler.answering.systems import plugins
from tummler.community.wishes import wished_tags
from tummler.insight.demand import unanswered, unserved
from tummler.records.access import can, require, rows_for
from tummler.records.models import Demand, Helper, Need, Tag, TagRequest, Topic
from tummler.records.models.helper import Role
from tummler.web import tag_words as say
from tummler.web.desk import need_for
from tummler.web.fragments import page
from tummler.web.tag_forms import Form, definition_of, empty, form_of, typed
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.wish_words import wanted_by as people_want

_RECENT = 20


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_tags(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Every tag, a new one, and what people ask for that nobody serves."""
    if request.method != "POST":
        return _tags_page(request, helper, empty(request.GET.get("new", "")[:60]))
    match request.POST.get("do", ""):
        case "make_tag":
            return _make(request, helper)
        case "read_document" | "draft_operation":
            return _from_document(request, helper)
        case "show_demand" | "hide_demand" as do:
            acts.show_demand(actor=helper, shown=do == "show_demand")
            return redirect(reverse("tags") + "#demand")
    raise Http404


def _make(request: HttpRequest, helper: Helper) -> HttpResponse:
    try:
        tag = acts.make_tag(actor=helper, wanted=definition_of(request))
    except acts.NotDefined as wrong:
        return _tags_page(request, helper, typed(request), wrong=say.wrong(str(wrong)), status=422)
    keep(request, Toast(_("#%(tag)s is a draft. Try it, then switch it on.") % {"tag": tag.name}))
    return redirect("tag", tag.public_id)


def _from_document(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What an OpenAPI document offers; of what was chosen, the draft of a tag. Nothing of it is kept."""
    require(helper, "shape_tags", helper.brand)
    file = request.FILES.get("file")
    text = file.read(LONGEST).decode("utf-8", "replace") if file else str(request.POST.get("document", ""))[:LONGEST]
    try:
        found = read_document(text)
        if request.POST.get("do") == "draft_operation":
            return _tags_page(request, helper, Form(draft(found, request.POST.get("operation", ""))))
        offered = operations(found)
    except NoDocument:
        return _tags_page(request, helper, empty(), misread=say.wrong("document"), status=422)
    return _tags_page(request, helper, empty(), document=text, offered=offered)


def _tags_page(
    request: HttpRequest, helper: Helper, form: Form, *, wrong: str = "", misread: str = "", document: str = "",
    offered: Sequence[Operation] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    tags = list(rows_for(helper, Tag).filter(gone_at=None).order_by("-on", "key"))
    names = dict(rows_for(helper, Topic).values_list("key", "name"))
    lead = can(helper, "shape_tags", helper.brand)
    demand = unserved(rows_for(helper, Demand), rows_for(helper, Tag)) if lead else []
    context = around(helper) | _form_parts(helper, names) | {
        "tags": tags,
        "heading": say.heading(tags),
        "how": say.how,
        "may_shape": lead,
        "form": form,
        "wrong": wrong,
        "misread": misread,
        "document": document,
        "offered": offered,
        "demand": [(one, say.wanted_by(one)) for one in demand],
        "wished": wished_tags(helper.brand, [one.key for one in demand]) if demand else {},
        "people_want": people_want,
        "asked": [
            (names.get(one.key, one.key), say.wanted_by(one)) for one in unanswered(rows_for(helper, Need))
        ] if lead else [],
        "public": reverse("square_tags", args=[helper.brand.slug]),
    }  # fmt: skip
    return page(request, "tags/tags.html", context, status=status)


def _form_parts(helper: Helper, names: dict[str, str]) -> dict[str, object]:
    """What can be chosen in a tag's form."""
    return {
        "plugins": sorted(plugins()),
        "topics": sorted(names.items(), key=lambda one: one[1]),
        "is_owner": helper.role == Role.OWNER,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_tag(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One tag: its form, a console to try it, what was asked by it lately."""
    tag = theirs(helper, Tag, ("brand",), public_id=public_id)
    require(helper, "shape_tags", tag)
    if request.method != "POST":
        if tag.gone_at is not None:
            raise Http404
        return _tag_page(request, helper, tag, form_of(tag))
    if request.POST.get("do") == "try":
        trial = acts.try_tag(actor=helper, tag=tag, words=request.POST.get("words", ""))
        return _tag_page(request, helper, tag, form_of(tag), trial=trial)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        return deed(request, helper, tag)
    except acts.NotDefined as wrong:
        form = typed(request) if "name" in request.POST else form_of(tag)
        return _tag_page(request, helper, tag, form, wrong=say.wrong(str(wrong)), status=422)


def _change(request: HttpRequest, helper: Helper, tag: Tag) -> HttpResponse:
    acts.change_tag(actor=helper, tag=tag, wanted=definition_of(request, tag))
    return _said(request, tag, _("Changed."), {"do": "back"})


def _back(request: HttpRequest, helper: Helper, tag: Tag) -> HttpResponse:
    acts.step_back(actor=helper, tag=tag)
    return redirect("tag", tag.public_id)


def _switch(request: HttpRequest, helper: Helper, tag: Tag) -> HttpResponse:
    on = request.POST.get("do") == "on"
    acts.switch_tag(actor=helper, tag=tag, on=on)
    words = _("#%(tag)s answers now.") if on else _("#%(tag)s is off. People see what is asked by it.")
    return _said(request, tag, words % {"tag": tag.name}, {"do": "off" if on else "on"})


def _put_away(request: HttpRequest, helper: Helper, tag: Tag) -> HttpResponse:
    away = request.POST.get("do") == "put_away"
    acts.put_away(actor=helper, tag=tag, away=away)
    if not away:
        return redirect("tag", tag.public_id)
    undo = Toast(
        _("#%(tag)s is gone.") % {"tag": tag.name},
        reverse("tag", args=[tag.public_id]),
        {"do": "bring_back"},
        whole=True,
    )
    keep(request, undo)
    return redirect("tags")


def _said(request: HttpRequest, tag: Tag, words: str, undo: dict[str, str]) -> HttpResponse:
    address = reverse("tag", args=[tag.public_id])
    keep(request, Toast(words, address, undo, whole=True))
    return redirect(address)


DEEDS: dict[str, Callable[[HttpRequest, Helper, Tag], HttpResponse]] = {
    "change": _change,
    "back": _back,
    "on": _switch,
    "off": _switch,
    "put_away": _put_away,
    "bring_back": _put_away,
}


def _tag_page(
    request: HttpRequest, helper: Helper, tag: Tag, form: Form, *, trial: acts.Trial | None = None, wrong: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    names = dict(rows_for(helper, Topic).values_list("key", "name"))
    recent = rows_for(helper, TagRequest).filter(tag=tag).select_related("account", "need").order_by("-heard_at")
    context = around(helper) | _form_parts(helper, names) | {
        "tag": tag,
        "form": form,
        "how": say.how(tag),
        "wrong": wrong,
        "trial": trial,
        "trial_words": say.why(trial.told.code) if trial else "",
        "tried": request.POST.get("words", "") if trial else "",
        "recent": [(one, say.state_of(one.state, one.code)) for one in recent[:_RECENT]],
        "public": reverse("square_tag", args=[helper.brand.slug, tag.name]),
    }  # fmt: skip
    return page(request, "tags/tag.html", context, status=status)


@require_POST
@helper_page
def let_answer(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """The tag may answer; what its helper has stays theirs."""
    need = need_for(helper, public_id)
    if acts.let_tag_answer(actor=helper, need=need):
        keep(request, Toast(_("The tag answers in a moment.")))
    return redirect("need", public_id)

"""Circles across departments: who is in which, what they know, stepping in and out, asking somebody in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop, ngettext
from django.views.decorators.http import require_http_methods

from tummler.acts import circles as acts
from tummler.records.access import rows_for
from tummler.records.models import Circle, Helper
from tummler.records.models.helper import Role
from tummler.web.colleagues import named
from tummler.web.fragments import page
from tummler.web.margin_rows import people_in
from tummler.web.numbers import in_words, starting
from tummler.web.shared import colleagues
from tummler.web.texts import given_name
from tummler.web.toasts import Toast, keep, kept
from tummler.web.topic_names import topics_of
from tummler.web.viewing import around, helper_page, theirs

_WRONG = {
    "name": noop("A circle needs a name."),
    "there": noop("There is a circle of this name."),
    "nobody": noop("Nobody of yours is called that."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One circle: its people, who of them came from which department, and how this helper stands to it."""

    circle: Circle
    people: Sequence[Helper]
    topics: Sequence[str]
    departments: str
    inside: bool
    may_change: bool
    #: Who could still be asked in.
    others: Sequence[Helper]


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_circles(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Every circle, one's own first; a form for a new one."""
    if request.method != "POST":
        return _page(request, helper)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        said = deed(request, helper)
    except acts.NotMade as wrong:
        return _page(request, helper, wrong=str(wrong), status=422)
    if said:
        keep(request, said)
    return redirect("circles")


def _make(request: HttpRequest, helper: Helper) -> Toast:
    made = acts.make_circle(actor=helper, **_form(request))
    return Toast(_("%(name)s is a circle now, with you in it.") % {"name": made.name})


def _change(request: HttpRequest, helper: Helper) -> None:
    acts.change_circle(actor=helper, circle=_circle(request, helper), **_form(request))


def _put_away(request: HttpRequest, helper: Helper) -> Toast:
    circle = _circle(request, helper)
    acts.put_away_circle(actor=helper, circle=circle)
    said = _("%(name)s is put away.") % {"name": circle.name}
    return _undo(said, "bring_circle_back", circle)


def _bring_back(request: HttpRequest, helper: Helper) -> None:
    acts.bring_circle_back(actor=helper, circle=_circle(request, helper))


def _step_in(request: HttpRequest, helper: Helper) -> Toast:
    circle = _circle(request, helper)
    acts.step_in(actor=helper, circle=circle)
    return _undo(_("You are in %(name)s.") % {"name": circle.name}, "step_out", circle)


def _ask_in(request: HttpRequest, helper: Helper) -> Toast:
    circle, who = _circle(request, helper), named(helper, request.POST.get("who", ""))
    if who is None:
        raise acts.NotMade("nobody")
    acts.step_in(actor=helper, circle=circle, helper=who)
    return Toast(_("%(who)s is in %(name)s.") % {"who": given_name(who), "name": circle.name})


def _step_out(request: HttpRequest, helper: Helper) -> Toast:
    circle = _circle(request, helper)
    acts.step_out(actor=helper, circle=circle)
    said = _("You left %(name)s.") % {"name": circle.name}
    return _undo(said, "step_in", circle) if circle.open else Toast(said)


def _take_out(request: HttpRequest, helper: Helper) -> Toast:
    circle, who = _circle(request, helper), theirs(helper, Helper, (), public_id=request.POST.get("who", ""))
    acts.step_out(actor=helper, circle=circle, helper=who)
    said = _("%(who)s is out of %(name)s.") % {"who": given_name(who), "name": circle.name}
    return _undo(said, "ask_member", circle, who=who.public_id)


DEEDS: dict[str, Callable[[HttpRequest, Helper], Toast | None]] = {
    "make_circle": _make,
    "change_circle": _change,
    "put_circle_away": _put_away,
    "bring_circle_back": _bring_back,
    "step_in": _step_in,
    "step_out": _step_out,
    "ask_member": _ask_in,
    "take_out_member": _take_out,
}


def _undo(said: str, do: str, circle: Circle, **fields: str) -> Toast:
    return Toast(said, reverse("circles"), {"do": do, "circle": circle.public_id, **fields}, whole=True)


def _form(request: HttpRequest) -> dict[str, Any]:
    said = request.POST
    return {
        "name": said.get("name", ""),
        "about": said.get("about", ""),
        "topics": said.getlist("topics")[:100],
        "is_open": said.get("open") == "open",
    }


def _circle(request: HttpRequest, helper: Helper) -> Circle:
    return theirs(helper, Circle, ("brand",), public_id=request.POST.get("circle", ""))


def _page(request: HttpRequest, helper: Helper, *, wrong: str = "", status: int = 200) -> HttpResponse:
    rows = rows_of(helper)
    names = ("do", "circle", "name", "about", "who")
    context = around(helper) | {
        "rows": rows,
        "heading": _heading(rows),
        "topics": [(key, name) for key, name in topics_of(helper).here.items()],
        "wrong": _(_WRONG[wrong]) if wrong else "",
        "tried": {name: request.POST.get(name, "") for name in names},
        "tried_topics": request.POST.getlist("topics"),
        "leads": helper.role != Role.HELPER,
        "toast": kept(request),
    }
    return page(request, "circles/circles.html", context, status=status)


def rows_of(helper: Helper) -> list[Row]:
    """The circles with their people, one's own first, then by name. Three queries."""
    circles = list(rows_for(helper, Circle).filter(gone_at=None).order_by("name", "pk"))
    people, names = people_in(helper), topics_of(helper)
    everyone = [one for one in colleagues(helper) if one.active]
    rows = [_row(helper, one, people.get(one.pk, []), names, everyone) for one in circles]
    return sorted(rows, key=lambda row: not row.inside)


def _row(helper: Helper, circle: Circle, people: list[Helper], names: Any, everyone: list[Helper]) -> Row:
    inside = any(one.pk == helper.pk for one in people)
    within = {one.pk for one in people}
    return Row(
        circle,
        people,
        [names[key] for key in circle.topics if key in names],
        ", ".join(dict.fromkeys(one.department for one in people if one.department)),
        inside,
        inside or helper.role != Role.HELPER,
        [one for one in everyone if one.pk not in within],
    )


def _heading(rows: Sequence[Row]) -> str:
    if not rows:
        return _("No circle yet. Who knows about what, across departments?")
    said = ngettext("One circle to ask.", "%(count)s circles to ask.", len(rows))
    return starting(said % {"count": in_words(len(rows))})

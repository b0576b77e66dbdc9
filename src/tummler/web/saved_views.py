"""Keeping a filter or a search by name, renaming, sharing, removing it and taking that back; how many fit a filter."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_POST, require_safe

from tummler.acts.views import MOST, NotKept, bring_view_back, change_view, keep_view, remove_view
from tummler.matching.market import market
from tummler.records.models import Helper, SavedView
from tummler.web.fragments import page
from tummler.web.toasts import Toast, keep as keep_toast
from tummler.web.viewing import helper_page, theirs
from tummler.web.wanted import search_of, shown_at, wanted_of

_WRONG = {"name": noop("It needs a name."), "many": noop("You keep %(count)s already; remove one first.")}
#: Needs that fit are counted no further.
_COUNTED = 100


@require_safe
@helper_page
def count_filtered(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The button of the filter: how many it would show."""
    wanted = wanted_of(request)
    count = market(helper, wanted.view, wanted.filter)[:_COUNTED].count()
    return page(request, "desk/filter_go.html", {"found": count, "most": _COUNTED})


@require_POST
@helper_page
def keep(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Keep what is shown, by name."""
    wanted, search = wanted_of(request), request.POST.get("search", "")
    query = search_of(dict(parse_qsl(search))) if search else wanted.carried
    shared = request.POST.get("shared") == "yes"
    try:
        view = keep_view(actor=helper, name=request.POST.get("name", ""), query=query, shared=shared)
    except NotKept as wrong:
        messages.info(request, _(_WRONG[str(wrong)]) % {"count": MOST})
    else:
        undo = reverse("saved_view", args=[view.public_id])
        said = _("Kept as “%(name)s”.") % {"name": view.name}
        keep_toast(request, Toast(said, undo, {"do": "remove"}, whole=True))
    return redirect(shown_at(query))


@require_POST
@helper_page
def change(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Rename, share or remove a kept view; bring a removed one back."""
    view = theirs(helper, SavedView, ("brand",), public_id=public_id)
    match request.POST.get("do"):
        case "change":
            try:
                change_view(
                    actor=helper,
                    view=view,
                    name=request.POST.get("name", ""),
                    shared=request.POST.get("shared") == "yes",
                )
            except NotKept as wrong:
                messages.info(request, _(_WRONG[str(wrong)]))
        case "remove":
            remove_view(actor=helper, view=view)
            said = _("“%(name)s” is removed.") % {"name": view.name}
            undo = reverse("saved_view", args=[public_id])
            keep_toast(request, Toast(said, undo, {"do": "back"}, whole=True))
        case "back":
            bring_view_back(actor=helper, view=view)
        case _:
            raise Http404
    return redirect(shown_at(view.query))

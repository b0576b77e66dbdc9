"""Taking a need, letting go, taking over, saying it is none, and putting its reading right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts.needs import Claim, claim_need, drop_need, let_go_need, take_over_need
from tummler.acts.readings import NotAValue, correct_reading
from tummler.minds.contract import NEEDY
from tummler.records.models import Helper, Need
from tummler.web.claim_bar import bar_of
from tummler.web.desk import PAGE, need_for, opened, whole_need
from tummler.web.fragments import blocks, exchanged
from tummler.web.history_rows import word_of
from tummler.web.margin_rows import margin_of
from tummler.web.market_rows import row_after
from tummler.web.texts import name_of
from tummler.web.toasts import Toast, keep, toast
from tummler.web.topic_names import topics_of
from tummler.web.viewing import helper_page
from tummler.web.wanted import wanted_of


@require_POST
@helper_page
def claim(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """ "I've got this." """
    return after(request, helper, public_id, claim_need(actor=helper, need=need_for(helper, public_id)))


@require_POST
@helper_page
def let_go(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Put it back on the market."""
    done = let_go_need(actor=helper, need=need_for(helper, public_id))
    if request.POST.get("then") == "desk":
        return redirect("desk")
    said = toast(_("Let go. It is everyone’s again."), "claim", (public_id,)) if done else None
    return after(request, helper, public_id, done=said)


@require_POST
@helper_page
def take_over(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Take a claim that has gone quiet, with its draft."""
    tried = take_over_need(actor=helper, need=need_for(helper, public_id))
    if tried.ours or not exchanged(request):
        return redirect("need", public_id)
    return whole_need(request, helper, need_for(helper, public_id), tried=tried)


@require_POST
@helper_page
def drop(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """It is no need after all."""
    drop_need(actor=helper, need=need_for(helper, public_id))
    return redirect("need", public_id)


@require_POST
@helper_page
def correct(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """ "Not right?": what was changed in the form, each kept as an example."""
    need = need_for(helper, public_id)
    try:
        for field, value in _changed(request, need):
            correct_reading(actor=helper, post=need.post, field=field, value=value)
    except NotAValue:
        return HttpResponse(status=400)
    if not exchanged(request):
        return redirect("need", public_id)
    need = need_for(helper, public_id)
    topics = topics_of(helper)
    context = opened(helper, need, topics) | {
        "helper": helper,
        "brand": helper.brand,
        "oob": True,
        "wanted": wanted_of(request),
    }
    return blocks(request, PAGE, ("asks", "claim", "row"), context | _row(request, helper, need, topics))


def _changed(request: HttpRequest, need: Need) -> list[tuple[str, str]]:
    reading = getattr(need.post, "reading", None)
    if reading is None:
        return []
    changed = []
    for field in ("kind", "urgency", "topic"):
        before = (getattr(reading, field) or {}).get("value", "")
        value = request.POST.get(field)
        if value is not None and value != before and (value or field == "topic"):
            changed.append((field, value[:60]))
    kind = request.POST.get("kind", "")
    if need.state == "dropped" and kind in NEEDY and ("kind", kind) not in changed:
        changed.append(("kind", kind))  # what it was read as all along: a need after all
    return changed


def after(
    request: HttpRequest,
    helper: Helper,
    public_id: str,
    tried: Claim | None = None,
    *,
    done: Toast | None = None,
    refused: str = "",
    margin: bool = False,
) -> HttpResponse:
    """The bar and the row for an exchange; the composer, with what is being typed, is left alone.

    ``margin``: what colleagues say in it changed, too.
    """
    need = need_for(helper, public_id)
    bar = bar_of(helper, need, word_of(helper, need), tried)
    if exchanged(request):
        context = {"helper": helper, "brand": helper.brand, "need": need, "name": name_of(need.account), "bar": bar}
        context |= _row(request, helper, need, topics_of(helper)) | {
            "toast": done,
            "toast_oob": True,
            "refused": refused,
        }
        if margin:
            context |= margin_of(helper, need) | {"margin_oob": True}
        return blocks(request, PAGE, ("claim", "row", *(("notes",) if margin else ()), "toast"), context)
    if refused or bar.lost:
        messages.info(request, refused or bar.lost)
    elif done:
        keep(request, done)
    elif bar.standing == "mine" and tried:
        messages.info(request, _("You’ve got this. Everyone sees it."))
    return redirect("need", public_id)


def claim_alone(request: HttpRequest, helper: Helper, need: Need) -> HttpResponse:
    """The bar as it is now."""
    context = {"helper": helper, "need": need, "name": name_of(need.account), "wanted": wanted_of(request)}
    return blocks(request, PAGE, ("claim",), context | {"bar": bar_of(helper, need, word_of(helper, need))})


def _row(request: HttpRequest, helper: Helper, need: Need, topics: dict[str, str]) -> dict[str, Any]:
    wanted = wanted_of(request)
    return {"row": row_after(helper, need, topics, wanted), "wanted": wanted}

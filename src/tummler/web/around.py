"""Looking around: one press to come in, one to end it."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tummler.acts.looking_around import HouseInUse, begin_looking_around, end_looking_around
from tummler.networks.made_up.people.troubles import troubles
from tummler.records.access import rows_for
from tummler.records.models import Helper
from tummler.records.models.helper import Role
from tummler.web.fragments import page
from tummler.web.looking import hint_for
from tummler.web.setting_up import BACKEND, may_set_up
from tummler.web.viewing import around, current_helper, helper_page


@require_POST
def look_around(request: HttpRequest) -> HttpResponse:
    """Come in: the made-up brand is there, and you are one of its helpers."""
    helper = current_helper(request)
    if helper is not None and helper.brand.made_up:
        return redirect("desk")
    owner = helper is not None and helper.role == Role.OWNER
    if not owner and not may_set_up(request):
        return page(request, "setup/locked.html", {}, status=403)
    try:
        you = begin_looking_around()
    except HouseInUse:
        return page(request, "around/in_use.html", {}, status=409)
    login(request, you.user, backend=BACKEND)
    return redirect("desk")


@require_safe
@helper_page
def show_around(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What is made up here, what the brand knows, and how to end it."""
    if not helper.brand.made_up:
        return redirect("setup" if helper.role == Role.OWNER else "desk")
    known = [one.knows for one in troubles().values() if one.knows]
    helpers = rows_for(helper, Helper).exclude(pk=helper.pk).order_by("pk")
    return page(request, "around/around.html", around(helper) | {"known": known, "colleagues": list(helpers)})


@require_safe
@helper_page
def show_strip(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The strip as it is now."""
    if not helper.brand.made_up:
        return HttpResponse(status=204)
    return page(request, "kit/strip.html", {"brand": helper.brand, "helper": helper, "hint": hint_for(helper)})


@require_POST
@helper_page
def end(request: HttpRequest, helper: Helper) -> HttpResponse:
    """End it: nothing of it is left, and setting up begins."""
    if not helper.brand.made_up:
        return redirect("desk")
    key = request.session.get("may_set_up")
    end_looking_around(actor=helper)
    logout(request)
    if key:
        request.session["may_set_up"] = key
    return redirect("setup")

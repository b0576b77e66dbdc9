"""The first address, the brand's colour, day or night, and the language."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tummler.common.colour import ink_on
from tummler.records.models import Brand
from tummler.web.viewing import current_helper

_YEAR = 365 * 24 * 3600


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """No brand yet: set up. Signed in: the desk. Else the only brand's square, or sign-in."""
    brands = list(Brand.objects.order_by("pk")[:2])
    if not brands:
        return redirect("/setup/")
    if current_helper(request) is not None:
        return redirect("desk")
    if brands[0].made_up:
        return redirect("setup")
    if len(brands) == 1:
        try:
            return redirect(reverse("square", args=[brands[0].slug]))
        except NoReverseMatch:
            pass
    return redirect("account_login")


@require_safe
def brand_colour(request: HttpRequest, colour: str) -> HttpResponse:
    """A brand's colour and the ink that can be read on it, as a style sheet: nothing is inline, not even this."""
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        raise Http404
    try:
        ink, _ = ink_on(f"#{colour}")
    except ValueError as unreadable:
        raise Http404 from unreadable
    css = f":root{{--brand:#{colour};--on-brand:{ink}}}"
    return HttpResponse(css, content_type="text/css", headers={"Cache-Control": "public, max-age=604800"})


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Day, night, or as the device says; kept in a cookie."""
    return _kept(request, "theme", request.POST.get("theme", ""), ("light", "dark"))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of the interface, or as the browser says; kept in a cookie."""
    known = [code for code, _name in settings.LANGUAGES]
    return _kept(request, settings.LANGUAGE_COOKIE_NAME, request.POST.get("language", ""), known)


def _kept(request: HttpRequest, name: str, value: str, known: Collection[str]) -> HttpResponse:
    """Back to where it was chosen, with the cookie set; without it for any other value."""
    to = request.POST.get("next", "")
    answer = HttpResponseRedirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "/")
    if value in known:
        answer.set_cookie(name, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(name)
    return answer

"""What a visitor takes along, and what is erased for good: of the accounts that they have proven lately."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts import customers, people_data
from tummler.records.models import Brand
from tummler.web import asker as askers, visitor as visitors
from tummler.web.fragments import page
from tummler.web.me import me_page
from tummler.web.me_rows import mine_of
from tummler.web.visiting import around_square, brand_of, public_page

#: Who takes everything along, or erases it, has shown not longer ago than this who they are.
FRESH = timedelta(days=1)


@require_safe
@public_page
def take_along(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is kept of them, as a file."""
    brand = brand_of(slug)
    mine = visitors.visitor_accounts(request, brand, fresh_within=FRESH)
    if not mine:
        return _not_fresh(request, brand)
    told = people_data.export(mine)
    name = f"{slugify(brand.name)}-{told['made_at'][:10]}.json"
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_erasing(request: HttpRequest, slug: str) -> HttpResponse:
    """What it reaches and what it can't, then one press."""
    brand = brand_of(slug)
    mine = visitors.visitor_accounts(request, brand, fresh_within=FRESH)
    if not mine:
        return _not_fresh(request, brand)
    context = around_square(request, brand)
    if request.method != "POST":
        return page(request, "me/erase.html", context | {"done": False, "mine": _handles(request, brand, mine)})
    if request.POST.get("do") != "erase":
        raise Http404
    try:
        people_data.erase(mine)
    except people_data.Held:
        words = _("The law wants it kept for now, as two people here have said. Ask again later, or ask them why.")
        return me_page(request, brand, visitors.browser_of(request, brand), words, status=409)
    browser = visitors.browser_of(request, brand)
    if browser is not None:
        customers.forget_browser(browser)
    response = page(request, "me/erase.html", context | {"done": True, "mine": []})
    visitors.forget(response, brand)
    response.delete_cookie(askers.COOKIE, path="/square/", samesite="Lax")
    return response


def _handles(request: HttpRequest, brand: Brand, mine: frozenset[int]) -> list[str]:
    rows = mine_of(request, brand, visitors.browser_of(request, brand))
    return [one.handle for one in rows if one.account.pk in mine]


def _not_fresh(request: HttpRequest, brand: Brand) -> HttpResponse:
    browser = visitors.browser_of(request, brand)
    if not visitors.visitor_accounts(request, brand):
        return redirect("me", brand.slug)
    words = _("That was shown longer than a day ago. Show once more that the account is yours, then try again.")
    return me_page(request, brand, browser, words, status=403)

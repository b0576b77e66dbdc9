"""Help, at one address and in one place of every page: for those who help here, and for those who ask."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tummler.records.access import rows_for
from tummler.records.models import Brand, Channel, Delivery, Helper, Need
from tummler.records.models.helper import Role
from tummler.web.fragments import page
from tummler.web.signing_in import sends_mail
from tummler.web.viewing import around, current_helper, helper_page


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    """What to do first, the keys, how to read a page, what lies where."""
    if current_helper(request) is None:
        return _for_askers(request)
    return _for_helpers(request)


def _for_askers(request: HttpRequest) -> HttpResponse:
    """With one brand, in its colours; ``?at=slug`` names it where there are several."""
    brands = list(Brand.objects.order_by("pk")[:2])
    named = Brand.objects.filter(slug=request.GET.get("at", "")).first()
    brand = named or (brands[0] if len(brands) == 1 else None)
    context = {"brand": brand, "sends_mail": sends_mail()}
    return page(request, "help/asking.html", context)


@helper_page
def _for_helpers(request: HttpRequest, helper: Helper) -> HttpResponse:
    owner = helper.role == Role.OWNER
    context = around(helper) | {
        "owner": owner,
        "leads": helper.role in (Role.OWNER, Role.LEAD),
        "sends_mail": sends_mail(),
        "folder": str(settings.DATA.path) if owner else "",
        "database": settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1],
        "steps": first_steps(helper),
    }
    return page(request, "help/helping.html", context)


def first_steps(helper: Helper) -> dict[str, bool]:
    """What is done already of what comes first. Five queries."""
    others = rows_for(helper, Helper).filter(active=True).exclude(pk=helper.pk)
    connected = rows_for(helper, Channel).exclude(network__in=("square", "archive")).filter(trouble="")
    return {
        "connected": connected.exists(),
        "colleagues": others.exists(),
        "heard": rows_for(helper, Need).exists(),
        "lifted": not helper.brand.brake_on,
        "answered": rows_for(helper, Delivery).filter(state="sent").exists(),
    }

"""The desk: everyone who needs help, and the conversation of one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tummler.records.models import Helper, Need
from tummler.web.fragments import page
from tummler.web.viewing import around, helper_page, theirs


@require_safe
@helper_page
def show_desk(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Who needs help."""
    return page(request, "desk/desk.html", around(helper))


@require_safe
@helper_page
def show_need(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One need in its conversation."""
    return page(request, "desk/desk.html", around(helper) | {"need": theirs(helper, Need, public_id=public_id)})

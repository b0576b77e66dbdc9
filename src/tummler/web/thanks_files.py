"""Statements of thanks as files for a brand's billing: CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tummler.common import clock
from tummler.community import statements
from tummler.records.access import require
from tummler.records.models import Helper
from tummler.web.viewing import helper_page

#: A spreadsheet would take a name that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
@helper_page
def people_csv(request: HttpRequest, helper: Helper) -> HttpResponse:
    """A line for everybody who ever held thanks."""
    require(helper, "keep_thanks", helper.brand)
    return _csv("thanks", statements.PEOPLE, statements.people(helper.brand))


@require_safe
@helper_page
def payouts_csv(request: HttpRequest, helper: Helper) -> HttpResponse:
    """A line for everything that was asked for."""
    require(helper, "keep_thanks", helper.brand)
    return _csv("asked-for", statements.ASKED, statements.asked_for(helper.brand))


@require_safe
@helper_page
def everything(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Both, for a machine."""
    require(helper, "keep_thanks", helper.brand)
    told = {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "people": statements.people(helper.brand),
        "asked_for": statements.asked_for(helper.brand),
    }
    return _named(JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 2}), "thanks.json")


def _csv(name: str, columns: Sequence[str], told: Sequence[dict[str, Any]]) -> HttpResponse:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(columns)
    lines.writerows([_plain(column, one[column]) for column in columns] for one in told)
    return _named(HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8"), f"{name}.csv")


def _plain(column: str, value: str) -> str:
    """What people called themselves is never a formula; numbers of ours stay numbers."""
    said_by_people = column in ("name", "handle", "customer", "reward")
    return f"'{value}" if said_by_people and value.startswith(_FORMULA) else value


def _named(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

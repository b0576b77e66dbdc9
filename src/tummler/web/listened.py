"""What would have been missed: one page to print or to mail, and the press that ends listening."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tummler.acts.listening_only import begin_listening_only, begin_to_answer
from tummler.insight.listened import Week, span_of, week_of
from tummler.records.access import can
from tummler.records.models import Helper
from tummler.web import listened_words as say
from tummler.web.charts import columns, lengths, shares
from tummler.web.fragments import page
from tummler.web.viewing import around, helper_page

WIDE, HIGH, LONG = 720.0, 220.0, 420.0


@require_safe
@helper_page
def show_listened(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The week in words and pictures."""
    span = span_of(helper)
    if span is None:
        return page(request, "listened/never.html", around(helper) | _may(helper))
    week = week_of(helper, span)
    context = around(helper) | _may(helper) | _charts(week) | {
        "week": week,
        "title": say.title(week, helper.brand.name),
        "when": say.when(week),
        "lead": say.lead(week),
        "quotes": say.quotes(week),
        "text": say.as_text(week, helper.brand.name),
    }  # fmt: skip
    return page(request, "listened/listened.html", context)


@require_safe
@helper_page
def show_text(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The same as a text, to be put into a mail."""
    span = span_of(helper)
    if span is None:
        return redirect("listened")
    text = say.as_text(week_of(helper, span), helper.brand.name)
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
@helper_page
def listen(request: HttpRequest, helper: Helper) -> HttpResponse:
    """From now on it only listens."""
    begin_listening_only(actor=helper, brand=helper.brand)
    return redirect("listened")


@require_POST
@helper_page
def begin(request: HttpRequest, helper: Helper) -> HttpResponse:
    """From now on it answers."""
    begin_to_answer(actor=helper, brand=helper.brand)
    return redirect("desk")


def _may(helper: Helper) -> dict[str, object]:
    return {
        "may_listen": can(helper, "listen_only", helper.brand),
        "may_begin": can(helper, "begin_to_answer", helper.brand),
    }


def _charts(week: Week) -> dict[str, object]:
    """Every chart as bars, with the words beside them."""
    outcomes = say.outcomes(week)
    days, waits, topics = say.days(week), say.waits(week), say.topics(week)
    return {
        "outcomes": list(zip(outcomes, shares([one.number for one in outcomes], width=1000.0), strict=True)),
        "days": days,
        "day_columns": columns([(day.short, day.parts) for day in days], width=WIDE, height=HIGH),
        "day_finding": say.day_finding(week),
        "waits": list(zip(waits, lengths([number for _, number, _ in waits], width=LONG), strict=True)),
        "wait_finding": say.wait_finding(week),
        "topics": list(zip(topics, lengths([number for _, number in topics], width=LONG), strict=True)),
        "topic_finding": say.topic_finding(week),
        "wide": WIDE,
        "high": HIGH,
        "long": LONG,
    }

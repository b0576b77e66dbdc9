"""What the law wants kept: which topics, and the copies, opened with the key that their holder has."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from tummler.acts import complying as acts
from tummler.records import compliance
from tummler.records.access import can, require, rows_for
from tummler.records.models import Brand, Helper, LawfulCopy, Topic
from tummler.web.fragments import page
from tummler.web.moments import at
from tummler.web.numbers import in_words
from tummler.web.reading_once import sealed_off
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_copies(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The page, and its presses. What a press opens stands in that one response."""
    require(helper, "open_copies", helper.brand)
    do = request.POST.get("do", "")
    if request.method != "POST":
        return _page(request, helper)
    if do == "make_key":
        return _page(request, helper, made=acts.make_compliance_key(actor=helper))
    if do == "open":
        try:
            return _page(request, helper, opened=acts.open_copies(actor=helper, key=request.POST.get("key", "")))
        except compliance.WrongKey:
            return _page(request, helper, wrong=_("This key opens nothing here."), status=422)
    if do == "topic":
        return _topic(request, helper)
    raise Http404


def _topic(request: HttpRequest, helper: Helper) -> HttpResponse:
    topic = theirs(helper, Topic, (), key=request.POST.get("topic", ""))
    said = request.POST.get("years", "")
    try:
        acts.keep_topic(actor=helper, topic=topic, years=int(said) if said.isdecimal() and len(said) < 4 else -1)
    except ValueError:
        return _page(
            request, helper, wrong=_("Make a key first: without one nobody could open the copies."), status=422
        )
    keep(request, Toast(_("From now on, for what is answered about %(topic)s.") % {"topic": topic.name}))
    return redirect("lawful")


def _page(
    request: HttpRequest,
    helper: Helper,
    *,
    made: str = "",
    opened: Sequence[acts.Opened] = (),
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    brand = Brand.objects.get(pk=helper.brand_id)
    context = around(helper) | {
        "has_key": bool(brand.compliance),
        "may_make": can(helper, "make_compliance_key", brand),
        "made": made,
        "opened": opened,
        "wrong": wrong,
        "copies": (count := rows_for(helper, LawfulCopy).count()),
        "copies_said": ngettext("One copy", "%(count)s copies", count) % {"count": count},
        "topics": rows_for(helper, Topic).filter(gone_at=None).order_by("name"),
        "years": [(one, _years(one)) for one in acts.YEARS],
        "at": at,
        "day": lambda when: formats.date_format(timezone.localtime(when), "DATE_FORMAT"),
    }
    return sealed_off(page(request, "keeping/lawful.html", context, status=status))


def _years(years: int) -> str:
    if not years:
        return _("not kept for the law")
    return ngettext("kept a year", "kept %(count)s years", years) % {"count": in_words(years)}

"""A page for a lead: who helps whom, what rests on few, and what can be done about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_POST, require_safe

from tummler.acts.setting_up import change_serendipity
from tummler.common import clock
from tummler.insight.helping import helping
from tummler.insight.known_alone import known_alone
from tummler.records.access import require
from tummler.records.models import Helper
from tummler.web.fragments import page
from tummler.web.toasts import Toast, keep, kept
from tummler.web.together_words import Told
from tummler.web.topic_names import topics_of
from tummler.web.viewing import around, helper_page

#: One need of so many goes to somebody outside the circle.
SHARES = {0: noop("none"), 24: noop("one in 24"), 12: noop("one in 12"), 6: noop("one in six"), 3: noop("one in three")}


@require_safe
@helper_page
def show_together(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Findings as headings, one picture, and what a lead can do."""
    require(helper, "see_who_helps", helper.brand)
    at = clock.now()
    told = Told(helping(helper, at), known_alone(helper), topics_of(helper), at)
    share = helper.brand.serendipity
    shares = SHARES | ({} if share in SHARES else {share: noop("one in %(count)s")})
    context = around(helper) | {
        "toast": kept(request),
        "told": told,
        "web": told.picture(),
        "missed": told.missed(),
        "came": told.came(),
        "quiet": told.went_quiet(),
        "waits": told.waits(),
        "suggestions": told.suggestions(),
        "share": share,
        "shares": {number: _(words) % {"count": number} for number, words in sorted(shares.items())},
    }
    return page(request, "together/together.html", context)


@require_POST
@helper_page
def change_outside(request: HttpRequest, helper: Helper) -> HttpResponse:
    """How many needs go to somebody outside their circle."""
    chosen = request.POST.get("share", "")
    if chosen.isdecimal() and int(chosen) in SHARES:
        change_serendipity(actor=helper, share=int(chosen))
        keep(request, Toast(_("Kept.")))
    return redirect("together")

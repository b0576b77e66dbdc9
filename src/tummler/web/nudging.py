"""What an open desk that nobody looks at tells by the browser's own notifications: static/js/nudge.js asks for it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tummler.acts.nudging import nudges_now, words_of
from tummler.common import clock
from tummler.records.models import Helper
from tummler.web.viewing import helper_page

#: What came longer ago is on the desk, and no news any more.
LONGEST = timedelta(minutes=30)


@require_safe
@helper_page
def show_nudges(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What came to this helper in the last so many milliseconds (``ago``), in their hours; nobody's words."""
    asked = request.GET.get("ago", "")
    ago = timedelta(milliseconds=int(asked)) if asked.isdecimal() and len(asked) < 9 else timedelta()
    at = clock.now()
    found = nudges_now(helper, at - min(ago, LONGEST), at)
    told = [{"need": one.need, "words": words_of(one), "at": reverse("need", args=[one.need])} for one in found]
    response = JsonResponse({"brand": helper.brand.name, "told": told})
    response["Cache-Control"] = "no-store"
    return response

"""A page for a lead: what the mind is good and bad at on this brand's posts, in words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tummler.insight.answers import answers
from tummler.insight.judged import judged
from tummler.records.access import require
from tummler.records.models import Helper
from tummler.web import judged_words as say
from tummler.web.fragments import page
from tummler.web.topic_names import topics_of
from tummler.web.viewing import around, helper_page


@require_safe
@helper_page
def show_judged(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Findings, with real posts."""
    require(helper, "see_how_it_reads", helper.brand)
    found, ours = judged(helper), answers(helper)
    context = around(helper) | {
        "found": found,
        "title": say.title(found),
        "lead": say.lead(found),
        "mistakes": say.mistakes(found, topics_of(helper)),
        "bands": say.bands(found),
        "band_finding": say.band_finding(found),
        "languages_read": say.languages(found),
        "language_finding": say.language_finding(found),
        "answers": say.answer_lines(ours),
        "answer_finding": say.answer_finding(ours),
    }
    return page(request, "judged/judged.html", context)

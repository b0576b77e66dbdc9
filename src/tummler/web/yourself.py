"""A helper's own page: how they sign, what they speak and know; what their answers tell stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts.knowing import LONGEST_SIGNATURE, say_what_one_knows
from tummler.matching.knowing import learnt_of
from tummler.records.models import Helper
from tummler.web import setup_forms
from tummler.web.article_rows import asks_its_writer
from tummler.web.fragments import page
from tummler.web.toasts import Toast, keep
from tummler.web.topic_names import topics_of
from tummler.web.viewing import around, helper_page
from tummler.web.whys import language_called


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_yourself(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Read it, or say it anew."""
    if request.method == "POST":
        sent = request.POST
        spoken = [code for code in sent.getlist("languages") if code in setup_forms.LANGUAGES]
        signature = sent.get("signature", "")
        say_what_one_knows(actor=helper, languages=spoken, topics=sent.getlist("topics"), signature=signature)
        keep(request, Toast(_("Kept. What is for you follows it from now on.")))
        return redirect("yourself")
    topics, learnt = topics_of(helper), learnt_of(helper)
    first = helper.brand.languages[:1]
    context = around(helper) | {
        "topics": topics,
        "languages": [(code, name) for code, name in setup_forms.language_choices() if code not in first],
        "everyones": language_called(first[0]) if first else "",
        "learnt": _listed(
            [topics.get(key, key) for key in sorted(learnt.topics)]
            + [language_called(code) for code in sorted(learnt.languages)]
        ),
        "longest": LONGEST_SIGNATURE,
        "still_true": asks_its_writer(helper),
    }
    return page(request, "people/yourself.html", context)


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}

"""A helper's own page: what they know, who they are outside, when they may be nudged, which accounts are theirs."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import own_accounts
from tummler.acts.knowing import LONGEST_ALIAS, LONGEST_SIGNATURE, NoHours, say_hours, say_what_one_knows
from tummler.acts.nudging import choose_mails
from tummler.matching.knowing import learnt_of
from tummler.records.models import Account, Helper, OwnAccount
from tummler.web import setup_forms, visitor as visitors
from tummler.web.article_rows import asks_its_writer
from tummler.web.fragments import page
from tummler.web.people import ROLES
from tummler.web.signing_in import sends_mail
from tummler.web.toasts import Toast, keep
from tummler.web.topic_names import topics_of
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.whys import language_called
from tummler.web.yourself_rows import days_of, hours_in, owned, usual, ways_for


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_yourself(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Read it, or say it anew."""
    if request.method != "POST":
        return _page(request, helper)
    match request.POST.get("do", ""):
        case "hours" | "usual":
            return _hours(request, helper)
        case "mails":
            sent = request.POST
            choose_mails(actor=helper, calls=sent.get("calls") == "yes", reached=sent.get("reached") == "yes")
            keep(request, Toast(_("Kept.")))
            return redirect(f"{reverse('yourself')}#nudges")
        case "other_brand":
            return _other_brand(request, helper)
        case "own":
            account = get_object_or_404(Account, brand=helper.brand_id, pk=_number(request.POST.get("account", "")))
            mine = visitors.visitor_accounts(request, helper.brand)
            own_accounts.add_own_account(actor=helper, account=account, accounts=mine)
            return redirect(f"{reverse('yourself')}#own")
        case "end_own":
            row = theirs(helper, OwnAccount, pk=_number(request.POST.get("own", "")), helper=helper)
            own_accounts.end_own_account(actor=helper, own=row)
            return redirect(f"{reverse('yourself')}#own")
    return _known(request, helper)


def _other_brand(request: HttpRequest, helper: Helper) -> HttpResponse:
    """From now on they look at another brand that they help at."""
    other = get_object_or_404(_elsewhere(helper), public_id=request.POST.get("helper", ""))
    request.session["helper"] = other.public_id
    return redirect("desk")


def _elsewhere(helper: Helper) -> QuerySet[Helper]:
    """Where else they help."""
    return Helper.objects.filter(user=helper.user_id, active=True).exclude(pk=helper.pk).select_related("brand")


def _known(request: HttpRequest, helper: Helper) -> HttpResponse:
    sent = request.POST
    spoken = [code for code in sent.getlist("languages") if code in setup_forms.LANGUAGES]
    say_what_one_knows(
        actor=helper, languages=spoken, topics=sent.getlist("topics"), signature=sent.get("signature", ""),
        alias=sent.get("alias"),
    )  # fmt: skip
    keep(request, Toast(_("Kept. What is for you follows it from now on.")))
    return redirect("yourself")


def _hours(request: HttpRequest, helper: Helper) -> HttpResponse:
    try:
        hours = usual() if request.POST.get("do") == "usual" else hours_in(request.POST)
        say_hours(actor=helper, hours=hours, zone=request.POST.get("zone", "").strip()[:60])
    except (NoHours, ValueError):
        wrong = _("Two times for a day, and a time zone such as Europe/Madrid.")
        return _page(request, helper, wrong_hours=wrong, status=422)
    keep(request, Toast(_("Kept.") if hours else _("Kept. You may be nudged at any time.")))
    return redirect(f"{reverse('yourself')}#hours")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _page(request: HttpRequest, helper: Helper, wrong_hours: str = "", status: int = 200) -> HttpResponse:
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
        "longest_alias": LONGEST_ALIAS,
        "still_true": asks_its_writer(helper),
        "week": days_of(helper),
        "zone": helper.zone or request.COOKIES.get("zone", "")[:60],
        "wrong_hours": wrong_hours,
        "mails": sends_mail(),
        **ways_for(helper),
        "own": owned(helper),
        "roles": ROLES,
        "elsewhere": list(_elsewhere(helper).order_by("pk")[:50]),
        "offered": own_accounts.offered(helper, visitors.visitor_accounts(request, helper.brand)),
    }
    return page(request, "people/yourself.html", context, status=status)


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}

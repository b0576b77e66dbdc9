"""Where an owner says how colleagues come in by themselves: the brand's sign-in, letters to company addresses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods

from tummler.acts import entering
from tummler.networks.contract import NetworkTrouble
from tummler.records.access import require
from tummler.records.models import Helper
from tummler.web.fragments import page
from tummler.web.joining import callback_of
from tummler.web.signing_in import sends_mail
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page
from tummler.web.visiting import address_of

_TROUBLE = {
    "another_issuer": noop("It calls itself otherwise. Enter its address exactly as it does, to the last slash."),
    "no_answer": noop("Nobody answers there."),
}
_NO_SIGN_IN = noop("That is no sign-in that we can speak to: it has to be a public https address.")


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_ways_in(request: HttpRequest, helper: Helper) -> HttpResponse:
    """All ways, and what is pressed on the page."""
    require(helper, "open_entrance", helper.brand)
    if request.method != "POST":
        return _page(request, helper)
    do = request.POST.get("do", "")
    if do == "domains":
        return _domains(request, helper)
    if do in ("sign_in", "sign_in_off"):
        return _sign_in(request, helper, off=do == "sign_in_off")
    return redirect("ways_in")


def _page(request: HttpRequest, helper: Helper, status: int = 200, **more: object) -> HttpResponse:
    entrance = entering.entrance_of(helper.brand)
    context = around(helper) | {
        "entrance": entrance,
        "domains": "\n".join(entrance.domains),
        "sends_mail": sends_mail(),
        "callback": callback_of(request, helper.brand),
        "join": address_of(request, reverse("join_at", args=[helper.brand.slug])),
        "wrong": "",
        "wrong_domains": "",
    }
    return page(request, "people/ways_in.html", context | more, status=status)


def _domains(request: HttpRequest, helper: Helper) -> HttpResponse:
    named = request.POST.get("domains", "")[:3000]
    try:
        domains = entering.domains_in(named)
    except entering.NoDomain as none:
        words = _("“%(domain)s” is no domain of yours alone.") % {"domain": str(none)[:80]}
        return _page(request, helper, 422, wrong_domains=words, domains=named)
    entering.set_domains(actor=helper, domains=domains, by_mail=request.POST.get("by_mail") == "1")
    keep(request, Toast(_("Kept.")))
    return redirect("ways_in")


def _sign_in(request: HttpRequest, helper: Helper, *, off: bool) -> HttpResponse:
    issuer = "" if off else request.POST.get("issuer", "").strip()[:300]
    client_id, secret = request.POST.get("client_id", "").strip()[:200], request.POST.get("secret", "")[:300]
    if not off and not (issuer and client_id):
        return _page(request, helper, 422, wrong=_("It needs its address and the name it gave us."))
    try:
        entering.set_sign_in(actor=helper, issuer=issuer, client_id=client_id, secret=secret or None)
    except NetworkTrouble as trouble:
        return _page(request, helper, 422, wrong=_(_TROUBLE.get(trouble.code, _NO_SIGN_IN)))
    return redirect("ways_in")

"""Where an owner says how customers show which customer account is theirs: by the brand's sign-in, or by its app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import customers as acts
from tummler.common.jose import BadToken
from tummler.networks.contract import NetworkTrouble
from tummler.records.access import require
from tummler.records.models import Helper, LinkKey
from tummler.web.fragments import page
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.visiting import address_of


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_customers(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Both ways, and what is pressed on the page."""
    require(helper, "change_customer_door", helper.brand)
    if request.method != "POST":
        return _page(request, helper)
    do = request.POST.get("do", "")
    if do in ("openid", "openid_off"):
        return _set_openid(request, helper, off=do == "openid_off")
    if do == "key":
        return _make_key(request, helper)
    if do == "end_key":
        acts.end_link_key(actor=helper, key=theirs(helper, LinkKey, public_id=request.POST.get("key", "")))
    return redirect("customers")


def _page(request: HttpRequest, helper: Helper, status: int = 200, **more: object) -> HttpResponse:
    slug = helper.brand.slug
    context = around(helper) | {
        "door": acts.door_of(helper.brand),
        "keys": acts.link_keys(helper.brand),
        "callback": address_of(request, reverse("me_back", args=[slug])),
        "link": address_of(request, reverse("me_app", args=[slug])),
        "wrong": "",
        "made": None,
        "secret": "",
    }
    return page(request, "customers/customers.html", context | more, status=status)


def _set_openid(request: HttpRequest, helper: Helper, *, off: bool) -> HttpResponse:
    issuer = "" if off else request.POST.get("issuer", "").strip()[:300]
    client_id, secret = request.POST.get("client_id", "").strip()[:200], request.POST.get("secret", "")[:300]
    if not off and not (issuer and client_id):
        return _page(request, helper, 422, wrong=_("It needs its address and the name it gave us."))
    try:
        acts.set_openid(actor=helper, issuer=issuer, client_id=client_id, secret=secret or None)
    except NetworkTrouble as trouble:
        words = {
            "another_issuer": _("It calls itself otherwise. Enter its address exactly as it does, to the last slash."),
            "no_answer": _("Nobody answers there."),
        }.get(trouble.code, _("That is no sign-in that we can speak to: it has to be a public https address."))
        return _page(request, helper, 422, wrong=words)
    return redirect("customers")


def _make_key(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Its secret stands on this one answer and on no page after it."""
    try:
        made, secret = acts.make_link_key(actor=helper, public=request.POST.get("public", "")[:2000])
    except BadToken:
        return _page(request, helper, 422, wrong=_("That is no Ed25519 public key."))
    if not secret:
        return redirect("customers")
    return _page(request, helper, made=made, secret=secret)

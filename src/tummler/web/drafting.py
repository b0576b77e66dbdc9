"""The page where an owner says which large model may draft, and the press that asks it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_POST

from tummler.acts.drafting import ask_model, set_model
from tummler.channels.connections import traits_of
from tummler.minds.large import NoDraft, Wish
from tummler.records.access import require
from tummler.records.models import Helper
from tummler.web.desk import need_for, whole_need
from tummler.web.fragments import page
from tummler.web.typed import typed_of
from tummler.web.viewing import around, helper_page

WHY_NOT = {
    "unsafe": noop("That is no address that we may speak to. If it runs in your own network, say so."),
    "unreachable": noop("The model did not answer. Your words are as they were."),
    "refused": noop("The model refused us: look at its address, name and key."),
    "busy": noop("The model has too much to do just now."),
    "redirect": noop("The model’s address leads elsewhere, and we don’t follow."),
    "nothing": noop("The model said nothing."),
    "off": noop("No model is asked about this."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_model(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Where it is; off unless the owner says so."""
    require(helper, "change_model", helper.brand)
    wrong = ""
    if request.method == "POST":
        off = request.POST.get("do") == "off"
        key = request.POST.get("key", "")
        try:
            set_model(
                actor=helper,
                brand=helper.brand,
                address="" if off else request.POST.get("address", ""),
                name=request.POST.get("name", ""),
                key=key if key else None,
                inside=request.POST.get("inside") == "on",
            )
        except NoDraft as error:
            wrong = _(WHY_NOT[str(error)])
        else:
            return redirect("model")
    return page(request, "model/model.html", around(helper) | {"wrong": wrong}, status=422 if wrong else 200)


@require_POST
@helper_page
def ask(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """A draft, or a translation of what stands in the composer; it is put there to be changed, and not sent."""
    need = need_for(helper, public_id)
    rule = traits_of(need.post.channel).media
    typed = typed_of(request, rule.alt_limit if rule else 0)
    wish: Wish = "translate" if request.POST.get("wish") == "translate" else "draft"
    try:
        answer = ask_model(actor=helper, need=need, wish=wish, text=typed.text)
    except NoDraft as error:
        return whole_need(request, helper, need, typed=typed, noted=_(WHY_NOT[str(error)]))
    drafted, translated = _("Drafted by a machine; yours to change."), _("Translated by a machine; yours to change.")
    said = drafted if wish == "draft" else translated
    return whole_need(request, helper, need, typed=replace(typed, text=answer), noted=said)

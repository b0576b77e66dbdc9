"""“It’s the same person”, said in the person column, and taken back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts import linking as acts
from tummler.records.access import rows_for
from tummler.records.models import Account, Helper, Link, Need
from tummler.web.desk import PAGE, need_for
from tummler.web.fragments import blocks, exchanged
from tummler.web.history_rows import who_of
from tummler.web.person_rows import known_of
from tummler.web.texts import handle_of
from tummler.web.toasts import Toast, keep, toast
from tummler.web.topic_names import topics_of
from tummler.web.viewing import helper_page, theirs
from tummler.web.wanted import wanted_of


@require_POST
@helper_page
def link(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """This account is theirs as well."""
    need = need_for(helper, public_id)
    account = _account(request, helper, need)
    if account is None:
        words = _("Nobody called that has written to you, or more than one has.")
        return _known(request, helper, need, Toast(words))
    try:
        made = acts.link_people(actor=helper, need=need, account=account)
    except acts.NoLink:
        return _known(request, helper, need, Toast(_("That is the same person already.")))
    said = _("You said that %(handle)s is the same person. Another of you has to say so, too.")
    words = (said if made.waits else _("%(handle)s is the same person, two of you said.")) % {
        "handle": handle_of(account)
    }
    return _known(request, helper, need, toast(words, "unlink", (public_id,), into="known", link=made.public_id))


@require_POST
@helper_page
def unlink(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """They are two after all."""
    need = need_for(helper, public_id)
    row = theirs(helper, Link, public_id=request.POST.get("link", ""))
    try:
        done = acts.unlink_people(actor=helper, need=need, link=row)
    except acts.NoLink:
        return _known(request, helper, need, Toast(_("They showed that themselves; it is theirs to part.")))
    other = Account.objects.filter(pk__in=row.moved or [row.account_id]).exclude(pk=need.account_id).first()
    told = None
    if done and other and request.POST.get("told") == "1":
        words = _("%(handle)s is somebody else again.") % {"handle": handle_of(other)}
        told = toast(words, "link", (public_id,), into="known", account=str(other.pk))
    return _known(request, helper, need, told)


def _account(request: HttpRequest, helper: Helper, need: Need) -> Account | None:
    """By its number, or by a handle that was typed and only one has."""
    others = rows_for(helper, Account).exclude(pk=need.account_id).filter(gone_at=None)
    number = request.POST.get("account", "")
    if number.isdecimal() and len(number) < 18:
        return others.filter(pk=int(number)).first()
    handle = request.POST.get("handle", "").strip().lstrip("@")[:255]
    found = list(others.filter(handle__iexact=handle, person__isnull=False)[:2]) if handle else []
    return found[0] if len(found) == 1 else None


def _known(request: HttpRequest, helper: Helper, need: Need, done: Toast | None = None) -> HttpResponse:
    if not exchanged(request):
        if done:
            keep(request, done)
        return redirect("need", need.public_id)
    need = need_for(helper, need.public_id)
    context = {
        "helper": helper, "brand": helper.brand, "need": need, "known": known_of(helper, need),
        "who": who_of(helper, need, topics_of(helper)), "wanted": wanted_of(request), "toast": done,
        "toast_oob": True,
    }  # fmt: skip
    return blocks(request, PAGE, ("known", "toast"), context)

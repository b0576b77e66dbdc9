"""How long things are kept, and whose words the law wants kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop, ngettext
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from tummler.acts import holding, keeping as acts
from tummler.answering.retention import CHOICES, KEPT, kept_for
from tummler.records.access import require, rows_for
from tummler.records.models import Account, Brand, Helper, Hold
from tummler.web import moments
from tummler.web.fragments import page
from tummler.web.numbers import in_words
from tummler.web.texts import given_name, handle_of, name_of
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs

#: Kind → what it is, and what going means.
_KINDS = {
    "direct": (
        noop("Direct messages"),
        noop("Theirs and ours, once nobody waits for anything in them. Here only; the network keeps its own."),
    ),
    "public": (noop("Public posts"), noop("Of closed conversations. The next person finds no answer in what is gone.")),
    "pictures": (noop("Copies of pictures"), noop("That others posted. Whoever looks again has it fetched again.")),
    "drafts": (noop("Drafts"), noop("That nobody sent and nobody touched.")),
    "notes": (noop("Notes"), noop("Yours, and words to each other, under needs that are closed.")),
    "unread": (noop("What couldn’t be read"), noop("Sent by a network and kept for a look.")),
}
_WRONG = {
    "nobody": noop("Nobody here has that handle."),
    "twice": noop("Say what for, in a few words. Whoever is held already is held once."),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content, and how long it is kept."""

    key: str
    name: str
    more: str
    choices: list[tuple[int, str, bool]]


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Whose words are held, or are to be, in words; what may be pressed."""

    public_id: str
    name: str
    handle: str
    why: str
    told: Markup
    holds: bool
    may_agree: bool


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_keeping(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The page, and its presses."""
    require(helper, "change_retention", helper.brand)
    if request.method != "POST":
        return _page(request, helper)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    wrong = deed(request, helper)
    return _page(request, helper, wrong, 422) if wrong else redirect("keeping")


def _page(request: HttpRequest, helper: Helper, wrong: str = "", status: int = 200) -> HttpResponse:
    brand = Brand.objects.get(pk=helper.brand_id)
    holds = rows_for(helper, Hold).filter(ended_at=None).select_related("account", "asked_by", "agreed_by")
    context = around(helper) | {
        "kinds": [_kind(brand, key) for key in KEPT],
        "holds": [_hold(row, helper) for row in holds.order_by("-asked_at")[:100]],
        "wrong": _(_WRONG[wrong]) if wrong else "",
        "handle": request.POST.get("handle", "")[:255] if wrong else "",
        "why": request.POST.get("why", "")[:120] if wrong else "",
    }
    return page(request, "keeping/keeping.html", context, status=status)


def _kind(brand: Brand, key: str) -> Kind:
    now = kept_for(brand.retention, key)
    days = now.days if now else 0
    name, more = _KINDS[key]
    return Kind(key, _(name), _(more), [(one, _for(one), one == days) for one in CHOICES])


def _for(days: int) -> str:
    if days == 0:
        return _("until they delete it")
    if days >= 365 and days % 365 == 0:
        years = days // 365
        return ngettext("a year", "%(count)s years", years) % {"count": in_words(years)}
    if days >= 30:
        months = days // 30
        return ngettext("a month", "%(count)s months", months) % {"count": in_words(months)}
    return _("a week")


def _hold(row: Hold, helper: Helper) -> HoldRow:
    who = given_name(row.asked_by) or _("Someone")
    if row.agreed_at:
        said = _("{who} asked, {other} agreed {time}. Nothing of theirs runs out, fades or is erased.")
        told = _filled(said, who, given_name(row.agreed_by) or _("someone"), moments.at(row.agreed_at))
    else:
        told = _filled(_("{who} asked {time}. It holds when another of you agrees."), who, "", moments.at(row.asked_at))
    may_agree = row.agreed_at is None and row.asked_by_id != helper.pk
    return HoldRow(
        row.public_id, name_of(row.account), handle_of(row.account), row.why, told, row.agreed_at is not None, may_agree
    )


def _filled(said: str, who: str, other: str, time: Markup) -> Markup:
    words = Markup("{}").format(said).replace("{who}", Markup("{}").format(who))
    return words.replace("{other}", Markup("{}").format(other)).replace("{time}", time)


def _change(request: HttpRequest, helper: Helper) -> str:
    """Every kind stands in the form; what is as it was is left."""
    brand = Brand.objects.get(pk=helper.brand_id)
    for key in KEPT:
        said, now = request.POST.get(key, ""), kept_for(brand.retention, key)
        days = int(said) if said.isdecimal() and len(said) < 5 else None
        if days in CHOICES and days != (now.days if now else 0):
            acts.change_retention(actor=helper, kind=key, days=days)
    keep(request, Toast(_("Kept so from now on. What is over goes within the hour.")))
    return ""


def _ask(request: HttpRequest, helper: Helper) -> str:
    handle = request.POST.get("handle", "").strip().removeprefix("@")[:255]
    found = rows_for(helper, Account).filter(handle__iexact=handle, gone_at=None)
    account = found.exclude(handle="").order_by("-first_heard_at").first()
    if account is None:
        return "nobody"
    try:
        hold = holding.ask_hold(actor=helper, account=account, why=request.POST.get("why", ""))
    except holding.NoHold:
        return "twice"
    keep(request, _toast(_("Asked. It holds when another of you agrees."), hold, "end"))
    return ""


def _agree(request: HttpRequest, helper: Helper) -> str:
    hold = theirs(helper, Hold, ("account",), public_id=request.POST.get("hold", ""))
    if holding.agree_hold(actor=helper, hold=hold):
        keep(request, _toast(_("Held from now on."), hold, "end"))
    return ""


def _end(request: HttpRequest, helper: Helper) -> str:
    hold = theirs(helper, Hold, ("account",), public_id=request.POST.get("hold", ""))
    if holding.end_hold(actor=helper, hold=hold):
        keep(request, _toast(_("Held no more. What is over goes within the hour."), hold, "bring_back"))
    return ""


def _bring_back(request: HttpRequest, helper: Helper) -> str:
    hold = theirs(helper, Hold, ("account",), public_id=request.POST.get("hold", ""))
    holding.bring_back_hold(actor=helper, hold=hold)
    return ""


def _toast(words: str, hold: Hold, undo: str) -> Toast:
    return Toast(words, reverse("keeping"), {"do": undo, "hold": hold.public_id}, whole=True)


_DEEDS: dict[str, Callable[[HttpRequest, Helper], str]] = {
    "keep": _change, "hold": _ask, "agree": _agree, "end": _end, "bring_back": _bring_back,
}  # fmt: skip

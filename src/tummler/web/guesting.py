"""Asking somebody from outside into a conversation: whom, what, and exactly what they will see."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_POST

from tummler.acts import guests as acts
from tummler.answering.drafts import Overtaken
from tummler.matching import guests
from tummler.records.models import Guest, Helper, Need
from tummler.web.claiming import after
from tummler.web.desk import need_for, whole_need
from tummler.web.fragments import exchanged, page
from tummler.web.guest_words import ShownRow, shown_rows
from tummler.web.texts import name_of
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.visiting import address_of

CHOICES = (
    ("asked", gettext_lazy("What was asked")),
    ("thread", gettext_lazy("The public thread")),
    ("words", gettext_lazy("Only your words")),
)
_WRONG = {
    "name": noop("Whom do you ask? A name is enough."),
    "text": noop("Write what you want to know."),
    "many": noop("Ten links wait here already. End one first."),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A link that was just made: it is shown this once."""

    name: str
    address: str


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def ask(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """The form with what they would see; made, the link."""
    need = need_for(helper, public_id)
    asking = _asking(request)
    if request.method != "POST" or request.POST.get("do") == "look":
        return _page(request, helper, need, asking)
    try:
        guest, secret = acts.ask_guest(actor=helper, need=need, asking=asking)
    except acts.NotAsked as wrong:
        return _page(request, helper, need, asking, wrong=_(_WRONG[str(wrong)]), status=422)
    made = Made(guest.name, address_of(request, reverse("guest", args=[secret])))
    return _page(request, helper, need, asking, made=made)


@require_POST
@helper_page
def end(request: HttpRequest, helper: Helper, public_id: str, guest: str) -> HttpResponse:
    """The link leads nowhere any more."""
    acts.end_link(actor=helper, guest=_guest(helper, public_id, guest))
    return after(request, helper, public_id, margin=True)


@require_POST
@helper_page
def use(request: HttpRequest, helper: Helper, public_id: str, guest: str) -> HttpResponse:
    """Their answer into the draft; it is sent by whoever has the need, or not."""
    row = _guest(helper, public_id, guest)
    try:
        acts.use_answer(actor=helper, guest=row)
    except Overtaken as overtaken:
        return whole_need(request, helper, need_for(helper, public_id), overtaken=overtaken)
    if exchanged(request):
        return whole_need(request, helper, need_for(helper, public_id))
    return redirect(reverse("need", args=[public_id]) + "#answer")


def _guest(helper: Helper, public_id: str, guest: str) -> Guest:
    return theirs(helper, Guest, ("need", "note"), public_id=guest, need__public_id=public_id)


def _asking(request: HttpRequest) -> acts.Asking:
    said = request.POST
    number = {name: said.get(name, "") for name in ("days", "seen")}
    return acts.Asking(
        name=said.get("name", ""),
        text=said.get("text", "")[: acts.LONGEST],
        shows=said.get("shows", "asked") if said.get("shows", "asked") in guests.SHOWS else "asked",
        private="private" in said,
        plain="plain" in said,
        days=int(number["days"]) if number["days"] in ("1", "3", "7") else 3,
        seen=int(number["seen"]) if number["seen"].isdecimal() and len(number["seen"]) < 18 else None,
    )


def _page(
    request: HttpRequest, helper: Helper, need: Need, asking: acts.Asking, *, wrong: str = "", made: Made | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    seen: list[ShownRow] = shown_rows(
        guests.shown(need, guests.to_show(need, asking.shows, asking.private), asking.plain), helper.brand
    )
    context = around(helper) | {
        "need": need,
        "name": name_of(need.account),
        "asking": asking,
        "choices": CHOICES,
        "seen": seen,
        "newest": max((row.shown.post.pk for row in seen), default=0),
        "days": acts.DAYS,
        "wrong": wrong,
        "made": made,
        "refused": bool(need.care),
    }
    answer = page(request, "circles/guest.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer

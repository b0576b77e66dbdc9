"""Leaving a thread, having somebody blocked for all, and taking either back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts import protecting as acts
from tummler.records.access import can, rows_for
from tummler.records.models import Blocked, Helper, Need
from tummler.web.channel_words import label_of
from tummler.web.claiming import after
from tummler.web.desk import need_for
from tummler.web.texts import given_name, handle_of, name_of
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import helper_page, theirs
from tummler.web.whys import BLOCK


@dataclass(frozen=True, slots=True)
class KeptAway:
    """Somebody who is blocked for all, or whom somebody asks to be."""

    row: Blocked
    name: str
    handle: str
    network: str
    words: str
    waits: bool
    may_answer: bool
    may_end: bool
    conversation: str = ""


def kept_away(helper: Helper) -> list[KeptAway]:
    """Those who stand blocked, and who waits for a yes: first. Two queries."""
    rows = rows_for(helper, Blocked).filter(ended_at=None).select_related("account", "asked_by", "said_by")
    found = sorted(rows.order_by("-pk")[:100], key=lambda one: one.at is not None)
    needs = rows_for(helper, Need).filter(account__in=[one.account_id for one in found]).order_by("pk")
    where = dict(needs.values_list("account", "public_id"))
    may = can(helper, "block_for_all", helper.brand)
    return [_kept_away(helper, row, where.get(row.account_id, ""), may) for row in found]


def _kept_away(helper: Helper, row: Blocked, need: str, may: bool) -> KeptAway:
    who = given_name(row.asked_by) or _("Someone")
    said = _("%(who)s asks for it: %(why)s") if row.at is None else _("%(who)s asked for it: %(why)s")
    return KeptAway(
        row, name_of(row.account), handle_of(row.account), label_of(row.account.network),
        said % {"who": who, "why": BLOCK.get(row.why, row.why)}, row.at is None, may and row.at is None,
        may if row.at is not None else row.asked_by_id == helper.pk, need,
    )  # fmt: skip


@require_POST
@helper_page
def leave_thread(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Out of it, to the list; taken back with a press."""
    if acts.leave_thread(actor=helper, need=need_for(helper, public_id)):
        undo = reverse("come_back_in", args=[public_id])
        keep(request, Toast(_("You left. Nobody outside learns of it."), undo, whole=True))
    return redirect("desk")


@require_POST
@helper_page
def come_back_in(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """In again."""
    acts.come_back_in(actor=helper, need=need_for(helper, public_id))
    return after(request, helper, public_id)


@require_POST
@helper_page
def block(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Whoever asks here is blocked for all, or those who lead are asked."""
    need = need_for(helper, public_id)
    row = acts.ask_block(actor=helper, account=need.account, why=request.POST.get("why", ""))
    name = {"name": name_of(need.account)}
    said = _("%(name)s is blocked for all.") if row.at else _("Asked for. An owner or a lead says yes.")
    undo = {"do": "end_block", "blocked": row.public_id, "next": reverse("need", args=[public_id])}
    keep(request, Toast(said % name, reverse("kept_away"), undo, whole=True))
    return redirect("need", public_id)


@require_POST
@helper_page
def press(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What is pressed on the list of who is kept away."""
    row = theirs(helper, Blocked, public_id=request.POST.get("blocked", ""))
    match request.POST.get("do"):
        case "say_yes" | "say_no":
            acts.answer_block(actor=helper, row=row, yes=request.POST["do"] == "say_yes")
        case "end_block":
            acts.end_block(actor=helper, row=row)
        case _:
            raise Http404
    need = request.POST.get("next", "")
    known = [reverse("need", args=[one]) for one in _needs_of(helper, row)]
    return redirect(need if need in known else f"{reverse('people')}#kept-away")


def _needs_of(helper: Helper, row: Blocked) -> list[str]:
    needs = rows_for(helper, Need).filter(account=row.account_id).order_by("-pk")
    return list(needs.values_list("public_id", flat=True)[:20])

"""Customers who help, as the desk sees them: answers to look at, reports, who they are, and what the brand decided."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import peer_care as acts
from tummler.records.access import can
from tummler.records.models import Helper, Peer, PeerAnswer, PeerReport
from tummler.records.peer_access import rules_of
from tummler.web import peers_desk_rows as rows
from tummler.web.fragments import page
from tummler.web.texts import cleaned
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs

#: Slow mode: the choices in minutes.
SLOW = (0, 2, 10, 60)


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_peers(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The page, and its presses."""
    if request.method == "POST":
        deed = _DEEDS.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        deed(request, helper)
        back = request.POST.get("back", "")
        return redirect("need", back) if back.isalnum() and len(back) <= 16 else redirect("peers")
    rules = rules_of(helper.brand_id)
    people, more = rows.people_of(helper)
    context = around(helper) | {
        "waits": rows.waiting_of(helper),
        "reports": rows.reports_of(helper),
        "people": people,
        "more": more,
        "away": rows.away_of(helper),
        "rules": rules,
        "slow": [(minutes, rows.slow_words(minutes), minutes == rules.slow_minutes) for minutes in SLOW],
        "leads": can(helper, "change_peer_rules", helper.brand),
        "whys": rows.WHYS,
    }
    return page(request, "peers/desk.html", context | {"title": rows.title_of(context["waits"], context["reports"])})


def _answer(request: HttpRequest, helper: Helper) -> PeerAnswer:
    related = ("need__post__channel", "peer__voice", "post__channel")
    return theirs(helper, PeerAnswer, related, public_id=request.POST.get("answer", ""))


def _peer(request: HttpRequest, helper: Helper) -> Peer:
    return theirs(helper, Peer, ("account", "voice"), public_id=request.POST.get("peer", ""))


def _told(request: HttpRequest, words: str, undo: str, **fields: str) -> None:
    keep(request, Toast(words, reverse("peers") if undo else "", {"do": undo, **fields}, whole=True))


def _name(peer: Peer) -> str:
    return cleaned((peer.voice or peer.account).called)


def _show(request: HttpRequest, helper: Helper) -> None:
    answer = _answer(request, helper)
    if acts.show_answer(actor=helper, answer=answer):
        _told(request, _("It shows."), "hide", answer=answer.public_id)


def _hide(request: HttpRequest, helper: Helper) -> None:
    answer = _answer(request, helper)
    why = request.POST.get("why", "")
    if acts.hide_answer(actor=helper, answer=answer, why=why if why in rows.WHYS else ""):
        _told(
            request, _("Hidden. %(name)s is told why.") % {"name": _name(answer.peer)}, "show", answer=answer.public_id
        )


def _vouch(request: HttpRequest, helper: Helper) -> None:
    peer = _peer(request, helper)
    acts.vouch(actor=helper, peer=peer)
    words = _("You vouch for %(name)s. What they answer shows at once.") % {"name": _name(peer)}
    _told(request, words, "unvouch", peer=peer.public_id)


def _unvouch(request: HttpRequest, helper: Helper) -> None:
    peer = _peer(request, helper)
    if acts.take_back_vouch(actor=helper, peer=peer):
        _told(request, _("Taken back."), "vouch", peer=peer.public_id)


def _block(request: HttpRequest, helper: Helper) -> None:
    peer = _peer(request, helper)
    if acts.block_peer(actor=helper, peer=peer):
        words = _("%(name)s is asked to stay away.") % {"name": _name(peer)}
        _told(request, words, "unblock", peer=peer.public_id)


def _unblock(request: HttpRequest, helper: Helper) -> None:
    peer = _peer(request, helper)
    if acts.unblock_peer(actor=helper, peer=peer):
        _told(request, _("%(name)s is welcome again.") % {"name": _name(peer)}, "block", peer=peer.public_id)


def _name_steward(request: HttpRequest, helper: Helper) -> None:
    peer, on = _peer(request, helper), request.POST.get("do") == "steward"
    if acts.name_steward(actor=helper, peer=peer, on=on):
        said = _("%(name)s looks after the square now.") if on else _("%(name)s is no steward any more.")
        _told(request, said % {"name": _name(peer)}, "no_steward" if on else "steward", peer=peer.public_id)


def _settle(request: HttpRequest, helper: Helper) -> None:
    report = theirs(
        helper, PeerReport, ("need", "answer__need__post__channel", "answer__peer__voice", "answer__post"),
        public_id=request.POST.get("report", ""),
    )  # fmt: skip
    hide = request.POST.get("do") == "report_hide"
    if acts.settle_report(actor=helper, report=report, hide=hide):
        words = _("Hidden.") if hide else _("Left as it is.")
        _told(request, words, "reopen", report=report.public_id)


def _reopen(request: HttpRequest, helper: Helper) -> None:
    report = theirs(
        helper, PeerReport, ("need", "answer__need__post__channel", "answer__peer__voice", "answer__post"),
        public_id=request.POST.get("report", ""),
    )  # fmt: skip
    acts.reopen_report(actor=helper, report=report)


def _rules(request: HttpRequest, helper: Helper) -> None:
    minutes = request.POST.get("slow", "0")
    slow = int(minutes) if minutes in [str(one) for one in SLOW] else 0
    acts.change_rules(
        actor=helper, opens=request.POST.get("open") == "yes", look_first=request.POST.get("look_first") == "yes",
        slow_minutes=slow,
    )  # fmt: skip
    _told(request, _("So it is from now on."), "")


_DEEDS: dict[str, Callable[[HttpRequest, Helper], None]] = {
    "show": _show, "hide": _hide, "vouch": _vouch, "unvouch": _unvouch, "block": _block, "unblock": _unblock,
    "steward": _name_steward, "no_steward": _name_steward, "report_hide": _settle, "report_leave": _settle,
    "reopen": _reopen, "rules": _rules,
}  # fmt: skip

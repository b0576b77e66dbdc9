"""A yes before an answer leaves: the presses on a need, and the page of the rules."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tummler.acts import approving as acts
from tummler.acts.asking_yes import may_say_yes
from tummler.acts.noting import Empty
from tummler.acts.replies import NotYours
from tummler.answering.approving import rules_of
from tummler.answering.promise import NotSendable
from tummler.records.access import can, rows_for
from tummler.records.models import Approval, ApprovalRule, Channel, Circle, Helper
from tummler.web.approval_rows import channel_words, kind_choices, names_of, rule_words, waiting_rows
from tummler.web.desk import need_for, whole_need
from tummler.web.fragments import exchanged, page
from tummler.web.texts import given_name
from tummler.web.toasts import Toast, keep, kept, leaving, toast
from tummler.web.topic_names import topics_of
from tummler.web.viewing import around, helper_page, theirs

Deed = Callable[[HttpRequest, Helper, Approval], Toast | None]


@require_POST
@helper_page
def decide(request: HttpRequest, helper: Helper, public_id: str, approval: str, deed: str) -> HttpResponse:
    """Say yes, send it back, take either back, or ask for no yes any more."""
    if deed not in DEEDS:
        raise Http404
    related = ("reply__channel__brand", "reply__to_post", "reply__need", "asked_by__brand", "rule__circle", "need")
    row = theirs(helper, Approval, related, public_id=approval, need__public_id=public_id)
    refused, done = "", None
    try:
        done = DEEDS[deed](request, helper, row)
    except Empty:
        refused = _("Write what has to change.")
    except acts.Changed:
        refused = _("It was changed or decided meanwhile. This is how it stands.")
    except NotSendable:
        refused = _("The network would not take it as it is. Send it back with a word.")
    except NotYours:
        refused = _("Somebody else has this now. Nothing was sent; the draft is kept.")
    if exchanged(request):
        return whole_need(request, helper, need_for(helper, public_id), done=done, noted=refused)
    if refused:
        messages.info(request, refused)
    elif done:
        keep(request, done)
    return redirect("need", public_id)


def _approve(_request: HttpRequest, helper: Helper, row: Approval) -> Toast:
    if not acts.approve_reply(actor=helper, approval=row):
        said = _("Your yes is kept. It still waits for another.")
        return toast(said, "decide", _args(row, "unsay"), into="opened")
    said = _("%(name)s’s answer leaves in ten seconds.") % {"name": given_name(row.asked_by) or _("Someone")}
    return leaving(said, "decide", _args(row, "unsay"), into="opened")


def _unsay(_request: HttpRequest, helper: Helper, row: Approval) -> Toast | None:
    return (
        None if acts.unsay_yes(actor=helper, approval=row) else Toast(_("Too late to take it back: it is on its way."))
    )


def _send_back(request: HttpRequest, helper: Helper, row: Approval) -> Toast:
    acts.send_back(actor=helper, approval=row, text=request.POST.get("text", ""))
    said = _("%(name)s has it back, with your word.") % {"name": given_name(row.asked_by) or _("Someone")}
    return toast(said, "decide", _args(row, "unsend"), into="opened")


def _unsend(_request: HttpRequest, helper: Helper, row: Approval) -> Toast | None:
    return None if acts.unsend_back(actor=helper, approval=row) else Toast(_("They are writing on it already."))


def _ask_no_more(_request: HttpRequest, helper: Helper, row: Approval) -> None:
    acts.take_back_request(actor=helper, approval=row)


DEEDS: dict[str, Deed] = {
    "yes": _approve,
    "unsay": _unsay,
    "back": _send_back,
    "unsend": _unsend,
    "draft": _ask_no_more,
}


def _args(row: Approval, deed: str) -> tuple[str, ...]:
    return row.need.public_id, row.public_id, deed


# --------------------------------------------------------------------------------------------- rules


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_rules(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What waits for a yes now, and by which rules; leads make and end them."""
    if request.method != "POST":
        return _rules_page(request, helper)
    do = request.POST.get("do", "")
    if do == "make_rule":
        try:
            _make(request, helper)
        except acts.NoRule:
            return _rules_page(request, helper, wrong=_("Choose what it is about."), status=422)
    elif do in ("end_rule", "rule_again"):
        rule = theirs(helper, ApprovalRule, (), public_id=request.POST.get("rule", ""))
        acts.end_rule(actor=helper, rule=rule, ended=do == "end_rule")
        if do == "end_rule":
            undo = {"do": "rule_again", "rule": rule.public_id}
            keep(request, Toast(_("They leave at once again."), reverse("approvals"), undo, whole=True))
    else:
        raise Http404
    return redirect("approvals")


def _make(request: HttpRequest, helper: Helper) -> None:
    kind, _colon, value = request.POST.get("about", "").partition(":")
    asked = request.POST.get("circle", "")
    circle = theirs(helper, Circle, (), public_id=asked, gone_at=None) if asked else None
    acts.make_rule(actor=helper, kind=kind, value=value, circle=circle)


def _rules_page(request: HttpRequest, helper: Helper, *, wrong: str = "", status: int = 200) -> HttpResponse:
    topics = topics_of(helper)
    channels = {one.public_id: one for one in rows_for(helper, Channel).order_by("pk")}
    rules = rules_of(helper.brand_id)
    context = around(helper) | {
        "rules": [(one, rule_words(one, topics, channels), names_of(may_say_yes(one))) for one in rules],
        "waiting": waiting_rows(helper),
        "abouts": [
            *[(f"topic:{key}", _("Answers about %(topic)s") % {"topic": name}) for key, name in topics.here.items()],
            *kind_choices(),
            *[
                (f"channel:{key}", _("Answers on %(channel)s") % {"channel": channel_words(one)})
                for key, one in channels.items()
            ],
            *[
                (f"first:{count}", rule_words(ApprovalRule(kind="first", value=str(count)), {}, {}))
                for count in (3, 5, 10)
            ],
        ],
        "circles": list(rows_for(helper, Circle).filter(gone_at=None).order_by("name")),
        "may_make": can(helper, "make_approval_rule", helper.brand),
        "wrong": wrong,
        "toast": kept(request),
    }
    return page(request, "circles/approvals.html", context, status=status)

"""Passing a need between colleagues from the claim bar, and saying that one is there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tummler.acts import passing as acts
from tummler.records.models import Call, Helper
from tummler.web import margin, waking
from tummler.web.claiming import after, claim_alone
from tummler.web.colleagues import named
from tummler.web.desk import need_for
from tummler.web.margin_rows import CIRCLE
from tummler.web.texts import given_name
from tummler.web.toasts import Toast, toast
from tummler.web.viewing import helper_page, theirs


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def presence(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """GET: the bar with who is there now. POST: this helper is there, reading or writing, or has gone."""
    need = need_for(helper, public_id)
    if request.method == "POST":
        acts.be_here(actor=helper, need=need, doing=request.POST.get("doing", ""))
        return HttpResponse(status=204)
    return claim_alone(request, helper, need)


def _word(request: HttpRequest) -> tuple[str, str]:
    """Whom a form names, and the word for them. What was typed wins over what was ticked."""
    return request.POST.get("name", "").strip() or request.POST.get("to", ""), request.POST.get("words", "")


def _nobody(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    return after(request, helper, public_id, refused=_("Nobody of yours is called that."))


@require_POST
@helper_page
def hand_on(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """ "Hand it on", with a word."""
    asked, words = _word(request)
    to = named(helper, asked)
    if to is None:
        return _nobody(request, helper, public_id)
    try:
        call = acts.hand_on(actor=helper, need=need_for(helper, public_id), to=to, words=words)
    except acts.NotForThem:
        return _nobody(request, helper, public_id)
    if call is None:
        return after(request, helper, public_id)
    said = toast(_("Handed to %(name)s.") % {"name": given_name(to)}, "withdraw_hand_on", (public_id,))
    return after(request, helper, public_id, done=said)


@require_POST
@helper_page
def take_handed(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """ "I'll take it" of what was handed to me."""
    acts.take_handed(actor=helper, need=need_for(helper, public_id))
    return after(request, helper, public_id)


@require_POST
@helper_page
def give_back(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Back to who handed it on."""
    done = acts.give_back(actor=helper, need=need_for(helper, public_id))
    return after(request, helper, public_id, done=Toast(_("Given back.")) if done else None)


@require_POST
@helper_page
def withdraw_hand_on(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Take back what one handed on."""
    acts.withdraw_hand_on(actor=helper, need=need_for(helper, public_id))
    return after(request, helper, public_id)


@require_POST
@helper_page
def ask_in(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Ask a colleague in; the claim stays."""
    asked, question = _word(request)
    if asked.startswith(CIRCLE):
        return margin.ask(request, helper, public_id, asked.removeprefix(CIRCLE), question)
    to = named(helper, asked)
    if to is None:
        return _nobody(request, helper, public_id)
    try:
        call = acts.ask_in(actor=helper, need=need_for(helper, public_id), to=to, words=question)
    except acts.NotForThem:
        return _nobody(request, helper, public_id)
    said = toast(
        _("%(name)s sees your question.") % {"name": given_name(to)},
        "withdraw_ask_in",
        (public_id,),
        call=call.public_id,
    )
    return after(request, helper, public_id, done=said)


@require_POST
@helper_page
def withdraw_ask_in(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Take a question back."""
    call = theirs(helper, Call, ("need",), public_id=request.POST.get("call", ""), need__public_id=public_id)
    acts.withdraw_ask_in(actor=helper, call=call)
    return after(request, helper, public_id)


@require_POST
@helper_page
def done_with_call(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """ "Done": it leaves my list."""
    acts.done_with_call(actor=helper, need=need_for(helper, public_id))
    return after(request, helper, public_id)


@require_POST
@helper_page
def snooze(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Off the lists for a while."""
    try:
        until = waking.chosen(request.POST.get("until", ""))
    except waking.NoTime:
        return after(request, helper, public_id, refused=_("Choose until when."))
    done = acts.snooze_need(actor=helper, need=need_for(helper, public_id), until=until)
    said = toast(_("Asleep %(until)s.") % {"until": waking.until(until)}, "wake", (public_id,)) if done else None
    return after(request, helper, public_id, done=said)


@require_POST
@helper_page
def wake(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Back on the lists at once."""
    acts.wake_need(actor=helper, need=need_for(helper, public_id))
    return after(request, helper, public_id)

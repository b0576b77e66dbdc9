"""“Say one more thing” under a conversation that is closed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_POST

from tummler.acts import saying_more as acts
from tummler.records.models import Helper
from tummler.web.desk import need_for
from tummler.web.texts import name_of
from tummler.web.toasts import Toast, keep, leaving
from tummler.web.viewing import helper_page

_NOT_SAID = {
    "empty": noop("Write a word first."),
    "long": noop("It has to fit in one post there: make it shorter. Nothing was sent."),
    "twice": noop("That is on its way already."),
    "over": noop("It isn’t closed any more. Nothing was sent."),
    "yes": noop("What you write here waits for somebody’s yes, and this can’t. Nothing was sent."),
}


@require_POST
@helper_page
def say_more(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Say it below what they said last."""
    need = need_for(helper, public_id)
    try:
        reply = acts.say_more(actor=helper, need=need, text=request.POST.get("text", ""))
    except acts.NotSaid as why:
        keep(request, Toast(_(_NOT_SAID[str(why)])))
        return redirect("need", public_id)
    words = _("Your words to %(name)s leave in ten seconds.") % {"name": name_of(need.account)}
    keep(request, leaving(words, "take_back", (public_id,), into="opened", reply=reply.public_id))
    return redirect("need", public_id)

"""Pressing how long an answer of ours stays, after it was sent; the way back is to press what it was."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts.gesturing import Held
from tummler.acts.lasting import TooLate, change_lasting
from tummler.answering.lasting import NOW
from tummler.answering.seeing import ONCE
from tummler.records.models import Helper, Reply
from tummler.web.deliveries import network_label
from tummler.web.desk import need_for, thread_alone
from tummler.web.fragments import exchanged
from tummler.web.staying_rows import CHOSEN
from tummler.web.toasts import Toast, keep, leaving, toast
from tummler.web.viewing import helper_page, theirs


@require_POST
@helper_page
def change(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Let it stay so long from now on."""
    need = need_for(helper, public_id)
    related = ("to_post__account", "channel")
    which = {"public_id": request.POST.get("reply", "")[:20], "conversation": need.conversation_id}
    reply, wanted = theirs(helper, Reply, related, **which), request.POST.get("lasting", "")
    try:
        before = change_lasting(actor=helper, reply=reply, wanted=wanted)
    except Held:
        done = Toast(_("The law wants it kept for now, as two of you said."))
    except TooLate:
        done = Toast(_("Too late: it is gone, or on its way out."))
    except ValueError as wrong:
        raise Http404 from wrong
    else:
        done = _said(reply, wanted, before, public_id)
    if exchanged(request):
        return thread_alone(request, helper, need, done)
    if done.undo:
        keep(request, done)
    else:
        messages.info(request, done.words)
    return redirect("need", public_id)


def _said(reply: Reply, wanted: str, before: str, public_id: str) -> Toast:
    """What was chosen, with the press of what it was."""
    if wanted == NOW and reply.visibility == ONCE:
        return Toast(_("Destroyed, unseen. Nobody can read it any more."))
    back = {"reply": reply.public_id, "lasting": before}
    if wanted == NOW:
        words = _("Deleted here and on %(network)s in ten seconds.") % {"network": network_label(reply.channel)}
        return leaving(words, "change_lasting", (public_id,), into="thread", **back)
    return toast(_(CHOSEN[wanted]), "change_lasting", (public_id,), into="thread", **back)

"""Pressing “Thank Dapo” under what somebody outside said in the thread, and taking it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_POST

from tummler.acts import thanking as acts
from tummler.answering.promise import NotSendable
from tummler.records.models import Helper, Need, Post
from tummler.web.desk import need_for, thread_alone
from tummler.web.fragments import exchanged
from tummler.web.texts import name_of
from tummler.web.toasts import Toast, keep, leaving, toast
from tummler.web.viewing import helper_page, theirs


def _post(request: HttpRequest, helper: Helper, need: Need) -> Post:
    number = request.POST.get("post", "")
    wanted = int(number) if number.isdecimal() and len(number) < 18 else 0
    return theirs(helper, Post, ("account", "channel__brand"), pk=wanted, conversation=need.conversation_id)


@require_POST
@helper_page
def thank(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Thank who wrote it."""
    need = need_for(helper, public_id)
    post = _post(request, helper, need)
    try:
        acts.thank(actor=helper, need=need, post=post)
    except acts.NobodyToThank:
        return _thread(request, helper, need, Toast(_("There is nobody to thank for that.")))
    words = _("You thanked %(name)s.") % {"name": name_of(post.account)}
    done = toast(words, "take_back_thanks", (public_id,), into="thread", post=str(post.pk))
    return _thread(request, helper, need, done)


@require_POST
@helper_page
def take_back_thanks(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """As if nobody had."""
    need = need_for(helper, public_id)
    acts.take_back_thanks(actor=helper, need=need, post=_post(request, helper, need))
    return _thread(request, helper, need)


_NOT_WRITTEN = {
    "empty": noop("Write a word first."),
    "long": noop("Thanks are a word: make it shorter. Nothing was sent."),
    "twice": noop("Somebody of you has thanked them there already."),
    "over": noop("It isn’t closed any more. Nothing was sent."),
    "yes": noop("What you write here waits for somebody’s yes, and thanks can’t. Nothing was sent."),
}


@require_POST
@helper_page
def write_thanks(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Thank who helped, in the thread."""
    need = need_for(helper, public_id)
    post = _post(request, helper, need)
    try:
        reply = acts.write_thanks(actor=helper, need=need, post=post, text=request.POST.get("text", ""))
    except acts.NobodyToThank:
        return _thread(request, helper, need, Toast(_("There is nobody to thank for that.")))
    except acts.NotWritten as why:
        return _thread(request, helper, need, _refused(str(why)))
    except NotSendable:
        return _thread(request, helper, need, _refused("long"))
    words = _("Your thanks to %(name)s leave in ten seconds.") % {"name": name_of(post.account)}
    done = leaving(words, "take_back", (public_id,), into="opened", reply=reply.public_id)
    return _thread(request, helper, need, done)


def _refused(why: str) -> Toast:
    return Toast(_(_NOT_WRITTEN[why]))


def _thread(request: HttpRequest, helper: Helper, need: Need, done: Toast | None = None) -> HttpResponse:
    if exchanged(request):
        return thread_alone(request, helper, need, done)
    if done:
        keep(request, done)
    return redirect("need", need.public_id)

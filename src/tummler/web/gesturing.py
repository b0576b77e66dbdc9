"""Pressing what a post's menu offers: like, repost, hide, mute, block, report, delete, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_POST

from tummler.acts import gesturing as acts
from tummler.records.access import rows_for
from tummler.records.models import Gesture, Helper, Post
from tummler.web.deliveries import network_label
from tummler.web.desk import need_for, thread_alone
from tummler.web.fragments import exchanged
from tummler.web.toasts import Toast, keep, leaving
from tummler.web.viewing import helper_page, theirs

_IN_TEN_SECONDS = {
    "delete": noop("Deleted here and on %(network)s in ten seconds."),
    "repost": noop("Reposted on %(network)s as %(brand)s in ten seconds."),
}
_NOT_THERE = {
    "": noop("%(network)s has nothing like that for this post."),
    "repost": noop("Only what one of you answered in public, to what anybody may read, is reposted."),
}


@require_POST
@helper_page
def gesture(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Ask the network for it."""
    number = request.POST.get("post", "")
    wanted = int(number) if number.isdecimal() and len(number) < 18 else 0
    need = need_for(helper, public_id)
    related = ("account", "channel", "conversation")
    post = theirs(helper, Post, related, pk=wanted, conversation=need.conversation_id)
    kind, on = request.POST.get("kind", ""), request.POST.get("off") != "1"
    try:
        row = acts.gesture(actor=helper, post=post, kind=kind, on=on, reason=request.POST.get("reason", ""))
    except acts.NotThere:
        words = _(_NOT_THERE.get(kind, _NOT_THERE[""])) % {"network": network_label(post.channel)}
        return _thread(request, helper, public_id, refused=words)
    except acts.Held:
        return _thread(request, helper, public_id, refused=_("The law wants it kept for now, as two of you said."))
    said = None
    if row is not None and row.on and row.state == "waiting" and kind in _IN_TEN_SECONDS:
        words = _(_IN_TEN_SECONDS[kind]) % {"network": network_label(post.channel), "brand": helper.brand.name}
        said = leaving(words, "withdraw_gesture", (public_id,), into="thread", gesture=row.public_id)
    return _thread(request, helper, public_id, done=said)


def _row(request: HttpRequest, helper: Helper, public_id: str) -> Gesture | None:
    need = need_for(helper, public_id)
    found = _found(helper, request.POST.get("gesture", ""))
    return found if found and found.conversation_id == need.conversation_id else None


def _found(helper: Helper, public_id: str) -> Gesture | None:
    """A gesture that this helper may see; one that was taken back meanwhile is none."""
    return rows_for(helper, Gesture).filter(public_id=public_id).select_related("post__account").first()


@require_POST
@helper_page
def withdraw_gesture(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Take back what has not left."""
    row = _row(request, helper, public_id)
    done = acts.withdraw_gesture(actor=helper, row=row) if row else False
    return _thread(request, helper, public_id, refused="" if done else _("Too late to take it back: it is on its way."))


@require_POST
@helper_page
def gesture_again(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Once more."""
    row = _row(request, helper, public_id)
    if row:
        acts.try_gesture_again(actor=helper, row=row)
    return _thread(request, helper, public_id)


def _thread(
    request: HttpRequest, helper: Helper, public_id: str, *, done: Toast | None = None, refused: str = ""
) -> HttpResponse:
    if exchanged(request):
        return thread_alone(request, helper, need_for(helper, public_id), done or (Toast(refused) if refused else None))
    if refused:
        messages.info(request, refused)
    elif done:
        keep(request, done)
    return redirect("need", public_id)

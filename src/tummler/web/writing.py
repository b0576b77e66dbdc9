"""Keeping a draft, showing its leaves, sending, taking back, trying again."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tummler.acts.replies import NotYours, preview, promise_reply, save_draft, send_again, take_back_reply
from tummler.answering.drafts import Overtaken
from tummler.answering.promise import NotSendable
from tummler.records.access import rows_for
from tummler.records.models import Helper, Need, Reply
from tummler.web.composer import composer_of, leaves_of, why_not_sendable, worth_showing
from tummler.web.deliveries import network_label
from tummler.web.desk import need_for, whole_need
from tummler.web.fragments import exchanged, page
from tummler.web.moments import at
from tummler.web.texts import given_name
from tummler.web.viewing import helper_page, theirs
from tummler.web.wanted import wanted_of


def _typed(request: HttpRequest) -> tuple[str, int]:
    """The text with the line ends of a text, and the edition it started from."""
    edition = request.POST.get("edition", "")
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return text, int(edition) if edition.isdecimal() and len(edition) < 9 else 0


@require_POST
@helper_page
def keep_draft(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Keep what was typed; if somebody else changed it meanwhile, both texts are shown and nothing is lost."""
    need = need_for(helper, public_id)
    text, edition = _typed(request)
    by_script = request.headers.get("Accept") == "application/json"
    try:
        with transaction.atomic():
            sent = _sent_meanwhile(request, helper, need)
            if sent and sent.text.strip() == text.strip():  # it was sent while this was on its way
                return JsonResponse({"sent": True}) if by_script else redirect("need", public_id)
            reply = save_draft(actor=helper, need=need, text=text, edition=edition)
    except Overtaken as overtaken:
        if by_script:
            context = {"composer": composer_of(helper, need, text, overtaken), "need": need, "helper": helper}
            return page(request, "desk/overtaken.html", context, status=409)
        return whole_need(request, helper, need, text=text, overtaken=overtaken, status=409)
    if by_script:
        return JsonResponse({"edition": reply.edition, "kept": at(reply.saved_at)})
    return redirect(f"{_address(request, need)}#answer")


@require_POST
@helper_page
def show_leaves(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """The leaves a text would become, counted and cut by the network's own rule."""
    need = need_for(helper, public_id)
    text, _edition = _typed(request)
    leaves = leaves_of(preview(actor=helper, need=need, text=text)) if text.strip() else []
    return page(request, "desk/leaves.html", {"leaves": worth_showing(leaves)})


@require_POST
@helper_page
def answer(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Send: kept as a draft, then promised. Pressed twice, or again after going back, it is sent once."""
    need = need_for(helper, public_id)
    text, edition = _typed(request)
    try:
        reply, sent = _kept_for_sending(request, helper, need, text, edition)
        if sent and reply:
            refused = _("An answer was sent meanwhile. Read it first; send yours if it is still needed.")
            return whole_need(request, helper, need, text=text, refused=refused, status=_status(request, 409))
        if reply:
            promise_reply(actor=helper, reply=reply)
    except Overtaken as overtaken:
        return whole_need(request, helper, need, text=text, overtaken=overtaken, status=_status(request, 409))
    except NotSendable as wrong:
        refused = why_not_sendable(wrong.composition, network_label(need.post.channel))
        return whole_need(request, helper, need, text=text, refused=refused, status=_status(request, 422))
    except NotYours:
        return _somebody_elses(request, helper, public_id, text)
    if exchanged(request):
        return whole_need(request, helper, need_for(helper, public_id))
    return redirect(f"{_address(request, need)}#sending")


def _kept_for_sending(
    request: HttpRequest, helper: Helper, need: Need, text: str, edition: int
) -> tuple[Reply | None, Reply | None]:
    """The draft to promise, and the answer promised since the page was made, if any.

    No draft: the same text was promised meanwhile, so this is that press's twin.
    """
    with transaction.atomic():
        Need.objects.select_for_update().get(pk=need.pk)  # two presses wait for each other
        sent = _sent_meanwhile(request, helper, need)
        if sent and sent.text.strip() == text.strip():
            return None, sent
        return save_draft(actor=helper, need=need, text=text, edition=edition), sent


def _sent_meanwhile(request: HttpRequest, helper: Helper, need: Need) -> Reply | None:
    """The latest promised answer, if the page that sends this didn't know it yet."""
    latest = rows_for(helper, Reply).filter(need=need, promised_at__isnull=False).order_by("-pk").first()
    known = request.POST.get("after")
    return latest if latest and known is not None and known != latest.public_id else None


def _somebody_elses(request: HttpRequest, helper: Helper, public_id: str, text: str) -> HttpResponse:
    need = need_for(helper, public_id)
    holder = given_name(need.claimed_by) or _("Someone")
    refused = _("%(name)s has this now. Nothing was sent; the draft is kept.") % {"name": holder}
    return whole_need(request, helper, need, text=text, refused=refused, status=_status(request, 409))


@require_POST
@helper_page
def take_back(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Undo while nothing has left; it is a draft again."""
    reply = theirs(helper, Reply, ("need",), public_id=request.POST.get("reply", ""), need__public_id=public_id)
    done = take_back_reply(actor=helper, reply=reply)
    refused = "" if done else _("Too late to take it back: it is on its way.")
    if exchanged(request) or refused:
        return whole_need(request, helper, need_for(helper, public_id), refused=refused)
    return redirect(f"{_address(request, reply.need)}#answer")


@require_POST
@helper_page
def try_again(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Send refused parts once more."""
    reply = theirs(helper, Reply, ("need",), public_id=request.POST.get("reply", ""), need__public_id=public_id)
    send_again(actor=helper, reply=reply)
    if exchanged(request):
        return whole_need(request, helper, need_for(helper, public_id))
    return redirect(f"{_address(request, reply.need)}#sending")


def _address(request: HttpRequest, need: Need) -> str:
    return f"/desk/{need.public_id}/{wanted_of(request).query}"


def _status(request: HttpRequest, status: int) -> int:
    """An exchange shows only what came well: the page itself says what went wrong."""
    return 200 if exchanged(request) else status

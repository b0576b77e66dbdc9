"""Keeping a draft, showing its leaves, sending, taking back, trying again."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tummler.acts.pictures import add_pictures
from tummler.acts.replies import (
    NotYours,
    change_refused,
    own_draft,
    preview,
    promise_reply,
    save_draft,
    send_again,
    take_back_reply,
    writing_too,
)
from tummler.answering.drafts import Overtaken
from tummler.answering.pictures import TooMany
from tummler.answering.promise import ASIDE, NotSendable, Promises
from tummler.channels.connections import traits_of
from tummler.common.pictures import NoPicture
from tummler.common.text import storable
from tummler.records.access import rows_for
from tummler.records.models import Helper, Need, Reply
from tummler.web.attaching import files_of as _files, why_not_attached
from tummler.web.composer import composer_of, leaves_of, why_not_sendable, writing_words
from tummler.web.deliveries import network_label
from tummler.web.desk import need_for, whole_need
from tummler.web.fragments import exchanged, page
from tummler.web.moments import at
from tummler.web.texts import given_name
from tummler.web.typed import Typed, typed_of
from tummler.web.viewing import helper_page, theirs
from tummler.web.wanted import wanted_of


def _form(request: HttpRequest, need: Need, *, all_of_it: bool = False) -> Typed:
    rule = traits_of(need.post.channel).media
    return typed_of(request, rule.alt_limit if rule else 0, all_of_it=all_of_it)


@require_POST
@helper_page
def keep_draft(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Keep what was typed and chosen; if somebody else changed the same lines, both texts are shown."""
    need = need_for(helper, public_id)
    typed = _form(request, need)
    by_script = request.headers.get("Accept") == "application/json"
    try:
        with transaction.atomic():
            sent = _sent_meanwhile(request, helper, need)
            if sent and sent.text.strip() == typed.text.strip():  # it was sent while this was on its way
                return JsonResponse({"sent": True}) if by_script else redirect("need", public_id)
            reply = _kept(helper, need, typed)
        if request.FILES and not by_script:
            add_pictures(actor=helper, need=need, contents=_files(request))
    except (NoPicture, TooMany) as error:
        return whole_need(request, helper, need, refused=why_not_attached(error, need), status=422)
    except Overtaken as overtaken:
        if by_script:
            context = {"composer": composer_of(helper, need, typed, overtaken), "need": need, "helper": helper}
            return page(request, "desk/overtaken.html", context, status=409)
        return whole_need(request, helper, need, typed=typed, overtaken=overtaken, status=409)
    if by_script:
        return JsonResponse(_told(helper, need, reply) | {"kept": at(reply.saved_at)})
    return redirect(f"{_address(request, need)}#answer")


def _kept(helper: Helper, need: Need, typed: Typed) -> Reply:
    """The draft with what was typed; without a script a press on a cut is in the same form."""
    chosen = typed.chosen
    if typed.move:
        seen = preview(actor=helper, need=need, text=typed.text, chosen=chosen, move=typed.move)
        chosen = replace(chosen, cuts=seen.whole.cuts)
    return save_draft(actor=helper, need=need, text=typed.text, edition=typed.edition, base=typed.base, chosen=chosen)


def _told(helper: Helper, need: Need, reply: Reply | None) -> dict[str, object]:
    return {
        "edition": reply.edition if reply else 0,
        "text": reply.text if reply else "",
        "cuts": ",".join(map(str, reply.cuts)) if reply else "",
        "writing": writing_words(writing_too(actor=helper, need=need)),
        "pictures": " ".join(_pictures_of(reply)) if reply else "",
    }


@require_safe
@helper_page
def look_at(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """The draft as it is now, for a page that has it open; asked while somebody else writes, too."""
    need = need_for(helper, public_id)
    told = _told(helper, need, own_draft(actor=helper, need=need))
    return JsonResponse(told, headers={"Cache-Control": "private, no-store"})


@require_POST
@helper_page
def show_leaves(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """The leaves a text would become, counted and cut by the network's own rule."""
    need = need_for(helper, public_id)
    typed = _form(request, need)
    seen = preview(actor=helper, need=need, text=typed.text, chosen=typed.chosen, move=typed.move)
    leaves = leaves_of(seen, need, typed.chosen.waved)
    return page(request, "desk/leaves.html", {"leaves": leaves, "need": need, "brand": helper.brand})


@require_POST
@helper_page
def answer(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Send: kept as a draft, then promised. Pressed twice, or again after going back, it is sent once."""
    need = need_for(helper, public_id)
    typed = _form(request, need, all_of_it=True)
    try:
        reply, sent = _kept_for_sending(request, helper, need, typed)
        if request.FILES and reply and not sent:  # chosen and not put in yet: there is no script
            reply = add_pictures(actor=helper, need=need, contents=_files(request))
        if sent and reply:
            refused = _("An answer was sent meanwhile. Read it first; send yours if it is still needed.")
            return whole_need(request, helper, need, typed=typed, refused=refused, status=_status(request, 409))
        if reply:
            promise_reply(actor=helper, reply=reply)
    except Overtaken as overtaken:
        return whole_need(request, helper, need, typed=typed, overtaken=overtaken, status=_status(request, 409))
    except Unseen:
        refused = _("The pictures were changed meanwhile. Look at them, then send it.")
        return whole_need(request, helper, need, typed=typed, refused=refused, status=_status(request, 409))
    except NotSendable as wrong:
        refused = _why_not(wrong, need)
        return whole_need(request, helper, need, typed=typed, refused=refused, status=_status(request, 422))
    except (NoPicture, TooMany) as error:
        refused = why_not_attached(error, need)
        return whole_need(request, helper, need, typed=typed, refused=refused, status=_status(request, 422))
    except NotYours:
        return _somebody_elses(request, helper, public_id, typed)
    if exchanged(request):
        return whole_need(request, helper, need_for(helper, public_id))
    return redirect(f"{_address(request, need)}#sending")


def _why_not(wrong: NotSendable, need: Need) -> str:
    if isinstance(wrong, Promises):
        said = _("It promises something, and what is promised isn’t seen once: let it stay, or say it without.")
        return said + " " + _("The draft is kept.")
    return why_not_sendable(wrong.composition, network_label(need.post.channel))


def _kept_for_sending(
    request: HttpRequest, helper: Helper, need: Need, typed: Typed
) -> tuple[Reply | None, Reply | None]:
    """The draft to promise, and the answer promised since the page was made, if any.

    No draft: the same text was promised meanwhile, so this is that press's twin. What somebody else wrote into the
    draft since is shown first: what goes out is what its sender saw.
    """
    with transaction.atomic():
        Need.objects.select_for_update().get(pk=need.pk)  # two presses wait for each other
        sent = _sent_meanwhile(request, helper, need)
        if sent and sent.text.strip() == typed.text.strip():
            return None, sent
        reply = _kept(helper, need, typed)
    if reply.text != storable(typed.text):
        raise Overtaken(reply)
    if "shown" in request.POST and _pictures_of(reply) != request.POST["shown"].split():
        raise Unseen
    return reply, sent


class Unseen(Exception):
    """A colleague put a picture in, or took one out, since this page was made."""


def _pictures_of(reply: Reply) -> list[str]:
    return list(reply.pictures.order_by("pk").values_list("public_id", flat=True))


def _sent_meanwhile(request: HttpRequest, helper: Helper, need: Need) -> Reply | None:
    """The latest promised answer, if the page that sends this didn't know it yet."""
    latest = rows_for(helper, Reply).filter(need=need, promised_at__isnull=False).order_by("-pk").first()
    known = request.POST.get("after")
    return latest if latest and known is not None and known != latest.public_id else None


def _somebody_elses(request: HttpRequest, helper: Helper, public_id: str, typed: Typed) -> HttpResponse:
    need = need_for(helper, public_id)
    holder = given_name(need.claimed_by) or _("Someone")
    refused = _("%(name)s has this now. Nothing was sent; the draft is kept.") % {"name": holder}
    return whole_need(request, helper, need, typed=typed, refused=refused, status=_status(request, 409))


@require_POST
@helper_page
def take_back(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """Undo while nothing has left; it is a draft again."""
    reply = theirs(helper, Reply, ("need",), public_id=request.POST.get("reply", ""), need__public_id=public_id)
    done = take_back_reply(actor=helper, reply=reply)
    return _again_a_draft(request, helper, reply, done, _("Too late to take it back: it is on its way."))


@require_POST
@helper_page
def change(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """What the network refused is a draft again."""
    reply = theirs(helper, Reply, ("need",), public_id=request.POST.get("reply", ""), need__public_id=public_id)
    done = change_refused(actor=helper, reply=reply)
    return _again_a_draft(request, helper, reply, done, _("Some of it stands there by now."))


def _again_a_draft(request: HttpRequest, helper: Helper, reply: Reply, done: bool, too_late: str) -> HttpResponse:
    back = _("Taken back.") if reply.machine in ASIDE else _("Taken back. It is a draft again.")
    refused, noted = ("", back) if done else (too_late, "")
    if exchanged(request) or refused:
        need = need_for(helper, reply.need.public_id)
        return whole_need(request, helper, need, refused=refused, noted=noted)
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

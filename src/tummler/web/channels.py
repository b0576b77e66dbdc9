"""The channels: how each is, a real round trip, pausing, connecting, and the brake."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts.channels import REMOVED, check_channel, pause_channel, remove_channel
from tummler.acts.setting_up import change_findable
from tummler.answering.governor import FIRST_DAY, FIRST_DAY_CAP
from tummler.common import clock
from tummler.records.access import can, rows_for
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Channel, Delivery, Helper
from tummler.web import channel_words as say
from tummler.web.connecting import come_back, connect, form_of, offered
from tummler.web.fragments import page
from tummler.web.numbers import in_words
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel with how it is."""

    channel: Channel
    label: str
    health: say.Health


def _waiting(helper: Helper) -> Counter[int]:
    """Answers that are kept, by channel."""
    kept = rows_for(helper, Delivery).filter(state__in=("waiting", "retry"))
    counted = kept.values("channel_id").annotate(answers=Count("reply_id", distinct=True))
    return Counter({row["channel_id"]: row["answers"] for row in counted})


def shown(helper: Helper) -> list[Shown]:
    """Every channel of the brand, the square last. Two queries."""
    waiting = _waiting(helper)
    rows = rows_for(helper, Channel).select_related("brand").order_by("created_at", "pk")
    found = [
        Shown(channel, say.label_of(channel.network), say.health_of(channel, waiting[channel.pk])) for channel in rows
    ]
    return sorted(found, key=lambda one: (one.channel.trouble == REMOVED, one.channel.network == "square"))


def brake_context(helper: Helper) -> dict[str, object]:
    """What the brake's own lines need."""
    brand = helper.brand
    lifted = brand.brake_lifted_at
    return {
        "may_lift": can(helper, "lift_brake", brand),
        "first_day": bool(lifted and clock.now() - lifted < FIRST_DAY),
        "an_hour": in_words(FIRST_DAY_CAP),
        "may_listen": can(helper, "listen_only", brand) and not brand.made_up,
    }


def _may(helper: Helper) -> dict[str, object]:
    return {"may_connect": can(helper, "connect_channel", helper.brand), "offered": offered()}


@require_safe
@helper_page
def show_channels(request: HttpRequest, helper: Helper) -> HttpResponse:
    """All of them, and the brake."""
    channels = shown(helper)
    context = around(helper) | brake_context(helper) | _may(helper) | {
        "channels": channels,
        "title": say.all_words([one.health for one in channels]),
    }  # fmt: skip
    return page(request, "channels/channels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_channel(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One channel, looked after."""
    channel = theirs(helper, Channel, ("brand",), public_id=public_id)
    if request.method == "POST":
        return _look_after(request, helper, channel)
    return _channel_page(request, helper, channel)


def _channel_page(request: HttpRequest, helper: Helper, channel: Channel, code: str = "") -> HttpResponse:
    connects = channel.network in dict(offered())
    sent = request.POST if code else None
    context = (
        around(helper)
        | _may(helper)
        | {
            "channel": channel,
            "label": say.label_of(channel.network),
            "health": say.health_of(channel, _waiting(helper)[channel.pk]),
            "lines": say.lines_of(channel),
            "tried_writing": say.has_tried_writing(channel),
            "gone": channel.trouble == REMOVED,
            "may_check": can(helper, "check_channel", channel),
            "may_pause": can(helper, "pause_channel", channel),
            "may_remove": connects and can(helper, "remove_channel", channel),
            "may_set": can(helper, "change_settings", helper.brand),
            "waits": say.kept_words(_waiting(helper)[channel.pk]),
            "form": form_of(channel.network, channel=channel, sent=sent, code=code) if connects else None,
        }
    )
    return page(request, "channels/channel.html", context, status=422 if code else 200)


def _look_after(request: HttpRequest, helper: Helper, channel: Channel) -> HttpResponse:
    do = request.POST.get("do")
    if do == "connect":
        outcome = connect(request, helper, channel.network, "channels")
        return outcome if isinstance(outcome, HttpResponse) else _channel_page(request, helper, channel, outcome)
    if do in ("check", "try"):
        try:
            check_channel(actor=helper, channel=channel, write=do == "try")
        except UnreadableSecret:
            return _channel_page(request, helper, channel, "unreadable_secret")
        keep(request, Toast(_("Tried just now. What came of it stands here.")))
    elif do in ("pause", "resume"):
        pause_channel(actor=helper, channel=channel, paused=do == "pause")
        keep(request, _paused(channel, do))
    elif do == "remove":
        remove_channel(actor=helper, channel=channel)
    elif do in ("findable", "not_findable"):
        change_findable(actor=helper, findable=do == "findable")
    else:
        raise Http404
    return redirect("channel", channel.public_id)


def _paused(channel: Channel, do: str) -> Toast:
    words = _("Paused. Everything is kept.") if do == "pause" else _("Going on.")
    back = {"do": "resume" if do == "pause" else "pause"}
    return Toast(words, reverse("channel", args=[channel.public_id]), back, whole=True)


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_connect(request: HttpRequest, helper: Helper, key: str) -> HttpResponse:
    """Connect one more account."""
    code = ""
    if request.method == "POST":
        outcome = connect(request, helper, key, "channels")
        if isinstance(outcome, HttpResponse):
            return outcome
        code = outcome
    form = form_of(key, sent=request.POST if code else None, code=code)
    return page(
        request, "channels/connect.html", around(helper) | _may(helper) | {"form": form}, status=422 if code else 200
    )


@require_safe
@helper_page
def show_back(request: HttpRequest, helper: Helper, ticket: str) -> HttpResponse:
    """Back from a network's own sign-in page."""
    return come_back(request, helper, ticket)

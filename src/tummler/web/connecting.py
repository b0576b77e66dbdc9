"""Connecting an account: the form that a network asks for, and the way to its own sign-in page and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tummler.acts.channels import begin_channel, check_channel, finish_channel, open_pending, seal_pending
from tummler.common import ids
from tummler.common.http import loopback_allowed
from tummler.networks.contract import NetworkTrouble, Redirect, SettingsField
from tummler.networks.registry import UnknownNetwork, keys, network
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Channel, Helper
from tummler.web.channel_words import label_of, trouble_words
from tummler.web.fragments import page
from tummler.web.texts import web_address

#: Where to go on afterwards: the page that the form stood on.
PLACES = {"setup": "setup", "channels": "channels"}
#: Where a key is made, for networks whose form asks for one.
MADE_AT = {"bluesky": "https://bsky.app/settings/app-passwords"}
_SESSION = "connecting"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form, in the reader's language, with what stands in it."""

    name: str
    label: str
    help: str
    kind: str
    value: str
    required: bool
    advanced: bool
    secret: bool


@dataclass(frozen=True, slots=True)
class ConnectForm:
    """What a network asks; ``cause`` and ``cure`` when it did not work."""

    key: str
    label: str
    fields: tuple[Field, ...]
    made_at: str
    cause: str = ""
    cure: str = ""

    @property
    def plain(self) -> list[Field]:
        """What everyone has to answer."""
        return [field for field in self.fields if not field.advanced]

    @property
    def advanced(self) -> list[Field]:
        """What hardly anyone changes."""
        return [field for field in self.fields if field.advanced]


def offered() -> list[tuple[str, str]]:
    """Networks that can be connected here: key and name. Those that ask nothing are made in other ways.

    Echo is for those who build Tummler.
    """
    shown = settings.DEBUG or loopback_allowed()
    asked = (network(key) for key in keys() if key != "echo" or shown)
    return [(one.key, one.label) for one in asked if one.settings_fields]


def form_of(
    key: str, *, channel: Channel | None = None, sent: Mapping[str, str] | None = None, code: str = ""
) -> ConnectForm:
    """A network's form: empty, as its channel has it, or as it was sent. A secret is never shown again."""
    if key not in dict(offered()):
        raise Http404
    kept: Mapping[str, Any] = {"handle": channel.handle, **channel.settings} if channel else {}
    fields = tuple(_field(one, kept if sent is None else sent) for one in network(key).settings_fields)
    cause, cure = trouble_words(code, key) if code else ("", "")
    return ConnectForm(key, label_of(key), fields, MADE_AT.get(key, ""), cause, cure)


def _field(one: SettingsField, values: Mapping[str, Any]) -> Field:
    value = "" if one.secret else str(values.get(one.name, one.default))
    words = (_(one.label), _(one.help) if one.help else "")
    return Field(one.name, *words, one.kind, value, one.required, one.advanced, one.secret)


def connect(request: HttpRequest, helper: Helper, key: str, back: str) -> HttpResponse | str:
    """Connect with what was sent: where to go next, or the code of why not."""
    if key not in dict(offered()):
        raise Http404
    answers = _answers(key, request.POST)
    if answers is None:
        return "missing_answer"
    ticket = ids.public_id()
    callback = _absolute(request, reverse("channel_back", args=[ticket]))
    try:
        outcome = begin_channel(actor=helper, key=key, answers=answers, callback=callback)
    except NetworkTrouble as trouble:
        return trouble.code
    except (ValueError, OSError, LookupError):
        return "no_server"  # nobody's server is called that
    if isinstance(outcome, Redirect):
        return _send_there(request, key, back, ticket, outcome)
    return _connected(helper, outcome, back)


def _answers(key: str, sent: QueryDict) -> dict[str, str] | None:
    answers = {}
    for field in network(key).settings_fields:
        value = str(sent.get(field.name, "")).strip() or field.default
        if field.required and not value:
            return None
        answers[field.name] = value
    return answers


def _absolute(request: HttpRequest, path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _connected(helper: Helper, channel: Channel, back: str) -> HttpResponse:
    """Try at once what was connected; the page then says what works."""
    channel.brand = helper.brand
    check_channel(actor=helper, channel=channel, write=False)
    if back == "channels":
        return redirect("channel", channel.public_id)
    return redirect(f"{reverse('setup')}#connect")


def _send_there(request: HttpRequest, key: str, back: str, ticket: str, there: Redirect) -> HttpResponse:
    """A page of ours that goes on to theirs: a form of ours may only lead to ourselves."""
    host = web_address(there.url)
    if not host:
        return redirect(PLACES[back])
    box = seal_pending(there.pending).decode("ascii")
    request.session[_SESSION] = {"ticket": ticket, "network": key, "back": back, "box": box}
    return page(request, "channels/onwards.html", {"address": there.url, "host": host, "label": label_of(key)})


def come_back(request: HttpRequest, helper: Helper, ticket: str) -> HttpResponse:
    """From the network's own page: the ticket must be the one that this browser left with; it is good once."""
    pending = request.session.pop(_SESSION, None)
    if pending is None or pending["ticket"] != ticket:
        return page(request, "channels/lost.html", {"cause": _("This way back was used already, or isn’t yours.")}, 400)
    key, back = str(pending["network"]), str(pending["back"])
    try:
        values = open_pending(pending["box"].encode("ascii"))
        channel = finish_channel(
            actor=helper, key=key, pending=values, query={name: str(value) for name, value in request.GET.items()}
        )
    except (NetworkTrouble, UnreadableSecret, UnknownNetwork) as trouble:
        code = trouble.code if isinstance(trouble, NetworkTrouble) else "unreadable_secret"
        cause, cure = trouble_words(code, key)
        again = reverse("setup") if back == "setup" else reverse("channel_connect", args=[key])
        return page(request, "channels/lost.html", {"cause": cause, "cure": cure, "again": again}, 400)
    return _connected(helper, channel, back)

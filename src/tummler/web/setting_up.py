"""Setup in one page: you are this brand, connect where your customers talk, hear someone."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.forms import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts.channels import REMOVED
from tummler.acts.looking_around import made_up_brand, real_brand_in_use
from tummler.acts.own_accounts import NoTag, set_helper_tag
from tummler.acts.setting_up import AlreadySetUp, Taken, change_colour, change_words, make_first_brand
from tummler.common import clock
from tummler.records.access import NotAllowed, rows_for
from tummler.records.models import Brand, Channel, Helper, Post
from tummler.records.models.helper import Role
from tummler.web import setup_forms, texts, whys
from tummler.web.asking_limits import address_key, count_within
from tummler.web.channel_words import has_tried_writing, label_of, lines_of
from tummler.web.channels import brake_context
from tummler.web.colours import ink_words
from tummler.web.connecting import connect, form_of, offered
from tummler.web.fragments import blocks, exchanged, page
from tummler.web.inviting import NO_TAG
from tummler.web.viewing import around, current_helper, helper_page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: Wrong keys from one address within an hour, before none is looked at any more.
WRONG_KEYS = 30


# ------------------------------------------------------------------------------------- who may set up


def is_local(request: HttpRequest) -> bool:
    """Whether a browser on this very machine asks: by its address and by the host it named, and no proxy between."""
    forwarded = any(name in request.META for name in ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"))
    host = split_domain_port(request.get_host())[0].strip("[]")
    return not forwarded and _loopback(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or _loopback(host))


def _loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _has_key(request: HttpRequest) -> bool:
    """Whether the address carries the key that stands in the data folder."""
    given = request.GET.get("key", "")
    if not given or count_within(f"setup:{address_key(request)}", 3600) > WRONG_KEYS:
        return False
    return constant_time_compare(given, settings.DATA.setup_key())


def may_set_up(request: HttpRequest) -> bool:
    """Whether who asks is on this machine, or opened the page with its key."""
    return is_local(request) or bool(request.session.get("may_set_up"))


# ------------------------------------------------------------------------------------------- the page


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Before there is a brand: for whoever is on this machine or holds the key. Afterwards: for its owner."""
    made_up = made_up_brand()
    if Brand.objects.exists() and (made_up is None or current_helper(request) is not None):
        return _go_on(request)
    if _has_key(request):
        request.session["may_set_up"] = True
        return redirect("setup")  # so that the key stands in no address bar, and in no history
    if not may_set_up(request):
        return page(request, "setup/locked.html", {}, status=403)
    if made_up is not None:
        return page(request, "around/come_in.html", {"brand": made_up})
    if request.method == "POST":
        return _begin(request)
    return _first_page(request, setup_forms.Begin(initial={"languages": [get_language() or "en"]}))


def _first_page(request: HttpRequest, form: setup_forms.Begin, status: int = 200) -> HttpResponse:
    colour = str(form["colour"].value() or setup_forms.COLOUR)
    context = {
        "step": 1,
        "form": form,
        "chosen": form["languages"].value() or [],
        "colour": _colour_context(colour),
        "suggested": setup_forms.suggest_words(str(form["name"].value() or "")),
    }
    return page(request, "setup/setup.html", context, status=status)


def _colour_context(colour: str) -> dict[str, str]:
    """A colour with its ink in words, or with why it can't be."""
    try:
        words, ratio = ink_words(colour)
    except ValueError:
        try:
            setup_forms.clean_colour(colour)
        except ValidationError as error:
            return {"code": colour, "words": "", "ratio": "", "wrong": str(error.messages[0])}
        raise
    return {"code": colour, "words": words, "ratio": ratio, "wrong": ""}


def _begin(request: HttpRequest) -> HttpResponse:
    """Make the brand, and sign its owner in."""
    form = setup_forms.Begin(request.POST)
    if not form.is_valid():
        return _first_page(request, form, status=422)
    asked = form.cleaned_data
    try:
        owner = make_first_brand(
            name=asked["name"], email=asked["email"], password=asked["password"], helper_name=asked["helper_name"],
            colour=asked["colour"], languages=asked["languages"], words=form.all_words(),
        )  # fmt: skip
    except AlreadySetUp:
        return redirect("setup")
    except Taken:
        form.add_error("email", setup_forms.TAKEN)
        return _first_page(request, form, status=422)
    login(request, owner.user, backend=BACKEND)
    request.session.pop("may_set_up", None)
    return redirect(f"{reverse('setup')}#connect")


@require_safe
def preview_colour(request: HttpRequest) -> HttpResponse:
    """What a colour would look like, while it is chosen."""
    colour = request.GET.get("colour", "")
    return blocks(request, "setup/you.html", ("colour_words",), {"colour": _colour_context(colour)})


@require_safe
def preview_words(request: HttpRequest) -> HttpResponse:
    """What we would listen for, while the name is typed."""
    suggested = setup_forms.suggest_words(request.GET.get("name", "")[:80])
    return blocks(request, "setup/you.html", ("suggested_words",), {"suggested": suggested})


# ------------------------------------------------------------------------------------------ its owner


@helper_page
def _go_on(request: HttpRequest, helper: Helper) -> HttpResponse:
    if helper.role != Role.OWNER:
        raise NotAllowed("set_up")
    if helper.brand.made_up:
        return redirect("around")
    if request.method == "POST":
        return _do(request, helper)
    if exchanged(request) and request.GET.get("only") == "heard":
        return _heard_fragment(request, helper)
    return _second_page(request, helper)


def _do(request: HttpRequest, helper: Helper) -> HttpResponse:
    brand, sent = helper.brand, request.POST
    match sent.get("do"):
        case "connect":
            return _connect(request, helper)
        case "words":
            words = setup_forms.kept_words(brand.words, add=sent.get("add", ""), drop=sent.get("drop", ""))
            change_words(actor=helper, words=words, languages=brand.languages)
        case "colour":
            try:
                change_colour(actor=helper, colour=setup_forms.clean_colour(sent.get("colour", "")))
            except ValidationError:
                return _second_page(request, helper, colour=sent.get("colour", ""), status=422)
        case "languages":
            known = [code for code in sent.getlist("languages") if code in setup_forms.LANGUAGES]
            change_words(actor=helper, words=brand.words, languages=known or brand.languages)
        case "helper_tag":
            return _tag(request, helper)
        case _:
            raise Http404
    return redirect("setup")


def _tag(request: HttpRequest, helper: Helper) -> HttpResponse:
    """The word for what colleagues answer from their own accounts; without one they can't."""
    word = request.POST.get("helper_tag", "")
    try:
        set_helper_tag(actor=helper, word=word, on=True, reposts=helper.brand.reposts_since is not None)
    except NoTag as none:
        wrong = _(NO_TAG[str(none)]) % {"word": word.strip().lstrip("#＃")[:60]}
        return _second_page(request, helper, wrong_tag=wrong, status=422)
    return redirect(f"{reverse('setup')}#you")


def _connect(request: HttpRequest, helper: Helper) -> HttpResponse:
    key = request.POST.get("network", "")
    outcome = connect(request, helper, key, "setup")
    return outcome if isinstance(outcome, HttpResponse) else _second_page(request, helper, code=outcome, status=422)


@dataclass(frozen=True, slots=True)
class Connection:
    """A connected account, and what was found to work."""

    channel: Channel
    label: str
    lines: list[object]
    tried_writing: bool


def _connections(helper: Helper) -> list[Connection]:
    rows = rows_for(helper, Channel).exclude(network__in=("square", "archive")).exclude(trouble=REMOVED)
    rows = rows.order_by("created_at", "pk")
    return [Connection(row, label_of(row.network), [*lines_of(row)], has_tried_writing(row)) for row in rows]


def _second_page(
    request: HttpRequest, helper: Helper, *, code: str = "", colour: str = "", wrong_tag: str = "", status: int = 200
) -> HttpResponse:
    connections = _connections(helper)
    key = _chosen(request, connections)
    sent = request.POST if code else None
    context = around(helper) | brake_context(helper) | _heard_context(helper) | {
        "step": 2,
        "connections": connections,
        "offered": offered(),
        "chosen_network": key,
        "connect_form": form_of(key, sent=sent, code=code) if key and key != "square" else None,
        "colour": _colour_context(colour or helper.brand.colour),
        "changing": bool(colour) or request.GET.get("change", ""),
        "tag": request.POST.get("helper_tag", "") if wrong_tag else setup_forms.suggest_tag(helper.brand),
        "wrong_tag": wrong_tag,
        "all_languages": setup_forms.language_choices(),
        "may_look_around": not real_brand_in_use(),
    }  # fmt: skip
    return page(request, "setup/setup.html", context, status=status)


def _chosen(request: HttpRequest, connections: list[Connection]) -> str:
    """Which network's form is open: the one asked for, the first until something is connected, then none."""
    asked = request.POST.get("network") or request.GET.get("network", "")
    if asked in ("square", *(key for key, _ in offered())):
        return asked
    return "" if connections or not offered() else offered()[0][0]


def _heard_context(helper: Helper) -> dict[str, object]:
    """The first one who was heard, with the marker and why; nobody yet is a matter of moments."""
    posts = rows_for(helper, Post).filter(by_us=False, history=False, gone_at=None, state="understood")
    posts = posts.exclude(addressed="no")
    related = posts.select_related("account", "reading", "conversation").prefetch_related("needs")
    post = related.filter(needs__isnull=False).order_by("pk").first() or related.order_by("pk").first()
    first = rows_for(helper, Channel).exclude(network__in=("square", "archive")).order_by("created_at").first()
    since = first.created_at if first else helper.brand.created_at
    if post is None:
        return {"heard": None, "connected": first is not None}
    reading, need = getattr(post, "reading", None), next(iter(post.needs.all()), None)
    return {
        "heard": post,
        "connected": first is not None,
        "heard_when": _heard_when(post, since),
        "called": texts.name_of(post.account),
        "handle": texts.handle_of(post.account) if post.account.network != "square" else "",
        "words": texts.said(post.text, post.spans, reading.marks if reading and need else ()),
        "what": whys.what(need.kind, "", need.same_here) if need else "",
        "because": whys.because(reading, post.text) if reading else "",
        "need": need,
    }


def _heard_when(post: Post, since: datetime) -> str:
    """Heard 12 seconds ago, after 41 seconds of listening."""
    ago = time_words(clock.now() - post.received_at)
    if post.received_at <= since:
        return _("Heard %(ago)s ago") % {"ago": ago}
    return _("Heard %(ago)s ago, after %(time)s of listening") % {
        "ago": ago,
        "time": time_words(post.received_at - since),
    }


def time_words(passed: timedelta) -> str:
    """41 seconds, 3 minutes, 2 hours, 5 days."""
    seconds = max(1, round(passed.total_seconds()))
    if seconds < 100:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    for size, one, many in (
        (86400, "%(count)s day", "%(count)s days"),
        (3600, "%(count)s hour", "%(count)s hours"),
        (60, "%(count)s minute", "%(count)s minutes"),
    ):
        if seconds >= 2 * size or size == 60:
            return ngettext(one, many, seconds // size) % {"count": seconds // size}
    raise AssertionError("the smallest always fits")


def _heard_fragment(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Asked for every second until somebody is there; then it stays as it is."""
    context = _heard_context(helper)
    if context["heard"] is None:
        return HttpResponse(status=204)
    return blocks(request, "setup/setup.html", ("heard",), around(helper) | context | {"step": 2})

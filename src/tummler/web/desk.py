"""The desk: everyone who needs help, and the conversation of one of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tummler.acts.needs import Claim, open_conversation
from tummler.answering.drafts import Overtaken
from tummler.minds.sentences import available
from tummler.records.access import asked_by, can, rows_for
from tummler.records.models import Channel, Correction, Helper, Need
from tummler.records.prepared import Given
from tummler.web import market_rows, waking, whys
from tummler.web.claim_bar import bar_of
from tummler.web.colleagues import colleagues_of, outsiders_of, who_could_answer
from tummler.web.composer import composer_of
from tummler.web.deliveries import network_label
from tummler.web.filtering import kept_views, sentence_of
from tummler.web.fragments import blocks, exchanged, page
from tummler.web.glance_rows import glance_at
from tummler.web.history_rows import steps_of, who_of, word_of
from tummler.web.margin_rows import askable, margin_of
from tummler.web.note_rows import labels_of
from tummler.web.person_rows import known_of
from tummler.web.reach_words import reach_words
from tummler.web.tag_rows import tagged_of
from tummler.web.texts import excerpt, given_name, name_of, web_address
from tummler.web.thread_rows import thread_of
from tummler.web.toasts import Toast, kept
from tummler.web.told_rows import told_since
from tummler.web.topic_names import TopicNames, topics_of
from tummler.web.typed import Typed
from tummler.web.viewing import around, helper_page
from tummler.web.wanted import is_search, wanted_of

PAGE = "desk/desk.html"
#: A page asks ahead of the press, which may never come: nobody reads it yet.
_AHEAD = "Tummler-Ahead"
#: What a need's page reads in one go.
_WHOLE = (
    "post__channel__brand", "post__account", "post__conversation", "post__reading",
    "conversation", "account", "claimed_by",
)  # fmt: skip


def need_for(helper: Helper, public_id: str) -> Need:
    """The need with everything its page shows, if this helper may see it; else a 404."""
    found: Need | None = asked_by(helper, "need", _whole_need).first(of=public_id)
    if found is None:  # a stranger's, too, as if it weren't there
        raise Http404
    return found


def _whole_need(helper: Helper) -> QuerySet[Need]:
    return rows_for(helper, Need).filter(public_id=Given("of")).select_related(*_WHOLE)


@require_safe
@helper_page
def show_desk(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Who needs help; a further page of the list alone when it is asked for."""
    after = request.GET.get("after", "")
    if "" in request.GET.values():  # a filter's form sends its empty blanks too; an address has none
        return redirect(reverse("desk") + wanted_of(request).query)
    topics = topics_of(helper)
    listed = market_rows.market_page(helper, wanted_of(request), topics, after)
    if exchanged(request) and after:
        return blocks(request, PAGE, ("rows",), {"market": listed, "need": None})
    frame = around(helper)
    context = frame | listing(helper, listed, len(frame["here"]), topics) | {"need": None}
    if exchanged(request):
        return blocks(request, PAGE, ("market", *_middle(request)), context | {"market_alone": True})
    return page(request, PAGE, context | {"toast": kept(request)})


def _middle(request: HttpRequest) -> tuple[str, ...]:
    """Who comes first stands in the middle while nothing is open there: the list's news is its news, too."""
    at = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return ("nobody",) if at == reverse("desk") else ()


@require_safe
@helper_page
def show_need(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """One need in its conversation."""
    need = need_for(helper, public_id)
    if _AHEAD not in request.headers:
        open_conversation(actor=helper, need=need)
    return whole_need(request, helper, need)


@require_safe
@helper_page
def refresh_talk(request: HttpRequest, helper: Helper, public_id: str) -> HttpResponse:
    """The thread and the claim bar as they are now; never the composer. ``opened``: it was asked for ahead."""
    need = need_for(helper, public_id)
    if "opened" in request.GET:
        open_conversation(actor=helper, need=need)
    said = word_of(helper, need)
    context = {
        "helper": helper, "brand": helper.brand, "need": need, "name": name_of(need.account),
        "bar": bar_of(helper, need, said), "steps": steps_of(helper, need), "whole": _whole(request),
        "thread": thread_of(helper, need, whole=_whole(request)),
        "network": network_label(need.post.channel), "wanted": wanted_of(request),
        **margin_of(helper, need), **labels_of(helper, need),
    }  # fmt: skip
    return blocks(request, PAGE, ("claim", "labels", "steps", "thread", "notes"), context)


@require_safe
@helper_page
def show_news(request: HttpRequest, helper: Helper) -> HttpResponse:
    """How many needs are new since the list was shown, and the day's sentence as it is now. ``here``: those on it."""
    stamp = request.GET.get("since", "")
    wanted = wanted_of(request)
    seen = int(stamp) if stamp.isdecimal() and len(stamp) < 19 else 0
    here = [one for one in request.GET.get("here", "").split(",")[:200] if one.isalnum()]
    count = market_rows.news(helper, wanted, seen, here) if seen else 0
    told, there = told_since(helper, seen) if seen and not count else ("", "")
    frame = around(helper)
    context = {
        "count": count,
        "told": told,
        "told_at": there,
        "breaking": bool(seen) and market_rows.breaking(helper, wanted, seen),
        "wanted": wanted,
        "heading": market_rows.heading(helper, len(frame["here"])),
        "need": None,
    }
    return blocks(request, PAGE, ("news", "heading"), frame | context)


@require_safe
@helper_page
def show_who(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Who is on each of the needs that a list shows, as it is now."""
    listed = request.GET.get("needs", "").split(",")[:200]
    return page(request, "desk/who.html", {"rows": market_rows.who_rows(helper, listed)})


def thread_alone(request: HttpRequest, helper: Helper, need: Need, done: Toast | None = None) -> HttpResponse:
    """The thread as it is now, after something was done with one of its posts."""
    context = {
        "helper": helper, "brand": helper.brand, "need": need, "name": name_of(need.account),
        "thread": thread_of(helper, need, whole=_whole(request)), "wanted": wanted_of(request), "toast": done,
        "network": network_label(need.post.channel), "toast_oob": True, "whole": _whole(request),
    }  # fmt: skip
    return blocks(request, PAGE, ("thread", "toast"), context)


def _whole(request: HttpRequest) -> bool:
    """Whether a long thread was asked for with all that is in it."""
    return request.GET.get("whole") == "1" or request.POST.get("whole") == "1"


def whole_need(
    request: HttpRequest,
    helper: Helper,
    need: Need,
    *,
    tried: Claim | None = None,
    typed: Typed | None = None,
    overtaken: Overtaken | None = None,
    refused: str = "",
    noted: str = "",
    done: Toast | None = None,
    status: int = 200,
) -> HttpResponse:
    """A need's page, or its conversation alone for an exchange: with what was just tried, typed or refused."""
    topics = topics_of(helper)
    context = opened(helper, need, topics, tried, whole=_whole(request)) | {
        "composer": composer_of(helper, need, typed, overtaken, refused, noted),
        "wanted": wanted_of(request),
    }
    if exchanged(request):
        context |= {"helper": helper, "brand": helper.brand, "swapped": True, "toast": done, "toast_oob": True}
        return blocks(request, PAGE, ("opened", "toast"), context, status=status)
    frame = around(helper)
    listed = market_rows.market_page(helper, context["wanted"], topics, opened=need)
    context |= frame | listing(helper, listed, len(frame["here"]), topics) | {"toast": kept(request)}
    return page(request, PAGE, context, status=status)


def opened(
    helper: Helper, need: Need, topics: TopicNames, tried: Claim | None = None, *, whole: bool = False
) -> dict[str, Any]:
    """The conversation's matter, without the composer's."""
    reading = getattr(need.post, "reading", None)
    text, name = ("" if need.post.gone else need.post.text), name_of(need.account)
    said = word_of(helper, need)
    colleagues = colleagues_of(helper, need, topics)
    thread = thread_of(helper, need, whole=whole)
    return {
        "need": need,
        "name": name,
        "title": whys.title(need, name, topics),
        "asked": excerpt(text, reading.marks if reading else ()),
        "because": _corrected(helper, need) or whys.because(reading if text else None, text),
        "soon": whys.soon(reading if text else None, text),
        "exposed": whys.exposed(need),
        "glance": glance_at(helper, need, thread.posts),
        "reading": reading,
        "has_alike": available() and not need.care and not need.post.gone,
        "topics": topics,
        "kinds": whys.KINDS,
        "urgencies": whys.URGENCIES,
        "bar": bar_of(helper, need, said, tried),
        "colleagues": colleagues,
        "circles": askable(helper, need),
        "could_answer": who_could_answer(colleagues),
        "reach": reach_words(helper, need),
        "outsiders": outsiders_of(helper, need, topics),
        "waking": waking.choices(),
        **margin_of(helper, need),
        "known": known_of(helper, need),
        **labels_of(helper, need),
        "thread": thread,
        "whole": whole,
        "steps": steps_of(helper, need),
        "tagged": tagged_of(helper, need),
        "who": who_of(helper, need, topics),
        "block_whys": whys.BLOCK,
        "may_block": can(helper, "block_for_all", helper.brand),
        "network": network_label(need.post.channel),
        "said_at": need.post.url if web_address(need.post.url) else "",
    }


def _corrected(helper: Helper, need: Need) -> str:
    """Who of us said what it is, where somebody did. One query then, else none."""
    reading = getattr(need.post, "reading", None)
    if reading is None or (reading.kind or {}).get("why") != "a_person_said":
        return ""
    found = rows_for(helper, Correction).filter(post=need.post_id, field="kind").select_related("helper").first()
    if found is None:
        return ""
    return _("%(name)s said so.") % {"name": given_name(found.helper) or _("Someone")}


def listing(helper: Helper, listed: market_rows.Market, here: int, topics: TopicNames) -> dict[str, Any]:
    """What the list is shown with, and channels that stopped talking to us. Four queries."""
    channels = asked_by(helper, "channels", lambda one: rows_for(one, Channel).order_by("pk")).all()
    return {
        "market": listed,
        "wanted": listed.wanted,
        "heading": market_rows.heading(helper, here),
        "count": 0,
        "told": "",
        "breaking": False,
        "sentence": sentence_of(helper, listed.wanted, topics, channels),
        "kept": [one for one in kept_views(helper, listed.wanted.carried) if not is_search(one.view.query)],
        "on_duty": helper.pk == helper.brand.duty_helper_id,
        "broken": [(network_label(channel), channel) for channel in channels if channel.trouble],
    }

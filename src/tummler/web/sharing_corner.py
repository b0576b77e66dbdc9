"""Sharing the corner with other organisations: what is shared, in which words, by which key; whose corner is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts import sharing as acts
from tummler.acts.noting import Empty
from tummler.community.feed_document import fingerprint_of
from tummler.community.playbook import STEPS
from tummler.records.access import can, rows_for
from tummler.records.models import Helper, Need, PlayNote, Shared, Source
from tummler.web import playbook_words as say
from tummler.web.asking_limits import address_key, count_within
from tummler.web.corner_rows import answer_post
from tummler.web.fragments import page
from tummler.web.toasts import Toast, keep, kept
from tummler.web.viewing import around, helper_page, theirs
from tummler.web.visiting import address_of, brand_of

#: How often one network address may read a feed in an hour.
PER_ADDRESS = 120
TROUBLES = {
    "fingerprint": noop("A fingerprint has 64 signs, 0 to 9 and a to f. Ask them for it."),
    "there": noop("You read this one already."),
    "unsafe": noop("That is no public https address."),
    "no_answer": noop("Nobody answers there. What was read before is still here."),
    "no_feed": noop("What stands there is no shared corner."),
    "other_key": noop("It was signed with another key than the one you were told. Ask them whether they changed it."),
    "wrong_signature": noop("Its signature is wrong: somebody changed it on the way. Nothing of it was taken."),
    "older": noop("It is older than what was read before. Nothing of it was taken."),
}


@require_safe
def show_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The signed document, for anybody, while it is switched on."""
    if count_within(f"corner:{address_key(request)}", 3600) > PER_ADDRESS:
        return HttpResponse(status=429)
    feed = acts.feed_of(brand_of(slug))
    if feed is None or not feed.on:
        raise Http404
    body = acts.feed_bytes(feed, address_of(request, reverse("corner_feed", args=[slug])))
    answer = HttpResponse(body, content_type="application/feed+json")
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def share(request: HttpRequest, helper: Helper, kind: str, public_id: str) -> HttpResponse:
    """What would be shared, without what is personal; only a press on these very words shares them."""
    note, need, title, text = _offered(helper, kind, public_id)
    if request.method != "POST":
        title, text = acts.anonymous(helper.brand, need, title, text)
        return _share_page(request, helper, title, text, note)
    title, text = request.POST.get("title", ""), request.POST.get("text", "").replace("\r\n", "\n")
    post = answer_post(helper, need) if need else None
    try:
        shared = acts.share(
            actor=helper, text=text, title=title, note=note, need=need, language=post.language if post else ""
        )
    except acts.StillPersonal as wrong:
        said = _("This was still in it, and is out now. Look at it once more.")
        return _share_page(request, helper, wrong.title, wrong.text, note, wrong=said, status=422)
    except Empty:
        return _share_page(request, helper, title, text, note, wrong=_("There is nothing in it yet."), status=422)
    undo = {"do": "unshare", "shared": shared.public_id}
    keep(request, Toast(_("It is shared."), reverse("corners"), undo, whole=True))
    return redirect("corners")


def _offered(helper: Helper, kind: str, public_id: str) -> tuple[PlayNote | None, Need | None, str, str]:
    """A note on the playbook, or a question with the answer that helped, where anyone may read both."""
    if kind == "note":
        note = theirs(helper, PlayNote, (), public_id=public_id, withdrawn_at=None)
        return note, None, str(say.STEPS[note.key][0]) if note.key in STEPS else "", note.text
    if kind != "answer":
        raise Http404
    need = theirs(helper, Need, ("post", "conversation"), public_id=public_id, care="")
    post = answer_post(helper, need)
    if post is None or need.post.gone or need.post.visibility != "public":
        raise Http404
    return None, need, need.post.text, post.text


def _share_page(
    request: HttpRequest, helper: Helper, title: str, text: str, note: PlayNote | None, *, wrong: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    feed = acts.feed_of(helper.brand)
    more = {"title": title, "text": text, "note": note, "wrong": wrong, "on": feed is not None and feed.on}
    return page(request, "corner/share.html", around(helper) | more, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_corners(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What is shared and by which key; whose corners are read here."""
    if request.method != "POST":
        return _corners_page(request, helper)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        said = deed(request, helper)
    except acts.NotSubscribed as wrong:
        return _corners_page(request, helper, wrong=_(TROUBLES[str(wrong)]), status=422)
    if said:
        keep(request, said)
    return redirect("corners")


def _switch(request: HttpRequest, helper: Helper) -> None:
    acts.switch_feed(actor=helper, on=request.POST.get("do") == "open_feed")


def _subscribe(request: HttpRequest, helper: Helper) -> Toast:
    said = request.POST
    source = acts.subscribe(actor=helper, url=said.get("url", ""), fingerprint=said.get("fingerprint", ""))
    return Toast(_("You read %(name)s now.") % {"name": _source(helper, source.public_id).name})


def _end(request: HttpRequest, helper: Helper) -> Toast:
    source = _source(helper, request.POST.get("source", ""))
    acts.end_source(actor=helper, source=source)
    return Toast(_("%(name)s is read no more. What they said is gone here.") % {"name": source.name})


def _again(request: HttpRequest, helper: Helper) -> Toast | None:
    if not can(helper, "subscribe_feed", helper.brand):
        raise Http404
    trouble = acts.read_source(_source(helper, request.POST.get("source", "")))
    return Toast(_(TROUBLES[trouble])) if trouble else None


def _unshare(request: HttpRequest, helper: Helper) -> Toast | None:
    shared = theirs(helper, Shared, (), public_id=request.POST.get("shared", ""))
    back = request.POST.get("do") == "share_again"
    if not acts.unshare(actor=helper, shared=shared, back=back) or back:
        return None
    undo = {"do": "share_again", "shared": shared.public_id}
    return Toast(_("It is shared no more. Who read it has it still."), reverse("corners"), undo, whole=True)


def _source(helper: Helper, public_id: str) -> Source:
    return theirs(helper, Source, (), public_id=public_id, ended_at=None)


DEEDS: dict[str, Callable[[HttpRequest, Helper], Toast | None]] = {
    "open_feed": _switch,
    "close_feed": _switch,
    "subscribe": _subscribe,
    "end_source": _end,
    "read_again": _again,
    "unshare": _unshare,
    "share_again": _unshare,
}


def _corners_page(request: HttpRequest, helper: Helper, *, wrong: str = "", status: int = 200) -> HttpResponse:
    feed = acts.feed_of(helper.brand)
    sources = rows_for(helper, Source).filter(ended_at=None).order_by("name", "pk")
    context = around(helper) | {
        "feed": feed,
        "fingerprint": fingerprint_of(bytes(feed.public)) if feed else "",
        "address": address_of(request, reverse("corner_feed", args=[helper.brand.slug])),
        "shared": list(rows_for(helper, Shared).filter(ended_at=None).select_related("helper").order_by("-pk")[:200]),
        "sources": [(one, _(TROUBLES[one.trouble]) if one.trouble in TROUBLES else "") for one in sources],
        "may_open": can(helper, "open_feed", helper.brand),
        "wrong": wrong,
        "tried": {name: request.POST.get(name, "") for name in ("url", "fingerprint")},
        "toast": kept(request),
    }
    return page(request, "corner/corners.html", context, status=status)

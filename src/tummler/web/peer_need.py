"""One question before a peer: the talk, "I've got this", and the two ways to answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from tummler.acts import peer_care, peer_helping as acts, peer_joining
from tummler.common.text import storable
from tummler.community.peer_claims import standing_on
from tummler.minds.personal import read_personal
from tummler.records.models import Brand, Need, Peer, PeerAnswer
from tummler.records.peer_access import looks_first, peer_may, rules_of, seen_by_peer
from tummler.records.public import conversation_for_anyone
from tummler.web import asker as askers, peer_rows as rows
from tummler.web.asking_rules import HANDED_BACK, Asking, hand_back
from tummler.web.fragments import page
from tummler.web.peer_of import peer_of
from tummler.web.peer_thread import beside, peers_in, waiting_of
from tummler.web.square_rows import label_of, said, thread_of
from tummler.web.texts import excerpt, name_of, web_address
from tummler.web.thanks_rows import pledged_for
from tummler.web.visiting import around_square, brand_of, public_page

_TOLD = {
    "waits": gettext_lazy("It is kept. Somebody looks at it before it shows; from then on yours show at once."),
    "stands": gettext_lazy("It stands."),
    "reported": gettext_lazy("Somebody will look at it. Thank you for saying so."),
    "joined": gettext_lazy("They are one question now."),
    "looking": gettext_lazy("We look there now. As soon as it is found it stands here."),
    "later": gettext_lazy("Somebody else has it by now."),
    "two": gettext_lazy("You have two already. Answer one, or let it go."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_need(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The question with its talk, for a peer who may see it; for everybody else there is the square."""
    brand = brand_of(slug)
    peer = peer_of(request, brand)
    if peer is None:
        return redirect("square_help", brand.slug)
    need = _need(peer, public_id)
    if request.method == "POST":
        return _press(request, brand, peer, need)
    return _page(request, brand, peer, need)


def _need(peer: Peer, public_id: str) -> Need:
    related = ("post__account", "post__channel", "post__reading", "account", "conversation__channel", "claimed_by")
    found = seen_by_peer(peer).filter(public_id=public_id).select_related(*related).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, brand: Brand, peer: Peer, need: Need, *, wrong: str = "", text: str = ""
) -> HttpResponse:
    thread = thread_of(need.conversation, "")
    claim = standing_on(need)
    rules, aside = rules_of(brand.pk), beside(need.conversation_id, brand)
    whole = conversation_for_anyone(brand, need.conversation.public_id)
    context = around_square(request, brand) | {
        "peer": peer,
        "need": need,
        "asked": said(need.post),
        "title": excerpt(need.post.text, (), 60),
        "talk": [one for one in thread.posts if one.post.pk != need.post_id],
        "peers": peers_in(brand, thread.posts),
        "beside": aside,
        "waiting": waiting_of(peer, need.conversation_id),
        "answered": any(one.answer.peer_id == peer.pk for one in aside),
        "claim": claim,
        "mine": claim is not None and claim.peer_id == peer.pk,
        "holder": name_of(claim.peer.voice or claim.peer.account) if claim else "",
        "open": need.state == "open",
        "place": label_of(need.post.channel.network),
        "there": need.post.url if web_address(need.post.url) else "",
        "here": rows.is_here(need),
        "whole": whole.public_id if whole else "",
        "first": looks_first(peer, rules),
        "stamp": askers.page_stamp(brand),
        "name": name_of(need.account),
        "pledged": pledged_for(brand, [need.pk]).get(need.pk, ""),
        "wrong": wrong,
        "text": text,
        "told": _TOLD.get(request.GET.get("told", ""), ""),
        "tidies": peer_may(peer, "hide_answer"),
        "hidden": list(_hidden(need)) if peer_may(peer, "hide_answer") else [],
        "others": peer_joining.same_as(peer, need) if peer_may(peer, "join_questions") else [],
        "reasons": REASONS,
    }
    return page(request, "peers/need.html", context, status=422 if wrong else 200)


def _hidden(need: Need) -> QuerySet[PeerAnswer]:
    """What stewards hid in this conversation, to be brought back by one of them."""
    rows = PeerAnswer.objects.filter(need__conversation=need.conversation_id, state="hidden", helper=None)
    return rows.exclude(steward=None)


#: Why somebody says that something is wrong here.
REASONS = {
    "wrong": gettext_lazy("It isn’t so"),
    "rude": gettext_lazy("It is unkind"),
    "sells": gettext_lazy("It sells something"),
    "private": gettext_lazy("It shows what is somebody’s own"),
    "other": gettext_lazy("Something else"),
}

Deed = Callable[[HttpRequest, Brand, Peer, Need], HttpResponse]


def _press(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        return deed(request, brand, peer, need)
    except PermissionError as refused:
        raise Http404 from refused


def _back(brand: Brand, need: Need, told: str = "") -> HttpResponse:
    response = redirect("square_help_need", brand.slug, need.public_id)
    response["Location"] += f"?told={told}" if told else ""
    return response


def _claim(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    tried = acts.claim_as_peer(peer=peer, need=need)
    return _back(brand, need, "" if tried.theirs else "two" if tried.too_many else "later")


def _look(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    acts.look_there_now(peer=peer, need=need)
    return _back(brand, need, "looking")


def _let_go(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    acts.let_go_as_peer(peer=peer, need=need)
    return redirect("square_help", brand.slug)


def _answer(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    """Taken, or handed back with its words and why."""
    text = storable(request.POST.get("text", "")).replace("\r\n", "\n").strip()
    twice = f"peer-said:{peer.pk}:{need.pk}:{hashlib.sha256(text.encode()).hexdigest()}"
    if state := cache.get(twice):
        return _back(brand, need, state)
    wrong = _why_not(request, brand, text)
    try:
        if not wrong:
            answer = acts.answer_here(peer=peer, need=need, text=text)
    except acts.Slower as slower:
        words = ngettext(
            "Slowly: the next one in %(count)s minute. Your words are here.",
            "Slowly: the next one in %(count)s minutes. Your words are here.",
            slower.minutes,
        )
        wrong = words % {"count": slower.minutes}
    if wrong:
        return _page(request, brand, peer, need, wrong=wrong, text=text)
    cache.set(twice, answer.state, 120)
    return _back(brand, need, answer.state)


def _why_not(request: HttpRequest, brand: Brand, text: str) -> str:
    """Why it is handed back, in words; "" if it is taken."""
    code = hand_back(
        Asking(
            text=text, trap=request.POST.get("homepage", ""),
            seconds=askers.seconds_since(request.POST.get("stamp", ""), brand), known=False, our_name=False,
        )
    )  # fmt: skip
    if code:
        return str(HANDED_BACK[code])
    if read_personal(text):
        return _("It shows a number or an address that is somebody’s own. Take it out and send again.")
    return ""


def _own(peer: Peer, request: HttpRequest, need: Need) -> PeerAnswer:
    found = PeerAnswer.objects.filter(need__conversation=need.conversation_id, brand=peer.brand_id)
    answer = found.filter(public_id=request.POST.get("answer", "")).select_related("post__channel", "need").first()
    if answer is None:
        raise Http404
    return answer


def _take_back(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    acts.take_back_answer(peer=peer, answer=_own(peer, request, need))
    return redirect("square_help", brand.slug)


def _report(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    why = request.POST.get("why", "")
    if why not in acts.REASONS:
        raise Http404
    answer = _own(peer, request, need) if request.POST.get("answer") else None
    acts.report(by=peer.account, need=need, answer=answer, why=why)
    return _back(brand, need, "reported")


def _keep_away(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    acts.keep_away(peer=peer, account=need.account, by_peer=True)
    return redirect("square_help_yours", brand.slug)


def _hide(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    peer_care.hide_as_steward(peer=peer, answer=_own(peer, request, need))
    return _back(brand, need)


def _show(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    peer_care.show_as_steward(peer=peer, answer=_own(peer, request, need))
    return _back(brand, need)


def _join(request: HttpRequest, brand: Brand, peer: Peer, need: Need) -> HttpResponse:
    into = _need(peer, request.POST.get("into", ""))
    peer_joining.join_as_steward(peer=peer, need=need, into=into)
    return _back(brand, into, "joined")


_DEEDS: dict[str, Deed] = {
    "look": _look, "claim": _claim, "let_go": _let_go, "answer": _answer, "take_back": _take_back, "report": _report,
    "keep_away": _keep_away, "hide": _hide, "show": _show, "join": _join,
}  # fmt: skip

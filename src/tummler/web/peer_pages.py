"""Helping on the square: who asks, the page that peers agree to, and what is theirs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts import peer_care, peer_choosing, peer_helping, peers as acts
from tummler.common.text import storable
from tummler.community.trust import KNOWN_BY, TRUSTED_AFTER, TRUSTED_BY, WATCHED
from tummler.records.models import Account, Brand, Peer, PeerBlock, PeerChoice
from tummler.records.peer_access import rules_of
from tummler.web import peer_rows as rows
from tummler.web.fragments import page
from tummler.web.peer_of import known_peer, peer_of, shown_by
from tummler.web.square_rows import HERE
from tummler.web.texts import name_of
from tummler.web.visiting import around_square, brand_of, own_name, public_page
from tummler.web.visitor import visitor_accounts


@require_safe
@public_page
def show_help(request: HttpRequest, slug: str) -> HttpResponse:
    """Who asks what this peer may know; for everybody else, what it is to be one."""
    brand = brand_of(slug)
    peer = peer_of(request, brand)
    if peer is None:
        return _invitation(request, brand)
    topics = rows.topics_for(brand)
    asked = rows.asked_rows(peer, topics)
    context = around_square(request, brand) | {
        "peer": peer,
        "title": rows.who_asks(asked),
        "asked": [one for one in asked if not one.mine],
        "claims": rows.claims_of(peer),
        "answers": rows.answers_of(peer),
        "newcomers": rows.newcomers(peer) if peer.steward_since else [],
        "new_edition": peer.agreed < acts.EDITION,
        "role": rows.role_words(peer, brand),
        "called": name_of(peer.voice or peer.account),
    }
    return page(request, "peers/help.html", context)


def _invitation(request: HttpRequest, brand: Brand) -> HttpResponse:
    known = known_peer(request, brand)
    accounts, customer = shown_by(request, brand)
    context = around_square(request, brand) | {
        "rules": rules_of(brand.pk),
        "known": known,
        "shown": bool(accounts or customer),
    }
    return page(request, "peers/invitation.html", context)


# ------------------------------------------------------------------------------------------ the agreement


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """What peers agree to, in one page; and the press. Earlier editions stay to be read."""
    brand = brand_of(slug)
    peer = known_peer(request, brand)
    if request.method == "POST":
        return _agree(request, brand, peer)
    asked = request.GET.get("edition", "")
    edition = int(asked) if asked.isdecimal() and len(asked) < 4 else acts.EDITION
    if not 1 <= edition <= acts.EDITION:
        raise Http404
    return _agreement(request, brand, peer, edition)


def _agreement(request: HttpRequest, brand: Brand, peer: Peer | None, edition: int, wrong: str = "") -> HttpResponse:
    accounts, customer = shown_by(request, brand)
    elsewhere = [one for one in accounts if one.network != HERE]
    suggested = name_of(elsewhere[0]) if elsewhere else (customer.name if customer else "")
    context = around_square(request, brand) | {
        "edition": edition,
        "text": f"peers/agreements/{edition}.html",
        "rules": rules_of(brand.pk),
        "known_by": KNOWN_BY, "trusted_by": TRUSTED_BY, "trusted_days": TRUSTED_AFTER.days, "watched": WATCHED.days,
        "peer": peer,
        "accounts": elsewhere,
        "customer": customer,
        "may_join": bool(accounts or customer) and (peer is None or not peer.here) and edition == acts.EDITION,
        "may_agree": peer is not None and peer.here and peer.agreed < acts.EDITION,
        "name": request.POST.get("name", suggested)[: acts.LONGEST_NAME],
        "tongues": [(code, own_name(code)) for code in brand.languages],
        "topics": rows.topics_for(brand),
        "wrong": wrong,
    }  # fmt: skip
    return page(request, "peers/agreement.html", context, status=422 if wrong else 200)


def _agree(request: HttpRequest, brand: Brand, peer: Peer | None) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "agree" and peer is not None and peer.here:
        acts.agree_anew(peer=peer)
        return redirect("square_help", brand.slug)
    accounts, customer = shown_by(request, brand)
    if do != "join" or not (accounts or customer) or not rules_of(brand.pk).open:
        raise Http404
    if request.POST.get("old_enough") != "yes":
        return _agreement(request, brand, peer, acts.EDITION, wrong="old_enough")
    account = _chosen(request, [one for one in accounts if one.network != HERE])
    name = storable(request.POST.get("name", ""))
    if account is None and not name.strip():
        return _agreement(request, brand, peer, acts.EDITION, wrong="name")
    try:
        acts.join_peers(
            brand=brand, account=account, customer=customer, name=name, languages=_languages(request, brand),
            topics=_topics(request, brand),
        )  # fmt: skip
    except acts.NotWanted:
        return redirect("square_help", brand.slug)
    return redirect("square_help", brand.slug)


def _chosen(request: HttpRequest, accounts: list[Account]) -> Account | None:
    """The account that they help from; the first, where they didn't say."""
    wanted = request.POST.get("account", "")
    return next((one for one in accounts if str(one.pk) == wanted), accounts[0] if accounts else None)


def _languages(request: HttpRequest, brand: Brand) -> list[str]:
    return [code for code in brand.languages if code in request.POST.getlist("languages")]


def _topics(request: HttpRequest, brand: Brand) -> list[str]:
    return [key for key in rows.topics_for(brand) if key in request.POST.getlist("topics")]


# ------------------------------------------------------------------------------------------ what is theirs


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_yours(request: HttpRequest, slug: str) -> HttpResponse:
    """What they know and speak, whose questions they don't want, and leaving."""
    brand = brand_of(slug)
    peer = peer_of(request, brand)
    if peer is None:
        return redirect("square_help", brand.slug)
    if request.method == "POST":
        return _press(request, brand, peer)
    blocks = PeerBlock.objects.filter(peer=peer, by_peer=True).select_related("account").order_by("-at")
    context = around_square(request, brand) | {
        "peer": peer,
        "called": name_of(peer.voice or peer.account),
        "role": rows.role_words(peer, brand),
        "tongues": [(code, own_name(code), code in peer.languages) for code in brand.languages],
        "topics": [(key, name, key in peer.topics) for key, name in rows.topics_for(brand).items()],
        "kept_away": [(one.account.pk, name_of(one.account)) for one in blocks[:50]],
        "edition": peer.agreed,
    }
    return page(request, "peers/yours.html", context)


def _press(request: HttpRequest, brand: Brand, peer: Peer) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "change":
        name = storable(request.POST.get("name", ""))
        acts.change_peer(
            peer=peer, name=name, languages=_languages(request, brand), topics=_topics(request, brand)
        )  # fmt: skip
    elif do == "leave":
        acts.leave_peers(peer=peer)
        return redirect("square_help", brand.slug)
    elif do == "let_near":
        number = request.POST.get("account", "")
        account = get_object_or_404(Account, brand=brand, pk=int(number) if number.isdecimal() else 0)
        peer_helping.let_near(peer=peer, account=account, by_peer=True)
    elif do == "welcome":
        newcomer = get_object_or_404(Peer, brand=brand, public_id=request.POST.get("peer", ""))
        try:
            peer_care.welcome(steward=peer, peer=newcomer)
        except PermissionError as refused:
            raise Http404 from refused
        return redirect("square_help", brand.slug)
    else:
        raise Http404
    return redirect("square_help_yours", brand.slug)


@require_http_methods(["POST"])
@public_page
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """ "No peers, please", or that they are welcome: of every account that this browser has proven here."""
    brand = brand_of(slug)
    mine = visitor_accounts(request, brand)
    do = request.POST.get("do", "")
    if do not in ("peers", "no_peers") or not mine:
        raise Http404
    for account in Account.objects.filter(brand=brand, pk__in=mine):
        peer_choosing.choose_peers(account=account, peers=do == "peers")
    back = request.POST.get("back", "")
    if back.isalnum() and len(back) <= 16:
        return redirect("square_conversation", brand.slug, back)
    return redirect("me", brand.slug)


def wants_no_peers(accounts: frozenset[int]) -> bool:
    """Whether somebody with these accounts said so. One query."""
    return bool(accounts) and PeerChoice.objects.filter(account__in=accounts, peers=False).exists()

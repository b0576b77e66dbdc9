"""What is pressed under a peer's answer: by the one who asked that it worked, or by anybody that it is wrong here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tummler.acts import peer_choosing, peer_helping
from tummler.records.models import Account, Brand, PeerAnswer
from tummler.web.asking_limits import address_key, count_within
from tummler.web.fragments import page
from tummler.web.visiting import brand_of, public_page
from tummler.web.visitor import visitor_accounts

#: How often one network address may press something here in an hour.
PER_ADDRESS, HOUR = 60, 3600


@require_POST
@public_page
def press(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One press, by somebody whom this browser knows; then the conversation again."""
    brand = brand_of(slug)
    answer = _answer(brand, public_id)
    mine = visitor_accounts(request, brand)
    if not mine:
        raise Http404
    if count_within(f"peer-press:{address_key(request)}", HOUR) > PER_ADDRESS:
        return page(request, "429.html", {"brand": brand}, status=429)
    do = request.POST.get("do", "")
    if do == "report":
        _report(request, answer, mine)
    elif answer.need.account_id not in mine or not _asker_presses(do, answer, mine):
        raise Http404
    return redirect("square_conversation", brand.slug, answer.need.conversation.public_id)


def _answer(brand: Brand, public_id: str) -> PeerAnswer:
    rows = PeerAnswer.objects.filter(brand=brand, public_id=public_id, state="stands", need__care="")
    found = rows.select_related("need__conversation", "need__account", "peer", "post").first()
    if found is None:
        raise Http404
    return found


def _asker_presses(do: str, answer: PeerAnswer, mine: frozenset[int]) -> bool:
    """Whether it was something that the asker can press."""
    if do == "helped":
        return peer_choosing.say_it_helped(accounts=mine, answer=answer)
    if do == "vouch":
        return peer_choosing.vouch_as_asker(accounts=mine, peer=answer.peer)
    if do == "unvouch":
        peer_choosing.take_back_asker_vouch(accounts=mine, peer=answer.peer)
        return True
    if do == "keep_away":
        peer_helping.keep_away(peer=answer.peer, account=answer.need.account, by_peer=False)
        return True
    if do == "let_near":
        peer_helping.let_near(peer=answer.peer, account=answer.need.account, by_peer=False)
        return True
    return False


def _report(request: HttpRequest, answer: PeerAnswer, mine: frozenset[int]) -> None:
    why = request.POST.get("why", "")
    if why not in peer_helping.REASONS or answer.peer.account_id in mine or answer.peer.voice_id in mine:
        raise Http404
    by = Account.objects.filter(brand=answer.brand_id, pk__in=mine).order_by("pk").first()
    if by is None:
        raise Http404
    peer_helping.report(by=by, need=answer.need, answer=answer, why=why)

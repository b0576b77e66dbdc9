"""Thanks on the square: what one has and from whom, giving on, pledging, turning them into something, and the rules."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts import giving_thanks as acts
from tummler.community import ledger
from tummler.community.rules import AGAIN_WITHIN, HOARDED_AFTER, PLEDGE_LASTS, WEEKLY_PART
from tummler.community.settling import may_pay
from tummler.records.models import Account, Brand, Channel, Due, Gift, Holder, Need, Payout, Reward
from tummler.web import moments, thanks_rows as rows, thanks_words as say
from tummler.web.asking_limits import address_key, count_within
from tummler.web.channel_words import label_of
from tummler.web.fragments import page
from tummler.web.peer_of import known_peer
from tummler.web.square_rows import HERE
from tummler.web.thanks_forms import amount_of, holder_named
from tummler.web.visiting import address_of, around_square, brand_of, public_page
from tummler.web.visitor import visitor_accounts

#: How often one network address may move thanks in an hour.
PER_ADDRESS, HOUR = 60, 3600
#: So many things asked for are shown.
_SHOWN_REWARDS = 20


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the brand, the accounts that they have proven here, and what these hold."""

    request: HttpRequest
    brand: Brand
    accounts: Collection[int]

    @property
    def purse(self) -> list[Holder]:
        """What they hold, the fullest first. One query."""
        return ledger.purse_of(self.brand.pk, self.accounts)

    @property
    def every_purse(self) -> list[Holder]:
        """One for each of their accounts, made where nothing was yet: to want none is said for all of them."""
        return [ledger.holder_of(one) for one in Account.objects.filter(brand=self.brand, pk__in=self.accounts)]


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, and what is pressed on it."""
    brand = brand_of(slug)
    reader = Reader(request, brand, _theirs(request, brand))
    if request.method != "POST":
        return _page(reader)
    if not reader.accounts:
        return redirect("me", brand.slug)
    if count_within(f"thanks:{address_key(request)}", HOUR) > PER_ADDRESS:
        return page(request, "429.html", {"brand": brand}, status=429)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        deed(reader)
    except acts.NotGiven as why:
        return _page(reader, wrong=str(why), status=422)
    return redirect(reverse("square_thanks", args=[brand.slug]))


def _theirs(request: HttpRequest, brand: Brand) -> frozenset[int]:
    """The accounts that this browser's holder has proven, and the one under which they answer here as a peer."""
    peer = known_peer(request, brand)
    voices = {peer.account_id, peer.voice_id} - {None} if peer else set()
    return visitor_accounts(request, brand) | frozenset(one for one in voices if one is not None)


def _page(reader: Reader, wrong: str = "", status: int = 200) -> HttpResponse:
    brand, purse = reader.brand, ledger.purse_of(reader.brand.pk, reader.accounts)
    mine = [one.pk for one in purse]
    units, payable = rows.totals(purse)
    open_ = brand.thanks_since is not None
    rewards = acts.offered(brand) if open_ else []
    context = around_square(reader.request, brand) | {
        "open": open_, "mine": bool(reader.accounts), "off": bool(purse) and all(one.off_at for one in purse),
        "units": units, "payable": payable, "heading": say.has_now(units), "number": say.number, "until": moments.until,
        "thanked": rows.thanked_by(Due.objects.filter(taker__in=mine), rows.readable_by_anyone) if mine else [],
        "under_way": rows.under_way(mine) if mine else [],
        "lines": rows.lines_of(mine) if mine else [],
        "to": rows.helped_me(brand, reader.accounts) if units else [],
        "causes": acts.causes_of(brand) if open_ else [],
        "waiting": rows.waiting(brand, reader.accounts) if units else [],
        "rewards": rewards, "payouts": _payouts(mine) if mine else [],
        "wrong": _(say.NOT_GIVEN.get(wrong, say.NOT_GIVEN["gone"])) if wrong else "",
    }  # fmt: skip
    return page(reader.request, "square/thanks.html", context, status=status)


def _payouts(mine: Collection[int]) -> list[Payout]:
    return list(Payout.objects.filter(holder__in=mine).select_related("reward").order_by("-asked_at")[:_SHOWN_REWARDS])


@require_safe
@public_page
def show_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Every rule that thanks go by, for anybody to read; what they are turned into, with the terms."""
    brand = brand_of(slug)
    context = around_square(request, brand) | {
        "open": brand.thanks_since is not None, "rewards": acts.offered(brand),
        "causes": rows.pooled(acts.causes_of(brand)),
        "number": say.number, "days": HOARDED_AFTER.days, "part": WEEKLY_PART, "pledge_days": PLEDGE_LASTS.days,
        "year": AGAIN_WITHIN.days, "pays": _paying(brand),
        "canonical": address_of(request, reverse("square_thanks_rules", args=[brand.slug])),
    }  # fmt: skip
    return page(request, "square/thanks_rules.html", context)


def _paying(brand: Brand) -> list[str]:
    """Where help may be turned into something, by each network's own rules. One query."""
    heard = Channel.objects.filter(brand=brand).order_by("pk").values_list("network", flat=True)
    keys = dict.fromkeys([HERE, *heard])
    return [label_of(key) for key in keys if may_pay(key)]


# ------------------------------------------------------------------------------------------- what is pressed


def _give(reader: Reader) -> None:
    to = holder_named(reader.brand, reader.request, rows.helped_me(reader.brand, reader.accounts))
    acts.give_thanks(purse=reader.purse, to=to, amount=amount_of(reader.request))


def _pledge(reader: Reader) -> None:
    need = Need.objects.filter(brand=reader.brand, public_id=reader.request.POST.get("need", "")).first()
    if need is None:
        raise acts.NotGiven("over")
    acts.pledge_thanks(purse=reader.purse, need=need, amount=amount_of(reader.request))


def _take_back(reader: Reader) -> None:
    gift = Gift.objects.filter(brand=reader.brand, public_id=reader.request.POST.get("gift", "")).first()
    if gift is None or not acts.take_back_gift(purse=reader.purse, gift=gift):
        raise acts.NotGiven("late")


def _turn(reader: Reader) -> None:
    reward = Reward.objects.filter(brand=reader.brand, public_id=reader.request.POST.get("reward", "")).first()
    if reward is None:
        raise acts.NotGiven("gone")
    acts.turn_into(purse=reader.purse, reward=reward, adult=reader.request.POST.get("adult") == "yes")


def _rather_thanks(reader: Reader) -> None:
    payout = Payout.objects.filter(brand=reader.brand, public_id=reader.request.POST.get("payout", "")).first()
    if payout is None or not acts.take_back_payout(purse=reader.purse, payout=payout):
        raise acts.NotGiven("gone")


def _decline(reader: Reader) -> None:
    acts.decline_thanks(purse=reader.every_purse, declined=True)


def _want_again(reader: Reader) -> None:
    acts.decline_thanks(purse=reader.every_purse, declined=False)


_DEEDS: dict[str, Callable[[Reader], None]] = {
    "give": _give, "pledge": _pledge, "take_back": _take_back, "turn": _turn, "rather_thanks": _rather_thanks,
    "decline": _decline, "want": _want_again,
}  # fmt: skip

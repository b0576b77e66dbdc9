"""Thanks at the desk: a helper's own, and a lead's book: causes, rewards, what was asked for, what to look at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tummler.acts import giving_thanks as giving, keeping_thanks as acts
from tummler.community import ledger
from tummler.records.access import can, require, rows_for
from tummler.records.models import Brand, Cause, Due, Gift, Helper, Holder, Payout, Post, Reward, Ring
from tummler.web import moments, thanks_rows as rows, thanks_words as say
from tummler.web.fragments import page
from tummler.web.shared import colleagues
from tummler.web.thanks_forms import amount_of, holder_named
from tummler.web.thanks_rows import Choice, Whose
from tummler.web.toasts import Toast, keep
from tummler.web.viewing import around, helper_page, theirs

#: What a lead types, given back where something is wrong with it.
_TYPED = ("do", "name", "price", "terms", "words")
#: So many of what was asked for and seen to are shown; all of it is in the files.
_SETTLED = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked for a reward."""

    payout: Payout
    whose: Whose
    units: str


@dataclass(frozen=True, slots=True)
class Round:
    """Some who mostly thank each other."""

    ring: Ring
    people: list[Whose]
    words: str
    more: str


# ------------------------------------------------------------------------------------------- one's own


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_thanks(request: HttpRequest, helper: Helper) -> HttpResponse:
    """What this helper was thanked for, and what they do with it."""
    if request.method != "POST":
        return _own_page(request, helper)
    deed = _OWN.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        deed(request, helper)
    except giving.NotGiven as why:
        return _own_page(request, helper, wrong=str(why), status=422)
    return redirect("thanks")


def _own_page(request: HttpRequest, helper: Helper, wrong: str = "", status: int = 200) -> HttpResponse:
    purse = _purse(helper)
    mine, open_ = [one.pk for one in purse], helper.brand.thanks_since is not None
    units = sum(one.balance for one in purse)

    def readable(posts: Collection[int]) -> set[int]:
        return set(rows_for(helper, Post).filter(pk__in=posts, gone_at=None).values_list("pk", flat=True))

    context = around(helper) | {
        "open": open_, "off": bool(purse) and purse[0].off_at is not None, "units": units,
        "heading": say.has_now(units), "number": say.number, "until": moments.until,
        "thanked": rows.thanked_by(rows_for(helper, Due).filter(taker__in=mine), readable, inside=True),
        "under_way": rows.under_way(mine, inside=True), "lines": rows.lines_of(mine, inside=True),
        "to": _colleagues(helper) if units else [], "causes": giving.causes_of(helper.brand) if open_ else [],
        "waiting": rows.waiting(helper.brand, ()) if units and open_ else [],
        "may_keep": can(helper, "keep_thanks", helper.brand),
        "waits_there": _waits_there(helper),
        "wrong": _(say.NOT_GIVEN.get(wrong, say.NOT_GIVEN["gone"])) if wrong else "",
    }  # fmt: skip
    return page(request, "thanks/thanks.html", context, status=status)


def _waits_there(helper: Helper) -> bool:
    """Whether something in the book waits for a lead. Two queries at most, for leads."""
    if not can(helper, "keep_thanks", helper.brand):
        return False
    return rows_for(helper, Payout).filter(state="asked").exists() or rows_for(helper, Ring).filter(value="").exists()


def _purse(helper: Helper) -> list[Holder]:
    return list(rows_for(helper, Holder).filter(helper=helper))


def _colleagues(helper: Helper) -> list[Choice]:
    others = [one for one in colleagues(helper) if one.active and one.pk != helper.pk]
    return [Choice(f"helper-{one.public_id}", Whose(one.name, one.public_id), one.department) for one in others[:8]]


def _give(request: HttpRequest, helper: Helper) -> None:
    to = holder_named(helper.brand, request, _colleagues(helper))
    giving.give_thanks(purse=_purse(helper), to=to, amount=amount_of(request), actor=helper)


def _pledge(request: HttpRequest, helper: Helper) -> None:
    wanted = request.POST.get("need", "")
    need = next((one.need for one in rows.waiting(helper.brand, ()) if one.need.public_id == wanted), None)
    if need is None:
        raise giving.NotGiven("over")
    giving.pledge_thanks(purse=_purse(helper), need=need, amount=amount_of(request), actor=helper)


def _take_back(request: HttpRequest, helper: Helper) -> None:
    gift = theirs(helper, Gift, public_id=request.POST.get("gift", ""))
    if not giving.take_back_gift(purse=_purse(helper), gift=gift, actor=helper):
        raise giving.NotGiven("late")


def _decline(request: HttpRequest, helper: Helper) -> None:
    declined = request.POST.get("do") == "decline"
    giving.decline_thanks(purse=[ledger.holder_of(helper)], declined=declined, actor=helper)


_OWN: dict[str, Callable[[HttpRequest, Helper], None]] = {
    "give": _give, "pledge": _pledge, "take_back": _take_back, "decline": _decline, "want": _decline,
}  # fmt: skip


# ------------------------------------------------------------------------------------------- the book


@require_http_methods(["GET", "HEAD", "POST"])
@helper_page
def show_book(request: HttpRequest, helper: Helper) -> HttpResponse:
    """Whether thanks are kept here, what they are for, who asked for something, and who mostly thanks each other."""
    require(helper, "keep_thanks", helper.brand)
    if request.method != "POST":
        return _book_page(request, helper)
    deed = _BOOK.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    try:
        deed(request, helper)
    except acts.NotKept as wrong:
        return _book_page(request, helper, wrong=str(wrong), status=422)
    return redirect("thanks_book")


def _book_page(request: HttpRequest, helper: Helper, wrong: str = "", status: int = 200) -> HttpResponse:
    brand = Brand.objects.get(pk=helper.brand_id)
    payouts = rows_for(helper, Payout).select_related("reward", "holder__account", "holder__helper", "holder__cause")
    settled = payouts.filter(state="settled").order_by("-settled_at")[:_SETTLED]
    causes = list(rows_for(helper, Cause).filter(ended_at=None).order_by("pk"))
    held = dict(rows_for(helper, Holder).filter(cause__in=causes).values_list("cause", "balance"))
    context = around(helper) | {
        "open": brand.thanks_since is not None, "number": say.number,
        "causes": [(one, held.get(one.pk, 0)) for one in causes],
        "rewards": giving.offered(brand),
        "asked": [_asked(one) for one in payouts.filter(state="asked").order_by("asked_at")],
        "settled": [_asked(one) for one in settled],
        "rings": _rings(helper),
        "wrong": _wrong(wrong), "typed": {name: request.POST.get(name, "") if wrong else "" for name in _TYPED},
        "public": reverse("square_thanks_rules", args=[brand.slug]),
    }  # fmt: skip
    return page(request, "thanks/book.html", context, status=status)


def _wrong(code: str) -> str:
    words = {"name": _("It needs a name."), "price": _("Say how many whole thanks, from 1 on.")}
    return words.get(code, _("That was taken back meanwhile.")) if code else ""


def _asked(payout: Payout) -> Asked:
    return Asked(payout, rows.whose(payout.holder, inside=True), say.number(payout.amount))


def _rings(helper: Helper) -> list[Round]:
    found = list(rows_for(helper, Ring).filter(value="").order_by("-found_at")[:10])
    wanted = {one for ring in found for one in ring.members}
    holders = rows_for(helper, Holder).filter(pk__in=wanted).select_related("account", "helper", "cause")
    known = {one.pk: rows.whose(one, inside=True) for one in holders}
    return [
        Round(
            ring,
            [known[one] for one in ring.members if one in known],
            say.who_mostly(len(ring.members)),
            say.of_all(ring),
        )
        for ring in found
    ]


def _open(request: HttpRequest, helper: Helper) -> None:
    acts.open_thanks(actor=helper)
    keep(request, Toast(_("From now on thanks are counted."), reverse("thanks_book"), {"do": "close_book"}, whole=True))


def _close(request: HttpRequest, helper: Helper) -> None:
    acts.close_thanks(actor=helper)
    words = _("Nothing is counted from now on. What everybody has stays.")
    keep(request, Toast(words, reverse("thanks_book"), {"do": "open_book"}, whole=True))


def _make_cause(request: HttpRequest, helper: Helper) -> None:
    acts.make_cause(actor=helper, name=request.POST.get("name", ""), words=request.POST.get("words", ""))


def _make_reward(request: HttpRequest, helper: Helper) -> None:
    said = request.POST.get("price", "").strip()
    price = int(said) if said.isdecimal() and len(said) < 8 else 0
    acts.make_reward(actor=helper, name=request.POST.get("name", ""), price=price, terms=request.POST.get("terms", ""))


def _end(request: HttpRequest, helper: Helper) -> None:
    public_id = request.POST.get("offer", "")
    offer: Cause | Reward = (
        theirs(helper, Cause, public_id=public_id)
        if request.POST.get("noun") == "cause"
        else theirs(helper, Reward, public_id=public_id)
    )
    ended = request.POST.get("do") == "end_offer"
    acts.end_offer(actor=helper, offer=offer, ended=ended)
    if ended:
        fields = {"do": "offer_again", "noun": request.POST.get("noun", ""), "offer": offer.public_id}
        words = _("%(name)s isn’t offered any more.") % {"name": offer.name}
        keep(request, Toast(words, reverse("thanks_book"), fields, whole=True))


def _use(request: HttpRequest, helper: Helper) -> None:
    cause, said = theirs(helper, Cause, public_id=request.POST.get("offer", "")), request.POST.get("number", "")
    if request.POST.get("do") == "unuse":
        acts.take_back_use(actor=helper, cause=cause, number=int(said) if said.isdecimal() and len(said) < 8 else 0)
        return
    number = acts.use_pool(actor=helper, cause=cause)
    if number:
        fields = {"do": "unuse", "offer": cause.public_id, "number": str(number)}
        words = _("%(name)s: what was pooled is used for it.") % {"name": cause.name}
        keep(request, Toast(words, reverse("thanks_book"), fields, whole=True))


def _settle(request: HttpRequest, helper: Helper) -> None:
    payout = theirs(helper, Payout, ("reward",), public_id=request.POST.get("payout", ""))
    match request.POST.get("do"):
        case "settle":
            acts.settle_payout(actor=helper, payout=payout)
            words = _("%(name)s: seen to.") % {"name": payout.reward.name}
            fields = {"do": "unsettle", "payout": payout.public_id}
            keep(request, Toast(words, reverse("thanks_book"), fields, whole=True))
        case "unsettle":
            acts.unsettle_payout(actor=helper, payout=payout)
        case _:
            acts.refuse_payout(actor=helper, payout=payout)


def _answer(request: HttpRequest, helper: Helper) -> None:
    ring = theirs(helper, Ring, public_id=request.POST.get("ring", ""))
    value = {"ring_fine": "fine", "ring_talk": "talk"}.get(request.POST.get("do", ""), "")
    acts.answer_ring(actor=helper, ring=ring, value=value)
    said = {
        "fine": _("Fine. Nobody is asked about them for half a year."),
        "talk": _("Talk to them. Nothing else happens by itself."),
    }
    if value:
        fields = {"do": "ring_again", "ring": ring.public_id}
        keep(request, Toast(said[value], reverse("thanks_book"), fields, whole=True))


_BOOK: dict[str, Callable[[HttpRequest, Helper], None]] = {
    "open_book": _open, "close_book": _close, "make_cause": _make_cause, "make_reward": _make_reward,
    "end_offer": _end, "offer_again": _end, "settle": _settle, "unsettle": _settle, "refuse": _settle,
    "ring_fine": _answer, "ring_talk": _answer, "ring_again": _answer, "use": _use, "unuse": _use,
}  # fmt: skip

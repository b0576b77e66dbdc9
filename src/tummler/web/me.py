"""“You, here”: what a visitor has proven to be theirs at a brand, and every way to prove, end, take along and erase."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tummler.acts import customers, proving, proving_there as there
from tummler.common import clock
from tummler.networks.contract import NetworkTrouble
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Account, Brand, Holding, OneTimeWord, Proof, Visitor
from tummler.web import square_words as say, visitor as visitors
from tummler.web.asking_limits import address_key, count_within
from tummler.web.channel_words import label_of, trouble_words
from tummler.web.fragments import page
from tummler.web.really import accounts_of
from tummler.web.square_rows import HERE
from tummler.web.texts import handle_of, web_address
from tummler.web.visiting import address_of, around_square, brand_of, public_page

#: How often one network address may begin to prove something in an hour.
PER_ADDRESS, HOUR = 30, 3600
#: What networks ask, to be found by who gathers our words.
_ASKED = (noop("Your handle, or your server"), noop("Your handle"))
#: Coming back went wrong, in a visitor's words.
_LOST = {
    "wrong_state": noop("That way back was used already, took too long, or began in another browser. Begin again."),
    "sign_in_refused": noop("It was not allowed there. Nothing has changed here."),
    "no_openid": noop("The sign-in of this brand doesn’t answer just now. Try again in a while."),
    "another_account": noop("Somebody else signed in there than the one you named. Nothing has changed here."),
}


@dataclass(frozen=True, slots=True)
class Mine:
    """An account that is theirs: how and when they proved it here; ``at`` None for one known by having asked here."""

    account: Account
    label: str
    handle: str
    how: str
    at: datetime | None
    #: What it is joined with.
    holding: Holding | None = None


@require_safe
def go(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The short address, to be typed: /me/, with the brand's name behind it where there are several."""
    brands = list(Brand.objects.filter(made_up=False).order_by("pk")[:2])
    if not slug and len(brands) == 1:
        slug = brands[0].slug
    return redirect("me", brand_of(slug).slug)


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_me(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, and what is pressed on it."""
    brand = brand_of(slug)
    browser = visitors.browser_of(request, brand)
    if request.method == "POST":
        return _press(request, brand, browser)
    return me_page(request, brand, browser)


def me_page(
    request: HttpRequest, brand: Brand, browser: Visitor | None, trouble: str = "", status: int = 200
) -> HttpResponse:
    """What is theirs. ``trouble`` says why something did not work."""
    mine, told = mine_of(request, brand, browser), customers.customer_of(browser)
    apart = [one for one in mine if told and not (one.holding and one.holding.customer_id == told.customer_id)]
    context = around_square(request, brand) | {
        "mine": mine,
        "customer": told,
        "door": customers.door_of(brand),
        "by_link": bool(customers.link_keys(brand)),
        "apart": apart,
        "browser": browser,
        "asked_for": _asked_for(brand, [one.account.pk for one in mine]),
        "trouble": trouble,
        "ways": [(key, label_of(key), proving_fields(key)) for key in there.ways(brand)],
        "since_words": say.since,
    }
    return page(request, "me/me.html", context, status=status)


def proving_fields(key: str) -> list[tuple[str, str, str]]:
    """What a network asks before it can send somebody to their own sign-in page: name, label, an example."""
    asked = there.proving_of(key)
    return [(one.name, _(one.label), one.help) for one in asked.fields] if asked else []


def mine_of(request: HttpRequest, brand: Brand, browser: Visitor | None) -> list[Mine]:
    """The accounts that this browser's holder has proven, and the one that asked here. Four queries."""
    here = visitors.visitor_accounts(request, brand)
    proofs: dict[int, Proof] = {}
    if browser is not None:
        for proof in Proof.objects.filter(visitor=browser, ended_at=None, account__in=here).order_by("at"):
            proofs[proof.account_id or 0] = proof
    rows = Account.objects.filter(pk__in=here).order_by("network", "handle")
    held = Holding.objects.filter(account__in=here, ended_at=None).select_related("customer")
    joined = {one.account_id: one for one in held}
    return [_mine(account, proofs.get(account.pk), joined.get(account.pk)) for account in rows]


def _mine(account: Account, proof: Proof | None, holding: Holding | None = None) -> Mine:
    handle = account.called if account.network == HERE else handle_of(account)
    how = proof.how if proof else "asked_here"
    return Mine(account, label_of(account.network), handle, how, proof.at if proof else None, holding)


def _asked_for(brand: Brand, accounts: list[int]) -> list[OneTimeWord]:
    """Other browsers that sent a word from one of these accounts, or somebody for them."""
    words = OneTimeWord.objects.filter(brand=brand, account__in=accounts, state__in=("heard", "told"))
    return list(words.filter(until__gt=clock.now()).select_related("account").order_by("pk")[:5])


def _press(request: HttpRequest, brand: Brand, browser: Visitor | None) -> HttpResponse:
    do = request.POST.get("do", "")
    mine = visitors.visitor_accounts(request, brand)
    if do in ("yes", "no"):
        return _answer_word(request, brand, mine, yes=do == "yes")
    if do == "end_everywhere" and mine:
        proving.end_everywhere(accounts=mine)
        return redirect("me", brand.slug)
    if browser is None:
        raise Http404
    if do in ("end", "part"):
        account = _account(request, brand, mine)
        if do == "end":
            proving.end_proofs(visitor=browser, account=account)
        else:
            customers.part(brand=brand, account=account)
    elif do == "join":
        customers.join(visitor=browser, accounts=list(Account.objects.filter(brand=brand, pk__in=mine)))
    elif do == "end_customer" and (told := customers.customer_of(browser)):
        proving.end_proofs(visitor=browser, customer=told.customer)
    elif do == "end_all":
        proving.end_proofs(visitor=browser)
        response = redirect("me", brand.slug)
        visitors.forget(response, brand)
        return response
    else:
        raise Http404
    return redirect("me", brand.slug)


def _account(request: HttpRequest, brand: Brand, mine: frozenset[int]) -> Account:
    return get_object_or_404(Account, brand=brand, pk__in=mine, pk=_number(request.POST.get("account", "")))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _answer_word(request: HttpRequest, brand: Brand, mine: frozenset[int], *, yes: bool) -> HttpResponse:
    word = OneTimeWord.objects.filter(brand=brand, public_id=request.POST.get("word", "")).first()
    if word is None or word.account_id not in mine:
        raise Http404
    (proving.say_yes if yes else proving.say_no)(accounts=mine, word=word)
    return redirect("me", brand.slug)


# ------------------------------------------------------------------------------------- by signing in with it


@require_POST
@public_page
def go_there(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """To the network's own sign-in page, by a page of ours: a form of ours may only lead to ourselves."""
    brand = brand_of(slug)
    if key not in there.ways(brand):
        raise Http404
    if _too_often(request):
        return page(request, "429.html", {"brand": brand}, status=429)
    browser, secret = _browser(request, brand)
    answers = {name: value.strip()[:300] for name, value in request.POST.items() if isinstance(value, str)}
    try:
        outcome = there.begin_there(
            visitor=browser, way=key, answers=answers, callback=callback_of(request, brand),
            client_id=address_of(request, reverse("client_description", args=[key])),
        )  # fmt: skip
    except NetworkTrouble as trouble:
        return _refused(request, brand, browser, secret, trouble.code, key)
    except (ValueError, OSError, LookupError):
        return _refused(request, brand, browser, secret, "no_server", key)
    if not isinstance(outcome, str):
        return _signed_in(brand, browser)
    return onwards(request, brand, secret, outcome, label_of(key))


def onwards(request: HttpRequest, brand: Brand, secret: str, address: str, label: str) -> HttpResponse:
    """The page that goes on to another's; only to a web address."""
    host = web_address(address)
    if not host:
        raise Http404
    context = around_square(request, brand) | {"address": address, "host": host, "label": label}
    response = page(request, "me/onwards.html", context)
    if secret:
        visitors.remember(response, brand, secret)
    return response


def callback_of(request: HttpRequest, brand: Brand) -> str:
    """Where every sign-in page comes back to."""
    return address_of(request, reverse("me_back", args=[brand.slug]))


def _browser(request: HttpRequest, brand: Brand) -> tuple[Visitor, str]:
    """This browser; where it is new, what its cookie is to hold."""
    browser = visitors.browser_of(request, brand)
    return (browser, "") if browser is not None else proving.new_visitor(brand)


def _too_often(request: HttpRequest) -> bool:
    return count_within(f"prove:{address_key(request)}", HOUR) > PER_ADDRESS


@require_POST
@public_page
def go_to_brand(request: HttpRequest, slug: str) -> HttpResponse:
    """To the brand's own sign-in."""
    brand = brand_of(slug)
    if not customers.door_of(brand).issuer:
        raise Http404
    if _too_often(request):
        return page(request, "429.html", {"brand": brand}, status=429)
    browser, secret = _browser(request, brand)
    try:
        address = customers.begin_openid(visitor=browser, callback=callback_of(request, brand))
    except (NetworkTrouble, UnreadableSecret):
        return _refused(request, brand, browser, secret, "no_openid", "")
    return onwards(request, brand, secret, address, brand.name)


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def from_app(request: HttpRequest, slug: str) -> HttpResponse:
    """A link that the brand's app signed: opening it uses nothing up, pressing does. A preview never presses."""
    brand = brand_of(slug)
    token = request.POST.get("t", "") if request.method == "POST" else request.GET.get("t", "")
    try:
        if request.method != "POST":
            return _link_page(request, brand, token)
        customers.read_link(brand=brand, token=token)
        browser, _secret = _browser(request, brand)
        customers.use_link(visitor=browser, token=token)
    except (customers.BadLink, UnreadableSecret):
        response = page(request, "me/link.html", around_square(request, brand) | {"shown": None}, status=400)
        response["Referrer-Policy"] = "no-referrer"
        return response
    return _signed_in(brand, browser)


def _link_page(request: HttpRequest, brand: Brand, token: str) -> HttpResponse:
    shown = customers.read_link(brand=brand, token=token)
    mine = mine_of(request, brand, visitors.browser_of(request, brand))
    context = around_square(request, brand) | {"shown": shown, "token": token, "mine": mine}
    response = page(request, "me/link.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@public_page
def come_back(request: HttpRequest, slug: str) -> HttpResponse:
    """From a sign-in page: with what this very browser left with, once. Where it goes on to is always /me."""
    brand = brand_of(slug)
    browser = visitors.browser_of(request, brand)
    if browser is None or request.method != "GET":
        return _lost(request, brand, browser, "wrong_state", "")
    query, way = {name: str(value) for name, value in request.GET.items()}, ""
    try:
        way, pending = there.come_back(visitor=browser, state=query.get("state", ""))
        if way == customers.OPENID:
            customers.finish_openid(visitor=browser, pending=pending, query=query)
        else:
            there.finish_there(visitor=browser, way=way, pending=pending, query=query)
    except (NetworkTrouble, UnreadableSecret) as trouble:
        return _lost(request, brand, browser, getattr(trouble, "code", "unreadable_secret"), way)
    return _signed_in(brand, browser)


@require_safe
def describe_us(request: HttpRequest, key: str) -> HttpResponse:
    """What we are, for networks that know programs by an address: public, and the same for everyone."""
    asked = there.proving_of(key)
    if asked is None or asked.description is None:
        raise Http404
    brands = Brand.objects.filter(made_up=False).order_by("pk")
    own = address_of(request, reverse("client_description", args=[key]))
    told = asked.description(own, [callback_of(request, brand) for brand in brands])
    return JsonResponse(told, headers={"Cache-Control": "public, max-age=600"})


def _signed_in(brand: Brand, browser: Visitor) -> HttpResponse:
    response = redirect("me", brand.slug)
    visitors.remember(response, brand, proving.turn_key(browser))
    return response


def _lost(request: HttpRequest, brand: Brand, browser: Visitor | None, code: str, key: str) -> HttpResponse:
    words = _(_LOST[code]) if code in _LOST else trouble_words(code, key)[0]
    return me_page(request, brand, browser, words, status=400)


def _refused(request: HttpRequest, brand: Brand, browser: Visitor, secret: str, code: str, key: str) -> HttpResponse:
    words = _(_LOST[code]) if code in _LOST else trouble_words(code, key)[0]
    response = me_page(request, brand, browser, words, status=422)
    if secret:
        visitors.remember(response, brand, secret)
    return response


# ---------------------------------------------------------------------------------------- by a word sent from it


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_word(request: HttpRequest, slug: str) -> HttpResponse:
    """A word to send, what sending it does, and the field for what comes back."""
    brand = brand_of(slug)
    browser = visitors.browser_of(request, brand)
    if request.method == "POST":
        if request.POST.get("do") == "begin":
            return _begin_word(request, brand)
        return _finish_word(request, brand, browser)
    word = _word_of(browser)
    if word is None or browser is None:
        return redirect("me", slug)
    if word.state == "done":
        return _proven(brand, browser, word)
    return _word_page(request, brand, word)


def _word_of(browser: Visitor | None) -> OneTimeWord | None:
    """The newest of this browser, as long as it says something."""
    if browser is None:
        return None
    words = OneTimeWord.objects.filter(visitor=browser, until__gt=clock.now()).select_related("account")
    return words.order_by("-pk").first()


def _begin_word(request: HttpRequest, brand: Brand) -> HttpResponse:
    if _too_often(request):
        return page(request, "429.html", {"brand": brand}, status=429)
    browser, secret = _browser(request, brand)
    proving.begin_word(browser)
    response = redirect("me_word", brand.slug)
    if secret:
        visitors.remember(response, brand, secret)
    return response


def _finish_word(request: HttpRequest, brand: Brand, browser: Visitor | None) -> HttpResponse:
    word = _word_of(browser)
    if word is None or browser is None:
        return redirect("me", brand.slug)
    if word.state == "done":
        return _proven(brand, browser, word)
    try:
        proof = proving.finish_word(visitor=browser, word=word, code=request.POST.get("code", "")[:40])
    except proving.WordOver:
        return redirect("me_word", brand.slug)
    if proof is None:
        return _word_page(request, brand, word, wrong=True)
    return _proven(brand, browser, word)


def _proven(brand: Brand, browser: Visitor, word: OneTimeWord) -> HttpResponse:
    """Signed in: under a new cookie, and the word is never shown again."""
    OneTimeWord.objects.filter(pk=word.pk).update(state="over")
    response = redirect("me", brand.slug)
    visitors.remember(response, brand, proving.turn_key(browser))
    return response


def _word_page(request: HttpRequest, brand: Brand, word: OneTimeWord, *, wrong: bool = False) -> HttpResponse:
    over = word.state == "over" or word.wrong + wrong >= proving.TRIES
    account = word.account
    context = around_square(request, brand) | {
        "state": "over" if over else word.state,
        "word": "" if over else proving.word_of(word),
        "until": word.until,
        "heard_from": "" if account is None else _mine(account, None).handle,
        "here": account is not None and account.network == HERE,
        "heard_on": "" if account is None else label_of(account.network),
        "seed": "" if account is None else account.remote_id,
        "network": "" if account is None else account.network,
        "accounts": accounts_of(brand),
        "why_wrong": _("That is not the code. Look again at the message from us.") if wrong else "",
    }
    return page(request, "me/word.html", context, status=422 if wrong else 200)

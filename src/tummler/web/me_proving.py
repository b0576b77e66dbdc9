"""The ways to prove what is theirs: signing in on their network or at the brand, a link of its app, a word."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tummler.acts import customers, proving, proving_there as there
from tummler.common import clock
from tummler.networks.contract import NetworkTrouble
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Brand, Delivery, OneTimeWord, Visitor
from tummler.web import visitor as visitors
from tummler.web.asking_limits import address_key, count_within
from tummler.web.channel_words import label_of, trouble_words
from tummler.web.fragments import page
from tummler.web.me import me_page
from tummler.web.me_rows import as_mine, mine_of
from tummler.web.really import accounts_of
from tummler.web.square_rows import HERE
from tummler.web.texts import web_address
from tummler.web.viewing import current_helper
from tummler.web.visiting import address_of, around_square, brand_of, public_page

#: How often one network address may begin to prove something in an hour.
PER_ADDRESS, HOUR = 30, 3600
_FOR_YOU = "proves_for_you"
#: Coming back went wrong, in a visitor's words.
_LOST = {
    "wrong_state": noop("That way back was used already, took too long, or began in another browser. Begin again."),
    "sign_in_refused": noop("It was not allowed there. Nothing has changed here."),
    "no_openid": noop("The sign-in of this brand doesn’t answer just now. Try again in a while."),
    "another_account": noop("Somebody else signed in there than the one you named. Nothing has changed here."),
}

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
    answers = {name: value.strip()[:2000] for name, value in request.POST.items() if isinstance(value, str)}
    try:
        outcome = there.begin_there(
            visitor=browser, way=key, answers=answers, callback=callback_of(request, brand),
            client_id=address_of(request, reverse("client_description", args=[key])),
        )  # fmt: skip
    except NetworkTrouble as trouble:
        return _refused(request, brand, browser, secret, trouble.code, key)
    except (ValueError, OSError, LookupError):
        return _refused(request, brand, browser, secret, "no_server", key)
    _note_for_you(request)
    if not isinstance(outcome, str):
        return _signed_in(request, brand, browser)
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
        response["Referrer-Policy"] = "same-origin"
        return response
    return _signed_in(request, brand, browser)


def _link_page(request: HttpRequest, brand: Brand, token: str) -> HttpResponse:
    shown = customers.read_link(brand=brand, token=token)
    mine = mine_of(request, brand, visitors.browser_of(request, brand))
    context = around_square(request, brand) | {"shown": shown, "token": token, "mine": mine}
    response = page(request, "me/link.html", context)
    response["Referrer-Policy"] = "same-origin"
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
    return _signed_in(request, brand, browser)


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


def _note_for_you(request: HttpRequest) -> None:
    """A helper shows an account of their own: where they come back to is their own page."""
    if request.POST.get("for") == "you" and current_helper(request) is not None:
        request.session[_FOR_YOU] = True


def _back_to(request: HttpRequest, brand: Brand) -> HttpResponse:
    if _FOR_YOU in request.session and request.session.pop(_FOR_YOU) and current_helper(request) is not None:
        return redirect(f"{reverse('yourself')}#own")
    return redirect("me", brand.slug)


def _signed_in(request: HttpRequest, brand: Brand, browser: Visitor) -> HttpResponse:
    response = _back_to(request, brand)
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
        return _proven(request, brand, browser, word)
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
    _note_for_you(request)
    response = redirect("me_word", brand.slug)
    if secret:
        visitors.remember(response, brand, secret)
    return response


def _finish_word(request: HttpRequest, brand: Brand, browser: Visitor | None) -> HttpResponse:
    word = _word_of(browser)
    if word is None or browser is None:
        return redirect("me", brand.slug)
    if word.state == "done":
        return _proven(request, brand, browser, word)
    try:
        proof = proving.finish_word(visitor=browser, word=word, code=request.POST.get("code", "")[:40])
    except proving.WordOver:
        return redirect("me_word", brand.slug)
    if proof is None:
        return _word_page(request, brand, word, wrong=True)
    return _proven(request, brand, browser, word)


def _proven(request: HttpRequest, brand: Brand, browser: Visitor, word: OneTimeWord) -> HttpResponse:
    """Signed in: under a new cookie, and the word is never shown again."""
    OneTimeWord.objects.filter(pk=word.pk).update(state="over")
    response = _back_to(request, brand)
    visitors.remember(response, brand, proving.turn_key(browser))
    return response


def _word_page(request: HttpRequest, brand: Brand, word: OneTimeWord, *, wrong: bool = False) -> HttpResponse:
    over = word.state == "over" or word.wrong + wrong >= proving.TRIES
    refused = word.state == "told" and Delivery.objects.filter(reply=word.reply_id, state="never").exists()
    account = word.account
    context = around_square(request, brand) | {
        "state": "over" if over else "refused" if refused else word.state,
        "word": "" if over else proving.word_of(word),
        "until": word.until,
        "heard_from": "" if account is None else as_mine(account, None).handle,
        "here": account is not None and account.network == HERE,
        "heard_on": "" if account is None else label_of(account.network),
        "seed": "" if account is None else account.remote_id,
        "network": "" if account is None else account.network,
        "accounts": accounts_of(brand),
        "why_wrong": _("That is not the code. Look again at the message from us.") if wrong else "",
    }
    return page(request, "me/word.html", context, status=422 if wrong else 200)

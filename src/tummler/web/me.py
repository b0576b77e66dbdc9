"""“You, here”: what a visitor has proven to be theirs at a brand, and every way to end and join it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from tummler.acts import customers, proving, proving_there as there
from tummler.common import clock
from tummler.records.models import Account, Brand, OneTimeWord, Visitor
from tummler.web import quest_words, square_words as say, visitor as visitors
from tummler.web.channel_words import label_of
from tummler.web.fragments import page
from tummler.web.me_rows import asked_by, by_app, mine_of, proving_fields
from tummler.web.peer_pages import wants_no_peers
from tummler.web.quests import taken_part
from tummler.web.really import accounts_of
from tummler.web.visiting import around_square, brand_of, public_page
from tummler.web.wishes import wished_for


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
        "asked": asked_by(brand, [one.account.pk for one in mine]),
        **wished_for(request, brand),
        "quests": taken_part(brand, [one.account.pk for one in mine]),
        "stages": quest_words.stages,
        "asked_for": _asked_for(brand, [one.account.pk for one in mine]),
        "no_peers": wants_no_peers(frozenset(one.account.pk for one in mine)),
        "trouble": trouble,
        "ways": [(key, label_of(key), proving_fields(key)) for key in there.ways(brand) if not by_app(key)],
        "app_ways": [(key, label_of(key), proving_fields(key)) for key in there.ways(brand) if by_app(key)],
        "elsewhere": bool(accounts_of(brand)),
        "since_words": say.since,
    }
    return page(request, "me/me.html", context, status=status)


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

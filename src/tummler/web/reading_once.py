"""Where an answer for one person's eyes is opened: sealed until they press, shown in one page that nobody keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from tummler.acts.asking import need_of_once, say_of_once, see_once
from tummler.common import clock
from tummler.records.models import Brand, Once
from tummler.web import moments
from tummler.web.fragments import page
from tummler.web.once_words import shows_for, told_asker
from tummler.web.square_rows import HERE, alias
from tummler.web.texts import handle_of, name_of
from tummler.web.visiting import around_square, brand_of, public_page
from tummler.web.visitor import visitor_accounts

#: What its reader said of it, said back to them.
_THANKED = {
    "helped": gettext_lazy("Good to hear. Whoever answered you is told."),
    "not_helped": gettext_lazy("It is open again, and somebody looks at it."),
}
#: So long its place is still told to whom it was for.
_TOLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One answer for this reader, sealed or gone, in words."""

    once: Once
    who: str
    #: Which of their accounts it is for; "" for who asked on the square in this browser.
    to: str
    told: Markup
    until: Markup
    shows: str


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_read(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for this browser's accounts. Only a press opens one; looking never does."""
    brand = brand_of(slug)
    readers = _readers(request, brand)
    address = reverse("square_read", args=[brand.slug])
    if request.method == "POST" and request.POST.get("do") in ("helped", "not_helped"):
        return _say(request, brand, readers, address)
    if request.method == "POST":
        return _open(request, brand, readers, address)
    rows = Once.objects.filter(brand=brand, account__in=readers).select_related("account", "helper", "post__helper")
    waiting = rows.filter(gone_at=None, until__gt=clock.now()).order_by("made_at")
    gone = rows.filter(gone_at__gt=clock.now() - _TOLD).exclude(gone_why="taken_back").order_by("-gone_at")
    context = around_square(request, brand) | {
        "waiting": [_row(once, brand) for once in waiting[:20]],
        "gone": [_row(once, brand) for once in gone[:5]],
        "known": bool(readers),
        "thanked": _THANKED.get(request.GET.get("said", "")),
        "address": address,
    }
    return sealed_off(page(request, "square/read.html", context))


@require_safe
def go_read(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The short address, which can be typed by hand: to the brand's page where answers are opened."""
    named = Brand.objects.filter(slug=slug) if slug else Brand.objects.all()
    brands = list(named[:2])
    if len(brands) != 1:
        raise Http404
    return redirect("square_read", brands[0].slug)


def _readers(request: HttpRequest, brand: Brand) -> set[int]:
    """The accounts that this browser has shown to be its reader's own."""
    return set(visitor_accounts(request, brand))


def _open(request: HttpRequest, brand: Brand, readers: set[int], address: str) -> HttpResponse:
    wanted = request.POST.get("answer", "")[:20]
    rows = Once.objects.filter(brand=brand, account__in=readers).select_related("account", "helper", "post__helper")
    once = rows.filter(public_id=wanted).first()
    if once is None:
        raise Http404
    words = see_once(readers=readers, once=once)
    if words is None:
        return redirect(address)
    presses = ("helped", "not_helped") if need_of_once(once) else ()
    context = around_square(request, brand) | {"address": address, "who": _who(once), "presses": presses}
    return show_opened(request, once, words, context)


def _say(request: HttpRequest, brand: Brand, readers: set[int], address: str) -> HttpResponse:
    """Whether it helped: its reader's own word, and nobody else's."""
    rows = Once.objects.filter(brand=brand, account__in=readers, gone_why="seen").select_related("account")
    once = rows.filter(public_id=request.POST.get("answer", "")[:20]).first()
    if once is None:
        raise Http404
    said = request.POST["do"]
    say_of_once(readers=readers, once=once, helped=said == "helped")
    return redirect(f"{address}?said={said}")


def show_opened(request: HttpRequest, once: Once, words: str, context: Mapping[str, object]) -> HttpResponse:
    """The one page that ever has the words. ``see_slowly``: its reader takes as long as they like."""
    seconds = None if request.POST.get("do") == "see_slowly" else once.seconds
    return sealed_off(page(request, "square/once.html", {**context, "words": words, "once": once, "seconds": seconds}))


def sealed_off(response: HttpResponse) -> HttpResponse:
    """Kept by nobody on the way, shown in no frame, told to no page that is opened from it, found by no robot."""
    response["Cache-Control"] = "private, no-store"
    # Not "no-referrer": with it a browser presses as nobody ("Origin: null"), and the press is refused.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
    return response


def _who(once: Once) -> str:
    return alias(once.helper or (once.post.helper if once.post else None)) or once.brand.name


def _row(once: Once, brand: Brand) -> Waiting:
    who = _who(once)
    here = once.account.network == HERE
    return Waiting(
        once=once,
        who=who,
        to="" if here else handle_of(once.account) or name_of(once.account),
        told=told_asker(once, who),
        until=moments.until(once.until),
        shows=shows_for(once.seconds) if once.seconds else "",
    )

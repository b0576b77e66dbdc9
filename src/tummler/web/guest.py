"""What somebody who was asked in from outside sees, without an account: who asks them, what, and a box to answer in.

Looking uses nothing up, so robots that preview links do no harm; the first browser in which “That’s me” is pressed
reads on, and no other.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tummler.acts import guests as acts
from tummler.common import clock
from tummler.matching import guests
from tummler.records.models import Guest
from tummler.web.asker import page_stamp, seconds_since
from tummler.web.asking_limits import address_key, count_within
from tummler.web.asking_rules import HANDED_BACK, Asking, hand_back
from tummler.web.fragments import page
from tummler.web.guest_words import shown_rows
from tummler.web.reading_once import sealed_off
from tummler.web.square_rows import alias
from tummler.web.visiting import around_square, public_page

#: How often one network address may come here in an hour: nobody is to try links one by one.
PER_ADDRESS = 120
_COOKIE = "guest-"


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_guest(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind a link; POST: “That’s me”, or the answer."""
    if count_within(f"guest:{address_key(request)}", 3600) > PER_ADDRESS:
        return sealed_off(page(request, "429.html", {}, status=429))
    guest = guests.guest_of(secret)
    if guest is None:
        raise Http404
    if request.method != "POST":
        return _page(request, guest, secret)
    if request.POST.get("do") == "thats_me":
        return _open(guest, secret)
    return _answer(request, guest, secret)


def _open(guest: Guest, secret: str) -> HttpResponse:
    """The browser that presses first is known again by a cookie for this page alone."""
    browser = acts.open_link(guest=guest)
    address = reverse("guest", args=[secret])
    answer: HttpResponse = redirect(address)
    if browser:
        seconds = int((guest.until - clock.now()).total_seconds())
        answer.set_cookie(
            _COOKIE + guest.public_id, browser, max_age=seconds, path=address, httponly=True, samesite="Lax",
            secure=settings.SECURE,
        )  # fmt: skip
    return sealed_off(answer)


def _answer(request: HttpRequest, guest: Guest, secret: str) -> HttpResponse:
    said = request.POST
    text, credit = said.get("text", ""), said.get("credit", "")[: acts.LONGEST_NAME]
    seconds = seconds_since(said.get("stamp", ""), guest.brand)
    refused = hand_back(Asking(text, said.get("website", ""), seconds, known=True, our_name=False))
    if refused:
        return _page(request, guest, secret, refused=str(HANDED_BACK[refused]), text=text, credit=credit, status=422)
    acts.answer_as_guest(guest=guest, browser=_browser(request, guest), text=text, credit=credit)
    return sealed_off(redirect(reverse("guest", args=[secret])))


def _browser(request: HttpRequest, guest: Guest) -> str:
    return request.COOKIES.get(_COOKIE + guest.public_id, "")[:100]


def _page(
    request: HttpRequest, guest: Guest, secret: str, *, refused: str = "", text: str = "", credit: str | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    standing = guests.standing_of(guest, _browser(request, guest))
    context = around_square(request, guest.brand) | {
        "guest": guest,
        "standing": standing,
        "by": alias(guest.helper) or guest.brand.name,
        "address": reverse("guest", args=[secret]),
        "posts": shown_rows(guests.shown_to(guest), guest.brand) if standing == "open" else [],
        "stamp": page_stamp(guest.brand),
        "longest": acts.LONGEST_ANSWER,
        "refused": refused,
        "text": text,
        "credit": guest.name if credit is None else credit,
        "unfindable": True,
    }
    return sealed_off(page(request, "square/guest.html", context, status=410 if standing == "over" else status))

"""Coming in without an administrator: by a colleague's link, by the brand's own sign-in, by a company address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop as noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tummler.acts import entering, joining
from tummler.networks.contract import NetworkTrouble
from tummler.records.keys import UnreadableSecret
from tummler.records.models import Brand, Helper
from tummler.records.proofs import digest_of
from tummler.web.asking_limits import address_key, count_within
from tummler.web.fragments import page
from tummler.web.joining_forms import Joining
from tummler.web.me_proving import onwards
from tummler.web.setting_up import BACKEND
from tummler.web.viewing import current_helper
from tummler.web.visiting import address_of, brand_of, public_page

#: From one network address in an hour: links looked at, tries to join, letters asked for. Letters to one address.
LOOKS, TRIES, LETTERS, TO_ONE = 120, 12, 6, 3
HOUR = 3600
_KEPT = "entrance"
_WHY_NOT = {
    "over": noop("This link is used up, ran out, or was ended. Ask who gave it to you for another."),
    "not_together": noop(
        "You can’t join with this address and this password. If you sign in here already, use the password that you "
        "have; else take another address."
    ),
    "been_here": noop("You sign in here already."),
}
_LOST = {
    "not_ours": noop("That sign-in doesn’t say that an address of %(brand)s is yours. Nothing has changed here."),
    "been_here": noop(
        "You sign in here with a password already. Do so once more; on the page about you both are put together."
    ),
    "another_helper": noop("A colleague comes in with that sign-in. Nothing has changed here."),
    "left": noop("This sign-in was switched off. Ask whoever runs this."),
    "several_brands": noop("You help more than one brand here: sign in with your password."),
    "sign_in_refused": noop("It was not allowed there. Nothing has changed here."),
    "wrong_state": noop("That way back was used already, took too long, or began in another browser. Begin again."),
}


# ------------------------------------------------------------------------------------------ by a link


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Who asks them, and the one form there is."""
    if _often(request, "looks", LOOKS):
        return page(request, "429.html", {}, status=429)
    invitation = joining.invitation_of(secret)
    if invitation is None:
        return _no_way(request, "over")
    context = {"brand": invitation.brand, "by": invitation.helper, "email": "", "form": Joining(), "wrong": ""}
    if request.method != "POST":
        return _page(request, "join/join.html", context)
    form = Joining(request.POST)
    if not form.is_valid():
        return _page(request, "join/join.html", context | {"form": form}, status=422)
    if _often(request, "tries", TRIES):
        return page(request, "429.html", {}, status=429)
    try:
        helper = joining.join_by_invitation(invitation=invitation, who=form.who())
    except joining.NoWayIn as none:
        if str(none) == "over":
            return _no_way(request, "over")
        return _page(request, "join/join.html", context | {"form": form, "wrong": _(_WHY_NOT[str(none)])}, status=422)
    return _let_in(request, helper)


def _let_in(request: HttpRequest, helper: Helper) -> HttpResponse:
    login(request, helper.user, backend=BACKEND)
    request.session["helper"] = helper.public_id
    return redirect("desk")


def _no_way(request: HttpRequest, code: str, status: int = 404) -> HttpResponse:
    return _page(request, "join/no_way.html", {"why": _(_WHY_NOT[code])}, status=status)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = page(request, name, context, status=status)
    response["Referrer-Policy"] = "same-origin"  # the address is a key
    return response


def _often(request: HttpRequest, what: str, most: int) -> bool:
    return count_within(f"join:{what}:{address_key(request)}", HOUR) > most


# ------------------------------------------------------------------------------------------ by themselves


@require_safe
def go(request: HttpRequest) -> HttpResponse:
    """/join/, to be typed: to the only brand's ways in."""
    brands = list(Brand.objects.filter(made_up=False).order_by("pk")[:2])
    if len(brands) != 1:
        raise Http404
    return redirect("join_at", brands[0].slug)


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_ways(request: HttpRequest, slug: str) -> HttpResponse:
    """The ways in that the brand keeps open for its people; a letter is asked for here."""
    brand = brand_of(slug)
    if request.method == "POST":
        return _ask_letter(request, brand)
    return _ways(request, brand)


def _ways(request: HttpRequest, brand: Brand, wrong: str = "", status: int = 200, **more: object) -> HttpResponse:
    by_mail = joining.opens_by_mail(brand)
    context = {
        "brand": brand,
        "by_sign_in": entering.opens_by_sign_in(brand) is not None,
        "by_mail": by_mail,
        "domains": by_mail.domains if by_mail else [],
        "wrong": wrong,
        "written": False,
        "email": "",
    }
    return _page(request, "join/ways.html", context | more, status=status)


def _ask_letter(request: HttpRequest, brand: Brand) -> HttpResponse:
    """The same answer to everybody, whoever has the address and whoever it is of."""
    email = request.POST.get("email", "").strip()[:254]
    if joining.opens_by_mail(brand) is None:
        raise Http404
    try:
        validate_email(email)
    except ValidationError:
        return _ways(request, brand, _("That is no e-mail address."), status=422, email=email)
    if _often(request, "letters", LETTERS):
        return page(request, "429.html", {"brand": brand}, status=429)
    if count_within(f"join:to:{digest_of('letter', brand.pk, email.lower())}", HOUR) <= TO_ONE:
        joining.send_letter(
            brand=brand, email=email, link=lambda token: address_of(request, reverse("join_letter", args=[token])),
            sign_in=address_of(request, reverse("account_login")),
        )  # fmt: skip
    return _ways(request, brand, written=True, email=email)


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def show_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """Opened from a letter: the address is theirs, the rest they say. Opening it uses nothing up."""
    if _often(request, "looks", LOOKS):
        return page(request, "429.html", {}, status=429)
    try:
        brand, email = joining.letter_of(letter)
        context = {"brand": brand, "by": None, "email": email, "form": Joining(initial={"email": email}), "wrong": ""}
        if request.method != "POST":
            return _page(request, "join/join.html", context)
        form = Joining({**request.POST.dict(), "email": email})
        if not form.is_valid():
            return _page(request, "join/join.html", context | {"form": form}, status=422)
        return _let_in(request, joining.join_by_letter(token=letter, who=form.who()))
    except joining.NoWayIn as none:
        return _no_way(request, str(none) if str(none) in ("over", "been_here") else "over")


# ------------------------------------------------------------------------------------------ by the brand's sign-in


@require_POST
@public_page
def go_to_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """To the brand's own sign-in, by a page of ours: a form of ours may only lead to ourselves."""
    brand = brand_of(slug)
    if entering.opens_by_sign_in(brand) is None:
        raise Http404
    if _often(request, "sign-ins", 3 * TRIES):
        return page(request, "429.html", {"brand": brand}, status=429)
    try:
        address, pending = entering.begin(brand=brand, callback=callback_of(request, brand))
    except (NetworkTrouble, UnreadableSecret):
        return _ways(request, brand, _("Your sign-in doesn’t answer just now. Try again in a while."), status=422)
    request.session[_KEPT] = pending
    return onwards(request, brand, "", address, brand.name)


def callback_of(request: HttpRequest, brand: Brand) -> str:
    """Where the brand's sign-in comes back to."""
    return address_of(request, reverse("join_back", args=[brand.slug]))


@require_safe
@public_page
def come_back(request: HttpRequest, slug: str) -> HttpResponse:
    """From the brand's sign-in, with what this very browser left with, once."""
    brand = brand_of(slug)
    pending: dict[str, str] = request.session.pop(_KEPT, None) or {}
    already = current_helper(request)
    query = {name: str(value) for name, value in request.GET.items()}
    try:
        helper = entering.finish(
            brand=brand, pending=pending, query=query, already=already if already and already.brand == brand else None
        )
    except (NetworkTrouble, UnreadableSecret) as trouble:
        code = getattr(trouble, "code", "")
        words = _(_LOST.get(code, "Your sign-in doesn’t answer just now. Try again in a while."))
        return _ways(request, brand, words % {"brand": brand.name} if "%(" in words else words, status=400)
    if already is not None and helper.pk == already.pk:
        return redirect("yourself")
    return _let_in(request, helper)

"""Who the visitor of a public page has proven to be in this browser. Never a helper's session, nor made one."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from tummler.common import clock
from tummler.records.models import Account, Brand, Visitor
from tummler.records.proofs import SESSION, key_of, proven_in
from tummler.web import asker as askers
from tummler.web.square_rows import HERE

#: ``__Host-``: a browser takes it from this very host alone, over https, and no other host can plant one.
_NAME = f"{'__Host-' if settings.SECURE else ''}visitor-"
#: A browser has one for each brand; more than so many are not looked at.
_MOST = 20


def _secrets(request: HttpRequest, brand: Brand | None) -> list[str]:
    if brand is not None:
        found = [request.COOKIES.get(_NAME + brand.public_id, "")]
    else:
        found = [value for name, value in request.COOKIES.items() if name.startswith(_NAME)][:_MOST]
    return [secret for secret in found if 0 < len(secret) < 100]


def browser_of(request: HttpRequest, brand: Brand) -> Visitor | None:
    """This browser at this brand, if it began to prove something here."""
    for secret in _secrets(request, brand):
        found = Visitor.objects.filter(key=key_of(secret), brand=brand, until__gt=clock.now()).first()
        if found is not None:
            found.brand = brand
            return found
    return None


def visitor_accounts(
    request: HttpRequest, brand: Brand | None = None, *, fresh_within: timedelta | None = None
) -> frozenset[int]:
    """The numbers of the accounts that this browser's holder has proven (of all brands, unless one is given).

    Who asked on the square is known by that cookie too, on the square's own pages.
    """
    keys = [key_of(secret) for secret in _secrets(request, brand)]
    return proven_in(keys, fresh_within=fresh_within) | _asked_here(request, brand)


def _asked_here(request: HttpRequest, brand: Brand | None) -> frozenset[int]:
    secret = askers.secret_of(request)
    if not secret:
        return frozenset()
    brands = [brand] if brand is not None else list(Brand.objects.only("pk", "public_id"))
    theirs = Q(pk__in=[])
    for one in brands:
        theirs |= Q(brand=one, remote_id=askers.key_of(secret, one))
    return frozenset(Account.objects.filter(theirs, network=HERE, gone_at=None).values_list("pk", flat=True))


def remember(response: HttpResponse, brand: Brand, secret: str) -> None:
    """Know this browser again. Set when it begins to prove something, and anew each time it has."""
    response.set_cookie(
        _NAME + brand.public_id, secret, max_age=int(SESSION.total_seconds()), path="/", httponly=True, samesite="Lax",
        secure=settings.SECURE,
    )  # fmt: skip


def forget(response: HttpResponse, brand: Brand) -> None:
    """As if it had never been here."""
    response.delete_cookie(_NAME + brand.public_id, path="/", samesite="Lax")

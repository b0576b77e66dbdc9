"""Who asks on the square: nobody has an account, a cookie of ours knows its own again."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from tummler.common import clock, ids
from tummler.records.models import Brand

COOKIE, _SALT = "asker", "asker"
_YEAR = 365 * 24 * 3600


def secret_of(request: HttpRequest) -> str:
    """What the reader's cookie holds, "" for none or a forged one."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=_YEAR) or "")


def key_of(secret: str, brand: Brand) -> str:
    """Who they are at this brand. Another brand gets another key: nobody can lay the two side by side."""
    if not secret:
        return ""
    return salted_hmac("asker", f"{brand.public_id}:{secret}", algorithm="sha256").hexdigest()[:32]


def new_secret() -> str:
    """For somebody who asks for the first time."""
    return ids.public_id() + ids.public_id()


def remember(response: HttpResponse, secret: str) -> None:
    """Know them again for a year. Set when somebody asks, never for reading."""
    response.set_signed_cookie(
        COOKIE, secret, salt=_SALT, max_age=_YEAR, path="/square/", httponly=True, samesite="Lax",
        secure=settings.SECURE,
    )  # fmt: skip


def page_stamp(brand: Brand) -> str:
    """Put into a form: when its page was made, signed."""
    return signing.dumps([brand.public_id, clock.now().timestamp()], salt="square-form")


def seconds_since(stamp: str, brand: Brand) -> float | None:
    """How long ago a form's page was made; None for a stamp that isn't ours."""
    try:
        of, at = signing.loads(stamp, salt="square-form")
        return clock.now().timestamp() - float(at) if of == brand.public_id else None
    except (signing.BadSignature, ValueError, TypeError):
        return None

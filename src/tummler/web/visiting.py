"""Who reads a public page, in which language, and what stands around its own matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import get_language, get_language_info

from tummler.records.models import Account, Brand
from tummler.web import asker as askers, square_words as say
from tummler.web.media import media_address
from tummler.web.square_rows import HERE, alias
from tummler.web.viewing import current_helper
from tummler.web.whys import language_name

_YEAR = 365 * 24 * 3600
Inputs = ParamSpec("Inputs")
PublicView = Callable[Concatenate[HttpRequest, Inputs], HttpResponse]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who reads: their cookie's secret, their key at this brand, their account if they asked before."""

    secret: str
    key: str
    account: Account | None


def visitor_of(request: HttpRequest, brand: Brand) -> Visitor:
    """Who reads this brand's pages."""
    secret = askers.secret_of(request)
    key = askers.key_of(secret, brand)
    account = Account.objects.filter(brand=brand, network=HERE, remote_id=key).first() if key else None
    return Visitor(secret, key, account)


def brand_of(slug: str) -> Brand:
    """The brand of a public page, or a 404."""
    return get_object_or_404(Brand, slug=slug)


def public_page(view: PublicView[Inputs]) -> PublicView[Inputs]:
    """A page in the language that its address names (``?language=es``); it is kept for the next pages."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: Inputs.args, **kwargs: Inputs.kwargs) -> HttpResponse:
        code = request.GET.get("language", "")
        if code not in page_languages():
            return view(request, *args, **kwargs)
        with translation.override(code):
            response = view(request, *args, **kwargs)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=_YEAR, samesite="Lax", secure=settings.SECURE)
        return response

    return shown


@cache
def page_languages() -> tuple[str, ...]:
    """Languages that our pages are written in: English, and those whose words lie in ``locale``."""
    written = [code for code, _ in settings.LANGUAGES if _is_written(code)]
    return tuple(dict.fromkeys(["en", *written]))


def _is_written(code: str) -> bool:
    return any((Path(folder) / code / "LC_MESSAGES" / "django.mo").exists() for folder in settings.LOCALE_PATHS)


def own_name(code: str) -> str:
    """A language's own name: Español. Its code, if nobody knows it."""
    try:
        return str(get_language_info(code.split("-", maxsplit=1)[0])["name_local"]).capitalize()
    except KeyError:
        return code


def around_square(request: HttpRequest, brand: Brand) -> dict[str, object]:
    """What every page of the square shows around its own matter."""
    helper = current_helper(request)
    other = [code for code in page_languages() if code != (get_language() or "en").split("-")[0]]
    return {
        "brand": brand,
        "at_home": helper is not None and helper.brand_id == brand.pk,
        "alias": alias,
        "since": say.since,
        "answers_said": say.answers_said,
        "same_said": say.same_said,
        "tongue_of": language_name,
        "media_address": media_address,
        "spoken": [(code, own_name(code)) for code in _written_by_customers(brand)],
        "other_languages": [(code, own_name(code)) for code in other],
        "unfindable": not brand.findable,
    }


def _written_by_customers(brand: Brand) -> list[str]:
    known = {code for code, _ in settings.LANGUAGES}
    return [code for code in brand.languages if code in known]


def address_of(request: HttpRequest, path: str) -> str:
    """A page's one whole address, for search engines and for paper."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)

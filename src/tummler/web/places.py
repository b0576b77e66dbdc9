"""For places without a screen: a sheet to print, its QR code, and an address short enough to type."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from markupsafe import Markup

from tummler.common.hashtags import is_word
from tummler.records.models import Brand
from tummler.web.fragments import page
from tummler.web.square_tags import tag_of
from tummler.web.visiting import address_of, around_square, brand_of, public_page

LONGEST_PLACE = 40
_NO_PLACE = re.compile(r"[^\w \-.'’/#&+°]+")


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as one path on a grid of ``size`` squares, the quiet edge around it included."""

    size: int
    path: Markup


def named(place: str) -> str:
    """A place as it is said: Dock 14 of dock-14. "" where nothing is left."""
    words = " ".join(_NO_PLACE.sub(" ", place.replace("-", " ").replace("_", " ")).split())[:LONGEST_PLACE].strip()
    return words[:1].upper() + words[1:]


def tagged(word: str) -> str:
    """A hashtag that an address names, as a word of its own; "" for what is none."""
    word = word.lstrip("#")[:60]
    return word if is_word(word) else ""


def qr_code(address: str) -> Code:
    """The address as a code that is still read with a seventh of it scratched away (level M)."""
    import segno  # only this page needs it

    rows = segno.make(address, error="m", micro=False, boost_error=False).matrix
    edge = 4
    strokes = []
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            run = across
            while run < len(row) and row[run]:
                run += 1
            if run > across:
                strokes.append(f"M{across + edge} {down + edge}h{run - across}v1h-{run - across}z")
            across = run + 1
    return Code(len(rows) + 2 * edge, Markup("").join(strokes))


def short_path(brand: Brand, place: str) -> str:
    """The shortest way to the box to ask; with one brand its name need not stand in it."""
    slug = re.sub(r"[ /]+", "-", place.casefold()).strip("-.")  # an address would take a slash or dots for steps
    alone = not Brand.objects.exclude(pk=brand.pk).exists()
    if not slug:
        return reverse("at", args=[brand.slug])
    return reverse("at", args=[slug]) if alone else reverse("at_brand", args=[brand.slug, slug])


@require_safe
@public_page
def show_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One sheet of paper: a sentence, a code, an address. ``?at=dock-14`` names where it will hang, ``?tag=`` a tag."""
    brand = brand_of(slug)
    place, word = named(request.GET.get("at", "")), tagged(request.GET.get("tag", ""))
    tag = tag_of(brand, word) if word else None
    way = reverse("square_tag", args=[brand.slug, tag.name]) if tag else short_path(brand, place)
    address = address_of(request, way)
    context = around_square(request, brand) | {
        "place": place,
        "tag": tag,
        "address": address,
        "typed": address.split("://", 1)[-1].rstrip("/"),
        "code": qr_code(address),
        "reachable": bool(settings.PUBLIC_URL),
    }
    return page(request, "square/sheet.html", context)


@require_safe
def go(request: HttpRequest, place: str, slug: str = "") -> HttpResponse:
    """From paper to the box to ask, with the place in it."""
    brand = Brand.objects.filter(slug=slug or place).first()
    if brand is None and not slug:
        only = list(Brand.objects.all()[:2])
        brand = only[0] if len(only) == 1 else None
    elif not slug:
        place = ""
    if brand is None:
        raise Http404
    query = f"?{urlencode({'at': place})}" if named(place) else ""
    return redirect(f"{reverse('square', args=[brand.slug])}{query}#ask")

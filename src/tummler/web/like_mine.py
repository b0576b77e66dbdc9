"""What may answer a question already, told while it is written on the square: nothing is kept of what is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tummler.common.text import storable
from tummler.web.asking_limits import address_key, count_within
from tummler.web.asking_rules import LONGEST
from tummler.web.fragments import blocks
from tummler.web.offered import before_asking, offers
from tummler.web.visiting import brand_of, public_page

#: How often one network address may be told so in an hour; a question is looked at at each pause of its writer.
PER_ADDRESS, HOUR = 240, 3600


@require_POST
@public_page
def show_like_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers, folded; nothing (204) where none is like it."""
    brand = brand_of(slug)
    text = storable(request.POST.get("text", "")).strip()[:LONGEST]
    nothing = HttpResponse(status=204)
    if count_within(f"like:{address_key(request)}", HOUR) > PER_ADDRESS:
        return nothing
    found = offers(brand, text)
    if not found:
        return nothing
    context = {"brand": brand, "offers": found, "over_offers": before_asking(found), "fold": True}
    return blocks(request, "square/offers.html", ("offers",), context)

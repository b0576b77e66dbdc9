"""What search engines are told: the squares of brands that want to be found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from tummler.community.quests import quests_for_anyone
from tummler.community.wishes import wishes_for_anyone
from tummler.records.models import Brand
from tummler.records.public import articles_for_anyone, needs_for_anyone
from tummler.web.square_rows import HERE
from tummler.web.visiting import address_of

#: Of one brand; a sitemap may hold 50,000.
MOST = 5_000


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Who may read what."""
    found = Brand.objects.filter(findable=True).order_by("pk").values_list("slug", flat=True)
    lines = ["User-agent: *", *(f"Allow: /square/{slug}/" for slug in found), "Allow: /static/", "Allow: /colours/"]
    lines += ["Disallow: /square/*/asked/", "Disallow: /", f"Sitemap: {address_of(request, reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every square that wants to be found, the questions that were asked on it, and the answers that stay."""
    rows = "".join(
        f"<url><loc>{escape(address_of(request, path))}</loc>{f'<lastmod>{at:%Y-%m-%d}</lastmod>' if at else ''}</url>"
        for brand in Brand.objects.filter(findable=True).order_by("pk")
        for path, at in _pages(brand)
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return HttpResponse(f"{head}{rows}</urlset>", content_type="application/xml")


def _pages(brand: Brand) -> Iterator[tuple[str, datetime | None]]:
    """Asked elsewhere, a question's page is that of its network; ours says noindex."""
    yield reverse("square", args=[brand.slug]), None
    articles = articles_for_anyone(brand).order_by("-changed_at").values_list("public_id", "changed_at")
    for public_id, at in articles[:MOST]:
        yield reverse("square_article", args=[brand.slug, public_id]), at
    for public_id, at in wishes_for_anyone(brand).order_by("-pk").values_list("public_id", "proposed_at")[:MOST]:
        yield reverse("square_wish", args=[brand.slug, public_id]), at
    for public_id, at in quests_for_anyone(brand).order_by("-pk").values_list("public_id", "moved_at")[:MOST]:
        yield reverse("square_quest", args=[brand.slug, public_id]), at
    asked = needs_for_anyone(brand).filter(account__network=HERE, conversation__channel__network=HERE)
    rows = asked.order_by("-pk").values_list("conversation__public_id", "conversation__last_at")[:MOST]
    for public_id, at in dict.fromkeys(rows):
        yield reverse("square_conversation", args=[brand.slug, public_id]), at

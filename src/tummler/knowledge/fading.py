"""What nobody needs goes faint, then into the archive; what somebody needs comes back (see ``articles.needed``)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from tummler.common import clock
from tummler.records.happenings import happen
from tummler.records.models import Article, Brand
from tummler.records.states import move

_AT_ONCE = 200


def fade_articles() -> int:
    """One step for each whose time has come; how many. After 0 days nothing fades."""
    now, faded = clock.now(), 0
    for brand in Brand.objects.order_by("pk"):
        days = brand.articles_faint_after
        faint = timedelta(days=days)
        archived = faint + timedelta(days=brand.articles_archived_after)
        if days:
            faded += _step(brand, "faint", "visible", now - faint)
        if days and brand.articles_archived_after:
            faded += _step(brand, "archived", "faint", now - archived)
    return faded


def _step(brand: Brand, to: str, frm: str, before: object) -> int:
    moved = 0
    for article in Article.objects.filter(brand=brand, state=frm, used_at__lt=before).defer("vector")[:_AT_ONCE]:
        with transaction.atomic():
            # Somebody may need it at this very moment.
            if move(Article.objects.filter(pk=article.pk, used_at__lt=before), to, frm=frm, changed_at=clock.now()):
                happen("article_faded", brand, facts={"article": article.pk, "to": to})
                moved += 1
    return moved

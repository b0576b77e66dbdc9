"""What helpers say of themselves: what they know, what they speak, and how they sign."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tummler.common.text import storable
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helper, Topic

LONGEST_SIGNATURE = 40


def say_what_one_knows(*, actor: Helper, languages: Collection[str], topics: Collection[str], signature: str) -> None:
    """Kept beside what their answers tell; a topic that the brand doesn't have is none."""
    require(actor, "say_what_one_knows", actor.brand)
    known = set(
        Topic.objects.filter(brand=actor.brand_id, key__in=list(topics), gone_at=None).values_list("key", flat=True)
    )
    said = {
        "languages": sorted(set(languages)),
        "topics": sorted(known),
        "signature": " ".join(storable(signature).split())[:LONGEST_SIGNATURE],
    }
    with transaction.atomic():
        Helper.objects.filter(pk=actor.pk).update(**said)
        happen("knowledge_said", actor.brand_id, actor)
    for name, value in said.items():
        setattr(actor, name, value)

"""What helpers say of themselves: what they know, what they speak, and how they sign."""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection
from typing import Any

from django.db import transaction

from tummler.common.text import storable
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.hours import DAY
from tummler.records.models import Helper, Topic

LONGEST_SIGNATURE = 40


LONGEST_ALIAS = 80


def say_what_one_knows(
    *, actor: Helper, languages: Collection[str], topics: Collection[str], signature: str, alias: str | None = None
) -> None:
    """Kept beside what their answers tell; a topic that the brand doesn't have is none."""
    require(actor, "say_what_one_knows", actor.brand)
    known = set(
        Topic.objects.filter(brand=actor.brand_id, key__in=list(topics), gone_at=None).values_list("key", flat=True)
    )
    said: dict[str, Any] = {
        "languages": sorted(set(languages)),
        "topics": sorted(known),
        "signature": " ".join(storable(signature).split())[:LONGEST_SIGNATURE],
    }
    if alias is not None:
        said["alias"] = " ".join(storable(alias).split())[:LONGEST_ALIAS]
    with transaction.atomic():
        Helper.objects.filter(pk=actor.pk).update(**said)
        happen("knowledge_said", actor.brand_id, actor)
    for name, value in said.items():
        setattr(actor, name, value)


class NoHours(ValueError):
    """What was said are no hours, or no zone there is."""


def say_hours(*, actor: Helper, hours: Collection[tuple[int, int, int]], zone: str) -> None:
    """When the actor may be nudged: (weekday, from, to) in minutes of their own day; none: at any time. Raises NoHours.

    A stretch that ends no later than it begins goes on into the next day.
    """
    require(actor, "say_what_one_knows", actor.brand)
    fine = all(0 <= day < 7 and 0 <= begin < DAY and 0 <= end <= DAY for day, begin, end in hours)
    if not fine or len(hours) > 21 or (zone and not _is_zone(zone)):
        raise NoHours
    stretches = sorted(list(one) for one in hours)
    with transaction.atomic():
        Helper.objects.filter(pk=actor.pk).update(hours=stretches, zone=zone)
        happen("knowledge_said", actor.brand_id, actor)
    actor.hours, actor.zone = stretches, zone


def _is_zone(zone: str) -> bool:
    try:
        return bool(zoneinfo.ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return False

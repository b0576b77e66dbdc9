"""What the law wants kept: a key that one holder has, topics with a number of years, copies opened with that key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tummler.records import compliance
from tummler.records.access import require, rows_for
from tummler.records.happenings import happen
from tummler.records.models import Brand, Helper, LawfulCopy, Topic

#: How many years can be chosen.
YEARS = (0, 1, 3, 5, 6, 7, 10)
MOST = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy, as its holder reads it."""

    words: str
    to: str
    by: str
    network: str
    topic: str
    made_at: datetime
    until: datetime


def make_compliance_key(*, actor: Helper) -> str:
    """A new compliance key, shown to its holder once. Copies made before still want the one they were made for."""
    require(actor, "make_compliance_key", actor.brand)
    key, public = compliance.new_pair()
    with transaction.atomic():
        Brand.objects.filter(pk=actor.brand_id).update(compliance=public)
        happen("compliance_key_made", actor.brand, actor, facts={"key": compliance.name_of(public)})
    return key


def keep_topic(*, actor: Helper, topic: Topic, years: int) -> None:
    """The law wants what is answered about a topic kept for so many years; 0: it doesn't any more."""
    require(actor, "keep_topic", topic)
    brand = Brand.objects.get(pk=actor.brand_id)
    if years not in YEARS or (years and not brand.compliance):
        raise ValueError(years)
    with transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(keep_years=years)
        happen("topic_kept_for_law", brand, actor, facts={"topic": topic.pk, "years": years})


def open_copies(*, actor: Helper, key: str) -> list[Opened]:
    """The copies that this key opens, the latest first. Raises WrongKey. Who opened them is written down."""
    require(actor, "open_copies", actor.brand)
    name = compliance.name_of(compliance.public_of(key))
    rows = list(rows_for(actor, LawfulCopy).filter(key=name).order_by("-made_at")[:MOST])
    if not rows:
        raise compliance.WrongKey
    opened = [_opened(row, json.loads(compliance.open_box(key, bytes(row.box), row.public_id))) for row in rows]
    with transaction.atomic():
        happen("copies_opened", actor.brand, actor, facts={"key": name, "count": len(opened)})
    return opened


def _opened(row: LawfulCopy, inside: dict[str, str]) -> Opened:
    return Opened(inside["words"], inside["to"], inside["by"], inside["network"], row.topic, row.made_at, row.until)

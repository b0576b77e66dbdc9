"""Where a brand's topics stand: each by itself, within the one that it was joined into, or nowhere any more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tummler.records.models import Topic
from tummler.records.prepared import Given, prepared


def standing(brand_id: int) -> dict[str, str]:
    """Each topic's key with the key that it counts as now; "" where it was removed. One query."""
    rows = {
        pk: (key, gone_at, into) for pk, key, gone_at, into in prepared("where topics stand", _all_of).rows(of=brand_id)
    }
    found = {}
    for pk, (key, _gone_at, _into) in rows.items():
        at, seen = pk, {pk}
        while (into := rows[at][2]) in rows and into not in seen:
            seen.add(into)
            at = into
        found[key] = rows[at][0] if rows[at][1] is None else ""
    return found


def _all_of() -> QuerySet[Topic, Any]:
    return Topic.objects.filter(brand=Given("of")).values_list("pk", "key", "gone_at", "into")

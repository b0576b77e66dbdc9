"""How many answers a tag gives in an hour, to everybody together: what is over waits, and is not lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Q

from tummler.answering.tag_rules import PATIENCE
from tummler.common import clock
from tummler.records.models import Tag, TagRequest
from tummler.records.turns import take_turns

HOUR = timedelta(hours=1)
#: What is over is looked at again.
AGAIN = timedelta(minutes=1)


def over_the_hour(leased: Sequence[TagRequest], tags: Mapping[int, Tag]) -> frozenset[int]:
    """Those of the requests just leased for which this hour has no room, the latest of them.

    In the lease's transaction: what others are asking for counts as if it were answered, so no limit is passed.
    """
    limited = {pk: tag.an_hour for pk, tag in tags.items() if tag.an_hour is not None}
    over: set[int] = set()
    if limited:
        take_turns("tags that answer so often")
    for pk, most in limited.items():
        own = [one.pk for one in leased if one.tag_id == pk]
        over.update(own[max(0, most - _given(pk, own)) :])
    return frozenset(over)


def _given(tag: int, own: Sequence[int]) -> int:
    at = clock.now()
    answered = Q(state="answered", done_at__gt=at - HOUR)
    asking = Q(state="asking", lease_until__gt=at) & ~Q(pk__in=own)
    return TagRequest.objects.filter(answered | asking, tag=tag, heard_at__gt=at - PATIENCE - HOUR).count()

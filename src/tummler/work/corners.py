"""Other organisations' corners are read again now and then, one at a time; each subscribed to by a lead."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from tummler.acts.sharing import EVERY, read_source
from tummler.common import clock
from tummler.records.models import Source

#: So often is looked whether one is due.
_LOOK_SECONDS = 60.0


class Corners:
    """Reads one that is due; what is read is network, so it has a thread of its own."""

    def __init__(self) -> None:
        self._looked = clock.ticks() - _LOOK_SECONDS

    def step(self) -> bool:
        """Whether another may be due at once."""
        if clock.ticks() - self._looked < _LOOK_SECONDS:
            return False
        if read_one_due():
            return True
        self._looked = clock.ticks()
        return False


def read_one_due() -> bool:
    """The one that was read longest ago; False where none is due."""
    before = clock.now() - timedelta(seconds=EVERY)
    due = Source.objects.filter(Q(fetched_at=None) | Q(fetched_at__lt=before), ended_at=None)
    source = due.order_by("fetched_at", "pk").first()
    if source is None:
        return False
    read_source(source)
    return True

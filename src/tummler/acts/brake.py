"""The outbound brake."""

from __future__ import annotations

from django.db import transaction

from tummler.common import clock
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Helper


def lift_brake(*, actor: Helper, brand: Brand) -> None:
    """From now on answers leave; for the first day, ten an hour."""
    require(actor, "lift_brake", brand)
    with transaction.atomic():
        if Brand.objects.filter(pk=brand.pk, brake_on=True).update(brake_on=False, brake_lifted_at=clock.now()):
            happen("brake_lifted", brand, actor)


def pull_brake(*, actor: Helper, brand: Brand) -> None:
    """From now on nothing leaves; what was promised is kept. Anyone of the brand may."""
    require(actor, "pull_brake", brand)
    with transaction.atomic():
        if Brand.objects.filter(pk=brand.pk, brake_on=False).update(brake_on=True):
            happen("brake_pulled", brand, actor)

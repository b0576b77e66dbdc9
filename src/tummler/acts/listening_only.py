"""Listening only: nothing leaves and nobody is rung, until the brand's owner says that it begins to answer."""

from __future__ import annotations

from django.db import transaction

from tummler.acts.brake import lift_brake
from tummler.common import clock
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Helper


def begin_listening_only(*, actor: Helper, brand: Brand) -> None:
    """From now on the brand only listens: the governor refuses whatever would leave. Twice is once."""
    require(actor, "listen_only", brand)
    with transaction.atomic():
        quiet = Brand.objects.filter(pk=brand.pk, listens_only_since=None)
        if quiet.update(listens_only_since=clock.now()):
            happen("listening_only_began", brand, actor)


def begin_to_answer(*, actor: Helper, brand: Brand) -> None:
    """From now on it answers: the brake is lifted too, so for the first day ten an hour leave."""
    require(actor, "begin_to_answer", brand)
    with transaction.atomic():
        if Brand.objects.filter(pk=brand.pk).exclude(listens_only_since=None).update(listens_only_since=None):
            happen("listening_only_ended", brand, actor)
            lift_brake(actor=actor, brand=brand)

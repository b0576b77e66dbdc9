"""A colleague says that they know a newcomer, who from then on sees what all of us see; it can be taken back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from tummler.common import clock
from tummler.records.access import NotAllowed, can, require
from tummler.records.happenings import happen
from tummler.records.models import Helper
from tummler.records.models.helper import Role


def vouch(*, actor: Helper, newcomer: Helper) -> bool:
    """ "I know them." False if somebody said so already."""
    require(actor, "vouch", newcomer)
    with transaction.atomic():
        waiting = Helper.objects.filter(pk=newcomer.pk, active=True, vouched_at=None)
        done = bool(waiting.update(vouched_at=clock.now(), vouched_by=actor))
        if done:
            happen("helper_vouched", actor.brand_id, actor, facts={"for": newcomer.pk})
    return done


def may_take_back(actor: Helper, helper: Helper) -> bool:
    """Who vouched for them, and those who lead: never of oneself, nor of who owns the brand."""
    if helper.newcomer or helper.pk == actor.pk or helper.role == Role.OWNER:
        return False
    return can(actor, "take_back_vouching", helper) and (actor.role != Role.HELPER or helper.vouched_by_id == actor.pk)


def take_back_vouching(*, actor: Helper, helper: Helper) -> bool:
    """They are a newcomer again. Raises NotAllowed; False if they are one already."""
    if not helper.newcomer and not may_take_back(actor, helper):
        raise NotAllowed("take_back_vouching")
    with transaction.atomic():
        known = Helper.objects.filter(pk=helper.pk).exclude(vouched_at=None)
        done = bool(known.update(vouched_at=None, vouched_by=None))
        if done:
            happen("vouching_taken_back", actor.brand_id, actor, facts={"for": helper.pk})
    return done


def who_can_vouch(newcomer: Helper) -> list[Helper]:
    """Who could say that they know them: whoever asked them in first, then those who lead, then who was here last."""
    known = Helper.objects.filter(brand=newcomer.brand_id, active=True, vouched_at__isnull=False)
    rows = list(known.filter(~Q(pk=newcomer.pk)).order_by("-seen_at")[:200])
    return sorted(rows, key=lambda one: (one.pk != newcomer.invited_by_id, one.role == Role.HELPER))

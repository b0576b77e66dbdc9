"""Who has a need open now, and who writes: one small row per helper and need, quiet after half a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tummler.common import clock
from tummler.records.happenings import hint
from tummler.records.models import Helper, Need, Presence
from tummler.records.prepared import Given, prepared

#: After this long without a sign somebody is not there any more.
QUIET_AFTER = timedelta(seconds=30)
#: A sign is written down no more often than this.
SIGN_EVERY = timedelta(seconds=10)
#: A sign this old is of no use to anybody.
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a sign of presence changes: whether it is written at all, and whether others see a difference."""

    write: bool
    changed: bool


def sign_of(was: str, at: datetime | None, doing: str, now: datetime) -> Sign:
    """What a sign means after an earlier one. Pure. Someone who writes also reads: writing lasts until it is quiet."""
    if at is None or now - at >= QUIET_AFTER:
        return Sign(True, True)
    if doing == "writing" and was != "writing":
        return Sign(True, True)
    return Sign(now - at >= SIGN_EVERY and doing == was, False)


def note_presence(need: Need, helper: Helper, doing: str) -> bool:
    """Write down that a helper reads or writes here; whether others see a difference. Two queries, mostly one."""
    now = clock.now()
    row: Presence | None = prepared("a sign", _sign).first(need=need.pk, helper=helper.pk)
    sign = sign_of(row.doing if row else "", row.at if row else None, doing, now)
    if row is None:
        try:
            with transaction.atomic():
                Presence.objects.create(
                    brand_id=need.brand_id, need=need, helper=helper, doing=doing, at=now, changed_at=now
                )
        except IntegrityError:  # another tab came in the same moment
            return False
    elif sign.write:
        changes = {"doing": doing, "at": now} | ({"changed_at": now} if sign.changed else {})
        Presence.objects.filter(pk=row.pk).update(**changes)
    if sign.changed:
        hint()
    return sign.changed


def leave(need: Need, helper: Helper) -> None:
    """They closed it."""
    now = clock.now()
    there = Presence.objects.filter(need=need, helper=helper, at__gt=now - QUIET_AFTER)
    if there.update(at=now - QUIET_AFTER, changed_at=now):
        hint()


def stop_writing(need: Need, helper: Helper) -> None:
    """They sent it, or let it be: from now on they only read."""
    now = clock.now()
    if Presence.objects.filter(need=need, helper=helper, doing="writing").update(
        doing="reading", at=now, changed_at=now
    ):
        hint()


def here(need: int, but: Helper) -> list[Presence]:
    """Who else has a need open now, those who write first. One query."""
    return prepared(f"here, within {QUIET_AFTER}", _here).all(need=need, but=but.pk)


def _sign() -> QuerySet[Presence]:
    return Presence.objects.filter(need=Given("need"), helper=Given("helper")).order_by("pk")[:1]


def _here() -> QuerySet[Presence]:
    here = Presence.objects.filter(need=Given("need"), at__gt=Given() - QUIET_AFTER, helper__active=True)
    return here.exclude(helper=Given("but")).select_related("helper").order_by("-doing", "pk")


def forget_presence() -> int:
    """Old signs go; how many."""
    gone, _each = Presence.objects.filter(at__lt=clock.now() - FORGOTTEN_AFTER).delete()
    return gone

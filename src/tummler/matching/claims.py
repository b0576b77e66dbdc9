"""Claims: "I've got this", seen by all, returned when silent."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from tummler.common import clock
from tummler.matching.calls import lapse_hand_ons
from tummler.records.happenings import happen
from tummler.records.models import Delivery, Helper, Need
from tummler.records.states import move

#: After this long without a sign of life a claim goes back to the market, with its draft.
SILENT_AFTER = timedelta(minutes=20)
#: A need that is not put to sleep.
AWAKE: dict[str, None] = {"snoozed_at": None, "snoozed_until": None}


def claim(need: Need, helper: Helper) -> bool:
    """Give an unclaimed need to a helper; False if somebody was faster. In the caller's transaction."""
    at = clock.now()
    free = Need.objects.filter(pk=need.pk).exclude(state="claimed")
    return bool(move(free, "claimed", claimed_by=helper, claimed_at=at, claim_alive_at=at))


def take_over(need: Need, helper: Helper) -> bool:
    """Take a claim that has gone quiet; False if it hasn't, or isn't one any more."""
    at = clock.now()
    quiet = Need.objects.filter(pk=need.pk, state="claimed", claim_alive_at__lte=at - SILENT_AFTER / 2)
    return bool(move(quiet, "claimed", frm="claimed", claimed_by=helper, claimed_at=at, claim_alive_at=at, **AWAKE))


def let_go(need: Need, helper: Helper) -> bool:
    """Put a helper's own claim back; False if it isn't theirs."""
    mine = Need.objects.filter(pk=need.pk, state="claimed", claimed_by=helper)
    return bool(move(mine, "open", frm="claimed", claimed_by=None, claimed_at=None, claim_alive_at=None, **AWAKE))


def keep_alive(need: Need, helper: Helper) -> None:
    """The claimer is writing or reading: a sign of life."""
    Need.objects.filter(pk=need.pk, state="claimed", claimed_by=helper).update(claim_alive_at=clock.now())


def return_silent_claims(limit: int = 200) -> int:
    """Put claims back that were silent too long and have nothing on its way; how many."""
    on_its_way = Delivery.objects.filter(
        reply__need=OuterRef("pk"),
        state__in=("waiting", "sending", "retry"),
        reply__promised_at__isnull=False,
    )
    silent = Need.objects.filter(state="claimed", snoozed_at=None, claim_alive_at__lt=clock.now() - SILENT_AFTER)
    back = 0
    for need in silent.exclude(Exists(on_its_way))[:limit]:
        with transaction.atomic():
            still = Need.objects.filter(pk=need.pk, claim_alive_at=need.claim_alive_at)
            if move(still, "open", frm="claimed", claimed_by=None, claimed_at=None, claim_alive_at=None):
                lapse_hand_ons(need)
                happen("need_went_back", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)
                back += 1
    return back


def hand_over(need: Need, by: Helper, to: Helper) -> bool:
    """Give one's own claim to somebody else; False if it isn't theirs to give."""
    at = clock.now()
    theirs = Need.objects.filter(pk=need.pk, state="claimed", claimed_by=by)
    return bool(move(theirs, "claimed", frm="claimed", claimed_by=to, claimed_at=at, claim_alive_at=at, **AWAKE))

"""A peer's "I've got this": seen by all, running out by itself; a helper may take the need all the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tummler.common import clock
from tummler.records.happenings import happen
from tummler.records.models import Need, Peer, PeerClaim
from tummler.records.prepared import Given, prepared

#: How long a peer has a need before it is everybody's again.
LASTS = timedelta(minutes=30)
#: So many a peer may have at once.
AT_ONCE = 2


def claim(need: Need, peer: Peer) -> PeerClaim | None:
    """Give an open need to a peer; None if somebody has it. In the caller's transaction."""
    end_over(need)
    if not Need.objects.filter(pk=need.pk, state="open").exists():
        return None
    at = clock.now()
    try:
        with transaction.atomic():
            return PeerClaim.objects.create(brand_id=need.brand_id, need=need, peer=peer, at=at, until=at + LASTS)
    except IntegrityError:
        return None


def standing_on(need: Need) -> PeerClaim | None:
    """Who of the peers has it now. One query."""
    found: PeerClaim | None = prepared("a peer's claim", _standing).first(need=need.pk)
    return found


def _standing() -> QuerySet[PeerClaim]:
    rows = PeerClaim.objects.filter(need=Given("need"), need__state="open", ended_at=None, until__gt=Given())
    return rows.select_related("peer__account", "peer__voice").order_by("pk")[:1]


def end(claims: Collection[int], why: str) -> int:
    """These claims are over."""
    rows = PeerClaim.objects.filter(pk__in=claims, ended_at=None)
    return rows.update(ended_at=clock.now(), ended_why=why)


def end_over(need: Need | None = None) -> int:
    """End claims that ran out, and those on needs that a helper took or that are closed; how many."""
    rows = PeerClaim.objects.filter(ended_at=None).select_related("need")
    over = 0
    for one in rows.filter(need=need) if need else rows.order_by("until")[:500]:
        why = "taken" if one.need.state != "open" else "ran_out" if one.until <= clock.now() else ""
        if why and end([one.pk], why):
            happen("peer_claim_over", one.brand_id, need_id=one.need_id, facts={"peer": one.peer_id, "why": why})
            over += 1
    return over

"""How trust in a peer grows: one pure rule, published on the page that peers agree to. Nobody is scored by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from tummler.common import clock
from tummler.records.happenings import happen
from tummler.records.models import Helped, Peer, PeerAnswer, Vouch
from tummler.records.models.peer import Trust

#: Known: somebody who knows them says so, or so many different people whom they helped.
KNOWN_BY = 2
#: Trusted: so many different people whom they helped, a word of the brand's own, and so much time.
TRUSTED_BY, TRUSTED_AFTER = 6, timedelta(days=14)
#: After an answer of theirs was hidden, the next ones are looked at again for so long.
WATCHED = timedelta(days=30)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Given:
    """What speaks for a peer: different people who said it helped, who vouches, since when, and what was hidden."""

    helped: int = 0
    by_helpers: int = 0
    by_stewards: int = 0
    by_askers: int = 0
    here_for: timedelta = timedelta(0)
    hidden_lately: bool = False
    named_steward: bool = False


def trust_in(given: Given) -> Trust:
    """The whole rule. A number of answers is no part of it, only people who were helped."""
    if given.hidden_lately:
        return Trust.NEW
    known = given.by_helpers or given.by_stewards or given.helped + given.by_askers >= KNOWN_BY
    trusted = given.by_helpers and given.helped >= TRUSTED_BY and given.here_for >= TRUSTED_AFTER
    if given.named_steward:
        return Trust.STEWARD
    return Trust.TRUSTED if trusted else Trust.KNOWN if known else Trust.NEW


def grow_trust(peers: Collection[int] | None = None) -> int:
    """Bring trust up to date with what is written down, of these peers or of all; how many changed."""
    rows = Peer.objects.filter(left_at=None) if peers is None else Peer.objects.filter(pk__in=peers)
    changed, after = 0, 0
    while found := list(rows.filter(pk__gt=after).order_by("pk")[:_AT_ONCE]):
        after = found[-1].pk
        given = _given(found)
        for peer in found:
            changed += _grown(peer, trust_in(given[peer.pk]))
    return changed


def _grown(peer: Peer, trust: Trust) -> int:
    if peer.trust == trust:
        return 0
    moved = Peer.objects.filter(pk=peer.pk, trust=peer.trust).update(trust=trust)
    if moved:
        happen("peer_trust_changed", peer.brand_id, facts={"peer": peer.pk, "trust": int(trust), "was": peer.trust})
    return moved


def _given(peers: list[Peer]) -> dict[int, Given]:
    """Three queries for as many peers as are given."""
    at = clock.now()
    accounts = [peer.account_id for peer in peers]
    helped = Helped.objects.filter(account__in=accounts, undone_at=None).values("account").order_by()
    counted = helped.annotate(people=Count("need__account__person", distinct=True))
    people: dict[int, int] = dict(counted.values_list("account", "people"))
    words = Vouch.objects.filter(peer__in=peers, undone_at=None).values("peer").order_by()
    kinds = words.annotate(
        helpers=Count("helper"), stewards=Count("steward"), askers=Count("account__person", distinct=True)
    )
    vouched = {row["peer"]: (row["helpers"], row["stewards"], row["askers"]) for row in kinds}
    hidden = PeerAnswer.objects.filter(Q(helper__isnull=False), peer__in=peers, state="hidden")
    nobody = (0, 0, 0)
    lately = set(hidden.filter(looked_at__gt=at - WATCHED).values_list("peer", flat=True))
    return {
        peer.pk: Given(
            helped=people.get(peer.account_id, 0),
            by_helpers=vouched.get(peer.pk, nobody)[0],
            by_stewards=vouched.get(peer.pk, nobody)[1],
            by_askers=vouched.get(peer.pk, nobody)[2],
            here_for=at - peer.joined_at,
            hidden_lately=peer.pk in lately,
            named_steward=peer.steward_since is not None,
        )
        for peer in peers
    }

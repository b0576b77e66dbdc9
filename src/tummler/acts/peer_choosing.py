"""Who asks says whether other customers may answer them, whom not, and who of them is good to be helped by."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tummler.common import clock
from tummler.community import peer_claims
from tummler.community.trust import grow_trust
from tummler.records.happenings import happen
from tummler.records.models import Account, Helped, Peer, PeerChoice, PeerClaim, Vouch


def choose_peers(*, account: Account, peers: bool) -> None:
    """ "No peers, please", or that they are welcome; kept until it is said otherwise."""
    with transaction.atomic():
        PeerChoice.objects.update_or_create(
            account=account, defaults={"brand_id": account.brand_id, "peers": peers, "at": clock.now()}
        )
        if not peers:
            theirs = PeerClaim.objects.filter(need__account=account, ended_at=None)
            peer_claims.end(list(theirs.values_list("pk", flat=True)), "let_go")
        happen("peers_chosen", account.brand_id, facts={"account": account.pk, "peers": peers})


def vouch_as_asker(*, accounts: Collection[int], peer: Peer) -> bool:
    """Somebody whom they helped says that they are good to be helped by; False if they were not helped by them."""
    helped = Helped.objects.filter(account=peer.account_id, need__account__in=accounts, undone_at=None)
    row = helped.select_related("need__account").first()
    if row is None:
        return False
    with transaction.atomic():
        Vouch.objects.update_or_create(
            peer=peer, account=row.need.account, defaults={"brand_id": peer.brand_id, "undone_at": None}
        )
        happen("peer_vouched", peer.brand_id, facts={"peer": peer.pk})
        grow_trust([peer.pk])
    return True


def take_back_asker_vouch(*, accounts: Collection[int], peer: Peer) -> bool:
    """As if they had not."""
    with transaction.atomic():
        mine = Vouch.objects.filter(peer=peer, account__in=accounts, undone_at=None)
        done = bool(mine.update(undone_at=clock.now()))
        if done:
            happen("vouch_taken_back", peer.brand_id, facts={"peer": peer.pk})
            grow_trust([peer.pk])
    return done

"""Who asks says whether other customers may answer them, whom not, and who of them is good to be helped by."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tummler.common import clock
from tummler.community import peer_claims
from tummler.community.trust import grow_trust
from tummler.minds.contract import Judgement
from tummler.records.happenings import happen
from tummler.records.models import Account, Helped, Need, Peer, PeerAnswer, PeerChoice, PeerClaim, Vouch
from tummler.understanding.helped import BESIDE
from tummler.understanding.needs import take_word


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


def say_it_helped(*, accounts: Collection[int], answer: PeerAnswer) -> bool:
    """The asker presses “This worked” under what a peer answered; nobody else can, and twice is once."""
    if answer.need.account_id not in accounts or answer.state != "stands":
        return False
    with transaction.atomic():
        need = Need.objects.select_for_update().get(pk=answer.need_id)
        if need.state == "dropped" or need.care:
            return False
        if Helped.objects.filter(need=need, account=answer.peer.account_id, undone_at=None).exists():
            return True
        to = answer.remote_id if answer.post_id else f"{BESIDE}{answer.public_id}"
        take_word(need=need, post=None, word=Judgement("helped", 1.0, "pressed"), to=to)
        grow_trust([answer.peer_id])
    return True


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

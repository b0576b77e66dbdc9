"""A customer becomes a peer, says what they know, and leaves. Their words are theirs to take along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from tummler.common import clock, ids
from tummler.community import peer_claims
from tummler.records.happenings import happen
from tummler.records.models import Account, Brand, Customer, Peer, PeerAnswer, PeerClaim, Person
from tummler.records.models.peer import Trust
from tummler.records.states import move

#: The edition of the agreement that is agreed to now; earlier ones stay to be read.
EDITION = 1
LONGEST_NAME = 60


class NotWanted(PermissionError):
    """They were asked to stay away, or the brand wants no peers now."""


def join_peers(
    *, brand: Brand, account: Account | None, customer: Customer | None, name: str, languages: Sequence[str] = (),
    topics: Sequence[str] = (),
) -> Peer:  # fmt: skip
    """Somebody who has proven an account, or the brand's own sign-in, agreed to the page. Again after leaving, too.

    Raises :class:`NotWanted`.
    """
    assert account is not None or customer is not None
    with transaction.atomic():
        peer = _known(brand, account, customer)
        if peer is not None and peer.blocked_at is not None:
            raise NotWanted
        if peer is None:
            peer = _made(brand, account, customer, name)
        at = clock.now()
        Peer.objects.filter(pk=peer.pk).update(
            languages=list(languages),
            topics=list(topics),
            agreed=EDITION,
            agreed_at=at,
            left_at=None,
            customer=customer,
        )  # fmt: skip
        happen("peer_joined", brand, facts={"peer": peer.pk, "edition": EDITION})
    peer.refresh_from_db()
    return peer


def _known(brand: Brand, account: Account | None, customer: Customer | None) -> Peer | None:
    rows = Peer.objects.select_for_update().filter(brand=brand)
    found = rows.filter(account=account).first() if account else None
    return found or (rows.filter(customer=customer).first() if customer else None)


def _made(brand: Brand, account: Account | None, customer: Customer | None, name: str) -> Peer:
    public_id = ids.public_id()
    called = " ".join(name.split())[:LONGEST_NAME] or (account.called if account else "")
    person = account.person if account else None
    if account is None or account.network != "square":
        person = person or Person.objects.create(brand=brand)
        voice = Account.objects.create(
            brand=brand, network="square", remote_id=f"peer-{public_id}", handle=called or "someone", name=called,
            person=person,
        )  # fmt: skip
    else:
        voice = account
    if account is not None and account.person_id is None:
        Account.objects.filter(pk=account.pk).update(person=person)
    return Peer.objects.create(
        brand=brand, public_id=public_id, account=account or voice, voice=voice, customer=customer, trust=Trust.NEW
    )


def change_peer(*, peer: Peer, name: str, languages: Sequence[str], topics: Sequence[str]) -> None:
    """What they are called on the square, speak and know."""
    called = " ".join(name.split())[:LONGEST_NAME]
    with transaction.atomic():
        if called and peer.voice_id:
            Account.objects.filter(pk=peer.voice_id).update(name=called, handle=called)
        Peer.objects.filter(pk=peer.pk).update(languages=list(languages), topics=list(topics))
        happen("peer_changed", peer.brand_id, facts={"peer": peer.pk})


def agree_anew(*, peer: Peer) -> None:
    """They agreed to the edition of today."""
    with transaction.atomic():
        Peer.objects.filter(pk=peer.pk).update(agreed=EDITION, agreed_at=clock.now())
        happen("peer_agreed", peer.brand_id, facts={"peer": peer.pk, "edition": EDITION})


def leave_peers(*, peer: Peer) -> None:
    """They help no more. What they said stays where they said it, until they delete it; what waits is taken back."""
    with transaction.atomic():
        Peer.objects.filter(pk=peer.pk).update(left_at=clock.now())
        lay_down(peer, "left")
        happen("peer_left", peer.brand_id, facts={"peer": peer.pk})


def lay_down(peer: Peer, why: str) -> None:
    """Everything that they had under way is over. In the caller's transaction."""
    peer_claims.end(list(PeerClaim.objects.filter(peer=peer, ended_at=None).values_list("pk", flat=True)), why)
    over: dict[str, Any] = {"text": "", "looked_at": clock.now()}
    move(PeerAnswer.objects.filter(peer=peer, post=None), "taken_back", frm="waits", **over)

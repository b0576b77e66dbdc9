"""What a peer may see and do: the counterpart of ``access`` for customers who help, and as much the only place.

A need comes before a peer only if strangers may read it, it was asked of the brand (or its asker wants peers), what
was asked has been looked at and tells nothing of minors, health or an account, and nobody said that they don't want it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from tummler.common import clock
from tummler.records.models import (
    Account,
    Need,
    Peer,
    PeerAnswer,
    PeerBlock,
    PeerChoice,
    PeerClaim,
    PeerLook,
    PeerRules,
    Post,
    Reach,
)
from tummler.records.models.peer import Trust
from tummler.records.prepared import Moment
from tummler.records.public import shown_to_anyone
from tummler.records.states import standing

#: act → how much trust it takes, on rows that they may see.
PEER_MAY: dict[str, Trust] = {
    "claim_need": Trust.NEW,
    "answer_need": Trust.NEW,
    "report": Trust.NEW,
    "keep_away": Trust.NEW,
    "answer_unlooked": Trust.KNOWN,
    "answer_as_peer_of_the_brand": Trust.TRUSTED,
    "welcome_peer": Trust.STEWARD,
    "hide_answer": Trust.STEWARD,
    "join_questions": Trust.STEWARD,
}
#: A post that says it to us; what is only said nearby asked nobody.
_ASKED_US = ("mention", "reply", "quote", "asked")


def rules_of(brand_id: int) -> PeerRules:
    """What the brand decided about peers; the defaults where it decided nothing. One query."""
    return PeerRules.objects.filter(brand=brand_id).first() or PeerRules(brand_id=brand_id)


def peer_may(peer: Peer, act: str, row: models.Model | None = None) -> bool:
    """Whether this peer may do this act (on this row): by trust, brand, and what they may see."""
    if not peer.here or peer.trust < PEER_MAY[act]:
        return False
    if row is not None and getattr(row, "brand_id", None) != peer.brand_id:
        return False
    if isinstance(row, Need):
        return seen_by_peer(peer).filter(pk=row.pk).exists()
    return not (isinstance(row, PeerAnswer) and row.peer_id == peer.pk and act in ("hide_answer", "report"))


def needs_for_peer(peer: Peer) -> QuerySet[Need]:
    """Open needs that this peer may answer; those first that reach them, then those of their topics and languages."""
    rows: QuerySet[Need] = standing(seen_by_peer(peer), "open", "claimed").filter(state="open", snoozed_at=None)
    come = Reach.objects.filter(need=OuterRef("pk"), peer=peer, due_at__lte=clock.now()).exclude(why="here")
    mine = Case(
        When(Exists(come), then=Value(0)),
        When(topic__in=[one for one in peer.topics if one], then=Value(0)),
        When(post__reading__language__value__in=peer.languages, then=Value(1)),
        default=Value(2),
    )
    return rows.annotate(fits=mine).order_by("fits", "waiting_since", "pk")


def seen_by_peer(peer: Peer) -> QuerySet[Need]:
    """Needs in any state but dropped that may come before this peer. Nothing, where the brand wants no peers now."""
    if not peer.here:
        return Need.objects.none()
    blocked = PeerBlock.objects.filter(peer=peer, account=OuterRef("account"))
    own = Account.objects.filter(Q(pk=peer.account_id) | Q(pk=peer.voice_id)).values("person")
    theirs = needs_for_peers(peer.brand_id).exclude(Exists(blocked)).exclude(account=peer.account_id)
    return theirs.exclude(Exists(Account.objects.filter(pk=OuterRef("account"), person__in=own)))


def needs_for_peers(brand_id: int) -> QuerySet[Need]:
    """Needs that may come before peers of this brand at all."""
    needs = Need.objects.filter(shown_to_anyone("post__"), brand=brand_id, care="", post__history=False)
    needs = needs.filter(account__stopped_at=None, brand__listens_only_since=None).exclude(state="dropped")
    closed = PeerRules.objects.filter(brand=OuterRef("brand"), open=False)
    needs = needs.exclude(Exists(closed)).exclude(tag__proven=True).exclude(Exists(_unlooked()))
    asked = Q(heard_nearby=False, post__addressed__in=_ASKED_US)
    return needs.filter(asked | Exists(_chose(True))).exclude(Exists(_chose(False)) | Exists(_chose_elsewhere()))


def _unlooked() -> QuerySet[Post]:
    """Words of the asker's in this conversation that may not come before peers, or that nobody has looked at."""
    fine = PeerLook.objects.filter(reading__post=OuterRef("pk"), why="")
    said = Post.objects.filter(conversation=OuterRef("conversation"), account=OuterRef("account"), gone_at=None)
    return said.exclude(Exists(fine))


def _chose(peers: bool) -> QuerySet[PeerChoice]:
    return PeerChoice.objects.filter(account=OuterRef("account"), peers=peers)


def _chose_elsewhere() -> QuerySet[PeerChoice]:
    """Said from another account of the same person."""
    return PeerChoice.objects.filter(account__person=OuterRef("account__person"), peers=False).exclude(
        account=OuterRef("account")
    )


def looks_first(peer: Peer, rules: PeerRules) -> bool:
    """Whether a helper looks at what this peer answers on the square before it shows."""
    return rules.look_first and not peer_may(peer, "answer_unlooked")


def standing_peers(brand_id: int) -> QuerySet[Peer]:
    """Who helps now."""
    return Peer.objects.filter(brand=brand_id, left_at=None, blocked_at=None, account__gone_at=None)


def note_seen(peer: Peer) -> None:
    """They are here: written down once in a while."""
    at = clock.now()
    if peer.seen_at is None or (at - peer.seen_at).total_seconds() > 60:
        Peer.objects.filter(pk=peer.pk).update(seen_at=at)
        peer.seen_at = at


def authors(brand_id: int, accounts: QuerySet[Account] | list[int]) -> dict[int, Peer]:
    """Which of these accounts are peers', theirs or their voice on the square. One query."""
    rows = Peer.objects.filter(Q(account__in=accounts) | Q(voice__in=accounts), brand=brand_id, left_at=None)
    found: dict[int, Peer] = {}
    for peer in rows.select_related("account"):
        found[peer.account_id] = peer
        if peer.voice_id:
            found[peer.voice_id] = peer
    return found


def with_peer(needs: QuerySet[Need], at: Moment | None = None) -> QuerySet[Need]:
    """Needs with the peer who has each now: ``peer_on_it`` their number, ``peer_called`` what they are called."""
    claims = PeerClaim.objects.filter(need=OuterRef("pk"), ended_at=None, until__gt=at or clock.now())
    return needs.annotate(
        peer_on_it=Subquery(claims.values("peer")[:1]), peer_called=Subquery(claims.values("peer__voice__name")[:1])
    )

"""What peers do for somebody who asks: claim, answer on the square, take it back, report, keep out of the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from tummler.common import clock, ids
from tummler.community import peer_claims
from tummler.listening.complete import want
from tummler.listening.departures import forget_posts
from tummler.listening.receive import store_events
from tummler.networks.contract import HeardGone, RawEvent
from tummler.networks.square.payload import Asked, pack_asked
from tummler.records.happenings import happen
from tummler.records.models import Account, Channel, Need, Peer, PeerAnswer, PeerBlock, PeerClaim, PeerReport
from tummler.records.models.peer import Trust
from tummler.records.peer_access import looks_first, peer_may, rules_of
from tummler.records.states import move

#: How many answers a peer gives on the square in an hour, by trust; a person who helps writes no more.
IN_AN_HOUR = {Trust.NEW: 4, Trust.KNOWN: 12, Trust.TRUSTED: 30, Trust.STEWARD: 30}
#: Why somebody says that something is wrong here.
REASONS = ("wrong", "rude", "sells", "private", "other")


class NotYours(PermissionError):
    """This peer may not do this, or not with this."""


class Slower(Exception):
    """More than a person answers: ``minutes`` until the next one."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Tried:
    """How a claim went: whether it is theirs, and who has it otherwise (None: a helper, or it is closed)."""

    theirs: bool
    holder: Peer | None = None
    too_many: bool = False


def _require(peer: Peer, act: str, row: Need | PeerAnswer) -> None:
    if not peer_may(peer, act, row):
        raise NotYours(act)


def _rows(need: Need) -> dict[str, int]:
    return {"need_id": need.pk, "conversation_id": need.conversation_id}


def claim_as_peer(*, peer: Peer, need: Need) -> Tried:
    """ "I've got this": everyone sees it for half an hour, the desk too. Of two at once the later one is told."""
    _require(peer, "claim_need", need)
    with transaction.atomic():
        Peer.objects.select_for_update().get(pk=peer.pk)
        standing = peer_claims.standing_on(need)
        if standing is not None:
            return Tried(standing.peer_id == peer.pk, standing.peer)
        mine = PeerClaim.objects.filter(peer=peer, ended_at=None, until__gt=clock.now(), need__state="open")
        if mine.count() >= peer_claims.AT_ONCE:
            return Tried(False, too_many=True)
        if peer_claims.claim(need, peer) is not None:
            happen("peer_claimed", need.brand_id, **_rows(need), facts={"peer": peer.pk})
            return Tried(True, peer)
    standing = peer_claims.standing_on(need)
    return Tried(False, standing.peer if standing else None)


def look_there_now(*, peer: Peer, need: Need) -> None:
    """They have just answered there: have the thread fetched soon."""
    _require(peer, "claim_need", need)
    want(need.conversation)


def let_go_as_peer(*, peer: Peer, need: Need) -> bool:
    """It is everybody's again."""
    with transaction.atomic():
        mine = PeerClaim.objects.filter(need=need, peer=peer, ended_at=None).values_list("pk", flat=True)
        done = bool(peer_claims.end(list(mine), "let_go"))
        if done:
            happen("peer_let_go", need.brand_id, **_rows(need), facts={"peer": peer.pk})
    return done


def answer_here(*, peer: Peer, need: Need, text: str) -> PeerAnswer:
    """Answer on the square, under one's own name. A newcomer's is looked at first, where the brand wants that.

    Raises :class:`NotYours`, :class:`Slower`.
    """
    _require(peer, "answer_need", need)
    rules = rules_of(peer.brand_id)
    with transaction.atomic():
        Peer.objects.select_for_update().get(pk=peer.pk)
        _not_too_fast(peer, rules.slow_minutes)
        first = looks_first(peer, rules)
        answer = PeerAnswer.objects.create(
            brand_id=need.brand_id, need=need, peer=peer, text=text, state="waits" if first else "stands",
            why="first" if first else "",
        )  # fmt: skip
        mine = PeerClaim.objects.filter(need=need, peer=peer, ended_at=None).values_list("pk", flat=True)
        peer_claims.end(list(mine), "answered")
        if first:
            happen("peer_answer_waits", need.brand_id, **_rows(need), facts={"peer": peer.pk})
        else:
            let_stand(answer)
    return answer


def _not_too_fast(peer: Peer, slow_minutes: int) -> None:
    at = clock.now()
    said = list(PeerAnswer.objects.filter(peer=peer, at__gt=at - timedelta(hours=24)).order_by("-at").values_list("at"))
    if slow_minutes and said and (wait := timedelta(minutes=slow_minutes) - (at - said[0][0])) > timedelta(0):
        raise Slower(int(wait.total_seconds() // 60) + 1)
    lately = [one for (one,) in said if one > at - timedelta(hours=1)]
    if len(lately) >= IN_AN_HOUR[Trust(peer.trust)]:
        raise Slower(int((timedelta(hours=1) - (at - lately[-1])).total_seconds() // 60) + 1)


def let_stand(answer: PeerAnswer) -> None:
    """It shows: in the thread, where it was asked on the square; else beside it. In the caller's transaction."""
    need, peer = answer.need, answer.peer
    happen("peer_answer_shown", need.brand_id, **_rows(need), facts={"peer": peer.pk})
    if need.post.channel.network != "square" or answer.post_id or answer.remote_id:
        return
    assert peer.voice is not None
    remote_id = ids.public_id()
    said = Asked(
        id=remote_id, text=answer.text, asker=peer.voice.remote_id, name=peer.voice.name, at=clock.now(),
        parent=need.post.remote_id, root=need.post.root_remote_id or need.post.remote_id, answers=True,
    )  # fmt: skip
    channel = Channel.objects.get(pk=need.post.channel_id)
    store_events(channel=channel, events=[RawEvent(f"asked:{remote_id}", pack_asked(said))])
    PeerAnswer.objects.filter(pk=answer.pk).update(remote_id=remote_id)


def take_back_answer(*, peer: Peer, answer: PeerAnswer) -> bool:
    """Its words go for good, everywhere here; what stands on a network is deleted there, by its author."""
    if answer.peer_id != peer.pk:
        raise NotYours
    with transaction.atomic():
        done = bool(move(answer, "taken_back", text="", looked_at=clock.now()))
        if done and answer.post is not None and answer.post.channel.network == "square":
            forget_posts(answer.post.channel, [HeardGone(answer.post.remote_id)])
        if done:
            happen("peer_answer_taken_back", answer.brand_id, **_rows(answer.need), facts={"peer": peer.pk})
    return done


def report(*, by: Account, need: Need, answer: PeerAnswer | None, why: str) -> bool:
    """Somebody says that this is wrong here; a helper looks at it. Once each; whether it is new."""
    assert why in REASONS
    with transaction.atomic():
        _, new = PeerReport.objects.get_or_create(
            answer=answer, need=need, account=by, defaults={"brand_id": need.brand_id, "why": why}
        )
        if new:
            happen("peer_reported", need.brand_id, **_rows(need), facts={"why": why})
    return new


def keep_away(*, peer: Peer, account: Account, by_peer: bool) -> None:
    """From now on this peer sees nothing that this account asks: one of the two wants it so."""
    assert account.brand_id == peer.brand_id
    with transaction.atomic():
        _, new = PeerBlock.objects.get_or_create(
            peer=peer, account=account, by_peer=by_peer, defaults={"brand_id": peer.brand_id}
        )
        theirs = PeerClaim.objects.filter(peer=peer, need__account=account, ended_at=None)
        peer_claims.end(list(theirs.values_list("pk", flat=True)), "let_go")
        if new:
            happen("peer_kept_away", peer.brand_id, facts={"peer": peer.pk, "by_peer": by_peer})


def let_near(*, peer: Peer, account: Account, by_peer: bool) -> bool:
    """As if it had not been said."""
    with transaction.atomic():
        gone, _ = PeerBlock.objects.filter(peer=peer, account=account, by_peer=by_peer).delete()
        if gone:
            happen("peer_let_near", peer.brand_id, facts={"peer": peer.pk, "by_peer": by_peer})
    return bool(gone)

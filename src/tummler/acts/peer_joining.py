"""A steward says that two open questions of one person, or of one thread, are one; a helper can part them again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from tummler.common import clock
from tummler.records.happenings import happen
from tummler.records.models import Need, Peer
from tummler.records.peer_access import needs_for_peer, peer_may
from tummler.records.states import move

_OFFERED = 5


def same_as(peer: Peer, need: Need) -> list[Need]:
    """Other open questions of the same person, or in the same thread, that this one could be a part of. One query."""
    one = Q(conversation=need.conversation_id) | Q(account=need.account_id)
    if need.account.person_id is not None:
        one |= Q(account__person=need.account.person_id)
    rows = needs_for_peer(peer).filter(one).exclude(pk=need.pk).select_related("post", "account")
    return list(rows[:_OFFERED]) if need.state == "open" else []


def join_as_steward(*, peer: Peer, need: Need, into: Need) -> bool:
    """The first becomes a part of the second; False if it isn't open any more. Undone on the desk, by parting them."""
    if not peer_may(peer, "join_questions", need) or into.pk not in {one.pk for one in same_as(peer, need)}:
        raise PermissionError("join_questions")
    with transaction.atomic():
        done = bool(move(Need.objects.filter(pk=need.pk), "dropped", frm="open", joined_to=into, closed_at=clock.now()))
        if done:
            Need.objects.filter(joined_to=need).update(joined_to=into)
            rows = {"need_id": need.pk, "conversation_id": need.conversation_id}
            happen("needs_joined", need.brand_id, **rows, facts={"into": into.pk, "peer": peer.pk})
    return done

"""A need whose answer was deleted where it stood waits again: for who asked there is none."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from tummler.records.happenings import happen
from tummler.records.models import Delivery, Need, Post
from tummler.records.states import move

#: What a machine says and what is no answer: that it comes later, that people answer; and what is said to others.
_NO_ANSWER = ("waits", "people", "beside", "thanks", "more")


def reopen_unanswered(gone: Collection[Post]) -> None:
    """Open again what only these posts answered, in the caller's transaction; they are deleted by now.

    Where the asker has said that it helped, or the time for a word is over, it rests as it is.
    """
    answers = {
        post.conversation_id: post for post in gone if post.by_us or post.helper_id or hasattr(post, "peer_answer")
    }
    needs = Need.objects.filter(conversation__in=answers, state="answered", post__gone_at=None)
    for need in needs.select_related("post"):
        post = answers[need.conversation_id]
        if post.shown_at < need.post.shown_at or _stands(need):
            continue
        if move(need, "open", frm="answered", claimed_by=None, claimed_at=None, claim_alive_at=None, reach_until=None):
            rows = {"need_id": need.pk, "conversation_id": need.conversation_id, "post_id": post.pk}
            happen("answer_gone", need.brand_id, post.helper, **rows)


def _stands(need: Need) -> bool:
    """Whether another answer still stands there since they asked last."""
    said = Delivery.objects.filter(channel=OuterRef("channel"), remote_id=OuterRef("remote_id"))
    others = Post.objects.filter(conversation=need.conversation_id, gone_at=None, shown_at__gte=need.post.shown_at)
    ours = Q(by_us=True) | Q(helper__isnull=False) | Q(peer_answer__state="stands")
    others = others.exclude(account=need.account_id).filter(ours)
    return others.exclude(Exists(said.filter(reply__machine__in=_NO_ANSWER))).exists()

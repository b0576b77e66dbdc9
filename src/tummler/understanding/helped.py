"""Whom the asker's word credits: who wrote what they say it to, else our latest answer, else a stranger's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tummler.common import clock
from tummler.records.models import Delivery, Helped, Need, OwnAccount, PeerAnswer, Post, Word

#: So many of a conversation's latest answers are looked at.
_LOOKED_AT = 50
#: Before the id of an answer that stands beside the thread, not in it.
BESIDE = "beside:"


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that was written to the asker: by one of our helpers, or from an account outside. One of the two."""

    at: datetime
    remote_id: str
    helper: int | None = None
    account: int | None = None
    post: int | None = None


def who_helped(answers: Sequence[Answer], said_to: str) -> Answer | None:
    """The answer that a word is about; ``said_to`` is the remote id that it replies to, "" where it was pressed."""
    named = [one for one in answers if said_to and one.remote_id == said_to]
    ours = [one for one in answers if one.helper is not None]
    return max(named or ours or answers, key=lambda one: one.at, default=None)


def credit(need: Need, word: Word, post: Post | None, to: str = "") -> Helped | None:
    """Write down who helped, in the caller's transaction; None where nobody answered. Said again, it stands again.

    ``to`` names the answer that the word was pressed under.
    """
    said_to = to or (post.parent_remote_id if post else "")
    answer = who_helped([*_answers(need, post), *_beside(need, said_to)], said_to)
    if answer is None:
        return None
    by: dict[str, Any] = {"helper_id": answer.helper, "account_id": answer.account}
    said: dict[str, Any] = {"brand_id": need.brand_id, "post_id": answer.post, "word": word, "undone_at": None}
    return Helped.objects.update_or_create(need=need, **by, defaults=said)[0]


def discredit(need: Need) -> None:
    """It didn't hold: whoever was credited with it is not any more."""
    Helped.objects.filter(need=need, undone_at=None).update(undone_at=clock.now())


def _answers(need: Need, word: Post | None) -> list[Answer]:
    """What people answered to the asker before this word: sent from here, or written there."""
    before = word.shown_at if word else clock.now()
    sent = Delivery.objects.filter(reply__need=need, state="sent", by_person=True, reply__helper__isnull=False)
    sent = sent.exclude(reply__machine="thanks")
    rows = sent.order_by("-pk").values_list("reply__promised_at", "remote_id", "reply__helper", "reply")[:_LOOKED_AT]
    peers = PeerAnswer.objects.filter(need__conversation=need.conversation_id, state="stands")
    brought = dict(peers.filter(reply__isnull=False).values_list("reply", "peer__account"))
    mine = [
        # What a peer answered and one of us brought there is the peer's.
        Answer(at, remote_id, helper=None if reply in brought else helper, account=brought.get(reply))
        for at, remote_id, helper, reply in rows
        if at
    ]
    theirs = Post.objects.filter(conversation=need.conversation_id, account=need.account_id).values("remote_id")
    others = Post.objects.filter(
        conversation=need.conversation_id, by_us=False, gone_at=None, account__robot=False,
        # Also what came with the whole thread, as long as it was said after they had asked.
        shown_at__gte=need.waiting_since, shown_at__lte=before, parent_remote_id__in=theirs,
    ).exclude(account=need.account_id)  # fmt: skip
    told = list(others.order_by("-shown_at").values_list("shown_at", "remote_id", "account", "pk")[:_LOOKED_AT])
    spoke = dict(peers.filter(post__isnull=False).values_list("post", "peer__account"))
    told = [(at, remote_id, spoke.get(pk, account), pk) for at, remote_id, account, pk in told]
    accounts = {account for _at, _id, account, _pk in told}
    own = dict(OwnAccount.objects.filter(account__in=accounts, ended_at=None).values_list("account", "helper"))
    return mine + [
        Answer(at, remote_id, helper=own.get(account), account=None if account in own else account, post=pk)
        for at, remote_id, account, pk in told
    ]


def _beside(need: Need, said_to: str) -> list[Answer]:
    """What a peer answered on the square to a question of another network: only who names it has read it."""
    if not said_to.startswith(BESIDE):
        return []
    rows = PeerAnswer.objects.filter(
        need=need, state="stands", post=None, public_id=said_to.removeprefix(BESIDE)
    ).values_list("at", "peer__account")  # fmt: skip
    return [Answer(at, said_to, account=account) for at, account in rows]

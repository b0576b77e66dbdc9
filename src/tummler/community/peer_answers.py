"""A peer's answer, wherever it was given: heard in the thread, tied to its need, which is answered by it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from tummler.common import clock
from tummler.records.happenings import happen
from tummler.records.models import Conversation, Need, Peer, PeerAnswer, PeerClaim, Post
from tummler.records.public import UNWANTED
from tummler.records.states import move

_AT_ONCE = 100
#: Who asks back keeps the need for so much longer.
ASKED_BACK = timedelta(minutes=30)
#: Clocks of networks differ by so much from ours.
SLACK = timedelta(minutes=2)
#: A thread that a peer has, or answered, is fetched again after so long: what isn't addressed to us nobody tells us.
WHILE_CLAIMED, FIRST_HOUR, LATER = timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=30)
_DAYS = timedelta(days=3)


def is_answer(text: str) -> bool:
    """Whether it says something to the asker: what only asks back answers nothing yet. Pure."""
    return not text.rstrip(" \n\"'”)🙂🙏").endswith(("?", "？", "؟"))


def look_there() -> int:
    """Have the threads fetched again in which a peer answers, or waits for the asker's word; how many."""
    at = clock.now()
    mine = PeerClaim.objects.filter(ended_at=None).values("need__conversation")
    said = PeerAnswer.objects.filter(state="stands", post__isnull=False, need__state="answered", at__gt=at - _DAYS)
    fresh = said.filter(at__gt=at - timedelta(hours=1)).values("need__conversation")
    elsewhere = Conversation.objects.filter(wanted_at=None).exclude(channel__network="square")
    due = (
        Q(pk__in=mine, completed_at__lt=at - WHILE_CLAIMED)
        | Q(pk__in=fresh, completed_at__lt=at - FIRST_HOUR)
        | Q(pk__in=said.values("need__conversation"), completed_at__lt=at - LATER)
    )
    stale = list(elsewhere.filter(due).values_list("pk", flat=True)[:20])
    return Conversation.objects.filter(pk__in=stale).update(wanted_at=at)


def hear_answers() -> int:
    """Tie what peers wrote to the needs that they had; how many answers."""
    return _in_threads() + _on_the_square()


def _in_threads() -> int:
    """From their own accounts, where it was asked, while they had it."""
    said = Post.objects.filter(
        Q(account__peer__claims__ended_at=None, account__peer__claims__isnull=False),
        account__peer__claims__need__conversation=F("conversation"),
        account__peer__claims__need__state="open",
        account__peer__claims__at__lte=F("shown_at") + SLACK,
        state="understood", by_us=False, gone_at=None, peer_answer=None,
    ).exclude(visibility="direct")  # fmt: skip
    heard = 0
    for post in said.distinct().order_by("pk")[:_AT_ONCE]:
        claim = PeerClaim.objects.filter(
            peer__account=post.account_id, need__conversation=post.conversation_id, ended_at=None, need__care=""
        ).select_related("need", "peer").first()  # fmt: skip
        if claim is None or _unwanted(post):
            continue
        with transaction.atomic():
            if is_answer(post.text):
                tie(claim.need, claim.peer, post)
                heard += 1
            else:
                until = max(claim.until, post.received_at + ASKED_BACK)
                PeerClaim.objects.filter(pk=claim.pk, until__lt=until).update(until=until)
    return heard


def _on_the_square() -> int:
    """Answered on the square: its post is heard by now."""
    waiting = PeerAnswer.objects.filter(state="stands", post=None).exclude(remote_id="")
    heard = 0
    for answer in waiting.select_related("need", "peer").order_by("at")[:_AT_ONCE]:
        post = Post.objects.filter(
            brand=answer.brand_id, channel__network="square", remote_id=answer.remote_id, state="understood"
        ).first()
        if post is None:
            continue
        with transaction.atomic():
            PeerAnswer.objects.filter(pk=answer.pk).update(post=post, text="")
            if _unwanted(post):
                move(answer, "waits", why="unwanted")
                happen("peer_answer_waits", answer.brand_id, need_id=answer.need_id, post_id=post.pk)
            else:
                _answered(answer.need, answer.peer, post)
                heard += 1
    return heard


def tie(need: Need, peer: Peer, post: Post) -> PeerAnswer:
    """This post is the peer's answer to the need. In the caller's transaction."""
    answer, new = PeerAnswer.objects.get_or_create(
        post=post,
        defaults={
            "brand_id": need.brand_id, "need": need, "peer": peer, "remote_id": post.remote_id, "at": post.shown_at
        },
    )  # fmt: skip
    if new:
        _answered(need, peer, post)
    return answer


def _answered(need: Need, peer: Peer, post: Post) -> None:
    """The need waits for its asker's word now; unless a helper took it meanwhile, who sees it in the thread."""
    PeerClaim.objects.filter(need=need, peer=peer, ended_at=None).update(ended_at=clock.now(), ended_why="answered")
    move(Need.objects.filter(pk=need.pk, care=""), "answered", frm="open", answered_at=post.shown_at)
    rows = {"need_id": need.pk, "conversation_id": need.conversation_id, "post_id": post.pk}
    happen("peer_answered", need.brand_id, **rows, facts={"peer": peer.pk})


def _unwanted(post: Post) -> bool:
    reading = getattr(post, "reading", None)
    return reading is not None and reading.kind.get("value") in UNWANTED

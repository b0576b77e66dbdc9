"""Answers of ours that had their time are deleted where they stand: asked of the network as gestures are, and proven.

A row before, a lease, one outcome; when the network says that it is gone, the words go here too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tummler.answering.lasting import DAY, FADED, FADING, SOLVED
from tummler.common import clock
from tummler.records.happenings import happen
from tummler.records.holds import held
from tummler.records.models import Delivery, Gesture, Helper, Picture, Post, Reply

#: "For a day": so long after it was sent. "Until it is solved": so long after they said that it worked.
A_DAY, GRACE = timedelta(days=1), timedelta(days=1)
#: Why a post of ours is deleted by itself; a gesture's reason.
REASON = "faded"
#: The network gives nothing back that somebody got: it goes here, and that is said.
KEPT_THERE = "stays_with_them"


def fade_due() -> int:
    """Ask for the deletion of what had its time; how many answers."""
    rows = Reply.objects.filter(~held("need__account"), promised_at__isnull=False).order_by("pk")
    under_way = Delivery.objects.filter(reply=OuterRef("pk"), state__in=("waiting", "sending", "retry"))
    at = clock.now()
    day = rows.filter(~Exists(_kept_longer(at)), lasting=DAY, promised_at__lt=at - A_DAY)
    solved = rows.filter(lasting=SOLVED, need__state="helped", need__closed_at__lt=at - GRACE)
    return sum(ask(reply, reason=REASON) for due in (day, solved) for reply in due.exclude(Exists(under_way))[:50])


def _kept_longer(at: datetime) -> QuerySet[Delivery]:
    """A post of it that somebody let stay for a day from when they said so."""
    post = Post.objects.filter(channel=OuterRef("channel"), remote_id=OuterRef("remote_id"), keep_until__gt=at)
    return Delivery.objects.filter(Exists(post), reply=OuterRef("pk"), state="sent")


def ask(reply: Reply, *, reason: str = "", helper: Helper | None = None, due: datetime | None = None) -> bool:
    """Ask for the deletion of what stands of an answer; False if somebody did already, or said something else of it."""
    with transaction.atomic():
        if not Reply.objects.filter(pk=reply.pk, lasting=reply.lasting).update(lasting=FADING):
            return False
        asked = Gesture.objects.filter(post=OuterRef("pk"), kind="delete").exclude(state="refused")
        for post in posts_of(reply).filter(gone_at=None).exclude(Exists(asked)).order_by("-pk"):
            Gesture.objects.create(
                brand_id=post.brand_id, channel_id=post.channel_id, conversation_id=post.conversation_id, post=post,
                kind="delete", reason=reason, helper=helper, due_at=due or clock.now(),
            )  # fmt: skip
        happen(
            "reply_fading", reply.brand_id, helper, need_id=reply.need_id, conversation_id=reply.conversation_id,
            reply_id=reply.pk, channel_id=reply.channel_id,
        )  # fmt: skip
    let_words_go(reply)
    return True


def call_off(reply: Reply) -> bool:
    """It is not to be deleted after all; False if any of it is on its way out. In the caller's transaction."""
    asked = Gesture.objects.select_for_update().filter(post__in=posts_of(reply), kind="delete")
    rows = list(asked.exclude(state="refused"))
    if any(row.state != "waiting" or row.tries for row in rows):
        return False
    Gesture.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return True


def posts_of(reply: Reply) -> QuerySet[Post]:
    """What stands, or stood, of an answer."""
    there = Delivery.objects.filter(reply=reply, state="sent").values("remote_id")
    return Post.objects.filter(channel=reply.channel_id, remote_id__in=there)


def gone_there(post: Post) -> None:
    """A post of ours stands nowhere any more: when it was its answer's last, the answer's words go, too."""
    sent = Delivery.objects.filter(channel=post.channel_id, remote_id=post.remote_id).select_related("reply")
    for delivery in sent:
        let_words_go(delivery.reply)


def let_words_go(reply: Reply) -> None:
    """Empty an answer of which nothing stands any more: its words, its parts, its pictures. In a transaction."""
    if Reply.objects.filter(pk=reply.pk, promised_at=None).exists() or posts_of(reply).filter(gone_at=None).exists():
        return
    deliveries = list(Delivery.objects.filter(reply=reply))
    if not deliveries or any(one.state != "sent" for one in deliveries):
        return
    for one in deliveries:
        kept = {"text": "", "spans": [], "visibility": one.part.get("visibility", "")}
        Delivery.objects.filter(pk=one.pk).update(part=kept)
    Picture.objects.filter(reply=reply).delete()
    fading = {"lasting": FADED} if Reply.objects.filter(pk=reply.pk, lasting=FADING).exists() else {}
    Reply.objects.filter(pk=reply.pk).update(text="", cuts=[], waved=[], **fading)

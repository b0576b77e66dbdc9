"""Answers that one person sees once: their words lie sealed in one row until then, and nowhere after it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from tummler.answering.seeing import ONCE
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.networks.contract import Visibility
from tummler.records.happenings import happen
from tummler.records.models import Delivery, Once, Post, Reply

#: Nobody came to see it for so long: it is gone unseen.
WAITS = timedelta(days=7)


def is_once(delivery: Delivery) -> bool:
    """Whether this part is for one person's eyes, once: chosen so, and promised so."""
    promised = delivery.part.get("visibility") == Visibility.DIRECT.value
    return promised and delivery.reply.visibility == ONCE and traits_of(delivery.channel).once


def seal_once(delivery: Delivery, post: Post) -> None:
    """Lay the words of a part into its seal and take them from everywhere else; in the caller's transaction.

    The post was made without them: no index, no reading and no export ever had them.
    """
    words, reply = str(delivery.part["text"]), delivery.reply
    Once.objects.create(
        brand_id=delivery.brand_id, post=post, account_id=reply.to_post.account_id, language=post.language,
        sealed=settings.DATA.seal({"words": words}), until=clock.now() + WAITS,
    )  # fmt: skip
    delivery.part = {**delivery.part, "text": ""}
    Delivery.objects.filter(pk=delivery.pk).update(part=delivery.part)
    Reply.objects.filter(pk=reply.pk).update(text="", cuts=[])


def open_once(once: Once) -> str | None:
    """The words, for the last time; None if they are gone. Of two who press at once, one sees them.

    They are destroyed before anybody has them: a crash in between shows them to nobody, never twice.
    """
    with transaction.atomic():
        now = Once.objects.select_for_update().get(pk=once.pk)
        if not now.waits or now.until <= clock.now():
            return None
        words = settings.DATA.open(bytes(now.sealed))["words"]
        if not destroy([now.pk], "seen"):
            return None
        _tell(now, "once_seen")
    return words


def let_run_out() -> int:
    """What nobody came to see in time is destroyed; how many."""
    gone = 0
    for once in Once.objects.filter(gone_at=None, until__lte=clock.now()).select_related("post")[:200]:
        with transaction.atomic():
            if destroy([once.pk], "ran_out"):
                _tell(once, "once_ran_out")
                gone += 1
    return gone


def destroy(ids: list[int], why: str) -> int:
    """Write over the sealed words; how many were still there."""
    waiting = Once.objects.filter(pk__in=ids, gone_at=None)
    return waiting.update(sealed=b"", gone_at=clock.now(), gone_why=why)


def _tell(once: Once, act: str) -> None:
    happen(act, once.brand_id, post_id=once.post_id, conversation_id=once.post.conversation_id)

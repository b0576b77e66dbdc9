"""Answers that one person sees once: their words lie sealed in one row until then, and nowhere after it.

Each has a key of its own that no backup holds; whoever destroys that key is the one who sees the words.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tummler.answering.own_page import opens_on_own_page
from tummler.answering.seeing import ONCE, seconds_of
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.networks.contract import Visibility
from tummler.records import fading_keys
from tummler.records.happenings import happen
from tummler.records.holds import held
from tummler.records.models import Account, Conversation, Delivery, Helper, Once, Post, Reply

#: Nobody came to see it for so long: it is gone unseen.
WAITS = timedelta(days=7)
#: A key that no row names any more, or not yet, is left alone for so long.
_UNDER_WAY = timedelta(hours=1)


def seal(
    *,
    account: Account,
    words: str,
    seconds: int | None = None,
    waits: timedelta = WAITS,
    language: str = "",
    conversation: Conversation | None = None,
    post: Post | None = None,
    helper: Helper | None = None,
    archived: bool = False,
) -> Once:
    """Lay words where this account alone can open them, once, on the brand's own page; for ``seconds`` once opened.

    In the caller's transaction. No copy of the words may be kept elsewhere: that is the caller's part; where the law
    wants one (``archived``), their reader is told.
    """
    key = fading_keys.new_key()
    return Once.objects.create(
        brand_id=account.brand_id, account=account, post=post,
        conversation_id=post.conversation_id if post else conversation.pk if conversation else None,
        helper=helper, key=key, sealed=fading_keys.seal(key, words), seconds=seconds, language=language,
        archived=archived,
        until=clock.now() + waits,
    )  # fmt: skip


# ------------------------------------------------------------------------------------- on its way


def is_once(delivery: Delivery) -> bool:
    """Whether this part is for one person's eyes, once: chosen so, and promised so."""
    promised = delivery.part.get("visibility") == Visibility.DIRECT.value
    return promised and delivery.reply.visibility == ONCE and traits_of(delivery.channel).once


def sealed_part(part: Mapping[str, Any], reply: Reply) -> dict[str, Any]:
    """A promised part as it is kept: where its draft is sealed, so are its words."""
    if not reply.key or opens_on_own_page(reply):  # then it says only where
        return dict(part)
    inside = json.dumps({"text": part["text"], "spans": part["spans"]})
    box = base64.b64encode(fading_keys.seal(reply.key, inside)).decode()
    return {**part, "text": "", "spans": [], "fading_key": reply.key, "sealed": box}


def opened_part(part: Mapping[str, Any]) -> dict[str, Any]:
    """A kept part with its words. Raises KeyGone."""
    if not part.get("sealed"):
        return dict(part)
    inside = json.loads(fading_keys.open_box(str(part["fading_key"]), base64.b64decode(part["sealed"])))
    return {**part, **inside}


def seal_once(delivery: Delivery, post: Post) -> None:
    """Lay the words of a part into its seal and take them from everywhere else; in the caller's transaction.

    The post was made without them: no index, no reading and no export ever had them.
    """
    words, reply = str(opened_part(delivery.part)["text"]), delivery.reply
    seal(
        account=reply.to_post.account, words=words, seconds=seconds_of(reply.lasting), language=post.language,
        post=post, helper=reply.helper,
    )  # fmt: skip
    delivery.part = {name: value for name, value in delivery.part.items() if name not in ("fading_key", "sealed")}
    delivery.part["text"] = ""
    Delivery.objects.filter(pk=delivery.pk).update(part=delivery.part)
    Reply.objects.filter(pk=reply.pk).update(text="", cuts=[], waved=[])
    others = Delivery.objects.filter(reply=reply.pk).exclude(pk=delivery.pk)
    if reply.key and not any(other.part.get("sealed") for other in others):
        Reply.objects.filter(pk=reply.pk).update(key="")
        transaction.on_commit(lambda: fading_keys.destroy_all([reply.key]))


def seal_on_own_page(reply: Reply, post: Post, words: str) -> None:
    """The word of it stands there: lay the answer itself into its seal, and take it from the draft."""
    seal(
        account=reply.to_post.account, words=words, seconds=seconds_of(reply.lasting), post=post, helper=reply.helper,
        language=reply.language or reply.to_post.language,
    )  # fmt: skip
    Reply.objects.filter(pk=reply.pk).update(text="", cuts=[], waved=[], key="")
    if reply.key:
        transaction.on_commit(lambda: fading_keys.destroy_all([reply.key]))


# ------------------------------------------------------------------------------------------ opened


def open_once(once: Once) -> str | None:
    """The words, for the last time; None if they are gone. Of two who press at once, one sees them.

    Their key is destroyed before anybody has them: a crash in between shows them to nobody, never twice.
    """
    with transaction.atomic():
        now = Once.objects.select_for_update().get(pk=once.pk)
        if not now.waits or now.until <= clock.now():
            return None
        words = _words(now)
        killpoint("once.read")
        if words is None or (now.key and not fading_keys.destroy(now.key)):
            return None
        killpoint("once.destroyed")
        _end(Once.objects.filter(pk=now.pk), "seen")
        _tell(now, "once_seen")
    killpoint("once.after_commit")
    return words


def _words(once: Once) -> str | None:
    if not once.key:  # sealed before each had a key of its own
        return settings.DATA.open(bytes(once.sealed))["words"]
    try:
        return fading_keys.open_box(once.key, bytes(once.sealed))
    except fading_keys.KeyGone:
        return None


# -------------------------------------------------------------------------------------------- gone


def let_run_out() -> int:
    """What nobody came to see in time is destroyed, and what has no key any more is told to be gone; how many.

    What is for somebody whose words the law wants kept stays sealed: nobody can open it, and it goes when that ends.
    """
    waiting = Once.objects.filter(gone_at=None).select_related("post")
    there = fading_keys.names_there()  # looked at first: whoever seals makes the key before the row
    keyless = [pk for pk, key in waiting.exclude(key="").values_list("pk", "key") if key not in there]
    lost = waiting.filter(pk__in=keyless[:200])
    gone = sum(_gone(once, "lost") for once in lost if not (fading_keys.names_there() & {once.key}))
    over = waiting.filter(~held("account"), until__lte=clock.now())
    return gone + sum(_gone(once, "ran_out") for once in over[:200])


def _gone(once: Once, why: str) -> int:
    with transaction.atomic():
        done = destroy([once.pk], why)
        if done:
            _tell(once, f"once_{why}")
    return done


def destroy(ids: list[int], why: str) -> int:
    """Destroy sealed words with their keys, once this is committed; how many were still there."""
    waiting = Once.objects.filter(pk__in=ids, gone_at=None)
    keys = list(waiting.values_list("key", flat=True))
    transaction.on_commit(lambda: fading_keys.destroy_all(keys))
    return _end(waiting, why)


def _end(waiting: QuerySet[Once], why: str) -> int:
    return waiting.filter(gone_at=None).update(sealed=b"", gone_at=clock.now(), gone_why=why)


def sweep_keys() -> int:
    """Destroy the keys that nothing needs: left by a kill, a draft that went, an answer that was undone; how many."""
    old = fading_keys.names_older(_UNDER_WAY.total_seconds())
    if not old:
        return 0
    used = {*Once.objects.filter(gone_at=None).exclude(key="").values_list("key", flat=True)}
    used |= {*Reply.objects.exclude(key="").values_list("key", flat=True)}
    return fading_keys.destroy_all(old - used)


def _tell(once: Once, act: str) -> None:
    happen(act, once.brand_id, post_id=once.post_id, conversation_id=once.conversation_id)

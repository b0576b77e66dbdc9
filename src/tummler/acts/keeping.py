"""How long things are kept: chosen by a lead, done by itself; what the law wants kept is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.answering.fading import gone_there
from tummler.answering.retention import KEPT, as_said, kept_for
from tummler.common import clock
from tummler.listening.departures import forget
from tummler.listening.media import forget_media
from tummler.records import fading_keys
from tummler.records.access import require
from tummler.records.bulk import insert_new
from tummler.records.happenings import happen
from tummler.records.holds import held
from tummler.records.models import Brand, Call, Event, Helper, Hold, Need, Note, Post, Reply, Tombstone

#: So many rows go in one transaction; so many seconds of that are enough for once, the rest goes at the next look.
_BATCH, _SECONDS = 200, 20.0
_WAITING = ("open", "claimed", "answered")


def change_retention(*, actor: Helper, kind: str, days: int) -> None:
    """Keep a kind of content so many days from now on; 0: for good. Raises ValueError for what can't be chosen."""
    require(actor, "change_retention", actor.brand)
    with transaction.atomic():
        brand = Brand.objects.select_for_update().get(pk=actor.brand_id)
        Brand.objects.filter(pk=brand.pk).update(retention=as_said(brand.retention, kind, days))
        happen("retention_changed", brand, actor, facts={"kind": kind, "days": days})


def keep_to_time() -> int:
    """Take away what was kept long enough, brand by brand; how many rows."""
    gone, until = 0, clock.ticks() + _SECONDS
    for brand in Brand.objects.filter(made_up=False):
        for kind in KEPT:
            time = kept_for(brand.retention, kind)
            some = _BATCH if time is not None else 0
            while time is not None and some >= _BATCH and clock.ticks() < until:
                some = _RUN_OUT[kind](brand, clock.now() - time)
                gone += some
    return gone


def _held_here(conversation: str) -> Exists:
    """Whether the law wants something of a conversation kept."""
    held_ones = Hold.objects.filter(ended_at=None, agreed_at__isnull=False).values("account")
    return Exists(Post.objects.filter(conversation=OuterRef(conversation), account__in=held_ones))


def _over(conversation: str) -> Q:
    """Nobody waits for anything in it, and nothing of it is held."""
    waiting = Need.objects.filter(conversation=OuterRef(conversation), state__in=_WAITING)
    return Q(~Exists(waiting)) & Q(~_held_here(conversation))


def _posts(posts: QuerySet[Post]) -> int:
    rows = list(posts.filter(gone_at=None).select_related("channel").order_by("pk")[:_BATCH])
    if not rows:
        return 0
    with transaction.atomic():
        at = clock.now()
        insert_new(Tombstone, ("brand", "channel", "remote_id", "at"), [_grave(post, at) for post in rows])
        forget(Post.objects.filter(pk__in=[post.pk for post in rows]), "ran_out")
        for post in rows:
            if post.by_us:
                gone_there(post)
    return len(rows)


def _grave(post: Post, at: datetime) -> tuple[object, ...]:
    return post.brand_id, post.channel_id, post.remote_id, at


def _direct(brand: Brand, before: datetime) -> int:
    return _posts(Post.objects.filter(_over("conversation"), brand=brand, visibility="direct", shown_at__lt=before))


def _public(brand: Brand, before: datetime) -> int:
    seen = Post.objects.filter(_over("conversation"), brand=brand, shown_at__lt=before)
    return _posts(seen.exclude(visibility="direct"))


def _pictures(brand: Brand, before: datetime) -> int:
    """Copies of pictures of others: the words stay, and whoever looks again has it fetched again."""
    root = settings.MEDIA_ROOT / "heard"
    folders = [one for one in root.iterdir() if one.name.isdigit()] if root.is_dir() else []
    old = [int(one.name) for one in folders if one.stat().st_mtime < before.timestamp()]
    theirs = Post.objects.filter(~held("account"), pk__in=old, brand=brand).values_list("pk", flat=True)
    stale = list(theirs)
    forget_media(stale)
    return len(stale)


def _drafts(brand: Brand, before: datetime) -> int:
    left = Reply.objects.filter(~held("need__account"), brand=brand, promised_at=None, saved_at__lt=before)
    with transaction.atomic():
        rows = list(left.order_by("pk").values_list("pk", "key")[:_BATCH])
        gone, _each = Reply.objects.filter(pk__in=[pk for pk, _key in rows], promised_at=None).delete()
        transaction.on_commit(lambda: fading_keys.destroy_all([key for _pk, key in rows]))
    return gone


def _notes(brand: Brand, before: datetime) -> int:
    """With what was said to each other under the need."""
    old = Note.objects.filter(~held("need__account"), brand=brand, written_at__lt=before)
    old = old.exclude(need__state__in=_WAITING)
    with transaction.atomic():
        ids = list(old.order_by("pk").values_list("pk", flat=True)[:_BATCH])
        calls = Call.objects.filter(~held("need__account"), brand=brand, at__lt=before).exclude(words="")
        told = calls.exclude(need__state__in=_WAITING).update(words="")
        gone, _each = Note.objects.filter(pk__in=ids).delete()
    return gone + told


def _unread(brand: Brand, before: datetime) -> int:
    """What a network sent and nobody could read: kept for a look, and no longer."""
    spoilt = Event.objects.filter(brand=brand, state="garbled", received_at__lt=before).exclude(payload=b"")
    return spoilt.update(payload=b"", heard=b"")


_RUN_OUT: dict[str, Callable[[Brand, datetime], int]] = {
    "direct": _direct, "public": _public, "pictures": _pictures, "drafts": _drafts, "notes": _notes, "unread": _unread,
}  # fmt: skip

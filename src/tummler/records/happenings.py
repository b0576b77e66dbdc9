"""Writing and reading happenings: the one thing that everything live follows."""

from __future__ import annotations

from typing import Any

from django.db import connection

from tummler.records.bulk import insert_new
from tummler.records.models import Brand, Happening, Helper

#: Every act there is; a happening of another name is a mistake.
ACTS = frozenset(
    [
        "brand_made",
        "helper_joined",
        "signed_in",
        "channel_connected",
        "channel_checked",
        "channel_paused",
        "channel_resumed",
        "channel_troubled",
        "channel_recovered",
        "brake_lifted",
        "brake_pulled",
        "settings_changed",
        "need_opened",
        "need_came_back",
        "need_claimed",
        "need_let_go",
        "need_went_back",
        "need_dropped",
        "need_taken_over",
        "need_helped",
        "need_not_helped",
        "need_unanswered",
        "care_rung",
        "post_heard",
        "post_edited",
        "post_gone",
        "reading_corrected",
        "reply_promised",
        "reply_taken_back",
        "reply_retracted",
        "reply_held",
        "delivery_sent",
        "delivery_refused",
        "delivery_silent",
        "answered_elsewhere",
        "asked_on_square",
        "person_stopped",
        "imported",
        "draft_saved",
        "post_liked",
        "account_blocked",
    ]
)


_FIELDS = (
    "brand", "act", "helper_id", "need_id", "conversation_id", "post_id", "channel_id", "reply_id", "facts", "at",
)  # fmt: skip
_COLUMNS = ("brand_id", *_FIELDS[1:])


def happen(act: str, brand: Brand | int, actor: Helper | None = None, /, **rows: Any) -> Happening:
    """Record that something was done, in the caller's transaction.

    ``rows`` are need_id, conversation_id, post_id, channel_id, reply_id and ``facts`` (codes and numbers only).
    """
    if act not in ACTS:
        raise ValueError(f"no such act: {act}")
    happening = Happening.objects.create(
        brand_id=brand if isinstance(brand, int) else brand.pk,
        act=act,
        helper_id=actor.pk if actor else None,
        **rows,
    )
    hint()
    return happening


def happen_many(rows: list[Happening]) -> None:
    """Record many at once (an automatic stage's batch)."""
    for row in rows:
        if row.act not in ACTS:
            raise ValueError(f"no such act: {row.act}")
    if not rows:
        return
    insert_new(Happening, _FIELDS, [[getattr(row, name) for name in _COLUMNS] for row in rows])
    hint()


def hint() -> None:
    """Wake who listens, at commit. SQLite's listeners watch ``PRAGMA data_version`` and need no word."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('tummler', '')")


def since(last_id: int, limit: int = 500) -> list[Happening]:
    """What happened after ``last_id``, in order, all brands.

    On PostgreSQL sequence order is not commit order: rows of transactions that may still have older
    companions under way wait for the next look (``tx`` is filled by the database, see migration 0002).
    """
    rows = Happening.objects.filter(pk__gt=last_id).order_by("pk")
    if connection.vendor == "postgresql":
        rows = rows.extra(where=["tx < pg_snapshot_xmin(pg_current_snapshot())"])
    return list(rows[:limit])


def last_id() -> int:
    """The newest happening's number, 0 for none."""
    return Happening.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

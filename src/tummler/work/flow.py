"""Every automatic stage: which rows, in which state, go to which function. The whole flow on one screen.

A stage takes up to 200 rows in one state, does its work and moves them, in one commit; nothing calls the next stage.
A crash at any line is resumed by whoever looks next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, models, transaction

from tummler.common import log
from tummler.common.killpoint import killpoint
from tummler.listening.normalise import normalise_events
from tummler.listening.people import identify_posts
from tummler.listening.thread import settle_events, thread_events
from tummler.records.durability import made_again_if_lost
from tummler.records.models import Event, Post
from tummler.records.prepared import prepared
from tummler.records.states import UndeclaredMove, move, undone
from tummler.records.turns import take_turns
from tummler.understanding.read_posts import understand_posts

BATCH = 200
#: The database is away, locked or full: waited for. Its other errors are our own mistakes.
NOT_READY = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Stage:
    """Rows of a noun in a state, and what is done with them."""

    noun: type[models.Model]
    state: str
    work: Callable[[Sequence[Any]], None]
    related: tuple[str, ...] = ()
    #: The fields that the work reads; the others stay where they are.
    reads: tuple[str, ...] = ()
    #: Its rows decide about each other: a post and the answer to it, in the hands of two workers, would each start a
    #: conversation, or a need, of its own. Such stages take turns, before they read their rows.
    in_turn: bool = False

    def __str__(self) -> str:
        return f"{self.noun.__name__} {self.state}"


_WORDS = (
    "brand", "channel", "conversation", "remote_id", "parent_remote_id", "text", "language", "addressed", "by_us",
    "history", "shown_at", "gone_at", "edited_at", "spans", "visibility", "account__robot", "account__stopped_at",
)  # fmt: skip
STAGES = (
    Stage(Event, "received", normalise_events, reads=("channel", "payload", "state")),
    Stage(Event, "normalised", thread_events, reads=("channel", "heard", "history"), in_turn=True),
    Stage(Event, "threaded", settle_events, reads=("id",)),
    Stage(Post, "threaded", identify_posts, reads=("account",)),
    Stage(Post, "identified", understand_posts, ("account",), _WORDS, in_turn=True),
)


def run_stage(stage: Stage) -> int:
    """One batch of a stage in one commit; how many rows it took.

    If something in an event breaks us, its companions go on without it and it is kept for a look.
    """
    # Looked at before a transaction begins: on SQLite one takes the writers' lock, also to find nothing.
    if not prepared((stage, "waits"), lambda: _waiting(stage).values_list("pk")[:1]).rows():
        return 0
    try:
        return _run_whole(stage)
    except (*NOT_READY, UndeclaredMove):
        raise
    except Exception:
        if stage.noun is not Event:
            raise
        return _run_apart(stage)


def _run_whole(stage: Stage) -> int:
    try:
        return _run_batch(stage, BATCH)
    except IntegrityError:
        # Another process joined conversations, or stored the same, in this very moment: what is read again fits.
        return _run_batch(stage, BATCH)


def _run_batch(stage: Stage, size: int) -> int:
    with transaction.atomic():
        if stage.in_turn:
            take_turns("conversations")
        batch = _rows(stage, size)
        if batch:
            stage.work(batch)
            killpoint("stage.before_commit")
    if batch:
        killpoint("stage.after_commit")
    return len(batch)


def _waiting(stage: Stage) -> models.QuerySet[Any]:
    return undone(stage.noun._default_manager.all(), stage.state)


def _rows(stage: Stage, size: int) -> list[models.Model]:
    found: list[models.Model] = prepared((stage, "rows", size), lambda: _batch(stage)[:size]).all()
    return found


def _batch(stage: Stage) -> models.QuerySet[Any]:
    rows = _waiting(stage).order_by("pk")
    if stage.related:
        rows = rows.select_related(*stage.related)
    if stage.reads:
        rows = rows.only(*stage.reads)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _run_apart(stage: Stage) -> int:
    """Half a batch, half of that …: as many as go well; if already the first breaks us, it is set aside."""
    size = BATCH
    while size > 1:
        size //= 2
        try:
            return _run_batch(stage, size)
        except (*NOT_READY, UndeclaredMove):
            raise
        except Exception as error:  # noqa: BLE001 - tried again with fewer, told when it is the first
            broken = error
    log.broken("event_broke_us", broken)
    with transaction.atomic():
        first = _rows(stage, 1)
        return move(Event.objects.filter(pk__in=[row.pk for row in first]), "garbled", trouble="ours")


def run_stages() -> int:
    """Every stage once, in order; how many rows moved. 0 means that there is nothing to do."""
    with made_again_if_lost():
        return sum(run_stage(stage) for stage in STAGES)


def run_all() -> int:
    """Stages until nothing is left to do; how many rows moved."""
    total = 0
    while moved := run_stages():
        total += moved
    return total

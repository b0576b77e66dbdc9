"""Files brought in the page, worked on one by one: looked through, taken in, taken back; resumed where it stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tummler.acts.importing import FAULTS_KEPT, Overtaken, begin_import, end_import, take_in
from tummler.acts.undoing import take_back_some
from tummler.acts.uploading import FORGOTTEN, Known, know, path_of, rows_of
from tummler.common import clock, log
from tummler.common.clock import ticks
from tummler.listening.files.columns import UnknownColumn
from tummler.listening.files.opening import NotReadable
from tummler.listening.files.posts import Fault, posts_of
from tummler.listening.files.survey import Survey
from tummler.records.access import NotAllowed
from tummler.records.models import Upload
from tummler.records.prepared import prepared

#: Who works on a file says so this often, and holds it for so long.
SAID_EVERY, HELD = 1.0, timedelta(seconds=60)


class _Stopped(Exception):
    """Asked to end, or nobody wants it any more; what is in is in."""


@dataclass
class _Teller:
    """Says how far it is, and looks whether it is still wanted."""

    upload: Upload
    stopping: threading.Event
    said_at: float = field(default_factory=ticks)

    def tell(self, progress: Callable[[], dict[str, Any]]) -> None:
        if self.stopping.is_set():
            raise _Stopped
        if ticks() - self.said_at >= SAID_EVERY:
            self.said_at = ticks()
            self.say(progress())

    def say(self, progress: dict[str, Any]) -> None:
        mine = Upload.objects.filter(pk=self.upload.pk, wanted=self.upload.wanted)
        if not mine.update(progress=progress, held_until=clock.now() + HELD):
            raise _Stopped


def _wanted() -> QuerySet[Upload, Any]:
    return Upload.objects.exclude(wanted="").values_list("pk")[:1]


def import_due(stopping: threading.Event) -> bool:
    """Work on the first file that waits; whether there was one."""
    at = clock.now()
    free = Upload.objects.exclude(wanted="").filter(Q(held_until=None) | Q(held_until__lt=at))
    if not prepared("uploads wanted", _wanted).rows():  # asked at every hint
        return False
    upload = free.select_related("brand", "helper__brand", "importing__channel").order_by("pk").first()
    if upload is None or not free.filter(pk=upload.pk).update(held_until=at + HELD):
        return False
    try:
        _WORK[upload.wanted](upload, _Teller(upload, stopping))
    except _Stopped:
        pass
    except (NotReadable, UnknownColumn) as error:
        _end(upload, trouble=error.code if isinstance(error, NotReadable) else "unknown_column")
    except (Overtaken, NotAllowed):
        _end(upload, trouble="overtaken")
    except OSError as error:
        log.trouble("import_not_read", error, upload=upload.pk)
        _end(upload, trouble="gone")
    finally:
        Upload.objects.filter(pk=upload.pk).update(held_until=None)
    return not stopping.is_set()


def _end(upload: Upload, **changes: Any) -> None:
    Upload.objects.filter(pk=upload.pk).update(wanted="", **changes)


def _part(known: Known, position: int) -> int:
    return min(100, round(100 * position / max(1, known.facts.size)))


def _survey(upload: Upload, teller: _Teller) -> None:
    """Walk through all of it and store nothing."""
    known = know(upload)
    if known.shape is None:
        raise NotReadable(known.trouble)
    found = Survey()
    errors: list[list[Any]] = []
    with rows_of(known) as (rows, opened):
        for row in rows:
            found.rows = row.number
            for one in posts_of(row, known.shape):
                found.add(row, one)
                if isinstance(one, Fault) and len(errors) < FAULTS_KEPT:
                    errors.append([one.row, one.code])
            teller.tell(lambda: {"part": _part(known, opened.position), "rows": found.rows, "posts": found.posts})
    _end(upload, progress={}, found={**upload.found, **_counts(found), "errors": errors})


def _counts(found: Survey) -> dict[str, Any]:
    return {
        "rows": found.rows, "posts": found.posts, "ours": found.ours, "faults": dict(found.faults),
        "threads": [found.threads.count, found.threads.more], "people": [found.people.count, found.people.more],
        "first": found.first.isoformat() if found.first else "", "last": found.last.isoformat() if found.last else "",
    }  # fmt: skip


def _take(upload: Upload, teller: _Teller) -> None:
    """The command line's own acts; every batch is in at once, so that it goes on wherever it stopped."""
    known = know(upload)
    if known.shape is None:
        raise NotReadable(known.trouble)
    importing = begin_import(
        actor=upload.helper, brand=upload.brand, said_on=upload.told["said_on"], digest=upload.digest, shape=known.shape
    )
    Upload.objects.filter(pk=upload.pk).update(importing=importing)
    if importing.ended_at is None:
        with rows_of(known) as (rows, opened):
            taken = take_in(
                importing=importing, rows=rows, shape=known.shape, only_new=not known.shape.told.replay,
                on_row=lambda now: teller.tell(
                    lambda: {"part": _part(known, opened.position), "rows": now.rows, "posts": now.posts}
                ),
            )  # fmt: skip
        end_import(actor=upload.helper, importing=importing, taken=taken)
        progress = {"part": 100, "rows": taken.rows, "posts": taken.posts, "faults": dict(taken.faults)}
        Upload.objects.filter(pk=upload.pk).update(progress=progress)
    _end(upload)
    path_of(upload).unlink(missing_ok=True)


def _undo(upload: Upload, teller: _Teller) -> None:
    gone: list[int] = []
    while more := take_back_some(upload):
        gone.append(more)
        teller.tell(lambda: {"gone": sum(gone)})


_WORK: dict[str, Callable[[Upload, _Teller], None]] = {"survey": _survey, "take": _take, "undo": _undo}


def sweep_uploads() -> int:
    """Files that nobody took in, after two weeks; how many."""
    old = Upload.objects.filter(wanted="", importing=None, created_at__lt=clock.now() - FORGOTTEN)[:50]
    for upload in old:
        with suppress(OSError):
            path_of(upload).unlink(missing_ok=True)
        upload.delete()
    return len(old)

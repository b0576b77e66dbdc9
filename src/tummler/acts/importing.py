"""Taking in a file of posts: rows and the place they were read to in one transaction, so that it goes on anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F

from tummler.channels.connections import apply_connected
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.listening.files.posts import Fault, posts_of
from tummler.listening.files.rows import Row
from tummler.listening.files.shape import Shape
from tummler.listening.receive import store_events
from tummler.networks.archive.payload import Imported, pack_imported
from tummler.networks.contract import Connected, RawEvent
from tummler.networks.registry import network
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Brand, Channel, Helper, Import, Post

#: Posts, or rows without any, that share a commit.
BATCH, ROWS = 500, 5_000
#: So many faults are kept in the database; the file of errors holds them all.
FAULTS_KEPT = 1_000


class Overtaken(Exception):
    """Somebody else takes in the same file just now."""


@dataclass
class Taken:
    """How a file stands: all its posts and faults, and how many posts were new here (``stored``, over all runs)."""

    rows: int = 0
    posts: int = 0
    stored: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def count(self, one: Imported | Fault, on_fault: Callable[[Fault], None]) -> None:
        """One more post, or a fault to be told."""
        if isinstance(one, Fault):
            self.faults[one.code] += 1
            on_fault(one)
        else:
            self.posts += 1


@dataclass
class _Batch:
    posts: list[Imported] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def add(self, one: Imported | Fault) -> None:
        if isinstance(one, Fault):
            self.faults.append(one)
        else:
            self.posts.append(one)


def begin_import(*, actor: Helper | None, brand: Brand, said_on: str, digest: str, shape: Shape) -> Import:
    """The import of this file, read this way: new, or the one that stopped or ended before.

    ``actor`` None: the command line. A file stands on an archive of its own, a replay of it on another.
    """
    if actor is not None:
        require(actor, "import_posts", brand)
    stamp = sha256(f"{digest}\n{shape.stamp}".encode()).hexdigest()
    with transaction.atomic():
        channel = _archive(actor, brand, said_on, shape)
        return Import.objects.get_or_create(channel=channel, digest=stamp, defaults={"brand": brand})[0]


def _archive(actor: Helper | None, brand: Brand, said_on: str, shape: Shape) -> Channel:
    archive = network("archive")
    replay = "1" if shape.told.replay else ""
    connected = archive.connect_begin({"source": shape.told.source, "said_on": said_on, "replay": replay}, "")
    assert isinstance(connected, Connected)  # an archive signs in nowhere
    known = Channel.objects.filter(brand=brand, network=archive.key, account_remote_id=connected.account.remote_id)
    if not known.exists():
        channel = Channel(brand=brand, network=archive.key)
        apply_connected(channel, connected)
        # Somebody may be quicker: theirs is as good.
        with suppress(IntegrityError), transaction.atomic():
            channel.save()
            happen("channel_connected", brand, actor, channel_id=channel.pk)
    return known.get()


def take_in(
    *,
    importing: Import,
    rows: Iterable[Row],
    shape: Shape,
    on_fault: Callable[[Fault], None] = lambda fault: None,
    on_row: Callable[[Taken], None] = lambda taken: None,
    only_new: bool = False,
) -> Taken:
    """Take in every row that isn't yet, batch by batch, each with its place in one transaction.

    Rows taken in before are read again, so that every fault of the file is told, and stored no second time.
    ``only_new``: what another file of the brand has brought already stands there once.
    Raises :class:`Overtaken`.
    """
    taken, batch, live = Taken(stored=importing.stored), _Batch(), shape.told.replay
    for row in rows:
        fresh = row.number > importing.row
        taken.rows = row.number
        for one in posts_of(row, shape):
            taken.count(one, on_fault)
            if fresh:
                batch.add(one)
        if fresh and (len(batch.posts) >= BATCH or row.number - importing.row >= ROWS):
            _take_batch(importing, row.number, _new(importing, batch) if only_new else batch, live)
            taken.stored, batch = importing.stored, _Batch()
        on_row(taken)
    if taken.rows > importing.row:
        _take_batch(importing, taken.rows, _new(importing, batch) if only_new else batch, live)
        taken.stored = importing.stored
    return taken


def _new(importing: Import, batch: _Batch) -> _Batch:
    """Without what stands in another archive of the brand: the same id (or the same content) at the same moment."""
    others = Post.objects.filter(brand=importing.brand_id, channel__network="archive")
    others = others.exclude(channel=importing.channel_id)
    there = set(others.filter(remote_id__in={one.id for one in batch.posts}).values_list("remote_id", "claimed_at"))
    return _Batch([one for one in batch.posts if (one.id, one.at) not in there], batch.faults)


def _take_batch(importing: Import, row: int, batch: _Batch, live: bool) -> None:
    errors = (importing.errors + [[fault.row, fault.code] for fault in batch.faults])[:FAULTS_KEPT]
    with transaction.atomic():
        stored = store_events(channel=importing.channel, events=_events(batch.posts, live))
        ours = Import.objects.filter(pk=importing.pk, row=importing.row, ended_at=None)
        if not ours.update(row=row, stored=F("stored") + stored, errors=errors):
            raise Overtaken
        killpoint("import.before_commit")
    killpoint("import.after_commit")
    importing.row, importing.stored, importing.errors = row, importing.stored + stored, errors


def _events(posts: Sequence[Imported], live: bool) -> list[RawEvent]:
    """An event a post and its words: the same file again brings nothing new, a corrected one the correction."""
    packed = [(post.id, pack_imported(post)) for post in posts]
    return [RawEvent(f"{key}:{sha256(data).hexdigest()[:16]}", data, history=not live) for key, data in packed]


def end_import(*, actor: Helper | None, importing: Import, taken: Taken) -> None:
    """The file is in."""
    with transaction.atomic():
        if Import.objects.filter(pk=importing.pk, ended_at=None).update(ended_at=clock.now()):
            facts = {"rows": taken.rows, "stored": taken.stored, "errors": taken.faults.total()}
            happen("imported", importing.brand_id, actor, channel_id=importing.channel_id, facts=facts)

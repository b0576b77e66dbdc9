"""Listening for something that breaks: each brand's public posts as a stream, held in the memory of the worker.

Nothing is lost with it: what is stored is read again at the start, at most a day and so many posts of it, and the
incidents that stand in the database are known from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tummler.common import clock
from tummler.knowledge.meanings import encode
from tummler.minds.breaking import Cause, Said, Tracker, alike_by, said
from tummler.minds.breaking.weeks import WEEKS
from tummler.records.models import Brand, Incident, Post
from tummler.records.turns import take_turns
from tummler.understanding import incidents

#: How far back a stream is read at the start, and how many of the newest posts are looked through for it.
BACK, MOST = timedelta(hours=26), 200_000
#: What is said at which hour of the week is told from so far back.
WEEKS_BACK = timedelta(weeks=WEEKS, hours=2)
#: Posts taken in one look; the rest comes in the next.
AT_ONCE = 5_000
_COLUMNS = ("pk", "shown_at", "account_id", "text")
#: So many posts of an incident are taken up again at the start.
_KNOWN_BY = 60

_watched: dict[int, Watched] = {}


def _texts_of(numbers: Sequence[int]) -> list[str]:
    """What is left of some posts."""
    return list(Post.objects.filter(pk__in=numbers, gone_at=None).order_by("pk").values_list("text", flat=True))


alike_in_meaning = alike_by(_texts_of, encode)


@dataclass(slots=True)
class Watched:
    """A brand's stream: how far it was read, its causes, and which incident each of them is."""

    tracker: Tracker = field(default_factory=lambda: Tracker(alike=alike_in_meaning))
    read_to: int = 0
    #: The cause's number in the tracker → the incident's number.
    rows: dict[int, int] = field(default_factory=dict)


def watch_streams() -> int:
    """Hear what was said since the last look, of every brand; how many incidents are new."""
    brands = list(Brand.objects.order_by("pk"))
    for gone in _watched.keys() - {brand.pk for brand in brands}:
        del _watched[gone]
    return sum(watch(brand) for brand in brands)


def forget_streams() -> None:
    """As after a start: everything is read again from what is stored."""
    _watched.clear()


def watch(brand: Brand) -> int:
    """One brand's stream, up to now."""
    watched = _watched.get(brand.pk)
    if watched is None:
        watched = _watched[brand.pk] = _begun(brand)
    _hear(brand, watched)
    watched.tracker.look(clock.now().timestamp())
    try:
        with transaction.atomic():
            take_turns("incidents")
            return _store(brand, watched)
    except IntegrityError:  # a post, or the whole brand, went in this very moment: the next look finds what is there
        return 0


def _begun(brand: Brand) -> Watched:
    """With the incidents that are known, so that none of them is told again."""
    watched = Watched()
    newest = Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    watched.read_to = max(0, newest - MOST)
    for incident in incidents.remembered(brand):
        cause = Cause(
            number=-incident.pk,
            found_at=incident.found_at.timestamp(),
            since=incident.since.timestamp(),
            terms=dict.fromkeys(incident.terms),
            quiet_at=None if incident.state == "suspected" else clock.now().timestamp(),
            last_at=incident.last_at.timestamp(),
            surprise=incident.surprise,
            posts=_told_of(brand, incident),
        )
        watched.tracker.causes.append(cause)
        watched.rows[cause.number] = incident.pk
    _hear_weeks(brand, watched)
    return watched


def _told_of(brand: Brand, incident: Incident) -> dict[int, Said]:
    """The newest posts that told of it: what it means is known by them."""
    rows = incidents.public_posts(brand).filter(incidents__incident=incident).order_by("-pk")[:_KNOWN_BY]
    return {row[0]: _said(*row) for row in sorted(rows.values_list(*_COLUMNS))}


def _hear_weeks(brand: Brand, watched: Watched) -> None:
    """What is said at which hour of the week; of what comes after it is heard post by post."""
    now = clock.now()
    past = incidents.public_posts(brand).filter(shown_at__gt=now - WEEKS_BACK, shown_at__lte=now - BACK)
    rows = past.filter(pk__gt=watched.read_to).order_by("shown_at", "pk").values_list(*_COLUMNS)
    for row in rows.iterator(chunk_size=AT_ONCE):
        post = _said(*row)
        watched.tracker.stream.weeks.add(post.at, post.terms)


def _said(pk: int, at: datetime, account: int, text: str) -> Said:
    return said(at.timestamp(), text, str(account), pk)


def _hear(brand: Brand, watched: Watched) -> None:
    while True:
        rows = list(
            incidents.public_posts(brand)
            .filter(pk__gt=watched.read_to, shown_at__gt=clock.now() - BACK)
            .order_by("pk")
            .values_list(*_COLUMNS)[:AT_ONCE]
        )
        for row in rows:
            watched.tracker.add(_said(*row))
            watched.read_to = row[0]
        if len(rows) < AT_ONCE:
            return


def _store(brand: Brand, watched: Watched) -> int:
    """What the tracker knows by now, as rows; a cause of which nobody speaks any more is not begun."""
    new = 0
    for cause in watched.tracker.causes:
        incident = Incident.objects.filter(pk=watched.rows.get(cause.number, 0)).first()
        if incident is None and cause.quiet_at is None:
            incident = incidents.found(brand, cause)
            new += incident is not None
        if incident is not None:
            watched.rows[cause.number] = incident.pk
            incidents.follow(incident, cause)
    return new

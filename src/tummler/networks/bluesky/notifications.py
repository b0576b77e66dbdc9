"""What the AppView notifies the account of: mentions, replies and quotes, polled so that nothing is lost.

Notifications are sorted by the time their post *claims*, so an old-dated one appears among older ones. Each poll
goes back some minutes behind the newest seen, and now and then some days. Reading twice is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from tummler.common import clock
from tummler.networks.bluesky import envelope, views
from tummler.networks.bluesky.session import Session
from tummler.networks.contract import Batch, RawEvent, Unheard

REASONS = ("mention", "reply", "quote")
_LIST = "app.bsky.notification.listNotifications"
_PAGE = 100
_OVERLAP = timedelta(minutes=10)
_SWEEP_EVERY, _SWEEP_BACK = timedelta(hours=1), timedelta(days=3)
_LOOK_EVERY = timedelta(minutes=1)
_FIRST_BACK, _FRESH = timedelta(days=7), timedelta(days=1)
#: The app password is proven good once a minute, so that a revoked one is noticed.
PROVE_SECONDS = 45.0


class Position(msgspec.Struct):
    """The cursor: the newest time seen, when was last looked far back, and when after what may have gone."""

    newest: datetime
    swept: datetime
    looked: datetime = datetime.min.replace(tzinfo=UTC)


class _Notification(msgspec.Struct, rename="camel"):
    uri: str
    cid: str
    reason: str
    indexed_at: str


class _Page(msgspec.Struct):
    notifications: list[msgspec.Raw]
    cursor: str = ""


def read(session: Session, cursor: str | None, recent: Callable[[], Iterable[str]]) -> Iterator[Batch]:
    """All pages back to where it was read before. The cursor moves with the last page, so a crash repeats them.

    ``recent`` names the posts to look after: where no stream tells of deletions, nothing else does.
    """
    session.prove(PROVE_SECONDS)
    now = clock.now()
    before = _position(cursor)
    start, swept = _back_to(before, now)
    newest = before.newest if before else now - _FIRST_BACK
    look = before is None or not timedelta(0) <= now - before.looked < _LOOK_EVERY
    gone = tuple(views.gone(session, recent())) if look else ()
    looked = now if look or before is None else before.looked
    for page, last in _pages(session, start):
        newest = max([newest, *(min(_time(one, now), now) for one, _ in page)])
        moved = Position(newest, swept, looked) if last else before
        yield Batch(
            _events(session, page, None if before else now - _FRESH, now) + (_left(gone) if last else ()),
            msgspec.json.encode(moved).decode() if moved else "",
            more=not last,
        )


def peek(session: Session) -> None:
    """Ask for one notification, to know that they can be read."""
    session.ask(_LIST, _Page, proxy=session.appview, limit=1)


def _position(cursor: str | None) -> Position | None:
    try:
        return msgspec.json.decode(cursor, type=Position) if cursor else None
    except msgspec.MsgspecError as error:
        raise Unheard("bad_cursor") from error


def _back_to(before: Position | None, now: datetime) -> tuple[datetime, datetime]:
    """How far back to read this time, and when was last looked far back."""
    if before is None:
        return now - _FIRST_BACK, now
    start = min(before.newest, now) - _OVERLAP
    if now - before.swept >= _SWEEP_EVERY or before.swept > now:
        return min(start, now - _SWEEP_BACK), now
    return start, before.swept


def _pages(session: Session, start: datetime) -> Iterator[tuple[list[tuple[_Notification, msgspec.Raw]], bool]]:
    """Pages from the newest backwards; the last one is the first that reaches ``start``."""
    now, cursor, last = clock.now(), "", False
    while not last:
        more = {"cursor": cursor} if cursor else {}
        answer = session.ask(
            _LIST,
            _Page,
            proxy=session.appview,
            limit=_PAGE,
            reasons=list(REASONS),
            **more,
        )
        page = [(msgspec.json.decode(raw, type=_Notification), raw) for raw in answer.notifications]
        last = not answer.cursor or answer.cursor == cursor or any(_time(one, now) < start for one, _ in page)
        cursor = answer.cursor
        yield [(one, raw) for one, raw in page if one.reason in REASONS], last


def _time(one: _Notification, unknown: datetime) -> datetime:
    return clock.parse(one.indexed_at) or unknown


def _left(gone: Iterable[tuple[str, str]]) -> tuple[RawEvent, ...]:
    return tuple(envelope.event(f"gone:{why}:{uri}", "gone", {"uri": uri, "why": why}) for uri, why in gone)


def _events(
    session: Session,
    page: list[tuple[_Notification, msgspec.Raw]],
    fresh_from: datetime | None,
    now: datetime,
) -> tuple[RawEvent, ...]:
    """One event a notification, with the post's whole view. At the first reading, old ones are history."""
    seen = views.posts(session, [one.uri for one, _ in page]) if page else {}
    return tuple(
        envelope.event(
            f"{one.reason}:{one.uri}:{one.cid}",
            "post",
            seen.get(one.uri, raw),
            why=one.reason,
            history=fresh_from is not None and _time(one, now) < fresh_from,
        )
        for one, raw in page
    )

"""Posts into conversations, in sets: a batch of events costs a fixed number of queries, not one each.

Networks tell things twice, late and in any order; whatever order a batch has, the rows end the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tummler.channels.connections import channels_of
from tummler.channels.wire import unpack_heard
from tummler.listening.conversations import place_posts
from tummler.listening.departures import buried, forget_accounts, forget_posts, mark_graves, not_erased
from tummler.listening.people import rename, store_accounts
from tummler.listening.posts import store_posts
from tummler.networks.contract import Heard, HeardAccountGone, HeardGone, HeardPost, HeardRename
from tummler.records.models import Channel, Event
from tummler.records.states import move_all


@dataclass(slots=True)
class HeardBatch:
    """What a batch of one channel's events said, by kind, in order. ``history`` holds remote ids of the past."""

    posts: list[HeardPost] = field(default_factory=list)
    gone: list[HeardGone] = field(default_factory=list)
    accounts_gone: list[HeardAccountGone] = field(default_factory=list)
    renames: list[HeardRename] = field(default_factory=list)
    #: Remote ids that were heard live at least once in this batch; the others are history.
    live: set[str] = field(default_factory=set)

    def add(self, values: Iterable[Heard], history: bool) -> None:
        """Sort one event's values."""
        for value in values:
            match value:
                case HeardPost():
                    self.posts.append(value)
                    if not history:
                        self.live.add(value.remote_id)
                case HeardGone():
                    self.gone.append(value)
                case HeardAccountGone():
                    self.accounts_gone.append(value)
                case HeardRename():
                    self.renames.append(value)


def thread_events(events: Sequence[Event]) -> None:
    """normalised → threaded. One transaction, the caller's."""
    batches: dict[int, HeardBatch] = {}
    for event in events:
        batches.setdefault(event.channel_id, HeardBatch()).add(unpack_heard(bytes(event.heard)), event.history)
    channels = channels_of(batches)
    for channel_id, batch in batches.items():
        _thread(channels[channel_id], batch)
    move_all(Event, [event.pk for event in events], "threaded")


def _thread(channel: Channel, batch: HeardBatch) -> None:
    heard = not_erased(channel, batch.posts)
    dead = buried(channel, heard)
    standing = [post for post in heard if post.remote_id not in dead]
    accounts = store_accounts(channel, [post.account for post in standing])
    placed = place_posts(channel, heard)
    store_posts(channel, standing, batch.live, accounts, placed)
    mark_graves(channel, dead, placed)
    rename(channel, batch.renames)
    forget_posts(channel, batch.gone)
    forget_accounts(channel, batch.accounts_gone)


def settle_events(events: Sequence[Event]) -> None:
    """threaded → done: the words are in the post now, the payload goes (decision 0006)."""
    move_all(Event, [event.pk for event in events], "done", payload=b"", heard=b"")

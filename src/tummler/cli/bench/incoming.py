"""From a stream's bytes to stored rows: the fast path, and everything that is stored of a post."""

from __future__ import annotations

import json
import re
import time
from secrets import token_urlsafe
from statistics import median

from django.conf import settings
from django.db import transaction

from tummler.acts.setting_up import make_brand
from tummler.cli.bench import frames
from tummler.cli.bench.bare import clock_here
from tummler.cli.bench.figures import Figure, Reach
from tummler.cli.bench.floor import Floor
from tummler.cli.bench.measure import in_turns, spent
from tummler.cli.bench.sieving import connection_for, sieved
from tummler.common import clock
from tummler.listening.receive import receive
from tummler.networks.bluesky.stream import Authors
from tummler.networks.contract import Batch, RawEvent
from tummler.records.models import Channel, Cursor, Event, Post
from tummler.work.flow import STAGES, run_stage

_SHARES = ((0.01, "1 %", Reach("≥ 5 ×", least=5)), (1.0, "100 %", Reach("≥ 1.5 ×", least=1.5)))
#: Up to and with the person; what a post means is a figure of its own.
_STORING, _READING = STAGES[:4], STAGES[4:]


class _NoProfiles(Authors):
    """Profiles come from the network, which isn't measured here."""

    def _learn(self, dids: set[str]) -> None:
        """Nothing is asked."""


def own_channel() -> Channel:
    """A brand with a channel of its own in an empty database; nothing of it is ever sent or read anywhere."""
    owner = make_brand(name="Velo Norte", email="bench@example.org", password=token_urlsafe(16), helper_name="Inés")
    account = {"remote_id": frames.OWN, "handle": "velonorte.example.org"}
    return Channel.objects.create(
        brand=owner.brand, network="bluesky", handle=account["handle"], account=account,
        account_remote_id=frames.OWN, secret_box=settings.DATA.seal({}), paused=True,
    )  # fmt: skip


def fast_path(count: int, rounds: int, seed: int, channel: Channel) -> list[Figure]:
    """Bytes to stored raw events, at 1 % and at 100 % matching."""
    return [
        _at(count if share < 1 else count // 10, rounds, seed, channel, share, words, reach)
        for share, words, reach in _SHARES
    ]


def _at(amount: int, rounds: int, seed: int, channel: Channel, share: float, words: str, reach: Reach) -> Figure:
    ticking, of = clock_here()
    # Each call gets frames of its own: the same ones again would not be new.
    sets = iter([frames.make(amount, share, seed * 1000 + n).frames for n in range(2 * (rounds + 1))])
    pair = in_turns(lambda: _ours(channel, next(sets)), lambda: _theirs(channel, next(sets)), rounds, ticking)
    Event.objects.filter(state="received").delete()  # no stage is to take them for something heard
    return Figure(
        f"fast_path_{words.split(maxsplit=1)[0]}", f"Fast path, {words} matching", amount / pair.ours,
        f"events/s of {of}", "json + re + bulk_create", amount / pair.theirs, reach,
        f"bytes to stored events with the cursor, {amount:,} a round",
    )  # fmt: skip


def _ours(channel: Channel, made: list[bytes]) -> None:
    authors = _NoProfiles(connection_for())
    events = authors.events(sieved(connection_for(), made)())
    receive(channel=channel, stream="jetstream", batch=Batch(events, "1"))


def _theirs(channel: Channel, made: list[bytes]) -> None:
    pattern = re.compile("|".join(map(re.escape, frames.WORDS)), re.IGNORECASE)
    rows = []
    for frame in made:
        event = json.loads(frame)
        commit = event.get("commit")
        if commit and commit["operation"] == "create" and pattern.search(commit["record"]["text"]):
            name = f"{event['did']}/{commit['rkey']}"
            rows.append(Event(brand_id=channel.brand_id, channel=channel, remote_id=name, payload=frame))
    with transaction.atomic():
        Event.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        Cursor.objects.update_or_create(
            channel=channel,
            stream="bare",
            defaults={"brand_id": channel.brand_id, "value": "1", "read_at": clock.now()},
        )


def store_everything(count: int, rounds: int, seed: int, channel: Channel, floor: Floor) -> list[Figure]:
    """Raw events to accounts, people, conversations, posts, happenings and full text; then what they mean."""
    ticking, of = clock_here()
    ours, theirs, reading = [], [], []
    for number in range(rounds + 1):
        events = _events(count, seed * 7000 + number)
        before = Post.objects.count()
        ours.append(spent(lambda events=events: _store(channel, events), ticking))  # type: ignore[misc]
        theirs.append(floor.insert_select(ticking))
        reading.append(spent(_read, ticking))
        assert Post.objects.count() == before + count
    unit = f"posts/s of {of}"
    rate = count / median(ours[1:])
    return [
        Figure(
            "store", "Store everything, threaded, with full text", rate, unit,
            "the database's own INSERT … SELECT of the same rows", count / median(theirs[1:]),
            Reach("≥ 60 %", least=0.6), f"{count:,} posts a round; event, account, person, conversation, post, words",
        ),
        Figure("understand", "Read what posts mean, open needs", count / median(reading[1:]), unit),
    ]  # fmt: skip


def _events(count: int, seed: int) -> tuple[RawEvent, ...]:
    made = frames.make(count, 1.0, seed, only_posts=True)
    authors = _NoProfiles(connection_for())
    return authors.events(sieved(connection_for(), made.frames)())


def _store(channel: Channel, events: tuple[RawEvent, ...]) -> None:
    for start in range(0, len(events), 500):
        receive(channel=channel, stream="jetstream", batch=Batch(events[start : start + 500], str(time.time())))
    while sum(run_stage(stage) for stage in _STORING):
        pass


def _read() -> None:
    while sum(run_stage(stage) for stage in _READING):
        pass

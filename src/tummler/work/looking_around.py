"""The life of a made-up brand's places goes on while somebody looks: they write, its own helpers help."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from tummler.acts.looking_around import made_up_brand
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering.drafts import Overtaken
from tummler.answering.promise import NotSendable
from tummler.common import clock
from tummler.networks.contract import NetworkTrouble
from tummler.networks.made_up.people.life import PLACES, Call, Ended, Life, close_places, log_of, opened
from tummler.records.access import NotAllowed
from tummler.records.models import Brand, Channel, Helper, Need

#: Who was seen no longer ago than this is looking.
LOOKING = timedelta(minutes=10)
#: How long between two looks into the database while nobody is looking, in seconds.
_RARELY = 5.0

_known: dict[str, tuple[int, Life]] = {}
_rest_until = 0.0


def live_on() -> int:
    """Let everybody in the made-up places do what it is time for; how many calls of helpers.

    Where nobody looks around it costs one look for a folder, and at rest a look at two files.
    """
    global _rest_until  # noqa: PLW0603 - one process, one life
    folder: Path = settings.AROUND
    if not folder.is_dir() or clock.ticks() < _rest_until:
        return 0
    try:
        life = _life(folder)
        if not life.anything(clock.now().timestamp()):
            return 0
        brand = made_up_brand()
        if brand is None:
            close_places(folder)
            return 0
        watched = _watched(brand)
        with _alone(folder) as alone:
            calls = life.step(clock.now().timestamp(), watched=watched) if alone else []
    except (Ended, NetworkTrouble, FileNotFoundError):
        _known.clear()
        return 0
    for call in calls:
        _answer_call(brand, call)
    if not watched:
        _rest_until = clock.ticks() + _RARELY
    return len(calls)


def _life(folder: Path) -> Life:
    """As it stands in its file; read again only if somebody else wrote it."""
    stamp = (folder / "people.json").stat().st_mtime_ns if (folder / "people.json").exists() else 0
    known = _known.get(str(folder))
    if known is None or known[0] != stamp:
        _known.clear()
        _settle_in(folder)
        known = (stamp, opened(folder))
    _known[str(folder)] = known
    return known[1]


def _settle_in(folder: Path) -> None:
    """The data folder may have been moved since."""
    for place, network in PLACES.items():
        channels = Channel.objects.filter(brand__made_up=True, network=network.key)
        here = {"log": str(log_of(folder, place))}
        for channel in channels.exclude(settings=here):
            Channel.objects.filter(pk=channel.pk).update(settings=here)


def forget_life() -> None:
    """Look anew at what stands in the files."""
    global _rest_until  # noqa: PLW0603 - one process, one life
    _known.clear()
    _rest_until = 0.0


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process lets them live just now."""
    with (folder / "turn").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _watched(brand: Brand) -> bool:
    """Whether you were here lately; then the brand's own helpers are, too."""
    since = clock.now() - LOOKING
    helpers = Helper.objects.filter(brand=brand)
    if not helpers.filter(role="owner", seen_at__gt=since).exists():
        return False
    others, minute_ago = helpers.exclude(role="owner"), clock.now() - timedelta(minutes=1)
    if others.filter(seen_at__lt=minute_ago).exists():
        others.update(seen_at=clock.now())
    return True


def _answer_call(brand: Brand, call: Call) -> None:
    """One of the brand's own helpers takes a need, or answers it; unless you were quicker."""
    key = PLACES[call.place].key
    asked = Need.objects.filter(brand=brand, post__channel__network=key, post__remote_id=call.remote_id)
    need = asked.select_related("brand", "post").first()
    helper = Helper.objects.filter(brand=brand, name=call.helper).select_related("brand").first()
    if need is None or helper is None:
        return
    try:
        if not call.text:
            claim_need(actor=helper, need=need)
        elif need.claimed_by_id == helper.pk:
            draft = save_draft(actor=helper, need=need, text=call.text, edition=0)
            promise_reply(actor=helper, reply=draft)
    except (NotAllowed, Overtaken, NotSendable):
        return  # you were quicker

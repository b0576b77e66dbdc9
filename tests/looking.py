"""A made-up brand in tests: somebody looks around, and time goes by without waiting for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest


@pytest.fixture
def empty_house(transactional_db: None) -> Iterator[None]:
    """No brand, and none left behind."""
    from django.conf import settings

    from tummler.networks.made_up.people.life import close_places
    from tummler.work import looking_around

    yield
    close_places(settings.AROUND)
    looking_around.forget_life()


@pytest.fixture
def robin(empty_house: None) -> Any:
    """Who looks around, with the first ones heard."""
    from tummler.acts.looking_around import begin_looking_around

    you = begin_looking_around()
    look(you)
    pass_time(1)
    return you


def look(you: Any) -> None:
    """They are here."""
    from tummler.common import clock
    from tummler.records.models import Helper

    Helper.objects.filter(pk=you.pk).update(seen_at=clock.now())


def pass_time(seconds: float = 0.0, step: float = 1.0) -> None:
    """Let so many seconds go by, and everything that goes on by itself happen meanwhile."""
    from tummler.common import clock

    until = clock.now() + timedelta(seconds=seconds)
    while True:
        _a_moment()
        if clock.now() >= until:
            return
        clock.shift(clock._shift + timedelta(seconds=step))


def _a_moment() -> None:
    from tummler.answering.outbox import deliver_due
    from tummler.channels.connections import network_of
    from tummler.records.models import Channel
    from tummler.work.flow import run_all
    from tummler.work.looking_around import live_on
    from tummler.work.reading import read_stream

    live_on()
    ended = threading.Event()
    ended.set()
    for channel in Channel.objects.filter(network__startswith="made-up").select_related("brand"):
        for stream in network_of(channel).streams:
            read_stream(channel, stream, ended)
    run_all()
    while deliver_due():
        pass


def need_of(name: str) -> Any:
    """What somebody needs."""
    from tummler.records.models import Need

    return Need.objects.get(account__name=name)


def answer(you: Any, need: Any, text: str) -> Any:
    """Claimed, written and sent; it leaves in ten seconds."""
    from tummler.acts.needs import claim_need
    from tummler.acts.replies import promise_reply, save_draft

    need.refresh_from_db()
    claim_need(actor=you, need=need)
    need.refresh_from_db()
    draft = need.replies.filter(promised_at=None).order_by("-pk").first()
    reply = save_draft(actor=you, need=need, text=text, edition=draft.edition if draft else 0)
    return promise_reply(actor=you, reply=reply)


def last_words(name: str) -> str:
    """What somebody said last, without whom they said it to."""
    import re

    from tummler.records.models import Post

    said = Post.objects.filter(account__name=name).order_by("-shown_at", "-pk").values_list("text", flat=True)[0]
    return re.sub(r"^(@[\w.]+\s)+", "", said)

"""Stages: what breaks us is set aside, what the database can't do now is waited for."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, OperationalError

from tummler.records.models import Event, Post
from tummler.work import flow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three_events(echo, channel):
    """Three posts, received and not yet looked at."""
    from tummler.work.reading import read_once

    for number in range(3):
        echo.say(f"@velonorte number {number}: where do I park?", by=f"rider{number}")
    assert read_once(channel) == 3


def breaking(monkeypatch, error):
    """The threading stage raises for the second post."""
    stage = flow.STAGES[1]

    def work(events):
        if any(b"number 1" in bytes(event.heard) for event in events):
            raise error
        stage.work(events)

    broken = flow.Stage(stage.noun, stage.state, work, stage.related, stage.reads)
    monkeypatch.setattr(flow, "STAGES", (flow.STAGES[0], broken, *flow.STAGES[2:]))


@pytest.mark.parametrize("error", [ValueError("ours"), IntegrityError("ours")])
def test_an_event_that_breaks_us_is_set_aside_and_its_companions_go_on(monkeypatch, three_events, error):
    breaking(monkeypatch, error)
    flow.run_all()
    assert list(Event.objects.order_by("pk").values_list("state", "trouble")) == [
        ("done", ""),
        ("garbled", "ours"),
        ("done", ""),
    ]
    assert sorted(post.text[11:19] for post in Post.objects.all()) == ["number 0", "number 2"]


def test_a_database_that_is_not_ready_sets_nothing_aside(monkeypatch, three_events):
    breaking(monkeypatch, OperationalError("database is locked"))
    with pytest.raises(OperationalError):
        flow.run_all()
    assert set(Event.objects.values_list("state", flat=True)) == {"normalised"}
    monkeypatch.undo()
    flow.run_all()
    assert Post.objects.count() == 3

"""A locked database and a full disk are waited for: told in a line, nothing lost, nothing done twice."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from django.db import OperationalError, connection

from tests.database_trouble import full_disk, locked
from tests.saying import make_channel, post, raw
from tests.work.running import logged, wait_for, working
from tests.work.test_loops import answer, asked, texts
from tummler.listening.receive import cursor_of, receive, store_events
from tummler.networks.contract import Batch
from tummler.records.models import Delivery, Event, Need, Post
from tummler.work.waiting import reason

pytestmark = pytest.mark.django_db(transaction=True)


def fill():
    """Use up what is free inside the file."""
    channel = Event.objects.order_by("pk").first().channel
    with suppress(OperationalError):
        for number in range(500):
            store_events(channel=channel, events=raw(post(f"filler{number}", "x" * 3000, by="filler")))
        raise AssertionError("the disk never filled up")
    return Event.objects.filter(remote_id__startswith="said:").count()


def test_a_locked_database_is_told_and_waited_for(owner, channel_near, echo_near, impatient):
    with logged() as log, working():
        first = asked(echo_near, 1)
        with locked():
            echo_near.say("@velonorte bike 2 won't unlock, why?", "rider2")
            wait_for(lambda: log.count("database_not_ready", "why=locked"), "the line")
        wait_for(lambda: Need.objects.count() == 2, "the second question")
        answer(owner, first)
        wait_for(lambda: Delivery.objects.filter(state="sent").exists(), "the answer")
    assert len(texts(echo_near)) == 1
    assert log.count("rider2") == log.count("unlock") == 0


def test_an_answer_whose_proof_can_not_be_written_is_found_and_not_sent_again(
    owner, channel_near, echo_near, impatient, monkeypatch
):
    from tummler.answering import outbox

    echo_near.careless()
    holding, real = [], outbox.killpoint

    def lock_after_the_call(name):
        if name == "deliver.after_call" and not holding:
            holding.append(locked())
            holding[0].__enter__()
        real(name)

    monkeypatch.setattr(outbox, "killpoint", lock_after_the_call)
    with logged() as log, working():
        answer(owner, asked(echo_near, 1))
        wait_for(lambda: log.count("database_not_ready", "delivery"), "the line")
        holding[0].__exit__(None, None, None)
        wait_for(lambda: Delivery.objects.filter(state="sent").exists(), "the proof", 30)
    assert (len(texts(echo_near)), Delivery.objects.get().tries) == (1, 2)


def test_a_full_disk_loses_nothing_and_goes_on_once_there_is_space(owner, channel_near, echo_near, monkeypatch):
    with working():
        need = asked(echo_near, 1)
    answer(owner, need)
    with full_disk(monkeypatch):
        fill()
        with logged() as log, working():
            for number in range(40):
                echo_near.say(f"@velonorte bike {number} won't unlock, why? {'word ' * 300}", f"late{number}")
            wait_for(lambda: log.count("database_not_ready", "why=disk_full"), "the line")
            time.sleep(0.5)
        assert log.count("word") == 0
    with working():
        wait_for(lambda: Post.objects.filter(account__handle__startswith="late").count() == 40, "all that was said", 40)
        wait_for(lambda: Delivery.objects.filter(state="sent").exists(), "the answer", 30)
        wait_for(lambda: not Event.objects.exclude(state__in=("done", "garbled")).exists(), "rest", 40)
    assert (len(texts(echo_near)), Event.objects.filter(state="garbled").count()) == (1, 0)
    assert connection.cursor().execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_batch_that_does_not_fit_leaves_its_cursor_where_it_was(owner, monkeypatch):
    channel = make_channel(owner)
    receive(channel=channel, stream="events", batch=Batch(raw(post("q")), "before"))
    with full_disk(monkeypatch):
        before = fill()
        with pytest.raises(OperationalError) as told:
            receive(channel=channel, stream="events", batch=Batch(raw(post("big", "x" * 60_000)), "after"))
        assert reason(told.value) == "disk_full"
    assert (cursor_of(channel, "events"), Event.objects.filter(remote_id__startswith="said:").count()) == (
        "before",
        before,
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("SQLITE_FULL", "disk_full"),
        ("SQLITE_BUSY", "locked"),
        ("SQLITE_BUSY_SNAPSHOT", "locked"),
        ("SQLITE_IOERR_WRITE", "disk_error"),
        ("SQLITE_READONLY_DBMOVED", "read_only"),
        ("SQLITE_SOMETHING", "away"),
        ("", "away"),
    ],
)
def test_what_the_database_lacks_is_said_in_a_word(name, why):
    error, cause = RuntimeError("somebody's words"), RuntimeError()
    cause.sqlite_errorname = name
    error.__cause__ = cause
    assert reason(error) == why

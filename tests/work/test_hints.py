"""Whoever waits is woken by what anybody commits, and by nothing else for long."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tests.racing import race
from tests.work.running import logged, wait_for
from tummler.live.hints import Wake, Watcher
from tummler.records.happenings import happen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told():
    """What a watcher told, as a counter that can be waited for."""
    counts = []
    watcher = Watcher(lambda: counts.append(1))
    watcher.start()
    # Beginning to watch may tell, too.
    threading.Event().wait(0.4)
    counts.clear()
    yield counts
    watcher.stop()
    watcher.join(5)
    assert not watcher.is_alive()


def test_a_commit_of_anybody_is_told(brand, told):
    happen("draft_saved", brand)
    wait_for(lambda: told, "our own commit", 3)
    told.clear()
    race(lambda: happen("draft_saved", brand))
    wait_for(lambda: told, "another's commit", 3)


def test_what_is_not_committed_is_not_told(brand, told):
    with transaction.atomic():
        happen("draft_saved", brand)
        threading.Event().wait(0.4)
        assert told == []
    wait_for(lambda: told, "the commit", 3)


def test_silence_is_not_told(brand, told):
    threading.Event().wait(0.5)
    assert told == []


def test_watching_goes_on_after_it_broke(brand, monkeypatch):
    counts, breaks = [], [RuntimeError("somebody's words")]
    name = "_watch_sqlite" if connection.vendor == "sqlite" else "_watch_postgresql"
    real = getattr(Watcher, name)

    def watch(self):
        if breaks:
            raise breaks.pop()
        real(self)

    monkeypatch.setattr(Watcher, name, watch)
    monkeypatch.setattr("tummler.live.hints._AGAIN_SECONDS", 0.1)
    watcher = Watcher(lambda: counts.append(1))
    with logged() as log:
        watcher.start()
        wait_for(lambda: log.count("hints_broke", "RuntimeError"), "the trouble")
        wait_for(lambda: counts, "a look all the same")
        threading.Event().wait(0.3)
        counts.clear()
        happen("draft_saved", brand)
        wait_for(lambda: counts, "the commit", 3)
    watcher.stop()
    watcher.join(5)
    assert log.count("somebody") == 0


def test_wake_is_taken_by_one_waiter_and_waits_no_longer_than_told():
    import time

    wake = Wake()
    wake.set()
    began = time.monotonic()
    wake.wait(5)
    assert time.monotonic() - began < 1
    began = time.monotonic()
    wake.wait(0.2)
    assert time.monotonic() - began >= 0.2

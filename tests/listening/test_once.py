"""At least once in, exactly once stored: the same said twice, in whatever batches, makes the same rows."""

from __future__ import annotations

import pytest

from tests.saying import QUESTION, gone, post, queue, raw, say, told
from tummler.common.killpoint import KILL_POINTS
from tummler.listening import receive as receiving
from tummler.listening.receive import cursor_of, receive
from tummler.networks.contract import Batch
from tummler.records.models import Account, Conversation, Cursor, Event, Happening, Need, Person, Post, Reading
from tummler.work.flow import run_all, run_stages

pytestmark = pytest.mark.django_db

NOUNS = (Event, Post, Account, Person, Conversation, Need, Reading, Happening)


def counts():
    return {noun.__name__: noun.objects.count() for noun in NOUNS}


def read(channel, events, cursor="1"):
    return receive(channel=channel, stream="events", batch=Batch(events, cursor))


def test_the_same_batch_twice_is_stored_once(channel_told):
    events = raw(post("q"), post("r", "@velonorte me too", by="dapo", parent="q"))
    assert read(channel_told, events) == 2
    run_all()
    once = counts()
    assert read(channel_told, events, "2") == 0
    run_all()
    assert counts() == once
    assert cursor_of(channel_told, "events") == "2"


def test_a_batch_that_is_read_again_before_it_is_understood_is_stored_once(channel_told):
    events = raw(post("q"))
    read(channel_told, events)
    run_stages()
    assert read(channel_told, events) == 0
    run_all()
    assert (Event.objects.count(), Post.objects.count(), Need.objects.count()) == (1, 1, 1)


def test_the_same_post_in_events_of_other_names_is_one_post(channel_told):
    say(channel_told, post("q"))
    once = {noun: number for noun, number in counts().items() if noun != "Event"}
    say(channel_told, post("q"), post("q"))
    again = counts()
    assert again.pop("Event") == 3
    assert again == once


def test_the_same_event_twice_in_a_batch_is_stored_once(channel_told):
    [event] = raw(post("q"))
    assert read(channel_told, (event, event)) == 1
    run_all()
    assert Post.objects.count() == 1


@pytest.mark.parametrize("point", ["receive.before_commit", "receive.after_commit"])
def test_a_batch_and_its_cursor_are_kept_both_or_neither(channel_told, monkeypatch, point):
    read(channel_told, raw(post("q")), "before")

    def die(name):
        if name == point:
            raise KeyboardInterrupt

    assert point in KILL_POINTS
    monkeypatch.setattr(receiving, "killpoint", die)
    with pytest.raises(KeyboardInterrupt):
        read(channel_told, raw(post("r")), "after")
    kept = (Event.objects.count(), cursor_of(channel_told, "events"))
    assert kept == ((1, "before") if point == "receive.before_commit" else (2, "after"))


def test_events_that_can_not_be_stored_leave_the_cursor_where_it_was(channel_told, monkeypatch):
    def full(**_):
        raise RuntimeError("full")

    monkeypatch.setattr(receiving, "store_events", full)
    with pytest.raises(RuntimeError):
        read(channel_told, raw(post("q")))
    assert (Event.objects.count(), Cursor.objects.count()) == (0, 0)


def test_each_stream_has_its_own_cursor(channel_told):
    receive(channel=channel_told, stream="events", batch=Batch((), "7"))
    receive(channel=channel_told, stream="live", batch=Batch((), "9"))
    assert (cursor_of(channel_told, "events"), cursor_of(channel_told, "live")) == ("7", "9")
    assert cursor_of(channel_told, "other") is None


def test_a_batch_marks_the_channel_as_heard(channel_told):
    assert channel_told.heard_at is None
    read(channel_told, ())
    channel_told.refresh_from_db()
    assert channel_told.heard_at is not None


@pytest.mark.parametrize("stage", range(1, 6))
def test_stages_that_die_before_their_commit_leave_their_rows_for_the_next(channel_told, monkeypatch, stage):
    from tummler.work import flow

    queue(channel_told, post("q"), gone("other"))
    deaths = []

    def die(name):
        if name == "stage.before_commit":
            deaths.append(name)
            if len(deaths) == stage:
                raise KeyboardInterrupt

    monkeypatch.setattr(flow, "killpoint", die)
    with pytest.raises(KeyboardInterrupt):
        run_all()
    monkeypatch.setattr(flow, "killpoint", lambda name: None)
    run_all()
    assert Event.objects.exclude(state="done").count() == 0
    assert (told(channel_told, "q").state, Need.objects.get().state) == ("understood", "open")


def test_two_channels_of_two_brands_each_store_what_they_heard(channel_told, other_owner):
    from tests.saying import make_channel

    theirs = make_channel(other_owner, "otramarca")
    said = post("q", f"{QUESTION} @otramarca")
    say(channel_told, said)
    say(theirs, said)
    ours, other = told(channel_told, "q"), told(theirs, "q")
    assert (ours.brand_id, other.brand_id) == (channel_told.brand_id, theirs.brand_id)
    assert ours.account_id != other.account_id
    assert [need.post_id for need in Need.objects.order_by("pk")] == [ours.pk, other.pk]


def test_payloads_are_gone_when_their_event_is_done(channel_told):
    say(channel_told, post("q"))
    [event] = Event.objects.all()
    assert (event.state, bytes(event.payload), bytes(event.heard)) == ("done", b"", b"")

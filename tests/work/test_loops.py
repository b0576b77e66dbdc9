"""What goes on by itself goes on: past troubles, jumps of the clock and a stop in the middle."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from tests.people import connect_echo
from tests.saying import QUESTION
from tests.work.running import logged, wait_for, working
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering import outbox
from tummler.common import clock
from tummler.records.models import Channel, Delivery, Happening, Need, Post
from tummler.work import readers as reading
from tummler.work.readers import Readers

pytestmark = pytest.mark.django_db(transaction=True)


def answer(owner, need, text="Hold the button.", undo=0.0):
    reply = save_draft(actor=owner, need=need, text=text, edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(seconds=undo))


def asked(echo, number):
    """Somebody asks, and it is understood."""
    remote_id = echo.say(f"@velonorte bike {number} won't unlock, what do I do?", f"rider{number}")
    return wait_for(lambda: Need.objects.filter(post__remote_id=remote_id).first(), "the need")


def texts(echo):
    return sorted(one["text"] for one in echo.accepted("velonorte"))


def test_a_question_is_heard_answered_and_thanked_without_anybody_calling(owner, channel_near, echo_near):
    with working():
        need = asked(echo_near, 1)
        answer(owner, need)
        wait_for(lambda: Delivery.objects.filter(state="sent").exists(), "the answer")
        there = Delivery.objects.get().remote_id
        echo_near.say("@velonorte that worked, thank you!", "rider1", parent=there)
        wait_for(lambda: Need.objects.get().state == "helped", "the thanks")


def test_a_stream_that_was_in_trouble_is_read_on(channel_near, echo_near):
    echo_near.fault("read", "error", count=2)
    with logged() as log, working():
        wait_for(lambda: log.count("not_heard", "code=silent"), "the trouble")
        asked(echo_near, 1)
    assert Post.objects.filter(by_us=False).count() == 1


def test_a_reader_that_breaks_us_is_told_and_reads_on(channel_near, echo_near, monkeypatch):
    real, breaks = reading.read_stream, [ValueError("somebody's words"), TypeError("somebody's words")]

    def read_stream(channel, stream, stop, told):
        if stream.name == "events" and breaks:
            raise breaks.pop()
        return real(channel, stream, stop, told)

    monkeypatch.setattr(reading, "read_stream", read_stream)
    with logged() as log, working():
        asked(echo_near, 1)
    assert (log.count("reader_", "_broke"), log.count("somebody")) == (2, 0)


def test_a_revoked_key_turns_the_channel_red_at_once_and_connecting_again_goes_on(owner, channel_near, echo_near):
    with working():
        first = asked(echo_near, 1)
        echo_near.revoke("token-velonorte")
        began = time.monotonic()
        wait_for(lambda: Channel.objects.get(pk=channel_near.pk).trouble == "key_revoked", "red")
        assert time.monotonic() - began < 20
        answer(owner, first, "Kept meanwhile")
        echo_near.say("@velonorte said meanwhile, why is it broken?", "rider2")
        time.sleep(0.5)
        assert (texts(echo_near), Post.objects.filter(by_us=False).count()) == ([], 1)
        echo_near.restore("token-velonorte")
        connect_echo(owner, echo_near)
        wait_for(lambda: Need.objects.count() == 2 and Delivery.objects.filter(state="sent").exists(), "all of it")
    assert texts(echo_near) == ["Kept meanwhile ^Inés"]
    assert Happening.objects.filter(act="channel_troubled").count() == 1


def test_a_secret_that_can_not_be_opened_turns_the_channel_red_and_ends_nothing(owner, channel_near, echo_near):
    Channel.objects.filter(pk=channel_near.pk).update(secret_box=b"sealed with a lost key")
    with working():
        wait_for(lambda: Channel.objects.get(pk=channel_near.pk).trouble == "unreadable_secret", "red")
        connect_echo(owner, echo_near)
        asked(echo_near, 1)


def test_a_paused_channel_is_not_read_until_it_goes_on(channel_near, echo_near):
    with working():
        asked(echo_near, 1)
        Channel.objects.filter(pk=channel_near.pk).update(paused=True)
        time.sleep(0.6)
        echo_near.say(QUESTION, "rider2")
        time.sleep(0.6)
        assert Post.objects.count() == 1
        Channel.objects.filter(pk=channel_near.pk).update(paused=False)
        wait_for(lambda: Post.objects.count() == 2, "the second")


def test_a_network_that_is_not_installed_any_more_ends_nothing(channel_near, echo_near, owner):
    other = Channel.objects.get(network="square")
    Channel.objects.filter(pk=other.pk).update(network="telegraph")
    with logged() as log, working():
        asked(echo_near, 1)
        assert log.count("network_missing") > 0


# ---------------------------------------------------------------------------------------- the clock


@pytest.mark.parametrize("jumps", [(1, 0), (-1, 0), (0, 1, -1, 24, 0)], ids=str)
def test_a_clock_that_jumps_sends_each_answer_once_and_loses_nothing(owner, channel_near, echo_near, jumps):
    echo_near.careless()
    with working():
        for number, hours in enumerate(jumps):
            clock.shift(timedelta(hours=hours))
            answer(owner, asked(echo_near, number), f"Answer {number}", undo=0.1)
        clock.shift(timedelta(hours=25))
        wait_for(lambda: Delivery.objects.filter(state="sent").count() == len(jumps), "all answers")
        time.sleep(0.3)
    assert texts(echo_near) == [f"Answer {n} ^Inés" for n in range(len(jumps))]
    assert all(post.shown_at <= clock.now() for post in Post.objects.all())


# ----------------------------------------------------------------------------------------- stopping


def test_a_stop_lets_what_is_being_sent_be_sent_and_written_down(owner, channel_near, echo_near, monkeypatch):
    reached, real = threading.Event(), outbox.killpoint

    def slowly(name):
        if name == "deliver.before_call":
            reached.set()
            time.sleep(0.7)
        real(name)

    monkeypatch.setattr(outbox, "killpoint", slowly)
    with working() as workers:
        answer(owner, asked(echo_near, 1))
        assert reached.wait(10)
        workers.stop(10)
    assert (Delivery.objects.get().state, len(texts(echo_near))) == ("sent", 1)


def test_a_stop_waits_no_longer_than_it_is_told(owner, channel_near, echo_near, monkeypatch):
    held, reached = threading.Event(), threading.Event()

    def for_ever(name):
        if name == "deliver.before_call":
            reached.set()
            held.wait(20)

    monkeypatch.setattr(outbox, "killpoint", for_ever)
    with working() as workers:
        answer(owner, asked(echo_near, 1))
        assert reached.wait(10)
        began = time.monotonic()
        workers.stop(1.0)
        assert time.monotonic() - began < 4
        held.set()
        for loop in workers.loops:
            loop.join(10)


def test_a_stopped_reader_ends_and_a_second_look_starts_no_other(channel_near):
    stopping = threading.Event()
    readers = Readers(stopping)
    readers.look()
    started = {reader.thread.name for reader in readers._running.values()}
    readers.look()
    assert {reader.thread.name for reader in readers._running.values()} == started
    assert len(started) == 2
    stopping.set()
    readers.join(10)
    assert [reader.thread.is_alive() for reader in readers._running.values()] == [False, False]


def test_a_loop_that_breaks_says_so_and_ends_alone(monkeypatch, channel_near):
    from tummler.work.loops import Workers

    def breaks():
        raise ValueError("somebody's words")

    monkeypatch.setattr("tummler.work.loops.run_stages", breaks)
    with logged() as log:
        workers = Workers(listen=False)
        workers.start()
        wait_for(lambda: workers.broken, "the break")
        workers.stop(10)
    assert (log.count("loop_stages_broke", "error=ValueError"), log.count("somebody")) == (1, 0)


# ----------------------------------------------------------------------------------------- schedule


def test_a_job_that_failed_for_the_database_is_done_at_the_next_look(monkeypatch):
    from django.db import OperationalError

    from tummler.work import schedule

    done, errors = [], [OperationalError()]

    def job():
        if errors:
            raise errors.pop()
        done.append(1)
        return 1

    monkeypatch.setattr(schedule, "JOBS", ((job, 3600.0),))
    schedule._last.clear()
    with pytest.raises(OperationalError):
        schedule.run_due()
    schedule.run_due()
    schedule.run_due()
    assert done == [1]

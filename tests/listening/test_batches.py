"""Batches of two hundred: one bad event costs its companions nothing, whatever is bad about it."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, OperationalError

from tests.saying import gone, post, queue, say, told
from tummler.listening import normalise as normalising, thread as threading
from tummler.networks.contract import HeardPost
from tummler.records.models import Account, Conversation, Event, Need, Person, Post
from tummler.work.flow import BATCH, STAGES, run_all, run_stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(caplog):
    """What is set aside is told in the log, each time."""
    caplog.set_level("CRITICAL")


def many(count=BATCH):
    """Questions of different people, some of them in one thread."""
    parents = [f"p{n - 1:03}" if n % 4 else "" for n in range(count)]
    text = "@velonorte how do I unlock bike {}?"
    return [post(f"p{n:03}", text.format(n), by=f"by{n % 150}", parent=parents[n]) for n in range(count)]


def test_two_hundred_at_once_are_as_one_by_one(channel_told):
    from django.db import transaction

    def rows():
        posts = Post.objects.order_by("remote_id")
        return list(posts.values_list("remote_id", "conversation__root_remote_id", "account__remote_id", "state"))

    with transaction.atomic():
        for one in many(40):
            say(channel_told, one)
        expected = rows()
        transaction.set_rollback(True)
    say(channel_told, *many(40))
    assert rows() == expected


def test_a_batch_costs_a_fixed_number_of_queries_to_thread(channel_told, query_count):
    numbers = []
    for size in (10, 150):
        queue(channel_told, *(post(f"{size}:{n}", by=f"{size}:{n}") for n in range(size)))
        with query_count() as queries:
            for stage in STAGES[:4]:
                run_stage(stage)
        numbers.append(len(queries))
    assert numbers[1] <= numbers[0] + 4


@pytest.mark.parametrize("place", [0, 99, 199])
@pytest.mark.parametrize("evil", [b"", b"\x00\xff", b"null", b'{"kind":"post"}', b'{"kind":"post","post":{"id":""}}'])
def test_what_makes_no_sense_is_kept_for_a_look_and_its_companions_go_on(channel_told, evil, place):
    sent = many(BATCH - 1)
    queue(channel_told, *sent[:place], evil, *sent[place:])
    run_all()
    [kept] = Event.objects.filter(state="garbled")
    assert (bytes(kept.payload), kept.trouble in ("not_an_event", "no_id")) == (evil, True)
    assert (Post.objects.filter(state="understood").count(), Event.objects.filter(state="done").count()) == (199, 199)


def broken_by(monkeypatch, where, error):
    """From now on the post ``evil`` breaks us in a stage, as only a mistake of ours could."""
    if where == "normalise":
        real = normalising.cleaned

        def cleaned(value):
            if isinstance(value, HeardPost) and value.remote_id == "evil":
                raise error
            return real(value)

        monkeypatch.setattr(normalising, "cleaned", cleaned)
    else:
        placing = threading.place_posts

        def place_posts(channel, posts):
            if any(one.remote_id == "evil" for one in posts):
                raise error
            return placing(channel, posts)

        monkeypatch.setattr(threading, "place_posts", place_posts)


@pytest.mark.parametrize(
    ("where", "error", "place"),
    [
        ("normalise", RuntimeError(), 0),
        ("normalise", UnicodeEncodeError("u", "x", 0, 1, "y"), 120),
        ("normalise", RecursionError(), 199),
        ("thread", RuntimeError(), 199),
        ("thread", DataError(), 120),
        ("thread", IntegrityError(), 1),
    ],
    ids=str,
)
def test_what_breaks_us_is_set_aside_in_a_few_tries(channel_told, monkeypatch, where, error, place):
    from tummler.work import flow

    broken_by(monkeypatch, where, error)
    tries = []
    running = flow._run_batch
    monkeypatch.setattr(flow, "_run_batch", lambda stage, size: tries.append(size) or running(stage, size))
    sent = many(BATCH - 1)
    queue(channel_told, *sent[:place], post("evil"), *sent[place:])
    run_all()
    [kept] = Event.objects.filter(state="garbled")
    assert (kept.trouble, b"evil" in bytes(kept.payload)) == ("ours", True)
    assert Post.objects.filter(state="understood").count() == 199
    assert len(tries) < 80


def test_a_database_that_is_not_ready_sets_nothing_aside(channel_told, monkeypatch):
    broken_by(monkeypatch, "thread", OperationalError())
    queue(channel_told, post("evil"), post("r"))
    run_stage(STAGES[0])
    with pytest.raises(OperationalError):
        run_stage(STAGES[1])
    assert Event.objects.filter(state="normalised").count() == 2


def test_what_was_set_aside_can_be_taken_in_again(channel_told, monkeypatch):
    from tummler.records.states import move

    with monkeypatch.context() as patch:
        broken_by(patch, "normalise", RuntimeError())
        say(channel_told, post("evil"))
    assert Post.objects.count() == 0
    move(Event.objects.filter(state="garbled"), "received", trouble="")
    run_all()
    assert told(channel_told, "evil").state == "understood"


def test_a_channel_whose_secret_can_not_be_opened_loses_no_event(channel_told):
    type(channel_told).objects.update(secret_box=b"sealed with another key")
    say(channel_told, *many(20))
    assert (Event.objects.filter(state="garbled").count(), Post.objects.count()) == (0, 20)


def test_everything_at_once_in_one_batch(channel_told):
    """Posts, their edits, answers, deletes and doubles, in the wrong order."""
    say(
        channel_told,
        gone("c"), post("b", by="dapo", parent="a"), post("c", by="olu", parent="b"), post("a", "edited", edited=3),
        post("a"), post("a"), post("d", by="velonorte", parent="b"),
        post("b", "b again", by="dapo", parent="a", edited=1),
    )  # fmt: skip
    assert {row.remote_id: (row.text, row.gone) for row in Post.objects.all()} == {
        "a": ("edited", False), "b": ("b again", False), "c": ("", True),
        "d": ("@velonorte my bike won't unlock at Harbour Road, what do I do?", False),
    }  # fmt: skip
    assert (Conversation.objects.count(), Account.objects.count(), Person.objects.count()) == (1, 4, 4)
    assert Need.objects.exclude(state="dropped").count() == 0

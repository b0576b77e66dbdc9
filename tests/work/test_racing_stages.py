"""Several workers on one database: whoever takes what, the rows end as if one had done it all."""

from __future__ import annotations

import random

import pytest

from tests.racing import failures, race
from tests.saying import gone, make_channel, post, queue
from tummler.records.models import Account, Conversation, Event, Happening, Need, Person, Post
from tummler.work.flow import NOT_READY, run_stages

pytestmark = pytest.mark.django_db(transaction=True)


def work():
    """As a loop does: what the database can't do now is tried again; done when nothing was left a few times."""
    idle = 0
    while idle < 5:
        try:
            idle = 0 if run_stages() else idle + 1
        except NOT_READY:
            idle = 0


def threads(count):
    """Threads of five as Mastodon tells them, parents only, with an edit and a delete in each."""
    said = []
    for n in range(count):
        text = f"@velonorte bike {n} won't unlock, what do I do?"
        said += [
            post(f"{n}a", text, by=f"asker{n}"),
            post(f"{n}b", "same here", by=f"other{n % 7}", minute=1, parent=f"{n}a"),
            post(f"{n}c", "@velonorte hello? what do I do?", by=f"asker{n}", minute=2, parent=f"{n}b"),
            post(f"{n}d", "try the button", by=f"other{n % 5}", minute=3, parent=f"{n}c"),
            post(f"{n}e", "which button?", by=f"asker{n}", minute=4, parent=f"{n}d"),
            post(f"{n}d", "try the red button", by=f"other{n % 5}", minute=3, parent=f"{n}c", edited=5),
            gone(f"{n}b"),
        ]
    return said


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_four_workers_thread_understand_and_join_as_one_would(owner, seed, monkeypatch):
    monkeypatch.setattr("tummler.work.flow.BATCH", 9)
    channel, count = make_channel(owner), 12
    said = threads(count)
    random.Random(seed).shuffle(said)
    for start in range(0, len(said), 10):
        queue(channel, *said[start : start + 10])
    assert failures(race(work, work, work, work, seconds=60)) == []
    work()
    assert Event.objects.exclude(state="done").count() == 0
    assert sorted(Conversation.objects.values_list("root_remote_id", flat=True)) == sorted(
        f"{n}a" for n in range(count)
    )
    posts = {row.remote_id: row for row in Post.objects.select_related("conversation")}
    assert set(posts) - {f"{n}b" for n in range(count)} == {f"{n}{p}" for n in range(count) for p in "acde"}
    for name, row in posts.items():
        assert (row.state, row.conversation.root_remote_id) == ("understood", f"{name[:-1]}a")
        assert row.gone == name.endswith("b")
    assert {posts[f"{n}d"].text for n in range(count)} == {"try the red button"}
    assert Account.objects.filter(person=None).count() == 0
    assert Account.objects.values("person").distinct().count() == Account.objects.count() == Person.objects.count()
    waiting = Need.objects.filter(state="open").values_list("account__handle", flat=True)
    assert sorted(waiting) == sorted(f"asker{n}" for n in range(count))
    known = set(Conversation.objects.values_list("pk", flat=True))
    assert set(Happening.objects.exclude(conversation_id=None).values_list("conversation_id", flat=True)) <= known

"""Who could answer, and whom a need reaches, with the reason, in few queries, the same after a kill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.matching.test_knowing import SPANISH, answered, ask
from tests.saying import post, say, told
from tummler.acts.needs import claim_need, let_go_need
from tummler.acts.readings import correct_reading
from tummler.acts.setting_up import add_helper
from tummler.common import clock
from tummler.community.looks import look_at_asked
from tummler.knowledge.meanings import meanings_of
from tummler.matching import reach
from tummler.matching.knowing import known_of, why
from tummler.matching.market import market
from tummler.matching.reach import reach_due
from tummler.matching.who import who_could
from tummler.records.models import Brand, Happening, Helped, Helper, LeftThread, Need, Peer, Reach
from tummler.records.peer_access import needs_for_peer

pytestmark = pytest.mark.django_db

WONT_LOCK = "@velonorte the bike won't lock into the dock at Harbour Road, what do I do?"
REFUND = "@velonorte where is the refund of my deposit? Two weeks now."


def solved(helper, need, days=3):
    """By the asker's own word."""
    answered(helper, need)
    meanings_of([need.post])  # as is done in the background
    row = Helped.objects.create(brand=need.brand, need=need, helper=helper)
    Helped.objects.filter(pk=row.pk).update(at=clock.now() - timedelta(days=days))


def make(owner, name, **changes):
    """A colleague, vouched for and here, with what the test wants to be true of them."""
    one = add_helper(actor=owner, email=f"{name}@velonorte.example", password="a long password", name=name.title())
    Helper.objects.filter(pk=one.pk).update(**{"seen_at": clock.now(), "vouched_at": clock.now()} | changes)
    return Helper.objects.get(pk=one.pk)


def fresh(need):
    return Need.objects.select_related("post__reading", "post__channel", "account", "brand").get(pk=need.pk)


def could(need):
    """Name → why, the likeliest first."""
    return {(one.helper or one.peer.account).name: one.why for one in who_could(fresh(need), clock.now())}


def test_who_solved_something_like_it_comes_first_with_the_reason(channel_told, owner, helper):
    nuria, jo, dapo = (make(owner, name) for name in ("nuria", "jo", "dapo"))
    solved(nuria, ask(channel_told, "n", WONT_LOCK, topic="docks"), days=40)
    solved(jo, ask(channel_told, "j", REFUND, topic="deposit"))
    solved(dapo, ask(channel_told, "d", REFUND, by="marta"))
    Helper.objects.filter(pk=helper.pk).update(topics=["docks"])
    need = ask(channel_told, "now", "@velonorte my bike won't lock into the dock at Plaza, what now?", topic="docks")
    found = who_could(fresh(need), clock.now())
    assert [(one.helper.name, one.why) for one in found][:1] == [("Nuria", "solved")]
    assert found[0].facts["times"] == 1 and found[0].facts["thanked"] is True
    assert {one.helper.name: one.why for one in found}["Tomás Weir"] == "chose"
    again = ask(channel_told, "again", "@velonorte one more thing, do you sell gift cards?", by="marta")
    assert next(iter(could(again).items())) == ("Dapo", "knows")


def test_a_language_that_few_speak_decides(channel_told, owner, helper):
    make(owner, "nuria", languages=["es"])
    need = ask(channel_told, "es", SPANISH)
    assert next(iter(could(need).items())) == ("Nuria", "speaks")


def test_peers_are_asked_only_for_what_everyone_may_see(channel_told, owner, helper):
    say(channel_told, post("p", "@velonorte hello, what do I do to join?", by="samira"))
    samira = told(channel_told, "p").account
    Peer.objects.create(brand=owner.brand, account=samira, topics=["docks"])
    public = ask(channel_told, "q", WONT_LOCK, topic="docks")
    private = ask(channel_told, "r", WONT_LOCK, topic="docks", by="theo")
    private.post.visibility = "direct"
    private.post.save()
    assert could(public)[samira.name] == "chose"
    assert samira.name not in could(private)
    assert samira.name not in could(Need.objects.get(post__remote_id="p"))  # nobody is asked for their own
    Need.objects.filter(pk=public.pk).update(care="self_harm")
    assert could(public) == {}


def test_what_reaches_a_peer_comes_first_before_them(channel_told, owner, helper):
    say(channel_told, post("p", "@velonorte hello, what do I do to join?", by="samira"))
    peer = Peer.objects.create(brand=owner.brand, account=told(channel_told, "p").account)
    first = ask(channel_told, "first", WONT_LOCK, ago=timedelta(minutes=9))
    second = ask(channel_told, "second", "@velonorte does the bell of the bike work without the app?")
    look_at_asked()
    assert list(needs_for_peer(peer)) == [first, second]
    row = Reach.objects.create(brand=owner.brand, need=second, peer=peer, why="solved")
    assert list(needs_for_peer(peer)) == [second, first]
    Reach.objects.filter(pk=row.pk).update(due_at=clock.now() + timedelta(minutes=5))
    assert list(needs_for_peer(peer)) == [first, second]


def test_newcomers_and_who_left_the_thread_are_not_asked(channel_told, owner, helper):
    need = ask(channel_told, "q", WONT_LOCK)
    make(owner, "nuria", vouched_at=None)
    LeftThread.objects.create(brand=owner.brand, conversation=need.conversation, helper=helper)
    assert sorted(could(need)) == ["Inés Prado", "Nuria"]
    need.post.visibility = "followers"
    need.post.save()
    assert sorted(could(need)) == ["Inés Prado"]


def test_the_queries_do_not_grow_with_what_was_solved(channel_told, owner, helper):
    need = fresh(ask(channel_told, "now", WONT_LOCK, topic="docks"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        who_could(need, clock.now())
    for number in range(6):
        solved(helper, ask(channel_told, f"s{number}", WONT_LOCK, topic="docks"))
    with CaptureQueriesContext(connection) as many:
        who_could(need, clock.now())
    assert len(many) <= len(few) + 3  # where something is near, its rows are read
    assert len(many) <= 24


def planned(need, **changes):
    """As the stage plans it."""
    Need.objects.filter(pk=need.pk).update(reach_until=None, **changes)
    assert reach_due() >= 1
    return list(Reach.objects.filter(need=need).order_by("place"))


def test_a_need_reaches_a_few_first_and_more_as_it_waits(channel_told, owner, helper):
    crowd = [make(owner, f"helper{number}") for number in range(8)]
    for one in crowd:
        solved(one, ask(channel_told, f"old-{one.pk}", WONT_LOCK, topic="docks"), days=one.pk)
    need = ask(channel_told, "now", WONT_LOCK, topic="docks", ago=timedelta(seconds=1))
    rows = planned(need)
    assert len(rows) == 10
    due = [row.due_at - rows[0].due_at for row in rows]
    assert [one == timedelta() for one in due] == [True] * 3 + [False] * 7
    first, last = rows[0].helper, rows[7].helper
    reasons = {pk: why(one, known_of(first), clock.now()) for one in market(first, "you") for pk in [one.pk]}
    assert reasons == {need.pk: "solved"}
    assert list(market(last, "you")) == [] and list(market(last, "all")) == [need]  # nobody is kept from seeing all
    Need.objects.filter(pk=need.pk).update(waiting_since=clock.now() - timedelta(hours=2))
    assert list(market(last, "you")) == [need]


def test_planning_is_once_told_and_the_same_after_a_kill(channel_told, owner, helper, monkeypatch):
    solved(helper, ask(channel_told, "old", WONT_LOCK))
    need = ask(channel_told, "now", WONT_LOCK, ago=timedelta(seconds=1))

    def killed(*_args, **_rows):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reach, "happen", killed)
        with pytest.raises(KeyboardInterrupt):
            reach_due()
    assert not Reach.objects.exists() and Need.objects.get(pk=need.pk).reach_until is None
    claim_need(actor=owner, need=need)  # who took it at once may still want to ask somebody in
    assert reach_due() == 1
    assert reach_due() == 0
    let_go_need(actor=owner, need=need)
    assert Reach.objects.filter(need=need).count() == 2
    assert Happening.objects.filter(act="need_reached", need_id=need.pk).count() == 1
    due = {row.pk: row.due_at for row in Reach.objects.all()}
    correct_reading(actor=owner, post=need.post, field="topic", value="")
    assert Need.objects.get(pk=need.pk).reach_until is None  # it is another question now
    Need.objects.filter(pk=need.pk).update(reach_until=clock.now() - timedelta(seconds=1))
    assert reach_due() == 1  # widened: what has reached somebody stays with them
    assert {row.pk: row.due_at for row in Reach.objects.all()} == due


def test_one_of_a_share_goes_to_somebody_outside_the_circle(channel_told, owner, helper):
    for number in range(3):
        solved(helper, ask(channel_told, f"h{number}", WONT_LOCK, topic="docks"))
    nuria = make(owner, "nuria", languages=["es"])
    need = ask(channel_told, "now", SPANISH, topic="docks")
    named = planned(need, public_id="0000000000000001")  # by which one of twelve is taken, and not this one
    assert [row.helper.name for row in named if row.outside] == []
    Brand.objects.filter(pk=owner.brand_id).update(serendipity=1)
    assert [row.helper.name for row in planned(need) if row.outside] == ["Nuria"]
    assert {why(one, known_of(nuria), clock.now()) for one in market(nuria, "you")} == {"outside"}
    other = ask(channel_told, "other", SPANISH, by="theo", topic="docks")
    assert not [row for row in planned(other) if row.outside]  # not twice within half a day
    Brand.objects.filter(pk=owner.brand_id).update(serendipity=0)
    assert [row.helper.name for row in planned(need) if row.outside] == ["Nuria"]  # what came stays

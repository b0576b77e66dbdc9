"""What may be duty of care and doesn't ring: a look of the named person, and nothing for anybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.saying import gone, post, say, told
from tummler.acts.glancing import pass_by, ring_for, take_back_look
from tummler.acts.needs import claim_need
from tummler.acts.setting_up import name_duty_helper
from tummler.common import clock
from tummler.matching.market import market
from tummler.records.access import NotAllowed, rows_for
from tummler.records.models import Glance, Happening, Need
from tummler.records.states import move
from tummler.understanding.glances import left_unseen, unseen

pytestmark = pytest.mark.django_db

MAYBE = "@velonorte I don't know how much longer I can keep going like this, and your app is the smallest part of it"
#: No need by itself.
ASIDE = "@velonorte he took my phone away so I can't ride home to my sister"


@pytest.fixture
def named(owner, helper):
    """Tomás is named, Inés (the owner) is not."""
    name_duty_helper(actor=owner, helper=helper)
    for one in (owner, helper):
        one.brand.refresh_from_db()
    return helper


@pytest.fixture
def glance(named, channel_told):
    say(channel_told, post("q", MAYBE))
    return Glance.objects.get()


def test_it_waits_for_the_named_persons_look_and_stays_with_everyone(glance, named, owner):
    need = Need.objects.get()
    assert (glance.care, need.care, glance.said) == ("self_harm", "", "")
    words = [glance.post.text[start:end] for start, end, _why in glance.marks]
    assert words == ["keep going like this"]
    assert ([one.pk for one in unseen(named)], list(rows_for(owner, Glance))) == ([glance.pk], [])
    assert [one.pk for one in market(owner)] == [one.pk for one in market(named)] == [need.pk]
    assert not Happening.objects.filter(act__startswith="care_").exists()


def test_yes_rings_whatever_became_of_the_need_and_one_step_takes_it_back(glance, named, owner):
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    before = need.urgency
    assert ring_for(actor=named, glance=glance) == need
    need.refresh_from_db()
    assert (need.care, need.state, need.claimed_by, need.urgency) == ("self_harm", "open", None, 0)
    assert need.rung_at, "no mail to who pressed it"
    assert (rows_for(owner, Need).count(), unseen(named).count()) == (0, 0)
    assert ring_for(actor=named, glance=glance) is None
    assert take_back_look(actor=named, glance=glance)
    need.refresh_from_db()
    assert (need.care, need.state, need.urgency) == ("", "open", before)
    assert (rows_for(owner, Need).count(), unseen(named).count()) == (1, 1)


def test_what_asked_for_nothing_is_rung_for_too(named, owner, channel_told):
    say(channel_told, post("q", ASIDE))
    assert Need.objects.count() == 0
    ring_for(actor=named, glance=Glance.objects.get())
    need = Need.objects.get()
    assert (need.care, need.kind, rows_for(owner, Need).count()) == ("self_harm", "complaint", 0)
    take_back_look(actor=named, glance=Glance.objects.get())
    need.refresh_from_db()
    assert (need.care, need.state) == ("", "dropped")


def test_no_takes_it_off_and_the_same_words_ask_for_no_look_again(glance, named, channel_told):
    assert pass_by(actor=named, glance=glance)
    assert (unseen(named).count(), Need.objects.get().state) == (0, "open")
    happened = Happening.objects.get(act="care_passed")
    assert (happened.need_id, happened.conversation_id, happened.post_id, happened.facts) == (None, None, None, {})
    say(channel_told, post("r", MAYBE, by="dapo"))
    say(channel_told, post("s", ASIDE, by="olu"))
    assert [one.post.remote_id for one in unseen(named)] == ["s"]
    assert take_back_look(actor=named, glance=glance)
    assert {one.post.remote_id for one in unseen(named)} == {"q", "s"}


def test_what_tells_of_health_teaches_nothing_by_a_no(named, channel_told):
    ill = f"{MAYBE}, my chemotherapy starts tomorrow"
    say(channel_told, post("q", ill))
    pass_by(actor=named, glance=Glance.objects.get())
    say(channel_told, post("r", ill, by="dapo"))
    assert [one.post.remote_id for one in unseen(named)] == ["r"]


def test_nobody_else_says_anything_about_it(glance, owner):
    for act in (ring_for, pass_by, take_back_look):
        with pytest.raises(NotAllowed):
            act(actor=owner, glance=glance)
    glance.refresh_from_db()
    assert glance.said == ""


def test_one_look_a_conversation_and_none_where_it_rang(named, channel_told):
    say(channel_told, post("q", MAYBE))
    say(channel_told, post("r", MAYBE, minute=1, parent="q"))
    assert Glance.objects.count() == 1
    say(channel_told, post("s", "@velonorte I want to kill myself", minute=2, parent="q"))
    assert (Need.objects.get().care, unseen(named).count()) == ("self_harm", 0)


def test_an_edit_is_looked_at_anew_and_what_is_deleted_is_gone(glance, named, channel_told):
    pass_by(actor=named, glance=glance)
    say(channel_told, post("q", MAYBE + " honestly", edited=1))
    assert [one.said for one in Glance.objects.all()] == [""]
    say(channel_told, post("q", "@velonorte why is dock 14 shut?", edited=2))
    assert Glance.objects.count() == 0
    say(channel_told, post("r", MAYBE, by="dapo"))
    assert Glance.objects.get().post == told(channel_told, "r")
    say(channel_told, gone("r"))
    assert Glance.objects.count() == 0


@pytest.mark.parametrize(
    ("days", "state", "stays"), [(2, "helped", 1), (4, "open", 1), (4, "helped", 0), (15, "open", 0)]
)
def test_it_grows_old_and_leaves_the_list_where_it_ended_well(glance, named, days, state, stays):
    move(Need.objects.all(), state)
    Glance.objects.update(at=clock.now() - timedelta(days=days))
    assert (unseen(named).count(), left_unseen(named)) == (stays, int((days, stays) == (4, 0)))

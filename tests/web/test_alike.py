"""Like this one: earlier needs that resemble it, with what helped; never what somebody may not see."""

from __future__ import annotations

import pytest

from tests.people import make_owner
from tests.saying import gone, make_channel, post, say, told
from tummler.acts.needs import claim_need
from tummler.records.models import Meaning, Need, Post, Reply
from tummler.understanding.needs import take_word
from tummler.work.learning import Learner

pytestmark = pytest.mark.django_db

FULL = "@velonorte every dock at Harbour Road is full, how do I end my ride?"
AGAIN = "@velonorte all docks at the harbour are full, I can't end my ride"
OTHER = "@velonorte when do I get the money back for last week?"
HELPED = "Lock it to the rail beside the dock and press End ride, we credit the minutes."


@pytest.fixture
def desk(client_of, owner):
    return client_of(owner)


def need_of(channel, remote_id):
    return Need.objects.get(post=told(channel, remote_id))


def answered(owner, channel, remote_id, text=HELPED):
    """Answered by us in the network's own app, and it worked."""
    say(channel, post(f"a{remote_id}", text, by="velonorte", parent=remote_id, minute=5))
    assert told(channel, f"a{remote_id}").by_us
    from tummler.minds.contract import Judgement

    say(channel, post(f"w{remote_id}", "that worked, thanks", parent=remote_id, minute=9))
    need = need_of(channel, remote_id)
    if need.state != "helped":
        take_word(need=need, post=None, word=Judgement("helped", 1.0, "said_yes"))


def learn():
    learner = Learner()
    while learner.step():
        pass


def fragment(client, need):
    return client.get(f"/desk/{need.public_id}/alike/", headers={"HX-Request": "true"}).content.decode()


@pytest.fixture
def asked_again(owner, channel_told):
    say(channel_told, post("1", FULL), post("2", OTHER, by="leo"))
    answered(owner, channel_told, "1")
    say(channel_told, post("3", AGAIN, by="ana", minute=60))
    learn()
    return need_of(channel_told, "3")


def test_an_earlier_need_is_shown_with_what_helped(desk, asked_again):
    shown = fragment(desk, asked_again)
    assert "every dock at Harbour Road is full" in shown and "What helped" in shown and HELPED in shown
    assert "money back" not in shown
    assert "Begin with it" not in shown, "nobody has it yet"
    whole = desk.get(f"/desk/{asked_again.public_id}/alike/").content.decode()
    assert "<title>" in whole and HELPED in whole
    assert (
        f'hx-get="/desk/{asked_again.public_id}/alike/"' in desk.get(f"/desk/{asked_again.public_id}/").content.decode()
    )


def test_what_helped_becomes_the_beginning_of_the_draft(desk, owner, asked_again, channel_told):
    claim_need(actor=owner, need=asked_again)
    assert "Begin with it" in fragment(desk, asked_again)
    address, answer = f"/desk/{asked_again.public_id}/alike/begin/", told(channel_told, "a1").pk
    assert desk.post(address, {"answer": answer}).status_code == 302
    assert Reply.objects.get().text == HELPED
    Reply.objects.update(text="Hi Ana.")
    desk.post(address, {"answer": answer}, headers={"HX-Request": "true"})
    assert Reply.objects.get().text == f"Hi Ana.\n\n{HELPED}"
    for wrong in ("", "x", str(told(channel_told, "1").pk)):
        assert desk.post(address, {"answer": wrong}).status_code == 404


def test_the_same_person_and_the_same_words_are_said(desk, owner, channel_told):
    say(channel_told, post("1", FULL), post("2", FULL, by="leo", minute=30), post("3", FULL, minute=90))
    learn()
    shown = fragment(desk, need_of(channel_told, "3"))
    assert shown.count("In the same words.") == 2 and shown.count("The same person.") == 1
    assert shown.count("still open") == 2


def test_what_is_deleted_edited_or_not_theirs_is_not_shown(desk, owner, asked_again, channel_told):
    other = make_owner("Otra", "o@otra.example", "Otra")
    there = make_channel(other, "otra")
    say(there, post("9", AGAIN.replace("velonorte", "otra")))
    learn()
    assert Meaning.objects.filter(brand=other.brand).count() == 1
    assert HELPED in fragment(desk, asked_again)
    say(channel_told, gone("1"))
    assert not Meaning.objects.filter(post=told(channel_told, "1")).exists()
    shown = fragment(desk, asked_again)
    assert "Nothing like it was asked before." in shown and HELPED not in shown


def test_duty_of_care_is_like_nothing(client_of, desk, owner, helper, asked_again, channel_told):
    first = need_of(channel_told, "1")
    Need.objects.filter(pk=first.pk).update(care="self_harm")
    assert HELPED not in fragment(client_of(helper), asked_again)


def test_the_past_that_was_brought_in_is_shown_with_its_answer(desk, owner, channel_told):
    say(channel_told, post("h", FULL, by="eva"), post("ha", HELPED, by="velonorte", parent="h", minute=3), history=True)
    assert Need.objects.count() == 0 and Post.objects.get(remote_id="ha").by_us
    say(channel_told, post("3", AGAIN, by="ana", minute=60))
    learn()
    shown = fragment(desk, need_of(channel_told, "3"))
    assert "What was answered" in shown and HELPED in shown


def test_it_asks_the_database_at_most_so_often(desk, asked_again, django_assert_max_num_queries):
    fragment(desk, asked_again)
    with django_assert_max_num_queries(18):
        fragment(desk, asked_again)

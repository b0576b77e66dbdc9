"""The topics page: teaching with plain forms, what was learned in words, one step back."""

from __future__ import annotations

import pytest

from tests.people import make_owner
from tests.saying import post, say, told
from tummler.acts.readings import correct_reading
from tummler.records.models import Example, Lesson, Need, Proposal, Topic
from tummler.understanding.learning import learn_topics
from tummler.understanding.proposing import propose_due

pytestmark = pytest.mark.django_db

REFUNDS = "when do I get my refund?\nyou charged me twice, give it back\n\nmy deposit was never returned"
DOCKS = "dock 14 is full again\nno free docks at the opera\nthe dock won't take my bike"


@pytest.fixture
def desk(client_of, owner):
    return client_of(owner)


def send(client, **fields):
    return client.post("/topics/", fields)


def shown(client):
    return client.get("/topics/").content.decode()


def teach(client):
    send(client, do="make_topic", name="Refunds", texts=REFUNDS)
    send(client, do="make_topic", name="Docks", texts=DOCKS)


def test_a_brand_without_topics_is_told_what_they_are_for(desk):
    page = shown(desk)
    assert "No topics yet." in page and "A new topic" in page
    assert "What was learned" not in page


def test_topics_are_made_taught_and_renamed_with_plain_forms(desk, owner):
    assert send(desk, do="make_topic", name="Refunds", texts=REFUNDS).status_code == 302
    assert sorted(Example.objects.values_list("topic__key", "text")) == [
        ("refunds", "my deposit was never returned"),
        ("refunds", "when do I get my refund?"),
        ("refunds", "you charged me twice, give it back"),
    ]
    send(desk, do="give", topic="refunds", texts="where is my 2 €")
    send(desk, do="give", topic="", texts="what a goal")
    send(desk, do="rename_topic", topic="refunds", name="Money back")
    page = shown(desk)
    assert "One topic, taught by five examples." in page
    assert ">Money back</h2>" in page and ">None of these</h2>" in page
    assert Topic.objects.get().key == "refunds"


def test_a_topic_is_joined_into_another_or_removed_and_brought_back(desk, owner, channel_told):
    teach(desk)
    send(
        desk, do="make_topic", name="Deposits", texts="where is my deposit\nthe 150 is still blocked\ndeposit not back"
    )
    learn_topics(owner.brand_id)
    docks = "@velonorte no free docks at the opera"
    texts = (("1", "@velonorte where is my deposit, please?"), ("2", docks))
    say(channel_told, *(post(number, text, by=f"p{number}") for number, text in texts))
    correct_reading(actor=owner, post=told(channel_told, "2"), field="topic", value="docks")
    assert [told(channel_told, number).needs.get().topic for number in "12"] == ["deposits", "docks"]
    assert send(desk, do="join_topic", topic="deposits", into="refunds").status_code == 302
    page = shown(desk)
    assert "Deposits is part of Refunds now." in page and "Take it back" in page
    assert ">Deposits</h2>" not in page and "Six examples." in page and "Part of Refunds." in page
    assert learn_topics(owner.brand_id).told["topics"] == {"refunds": 6, "docks": 4}
    listed = desk.get("/desk/?view=all&about=refunds").content.decode()
    assert "A complaint about Refunds." in listed and "opera" not in listed
    send(desk, do="remove_topic", topic="docks")
    assert send(desk, do="join_topic", topic="refunds", into="docks").status_code == 422
    say(channel_told, post("3", docks, by="p3"))
    assert [told(channel_told, number).needs.get().topic for number in "123"] == ["deposits", "docks", ""]
    assert "about Docks." in desk.get("/desk/?view=all").content.decode()
    assert send(desk, do="make_topic", name="Deposits", texts="x").status_code == 302
    assert "There is a topic of this name." in send(desk, do="bring_topic_back", topic="deposits").content.decode()
    send(desk, do="remove_topic", topic="deposits-2")
    for key in ("deposits", "docks"):
        send(desk, do="bring_topic_back", topic=key)
    assert learn_topics(owner.brand_id).told["topics"] == {"refunds": 3, "docks": 4, "deposits": 3}
    assert "No topics any more" in shown(desk), "the second Deposits"


def test_what_cannot_be_taught_is_said_and_what_was_typed_is_kept(desk):
    teach(desk)
    answer = send(desk, do="make_topic", name="docks", texts="one more dock")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is a topic of this name." in page and ">one more dock</textarea>" in page
    assert send(desk, do="give", topic="docks", texts=" \n ").status_code == 422
    assert send(desk, do="nonsense").status_code == 404
    assert send(desk, do="give", topic="no-such", texts="x").status_code == 404


def test_what_was_learned_and_what_it_changed_is_said_in_words(desk, owner, channel_told):
    teach(desk)
    say(channel_told, post("1", "@velonorte can you return the two euro to me?"))
    learn_topics(owner.brand_id)
    page = shown(desk)
    assert "from six examples.</p>" in page and "Each was held back once:" in page and "One step back" not in page
    correct_reading(actor=owner, post=told(channel_told, "1"), field="topic", value="docks")
    send(desk, do="give", topic="docks", texts="return the euro to me\ncan you return two euro")
    learn_topics(owner.brand_id)
    page = shown(desk)
    assert "Four examples, one of them a post that you put right." not in page
    assert "Six examples, one of them a post that you put right." in page
    assert "was Refunds, now <b>Docks</b>" in page
    assert "One step back" in page
    send(desk, do="use", lesson="1")
    assert Lesson.objects.get(in_use=True).number == 1
    assert "Forward again" in shown(desk)


def test_an_example_is_taken_out_and_brought_back(desk):
    teach(desk)
    one = Example.objects.filter(topic__key="docks").latest("pk")
    send(desk, do="out", example=one.public_id)
    page = shown(desk)
    assert "Two examples. With one more it is learned." in page and "Bring it back" in page
    send(desk, do="in", example=one.public_id)
    assert "Three examples." in shown(desk)


def test_helpers_give_examples_and_leads_shape(desk, client_of, helper):
    teach(desk)
    theirs = client_of(helper)
    assert send(theirs, do="give", topic="docks", texts="the dock beeps").status_code == 302
    assert send(theirs, do="make_topic", name="Helmets", texts="x").status_code == 403
    page = shown(theirs)
    assert "A new topic" not in page and "Rename" not in page


def test_nothing_of_a_need_that_is_somebody_elses_to_see_is_shown(desk, client_of, owner, helper, channel_told):
    teach(desk)
    say(channel_told, post("1", "@velonorte please return my two euro"))
    correct_reading(actor=owner, post=told(channel_told, "1"), field="topic", value="refunds")
    assert "please return my two euro" in shown(client_of(helper))
    Need.objects.update(care="self_harm")
    assert "please return my two euro" not in shown(client_of(helper))


def test_nothing_of_another_brand_is_touched_whatever_a_form_says(desk, client_of, owner):
    teach(desk)
    learn_topics(owner.brand_id)
    proposal = Proposal.objects.create(brand=owner.brand, words=["dock"], posts=[], size=6)
    theirs = client_of(make_owner("Otra", "o@otra.example", "Otra"))
    example = Example.objects.first().public_id
    assert "Docks" not in shown(theirs)
    for do, field, value in (
        ("give", "topic", "docks"), ("rename_topic", "topic", "docks"), ("remove_topic", "topic", "docks"),
        ("bring_topic_back", "topic", "docks"), ("out", "example", example),
        ("in", "example", example), ("use", "lesson", "1"), ("take_up", "proposal", proposal.public_id),
        ("pass", "proposal", proposal.public_id), ("untake", "proposal", proposal.public_id),
    ):  # fmt: skip
        assert send(theirs, do=do, name="X", texts="x", **{field: value}).status_code == 404, do
    assert Example.objects.filter(out_at=None).count() == 6 and Proposal.objects.get().state == "waiting"


def test_the_page_asks_the_database_the_same_however_much_is_taught(desk, django_assert_max_num_queries):
    teach(desk)
    send(desk, do="give", topic="docks", texts="\n".join(f"dock {at} is broken" for at in range(40)))
    desk.get("/topics/")
    with django_assert_max_num_queries(16):
        desk.get("/topics/")


def test_the_page_shows_what_is_proposed_and_takes_it_with_plain_forms(desk, owner, channel_told):
    for at, place in enumerate(("opera", "harbour", "zoo", "park", "bridge", "market")):
        texts = (
            f"my refund for the ride to the {place} has not arrived",
            f"every dock at the {place} is full, where to park",
        )
        for number, text in enumerate(texts):
            say(channel_told, post(f"h{at}-{number}", text, by=f"p{at}"), history=True)
    send(desk, do="propose")
    assert "It is being looked through." in shown(desk)
    propose_due()
    page = shown(desk)
    assert "The past proposes" in page and page.count('value="take_up"') == Proposal.objects.count()
    assert "my refund for the ride to" in page
    proposal = next(one for one in Proposal.objects.all() if "refund" in one.words)
    sent = {"do": "take_up", "proposal": proposal.public_id, "name": "Refunds"}
    assert desk.post("/topics/", sent).status_code == 302
    page = shown(desk)
    assert ">Refunds</h2>" in page and "Refunds is a topic now." in page and "Take it back" in page
    desk.post("/topics/", {"do": "untake", "proposal": proposal.public_id})
    assert Topic.objects.count() == 0

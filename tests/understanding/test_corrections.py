"""“Not right?”: one step, the need follows, and the next such post is read as a person said."""

from __future__ import annotations

import pytest

from tests.saying import QUESTION, gone, post, say, told
from tummler.acts.needs import claim_need, drop_need
from tummler.acts.readings import NotAValue, correct_reading
from tummler.records.models import Correction, Happening, Need, Reading, Topic
from tummler.understanding.read_posts import examples_of, examples_stamp

pytestmark = pytest.mark.django_db

ODD = "@velonorte the saffron one came without its lid, as it did in March"


def correct(actor, row, field, value):
    correct_reading(actor=actor, post=row, field=field, value=value)


def test_a_correction_is_one_step_of_reading_example_and_happening(owner, hear):
    row = hear("q", ODD)
    before = Reading.objects.get().kind["value"]
    correct(owner, row, "kind", "praise")
    kind = Reading.objects.get().kind
    assert (kind["value"], kind["why"], kind["probability"]) == ("praise", "a_person_said", 1.0)
    [kept] = Correction.objects.all()
    assert (kept.field, kept.before, kept.value, kept.helper, kept.brand) == (
        "kind",
        before,
        "praise",
        owner,
        row.brand,
    )
    [happened] = Happening.objects.filter(act="reading_corrected")
    assert (happened.helper_id, happened.facts) == (owner.pk, {"field": "kind", "before": before, "value": "praise"})


@pytest.mark.parametrize(
    ("text", "value", "state", "kind"),
    [
        (QUESTION, "complaint", "open", "complaint"),
        (QUESTION, "praise", "dropped", "question"),
        (QUESTION, "spam", "dropped", "question"),
        ("@velonorte good morning", "request", "open", "request"),
    ],
)
def test_the_need_follows_the_kind(owner, hear, text, value, state, kind):
    row = hear("q", text)
    correct(owner, row, "kind", value)
    assert [(need.state, need.kind, need.post) for need in Need.objects.all()] == [(state, kind, row)]


@pytest.mark.parametrize(("value", "urgency"), [("now", 0), ("today", 1), ("no_hurry", 2)])
def test_the_need_follows_the_urgency(owner, hear, value, urgency):
    row = hear("q")
    correct(owner, row, "urgency", value)
    assert Need.objects.get().urgency == urgency


def test_the_need_follows_the_topic_and_no_topic(owner, brand, hear):
    Topic.objects.create(brand=brand, key="docks", name="docks", words=["dock"])
    row = hear("q")
    correct(owner, row, "topic", "docks")
    assert (Need.objects.get().topic, Reading.objects.get().topic["value"]) == ("docks", "docks")
    correct(owner, row, "topic", "")
    assert Need.objects.get().topic == ""


def test_a_need_back_from_being_none_is_nobodys(owner, hear):
    row = hear("q")
    claim_need(actor=owner, need=Need.objects.get())
    correct(owner, row, "kind", "noise")
    correct(owner, row, "kind", "question")
    need = Need.objects.get()
    assert (need.state, need.claimed_by, need.claim_alive_at, need.closed_at) == ("open", None, None, None)


def test_a_need_that_was_answered_stays_answered_when_its_post_is_no_need(owner, hear):
    from tummler.records.states import move

    row = hear("q")
    move(Need.objects.get(), "answered")
    correct(owner, row, "kind", "noise")
    assert Need.objects.get().state == "answered"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "urgent"), ("kind", ""), ("urgency", "soon"), ("colour", "red"), ("care", "self_harm"),
        ("topic", "no such topic"), ("topic", "x" * 61), ("language", "x" * 61), ("language", "e\0n"), ("language", ""),
    ],
)  # fmt: skip
def test_what_a_post_can_not_be_is_refused_and_changes_nothing(owner, hear, field, value):
    row = hear("q")
    with pytest.raises(NotAValue):
        correct(owner, row, field, value)
    assert (Correction.objects.count(), Reading.objects.get().kind["value"]) == (0, "question")


def test_a_post_that_was_never_read_can_not_be_corrected(owner, channel_told, hear):
    history = hear("h", history=True)
    row = hear("q")
    say(channel_told, gone("q"))
    for one in (history, row):
        with pytest.raises(NotAValue):
            correct(owner, one, "kind", "praise")
    assert Correction.objects.count() == 0


def test_the_next_such_post_is_read_as_corrected(owner, hear):
    first = hear("q", ODD)
    read_as = Reading.objects.get().kind["value"]
    assert read_as != "praise"
    correct(owner, first, "kind", "praise")
    hear("r", ODD, by="dapo")
    again = Reading.objects.get(post__remote_id="r").kind
    assert (again["value"], again["why"]) == ("praise", "corrected")
    assert Need.objects.filter(post__remote_id="r").count() == 0


def test_the_newest_correction_wins(owner, hear):
    for name, kind in (("a", "praise"), ("b", "complaint")):
        correct(owner, hear(name, ODD, by=name), "kind", kind)
    hear("c", ODD, by="c")
    assert Reading.objects.get(post__remote_id="c").kind["value"] == "complaint"


def test_an_older_correction_that_is_deleted_with_its_post_is_forgotten_by_the_mind_too(
    owner, brand, channel_told, hear
):
    first = hear("a", ODD, by="a")
    read_as = Reading.objects.get().kind["value"]
    correct(owner, first, "kind", "praise")
    correct(owner, hear("b", by="b"), "kind", "request")
    stamp = examples_stamp(brand)
    say(channel_told, gone("a"))
    assert examples_of(brand) == [(QUESTION, "kind", "request")]
    assert examples_stamp(brand) != stamp
    hear("c", ODD, by="c")
    assert Reading.objects.get(post__remote_id="c").kind["value"] == read_as


def test_corrections_of_another_brand_teach_us_nothing(other_owner, channel_told):
    from tests.saying import make_channel

    theirs = make_channel(other_owner, "otramarca")
    text = ODD.replace("@velonorte", "@velonorte @otramarca")
    say(theirs, post("q", text))
    correct(other_owner, told(theirs, "q"), "kind", "praise")
    say(channel_told, post("q", text))
    assert Reading.objects.get(brand=channel_told.brand).kind["value"] != "praise"


def test_the_same_correction_twice_is_one_example(owner, hear):
    row = hear("q", ODD)
    before = Reading.objects.get().kind["value"]
    correct(owner, row, "kind", "praise")
    correct(owner, row, "kind", "praise")
    assert [(c.before, c.value) for c in Correction.objects.all()] == [(before, "praise")]
    assert before != "praise"


def test_a_dropped_need_is_no_example(owner, brand, hear):
    hear("q")
    drop_need(actor=owner, need=Need.objects.get())
    assert examples_of(brand) == []

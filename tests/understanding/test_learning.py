"""Topics learned from what a brand's people teach: read, compared, taken a step back, and forgotten with the words."""

from __future__ import annotations

import pytest

from tests.saying import gone, post, say, told
from tummler.acts.readings import correct_reading
from tummler.acts.teaching import NotTaught, give_examples, give_posts, make_topic, take_out, use_lesson
from tummler.records.access import NotAllowed
from tummler.records.models import Correction, Example, Lesson, Meaning, Need, Topic
from tummler.understanding import learning
from tummler.understanding.learning import learn_due, learn_topics
from tummler.understanding.proposing import propose
from tummler.work.learning import Learner

pytestmark = pytest.mark.django_db

TAUGHT = {
    "Refunds": [
        "I want my money back for yesterday's ride",
        "when do I get my refund?",
        "you charged me twice, give it back",
        "the deposit was never returned to my card",
    ],
    "Docks": [
        "dock 14 is full again",
        "no free docks at the station this morning",
        "the dock won't take my bike",
        "half of the docks at the opera are broken",
    ],
}
REFUND = "@velonorte I was billed two times, can you return the money?"
DOCK = "@velonorte every dock near the theatre is taken, where do I park this bike?"
NOTHING = "@velonorte can you recommend a good lentil soup recipe?"


@pytest.fixture
def taught(owner):
    for name, texts in TAUGHT.items():
        make_topic(actor=owner, name=name, texts=texts)
    assert learn_due() is True
    return Lesson.objects.get()


def topic_of(channel, remote_id):
    return Need.objects.get(post=told(channel, remote_id)).topic


def test_a_handful_of_examples_tells_what_new_needs_are_about(owner, channel_told, taught):
    assert (taught.number, taught.in_use, taught.told["topics"]) == (1, True, {"refunds": 4, "docks": 4})
    say(channel_told, post("1", REFUND), post("2", DOCK, by="ana"), post("3", NOTHING, by="leo"))
    assert [topic_of(channel_told, one) for one in "123"] == ["refunds", "docks", ""]
    reading = told(channel_told, "2").reading
    assert [DOCK[start:end] for start, end, _why in reading.topic["marks"]] == ["dock", "bike"]
    assert learn_due() is False


def test_needs_that_wait_get_the_topics_that_are_learned_later(owner, channel_told):
    say(channel_told, post("1", REFUND), post("2", NOTHING, by="leo"))
    assert [topic_of(channel_told, one) for one in "12"] == ["", ""]
    for name, texts in TAUGHT.items():
        make_topic(actor=owner, name=name, texts=texts)
    learn_due()
    assert [topic_of(channel_told, one) for one in "12"] == ["refunds", ""]


def test_a_correction_is_an_example_and_can_be_told_again(owner, channel_told, taught):
    say(channel_told, post("1", "@velonorte where do the ferries leave from, is there a dock?"))
    correct_reading(actor=owner, post=told(channel_told, "1"), field="topic", value="")
    second = learn_topics(owner.brand_id)
    assert (second.number, second.told["none"], second.in_use) == (2, 1, True)
    say(channel_told, post("2", "@velonorte from which dock do the ferries leave?", by="ana"))
    assert topic_of(channel_told, "2") == ""


def test_what_makes_it_worse_is_kept_back_until_somebody_wants_it(owner, channel_told, taught):
    texts = [*TAUGHT["Docks"], *TAUGHT["Refunds"]]
    say(channel_told, *(post(str(at), f"@velonorte {text}, again today", by=f"p{at}") for at, text in enumerate(texts)))
    for at in range(len(texts)):
        correct_reading(
            actor=owner, post=told(channel_told, str(at)), field="topic", value="docks" if at < 4 else "refunds"
        )
    good = learn_topics(owner.brand_id)
    assert good.in_use and good.told["corrected"] == 8
    for key, wrong in (("refunds", texts[:4]), ("docks", texts[4:])):
        topic = Topic.objects.get(key=key)
        give_examples(actor=owner, topic=topic, texts=[f"{one}, {end}" for one in wrong for end in ("again", "oh no")])
    bad = learn_topics(owner.brand_id)
    assert bad.told["now"] + 2 <= bad.told["then"]
    assert (bad.told["worse"], bad.in_use) == (True, False)
    assert Lesson.objects.get(in_use=True) == good
    use_lesson(actor=owner, lesson=bad)
    assert Lesson.objects.get(in_use=True) == bad


def test_one_step_back_reads_as_before(owner, channel_told, taught):
    give_examples(
        actor=owner, topic=Topic.objects.get(key="refunds"), texts=["lentil soup recipe", "a recipe for soup"]
    )
    second = learn_topics(owner.brand_id)
    say(channel_told, post("1", NOTHING))
    assert topic_of(channel_told, "1") == "refunds"
    use_lesson(actor=owner, lesson=taught)
    learn_due()
    assert topic_of(channel_told, "1") == ""
    second.refresh_from_db()
    assert (second.in_use, second.left_at is None) == (False, False)
    assert learn_due() is False, "what was left is not learned again before something else is taught"


def test_an_example_that_is_taken_out_teaches_no_more_and_can_come_back(owner, taught):
    one = Example.objects.filter(topic__key="docks").first()
    take_out(actor=owner, example=one)
    assert learn_topics(owner.brand_id).told["topics"] == {"refunds": 4, "docks": 3}
    take_out(actor=owner, example=one, out=False)
    assert learn_topics(owner.brand_id).told["topics"] == {"refunds": 4, "docks": 4}


def test_deleted_words_are_gone_from_what_was_learned(owner, channel_told, taught):
    say(channel_told, post("1", REFUND), post("2", DOCK, by="ana"))
    give_posts(actor=owner, topic=Topic.objects.get(key="refunds"), posts=[told(channel_told, "1")])
    correct_reading(actor=owner, post=told(channel_told, "2"), field="topic", value="refunds")
    lesson = learn_topics(owner.brand_id)
    assert len(lesson.taught) == 10
    assert Meaning.objects.count() == 2
    say(channel_told, gone("1"), gone("2"))
    assert (Meaning.objects.count(), Example.objects.exclude(post=None).count(), Correction.objects.count()) == (
        0,
        0,
        0,
    )
    given, _learned = learning.topics_learned(owner.brand_id)
    assert [one.text for one in given.taught] == [text for texts in TAUGHT.values() for text in texts]


def test_of_somebody_in_danger_nothing_is_learned(owner, channel_told, taught):
    say(channel_told, post("1", REFUND))
    assert Meaning.objects.count() == 1
    say(channel_told, post("2", "I want to kill myself over this", parent="1"))
    assert Need.objects.exclude(care="").count() == 1
    assert Meaning.objects.count() == 0
    correct_reading(actor=owner, post=told(channel_told, "1"), field="topic", value="refunds")
    assert learn_topics(owner.brand_id) is None


def test_somebodys_health_is_in_no_example_and_nothing_is_learned_from_it(owner, channel_told, taught):
    """Typed, pointed at, put right: it stays on its post alone."""
    docks, hurt = Topic.objects.get(key="docks"), "the dock is out and I'm in a wheelchair"
    with pytest.raises(NotTaught, match="health"):
        give_examples(actor=owner, topic=docks, texts=[hurt])
    say(channel_told, post("1", f"@velonorte {hurt}, can you help?"))
    assert give_posts(actor=owner, topic=docks, posts=[told(channel_told, "1")]) == 0
    correct_reading(actor=owner, post=told(channel_told, "1"), field="topic", value="refunds")
    assert learn_topics(owner.brand_id) is None
    assert (Example.objects.count(), Correction.objects.count()) == (8, 1)


def test_only_leads_shape_topics_and_nobody_teaches_another_brand(owner, helper, taught):
    from tests.people import make_owner

    with pytest.raises(NotAllowed):
        make_topic(actor=helper, name="Helmets")
    assert give_examples(actor=helper, topic=Topic.objects.get(key="docks"), texts=["the dock is wet", " "]) == 1
    stranger = make_owner("Otra", "o@otra.example", "Otra")
    with pytest.raises(NotAllowed):
        give_examples(actor=stranger, topic=Topic.objects.get(key="docks"), texts=["x"])
    with pytest.raises(NotTaught, match="there"):
        make_topic(actor=owner, name="docks")
    assert make_topic(actor=stranger, name="Docks").key == "docks"


def test_topics_with_too_few_examples_stay_with_the_words_given_for_them(owner, channel_told, taught):
    topic = make_topic(actor=owner, name="Helmets", texts=["the helmet is cracked"])
    Topic.objects.filter(pk=topic.pk).update(words=["helmet"])
    assert learn_topics(owner.brand_id) is None
    say(channel_told, post("1", "@velonorte where can I buy a helmet for my kid?"))
    assert topic_of(channel_told, "1") == "helmets"


def test_without_the_sentence_model_words_teach_and_nothing_breaks(owner, channel_told, monkeypatch):
    for place in ("tummler.knowledge.meanings", "tummler.work.learning"):
        monkeypatch.setattr(f"{place}.available", lambda: False)
    for name, texts in TAUGHT.items():
        make_topic(actor=owner, name=name, texts=texts)
    Learner().step()
    assert Lesson.objects.get().in_use
    say(channel_told, post("1", "@velonorte the dock is full at the station, why?"), post("2", NOTHING, by="leo"))
    assert [topic_of(channel_told, one) for one in "12"] == ["docks", ""]
    assert Meaning.objects.count() == 0
    assert propose(owner.brand) == 0

"""Only the asker's word counts; what was not solved comes back at its old place; stop is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.saying import NOON, QUESTION, post, say, told
from tummler.records.models import Account, Happening, Need, Word
from tummler.records.states import move

pytestmark = pytest.mark.django_db

ANSWER = "Hold the red button for five seconds."


@pytest.fixture
def answered(channel_told):
    """A need that was answered in the network's own app."""
    say(channel_told, post("q"))
    say(channel_told, post("a", ANSWER, by="velonorte", minute=1, parent="q"))
    need = Need.objects.get()
    assert need.state == "answered"
    return need


def acts(need):
    return list(Happening.objects.filter(need_id=need.pk).order_by("pk").values_list("act", flat=True))


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        ("@velonorte that worked, thank you!", "helped", "helped"),
        ("@velonorte tried that, still not working", "open", "not_helped"),
        ("@velonorte and where do I find the helmet?", "open", None),
        ("@velonorte ok", "answered", None),
    ],
)
def test_the_askers_word_moves_their_need(answered, channel_told, text, state, value):
    say(channel_told, post("w", text, minute=2, parent="a"))
    answered.refresh_from_db()
    assert (answered.state, [word.value for word in Word.objects.all()]) == (state, [value] if value else [])


@pytest.mark.parametrize("text", ["that worked, thank you!", "@velonorte tried that, still not working"])
def test_nobody_elses_word_moves_it(answered, channel_told, text):
    say(channel_told, post("w", text, by="dapo", minute=2, parent="a"))
    answered.refresh_from_db()
    assert (answered.state, Word.objects.count()) == ("answered", 0)


def test_the_word_of_the_same_handle_with_another_id_is_not_the_askers(answered, channel_told):
    say(channel_told, post("w", "@velonorte that worked, thank you!", by_id="other", minute=2, parent="a"))
    answered.refresh_from_db()
    assert (answered.state, Word.objects.count()) == ("answered", 0)


def test_our_own_word_moves_nothing(answered, channel_told):
    say(channel_told, post("w", "that worked, thank you!", by="velonorte", minute=2, parent="a"))
    answered.refresh_from_db()
    assert answered.state == "answered"


def test_what_did_not_help_comes_back_at_its_old_place_with_the_newer_post(answered, channel_told):
    say(channel_told, post("w", "@velonorte tried that, still not working", minute=30, parent="a"))
    answered.refresh_from_db()
    assert (answered.state, answered.waiting_since, answered.came_back) == ("open", NOON, 1)
    assert (answered.post.remote_id, answered.claimed_by, answered.closed_at) == ("w", None, None)
    assert acts(answered) == ["need_opened", "answered_elsewhere", "need_not_helped", "need_came_back"]


@pytest.mark.parametrize("state", ["helped", "no_answer"])
def test_it_comes_back_from_where_it_rested(answered, channel_told, state):
    move(answered, state)
    say(channel_told, post("w", "@velonorte it is still not working", minute=30, parent="a"))
    answered.refresh_from_db()
    assert (answered.state, answered.came_back, answered.waiting_since) == ("open", 1, NOON)


def test_a_word_told_twice_is_taken_once(answered, channel_told):
    said = post("w", "@velonorte that worked, thank you!", minute=2, parent="a")
    say(channel_told, said)
    say(channel_told, said, said)
    assert (Word.objects.count(), acts(answered).count("need_helped")) == (1, 1)


def test_an_edited_word_is_heard_again(answered, channel_told):
    say(channel_told, post("w", "@velonorte that worked, thank you!", minute=2, parent="a"))
    say(channel_told, post("w", "@velonorte no, it is still not working", minute=2, parent="a", edited=3))
    answered.refresh_from_db()
    assert (answered.state, list(Word.objects.order_by("pk").values_list("value", flat=True))) == (
        "open", ["helped", "not_helped"],
    )  # fmt: skip


def test_a_later_post_raises_the_urgency_and_never_lowers_it(channel_told):
    say(channel_told, post("q"))
    urgency = Need.objects.get().urgency
    say(channel_told, post("r", "@velonorte this is an emergency, help me right now!", minute=1, parent="q"))
    assert Need.objects.get().urgency == 0 < urgency
    say(channel_told, post("s", "@velonorte no hurry at all", minute=2, parent="q"))
    assert Need.objects.get().urgency == 0


# -------------------------------------------------------------------------------- answered elsewhere


def test_an_answer_in_the_networks_own_app_answers_the_one_it_replies_to(channel_told):
    say(channel_told, post("q"))
    say(channel_told, post("r", "@velonorte mine is broken too, what do I do?", by="dapo", minute=1, parent="q"))
    say(channel_told, post("a", ANSWER, by="velonorte", minute=2, parent="r"))
    needs = {need.account.handle: need.state for need in Need.objects.all()}
    assert needs == {"marta": "open", "dapo": "answered"}
    [happened] = Happening.objects.filter(act="answered_elsewhere")
    assert happened.post_id == told(channel_told, "a").pk


def test_an_answer_to_nobody_in_particular_answers_the_only_one_who_waits(channel_told):
    say(channel_told, post("q"))
    say(channel_told, post("b", "same", by="dapo", minute=1, parent="q"))
    say(channel_told, post("a", ANSWER, by="velonorte", minute=2, parent="b"))
    assert Need.objects.get().state == "answered"


def test_a_post_of_ours_from_before_the_question_answers_nothing(channel_told):
    say(channel_told, post("a", "Good morning, riders", by="velonorte"))
    say(channel_told, post("q", minute=5, parent="a"))
    say(channel_told, post("older", "Stay safe", by="velonorte", minute=3, parent="a"), history=True)
    assert Need.objects.get().state == "open"


# ---------------------------------------------------------------------------------------------- stop


@pytest.mark.parametrize("text", ["STOP", "@velonorte stop", "@velonorte Unsubscribe.", "alto!", "opt-out"])
def test_stop_said_to_us_is_kept_and_opens_nothing(channel_told, text):
    say(channel_told, post("s", text, to="velonorte"))
    account = Account.objects.get()
    assert (account.stopped_at is not None, Need.objects.count()) == (True, 0)
    assert Happening.objects.filter(act="person_stopped").count() == 1


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("stop", {}),  # to somebody else
        ("@velonorte it won't stop, what do I do?", {}),
        ("@velonorte stop", {"by": "velonorte"}),
    ],
)
def test_stop_in_other_words_or_to_others_is_no_stop(channel_told, text, more):
    say(channel_told, post("s", text, **more))
    assert Account.objects.get().stopped_at is None


def test_stop_said_again_holds_from_then_and_is_told_once(channel_told):
    say(channel_told, post("s", "@velonorte stop"))
    first = Account.objects.get().stopped_at
    say(channel_told, post("t", "@velonorte STOP!", minute=1))
    assert Account.objects.get().stopped_at > first
    assert Happening.objects.filter(act="person_stopped").count() == 1


def test_who_asks_again_after_stop_has_a_need_that_may_be_answered(channel_told):
    from tummler.common import clock

    say(channel_told, post("s", "@velonorte stop"))
    minutes = (clock.now() - NOON) / timedelta(minutes=1) + 1
    clock.shift(timedelta(minutes=5))
    say(channel_told, post("q", QUESTION, minute=minutes))
    need = Need.objects.get()
    assert need.state == "open"
    assert need.account.stopped_at < need.post.shown_at

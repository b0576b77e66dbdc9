"""What a reading means for the market: the whole rule as a table."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from tummler.minds.contract import NEEDY, Judgement, Reading
from tummler.understanding.decide import ADDRESSED, DANGER, Setting, decide

PLAIN = Setting(by_us=False, sent_from_here=False, robot=False, history=False, addressed="mention")
STATES = ("", "open", "claimed", "answered", "helped", "not_helped", "no_answer")


def reading(kind="question", care=None):
    return Reading(
        kind=Judgement(kind, 0.9, "said"),
        topic=None,
        urgency=Judgement("today", 0.9, "said"),
        language=Judgement("en", 0.9, "said"),
        care=Judgement(care, 0.9, "said") if care else None,
    )


def word(value):
    return Judgement(value, 0.9, "said")


@pytest.mark.parametrize(
    ("kind", "addressed", "step"),
    [
        *((kind, how, "open") for kind, how in product(sorted(NEEDY), sorted(ADDRESSED))),
        *((kind, "nearby", "open_nearby") for kind in sorted(NEEDY)),
        *((kind, "no", "nothing") for kind in sorted(NEEDY)),
        *((kind, how, "nothing") for kind, how in product(("praise", "noise", "abuse", "spam"), ("mention", "nearby"))),
    ],
)
def test_a_first_post_opens_a_need_if_it_asks_us(kind, addressed, step):
    assert decide(replace(PLAIN, addressed=addressed), reading(kind), None) == step


@pytest.mark.parametrize("kind", ["question", "praise", "noise", "abuse", "spam"])
@pytest.mark.parametrize("addressed", sorted(ADDRESSED))
def test_care_said_to_us_always_opens_whatever_its_kind(kind, addressed):
    assert decide(replace(PLAIN, addressed=addressed), reading(kind, "self_harm"), None) == "open"


@pytest.mark.parametrize("addressed", ["nearby", "no"])
@pytest.mark.parametrize(("care", "step"), [*((care, "open") for care in sorted(DANGER)), ("press", "nothing")])
def test_danger_opens_also_where_nobody_turned_to_us(care, addressed, step):
    assert decide(replace(PLAIN, addressed=addressed), reading("noise", care), None) == step


@pytest.mark.parametrize("state", [state for state in STATES if state])
@pytest.mark.parametrize("addressed", [*sorted(ADDRESSED), "no"])
@pytest.mark.parametrize("asking", [True, False])
def test_care_from_someone_who_has_asked_rings_whatever_became_of_their_need(state, addressed, asking):
    setting = replace(PLAIN, need_state=state, addressed=addressed, asking=asking)
    assert decide(setting, reading("noise", "self_harm"), word("helped")) == "ring"


@pytest.mark.parametrize(
    ("state", "said", "kind", "step"),
    [
        ("open", "open", "question", "raise_urgency"),
        ("claimed", "open", "noise", "raise_urgency"),
        ("open", "helped", "praise", "helped"),
        ("claimed", "helped", "praise", "helped"),
        ("open", "not_helped", "complaint", "raise_urgency"),
        ("answered", "helped", "praise", "helped"),
        ("answered", "not_helped", "complaint", "not_helped"),
        ("answered", "open", "question", "came_back"),
        ("answered", "open", "praise", "nothing"),
        ("answered", "open", "noise", "nothing"),
        ("helped", "helped", "praise", "nothing"),
        ("helped", "not_helped", "complaint", "not_helped"),
        ("helped", "open", "request", "came_back"),
        ("helped", "open", "noise", "nothing"),
        ("no_answer", "helped", "praise", "helped"),
        ("no_answer", "not_helped", "complaint", "not_helped"),
        ("no_answer", "open", "complaint", "came_back"),
        ("not_helped", "open", "question", "came_back"),
    ],
)
def test_the_askers_next_post_by_the_state_of_their_need(state, said, kind, step):
    assert decide(replace(PLAIN, need_state=state), reading(kind), word(said)) == step


@pytest.mark.parametrize(
    ("state", "kind", "rung", "step"),
    [
        ("open", "question", False, "asks_anew"),
        ("claimed", "complaint", False, "asks_anew"),
        ("open", "noise", False, "withdrawn"),
        ("open", "noise", True, "nothing"),
        ("claimed", "noise", False, "nothing"),
        ("answered", "question", False, "nothing"),
        ("helped", "question", False, "nothing"),
    ],
)
def test_the_asking_post_read_again_after_an_edit(state, kind, rung, step):
    assert decide(replace(PLAIN, need_state=state, asking=True, rung=rung), reading(kind), None) == step


@pytest.mark.parametrize("changes", [{"history": True}, {"robot": True}])
@pytest.mark.parametrize("state", STATES)
def test_history_and_robots_change_nothing(changes, state):
    setting = replace(PLAIN, need_state=state, **changes)
    assert decide(setting, reading("complaint", "self_harm"), word("helped")) == "nothing"


def test_what_was_not_read_changes_nothing():
    assert decide(PLAIN, None, None) == "nothing"


@pytest.mark.parametrize(
    ("sent_from_here", "answers_waiting", "step"),
    [(False, True, "answered_elsewhere"), (True, True, "nothing"), (False, False, "nothing"), (True, False, "nothing")],
)
def test_our_own_post_answers_only_from_elsewhere(sent_from_here, answers_waiting, step):
    setting = replace(PLAIN, by_us=True, sent_from_here=sent_from_here, answers_waiting=answers_waiting)
    assert decide(setting, reading("complaint", "self_harm"), None) == step

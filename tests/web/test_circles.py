"""Circles across departments, and a question to one in the margin: one answer is enough for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.reading import Node, read
from tummler.acts import circles
from tummler.acts.noting import bring_back_note, delete_note
from tummler.acts.setting_up import add_helper
from tummler.common import clock
from tummler.records.access import NotAllowed
from tummler.records.models import Brand, Call, Circle, Helper, Need, Note, Question

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
EXCHANGE = {"HX-Request": "true"}


@pytest.fixture
def raj(owner: Any, helper: Any) -> Any:
    return add_helper(actor=owner, email="raj@velonorte.example", password="a long password", name="Raj Patel")


@pytest.fixture
def circle(owner: Any, helper: Any, raj: Any) -> Any:
    made = circles.make_circle(actor=helper, name="Docks", about="Latches and readers")
    circles.step_in(actor=raj, circle=made)
    return made


@pytest.fixture
def need(heard: Any, owner: Any) -> Any:
    return heard(STUCK).needs.get()


def margin(client: Any, need: Any) -> Node:
    return read(client.get(f"/desk/{need.public_id}/")).one("", id="notes")


def test_made_changed_stepped_into_and_left(helper: Any, raj: Any, client_of: Callable[[Any], Any]) -> None:
    mine, his = client_of(helper), client_of(raj)
    said = {"do": "make_circle", "name": "Night owls", "about": "After ten", "open": "open", "topics": ["nothing"]}
    assert mine.post("/circles/", said).status_code == 302
    circle = Circle.objects.get()
    assert (circle.topics, [one.helper for one in circle.members.all()]) == ([], [helper])
    page = read(mine.post("/circles/", said))  # the same name again
    assert page.one("p", "wrong").words == "There is a circle of this name."
    his.post("/circles/", {"do": "step_in", "circle": circle.public_id})
    shown = read(his.get("/circles/"))
    assert (shown.one("h1").words, shown.one("", "folks").words) == ("One circle to ask.", "Tomás, Raj")
    assert [one.words for one in shown.one("ul", "rooms").all("a", **{"aria-current": "page"})] == ["Circles"]
    his.post("/circles/", {**said, "do": "change_circle", "circle": circle.public_id, "open": "asked", "name": "Owls"})
    his.post("/circles/", {"do": "step_out", "circle": circle.public_id})
    assert his.post("/circles/", {"do": "step_in", "circle": circle.public_id}).status_code == 403  # one is asked in
    mine.post("/circles/", {"do": "ask_member", "circle": circle.public_id, "who": raj.public_id})
    assert [(one.helper, one.asked_by) for one in circle.members.all()] == [(helper, None), (raj, helper)]
    mine.post("/circles/", {"do": "put_circle_away", "circle": circle.public_id})
    assert read(mine.get("/circles/")).one("h1").words == "No circle yet. Who knows about what, across departments?"


def test_one_answer_is_enough_for_all_and_is_seen_by_who_asked(
    circle: Any, need: Any, owner: Any, helper: Any, raj: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    sheet = read(desk.get(f"/desk/{need.public_id}/")).one("", id="ask-in")
    assert sheet.all("label")[0].words == "Docks Tomás, Raj. Latches and readers"
    asked = {"to": f"circle:{circle.public_id}", "words": "Is the latch of 14 open?"}
    page = read(desk.post(f"/desk/{need.public_id}/ask-in/", asked, headers=EXCHANGE))
    assert page.one("", "toast").one("span").words == "Docks sees your question."
    assert page.one("section", "question").one("h3").words.startswith("You asked Docks")
    question = Question.objects.get()
    assert {one.to for one in question.calls.filter(settled="")} == {helper, raj}
    Helper.objects.filter(pk=raj.pk).update(seen_at=clock.now())
    asked_words = margin(desk, need).one("p", "called").words
    assert asked_words == "Nobody has answered yet. Raj is here now."
    theirs, his = client_of(helper), client_of(raj)
    for client in (theirs, his):
        assert read(client.get("/desk/?view=yours")).one("", "call").words == "Inés asks Docks"
        assert (
            read(client.get(f"/desk/{need.public_id}/"))
            .one("", id="claim")
            .one("p")
            .words.startswith("Inés asks Docks")
        )
    address = f"/desk/{need.public_id}/asked/{question.public_id}/answer/"
    theirs.post(address, {"text": " "})
    assert not Note.objects.exists()
    answered = read(theirs.post(address, {"text": "Yes, I unlocked it."}, headers=EXCHANGE)).one("", "answered")
    assert (answered.one("h4").words.startswith("You answered for all"), answered.one("p").words) == (
        True, "Yes, I unlocked it.",
    )  # fmt: skip
    assert not question.calls.filter(settled="").exists()
    assert read(his.get("/desk/?view=yours")).all("", "call") == []
    assert read(desk.get("/desk/?view=yours")).one("", "call").words == "Tomás wrote you a note"
    assert margin(desk, need).one("", "answered").one("h4").words.startswith("Tomás answered for all")
    assert len(margin(desk, need).all("section", "note")) == 1  # the answer isn't a note beside it again


def test_an_answer_taken_away_calls_again_and_brought_back_settles(
    circle: Any, need: Any, owner: Any, helper: Any, raj: Any
) -> None:
    question = circles.ask_circle(actor=owner, need=need, circle=circle, text="Open?")
    note = circles.answer_question(actor=raj, question=question, text="Yes.")
    late = circles.answer_question(actor=helper, question=question, text="Yes, too.")
    question.refresh_from_db()
    assert question.note == note  # the first; the later one stays a note
    waits = question.calls.filter(settled="")
    delete_note(actor=raj, note=note)
    assert {one.to for one in waits.all()} == {helper, raj}
    bring_back_note(actor=raj, note=note)
    assert not waits.all()
    delete_note(actor=raj, note=note)
    again = circles.answer_question(actor=helper, question=question, text="It is.")
    question.refresh_from_db()
    assert (question.note, Note.objects.get(pk=late.pk).deleted_at) == (again, None)


def test_withdrawn_by_who_asked_and_nobody_to_ask_is_said(
    circle: Any, need: Any, owner: Any, helper: Any, raj: Any, desk: Any
) -> None:
    question = circles.ask_circle(actor=owner, need=need, circle=circle, text="Open?")
    with pytest.raises(NotAllowed):
        circles.withdraw_question(actor=helper, question=question)
    assert circles.withdraw_question(actor=owner, question=question)
    assert not Call.objects.filter(settled="").exists()
    assert margin(desk, need).all("section") == []
    Brand.objects.update(duty_helper=owner)
    owner.brand.refresh_from_db()
    Need.objects.update(care="self_harm")  # from now on it exists for one person
    page = read(
        desk.post(
            f"/desk/{need.public_id}/ask-in/", {"to": f"circle:{circle.public_id}", "words": "?"}, headers=EXCHANGE
        )
    )
    assert page.one("b", "no").words == "Nobody in it can see this. Ask somebody by name."
    assert Question.objects.count() == 1


def test_another_brand_sees_none_of_it(
    circle: Any, need: Any, other_owner: Any, client_of: Callable[[Any], Any]
) -> None:
    stranger = client_of(other_owner)
    for do in ("step_in", "ask_member", "put_circle_away", "change_circle"):
        assert stranger.post("/circles/", {"do": do, "circle": circle.public_id, "name": "x"}).status_code == 404
    assert read(stranger.get("/circles/")).all("ul", "each") == []
    assert Helper.objects.get(pk=other_owner.pk).circles.count() == 0

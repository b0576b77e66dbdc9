"""The corner: steps tick by fact alone, answers that helped in public, colleagues who are asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.web.reading import Node, read
from tummler.acts.noting import write_note
from tummler.community.playbook import PLAYS, STEPS, next_step, ticked
from tummler.records.models import CornerAnswer, Helped, Need, PlayNote, Post, Question, Word
from tummler.web import playbook_words as say


def done(page: Node) -> list[str]:
    """The steps that are ticked."""
    return [one.attributes["id"].removeprefix("step-") for one in page.all("li", "done")]


def test_every_step_has_its_words_and_only_facts_tick_it() -> None:
    assert set(say.STEPS) == set(STEPS)
    assert set(say.PLAYS) == set(PLAYS)
    assert len(STEPS) == sum(len(steps) for steps in PLAYS.values())  # no step stands in two plays
    assert all(len(str(words)) > 60 for _title, words, _press in say.STEPS.values())
    assert ticked({}) == frozenset()
    assert ticked({"tag": True, "duty": False, "nothing": True}) == {"state", "fill"}
    assert (next_step("week", frozenset()), next_step("week", frozenset({"channel", "listen"}))) == ("channel", "duty")
    assert next_step("night", frozenset(STEPS)) == ""


def test_steps_tick_themselves_and_open_what_they_speak_of(
    owner: Any, helper: Any, heard: Any, desk: Any, client_of: Callable[[Any], Any], query_count: Callable[[], Any]
) -> None:
    first = read(desk.get("/corner/"))
    assert done(first) == ["channel", "duty", "colleague", "brake"]
    pressed = {one.one("a", "b").attributes["href"] for one in first.all("li", "next")}
    assert pressed == {"/desk/", "/circles/", "/you/"}
    need = heard("@velonorte why is dock 14 shut, what do I do?").needs.get()
    write_note(actor=owner, need=need, text="The lift is out.")
    assert done(read(desk.get("/corner/"))) == ["channel", "listen", "duty", "colleague", "brake", "margin"]
    # A step of one's own is ticked by oneself: Tomás wrote no note.
    theirs = client_of(helper)
    assert "margin" not in done(read(theirs.get("/corner/")))
    with query_count() as queries:
        theirs.get("/corner/")
    assert len(queries) <= 20
    assert {theirs.get(one.one("a", "b").attributes["href"]).status_code for one in first.all("li", "next")} <= {200}


def test_what_helped_this_week_is_chosen_by_who_was_helped(heard: Any, owner: Any, desk: Any) -> None:
    asked = heard("@velonorte my dock is full, how do I end my ride?", name="Marta Rueda")
    need = asked.needs.get()
    answer = heard("Lock it to the rail, then press End ride.", by="leo", parent=asked.remote_id)
    thanks = heard("That worked, thank you!", by="marta", name="Marta Rueda", parent=answer.remote_id)
    Helped.objects.all().delete()
    word = Word.objects.create(brand=owner.brand, need=need, post=thanks, value="helped", marks=[[0, 11, "x"]])
    row = Helped.objects.create(brand=owner.brand, need=need, account=answer.account, post=answer, word=word)
    (best,) = read(desk.get("/corner/")).one("ul", "best").all("li")
    assert [one.words for one in best.all("p", "voice")][1] == "Lock it to the rail, then press End ride."
    assert best.one("", "thx").words == "“That worked” Marta Rueda"

    def shown() -> int:
        return len(read(desk.get("/corner/")).all("ul", "best"))

    Post.objects.filter(pk=answer.pk).update(visibility="direct")
    assert shown() == 0
    Post.objects.filter(pk=answer.pk).update(visibility="public", text="Take your insulin with you, it is diabetes.")
    assert shown() == 0
    Post.objects.filter(pk=answer.pk).update(text="Lock it.")
    assert shown() == 1
    Helped.objects.filter(pk=row.pk).update(undone_at=row.at)
    assert shown() == 0
    Helped.objects.filter(pk=row.pk).update(undone_at=None)
    Need.objects.update(care="self_harm")
    assert shown() == 0


def test_colleagues_ask_answer_add_and_take_away(
    owner: Any, helper: Any, desk: Any, other_owner: Any, client_of: Callable[[Any], Any]
) -> None:
    theirs, stranger = client_of(helper), client_of(other_owner)
    desk.post("/corner/", {"do": "ask_colleagues", "text": "How do you say no?"})
    question = Question.objects.get()
    theirs.post(
        "/corner/", {"do": "answer_colleague", "question": question.public_id, "text": "With the reason first."}
    )
    theirs.post("/corner/", {"do": "play_note", "step": "brake", "text": "We waited a day."})
    assert theirs.post("/corner/", {"do": "play_note", "step": "brake", "text": "  "}).status_code == 422
    # Pressed twice it is said once.
    desk.post("/corner/", {"do": "ask_colleagues", "text": "How do you say no?"})
    theirs.post("/corner/", {"do": "play_note", "step": "brake", "text": "We waited a day."})
    page = read(desk.get("/corner/"))
    assert [one.words for one in page.one("ul", "talks").all("p", "voice")] == [
        "How do you say no?", "With the reason first.",
    ]  # fmt: skip
    assert page.one("li", id="step-brake").one("blockquote").one("p", "voice").words == "We waited a day."
    answer, note = CornerAnswer.objects.get(), PlayNote.objects.get()
    assert theirs.post("/corner/", {"do": "corner_away", "said": question.public_id}).status_code == 403
    theirs.post("/corner/", {"do": "corner_away", "said": answer.public_id})
    undo = read(theirs.get("/corner/")).one("", "toast").one("form")
    assert len(read(desk.get("/corner/")).one("ul", "talks").all("p", "voice")) == 1
    theirs.post(undo.attributes["action"], {"do": "corner_back", "said": answer.public_id})
    assert len(read(desk.get("/corner/")).one("ul", "talks").all("p", "voice")) == 2
    for said in (question, answer, note):
        assert stranger.post("/corner/", {"do": "corner_away", "said": said.public_id}).status_code == 404
    assert "We waited" not in stranger.get("/corner/").content.decode()

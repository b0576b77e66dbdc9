"""Passing a need between colleagues on the desk: the bar, the list, the toast, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.web.reading import Node, read
from tummler.acts.needs import claim_need
from tummler.acts.passing import ask_in, be_here, hand_on
from tummler.common import clock
from tummler.records.models import Call, Channel, Need
from tummler.web import waking

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
EXCHANGE = {"HX-Request": "true"}


@pytest.fixture
def need(heard: Any, owner: Any, helper: Any) -> Any:
    found = heard(STUCK).needs.get()
    claim_need(actor=owner, need=found)
    return found


def page_of(client: Any, need: Any) -> Node:
    return read(client.get(f"/desk/{need.public_id}/"))


def bar(client: Any, need: Any) -> str:
    return page_of(client, need).one("", id="claim").one("p").words


def test_handing_on_without_javascript_and_taking_it_back(
    need: Any, owner: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    sheet = page_of(desk, need).one("", id="hand-on")
    assert [one.words for one in sheet.all("label")] == ["Tomás Weir", "A word for them"]
    said = {"to": helper.public_id, "words": "Latch in bay 3."}
    assert desk.post(f"/desk/{need.public_id}/hand-on/", said).status_code == 302
    page = page_of(desk, need)
    assert page.one("", "toast").words == "Handed to Tomás. Take it back"
    assert page.one("", id="claim").one("p").words.startswith("Tomás has this, handed on by you ")
    assert not page_of(desk, need).all("", "toast")  # said once
    theirs = client_of(helper)
    claim = page_of(theirs, need).one("", id="claim")
    time = claim.one("time").words
    assert claim.one("p").words == f"Inés handed this to you {time}. Latch in bay 3."
    assert [one.words for one in claim.all("button")] == ["Give it back", "I’ll take it"]
    assert read(theirs.get("/desk/?view=yours")).one("", "call").words == "Inés handed it to you"
    desk.post(f"/desk/{need.public_id}/hand-on/take-back/")
    assert bar(desk, need).startswith("You’ve got this since ")


def test_given_back_and_taken(need: Any, owner: Any, helper: Any, client_of: Callable[[Any], Any]) -> None:
    theirs = client_of(helper)
    hand_on(actor=owner, need=need, to=helper)
    theirs.post(f"/desk/{need.public_id}/hand-on/give-back/")
    assert bar(client_of(owner), need).startswith("You’ve got this since ")
    hand_on(actor=owner, need=need, to=helper)
    page = read(theirs.post(f"/desk/{need.public_id}/hand-on/take/", headers=EXCHANGE))
    assert page.one("", id="claim").one("p").words.startswith("You’ve got this since ")


def test_nobody_of_that_name_is_said_and_nothing_happens(need: Any, owner: Any, other_owner: Any, desk: Any) -> None:
    for to in ("", "nobody", "x" * 60_000, other_owner.public_id, owner.public_id):
        page = read(desk.post(f"/desk/{need.public_id}/hand-on/", {"to": to}, headers=EXCHANGE))
        assert page.one("b", "no").words == "Nobody of yours is called that."
    assert (Need.objects.get().claimed_by, Call.objects.count()) == (owner, 0)


def test_asked_in_by_typed_name_may_answer_beside(
    need: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    asked = {"name": "tomás", "words": "Is it the latch?"}
    page = read(desk.post(f"/desk/{need.public_id}/ask-in/", asked, headers=EXCHANGE))
    assert page.one("", "toast").words == "Tomás sees your question. Take it back"
    theirs = client_of(helper)
    opened = page_of(theirs, need)
    assert opened.one("", id="claim").one("p").words.endswith("Is it the latch?")
    assert opened.one("textarea", id="text").words == ""
    undo = page.one("", "toast").one("form").attributes["action"]
    desk.post(undo, {"call": Call.objects.get().public_id})
    assert not page_of(theirs, need).all("textarea", id="text")


def test_asleep_says_until_when_and_wakes(need: Any, desk: Any, client_of: Callable[[Any], Any], helper: Any) -> None:
    page = read(desk.post(f"/desk/{need.public_id}/snooze/", {"until": "word"}, headers=EXCHANGE))
    assert page.one("", "toast").words == "Asleep until they write again. Take it back"
    assert bar(desk, need) == "You’ve got this, asleep until they write again."
    assert bar(client_of(helper), need) == "Inés has this, asleep until they write again."
    assert read(desk.get("/desk/")).all("a", "need") == []
    assert read(desk.get("/desk/?view=yours")).one("", "on").words == "Asleep until they write again"
    desk.post(f"/desk/{need.public_id}/wake/")
    assert len(read(desk.get("/desk/")).all("a", "need")) == 1
    page = read(desk.post(f"/desk/{need.public_id}/snooze/", {"until": "never"}, headers=EXCHANGE))
    assert page.one("b", "no").words == "Choose until when."


def test_times_to_wake_at_are_in_the_future_and_in_words(db: None) -> None:
    times = {value: waking.chosen(value) for value, _words in waking.choices()}
    assert times.pop("word") is None
    assert all(time and time > clock.now() for time in times.values())
    assert [waking.until(times["tomorrow"])] == ["until tomorrow 09:00"]
    with pytest.raises(waking.NoTime):
        waking.chosen("")


def test_bar_says_who_reads_and_who_writes_and_forgets_them(
    need: Any, owner: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    address = f"/desk/{need.public_id}/presence/"
    assert client_of(helper).post(address, {"doing": "reading"}).status_code == 204
    claim = read(desk.get(address)).one("", id="claim")
    assert claim.one("", "along").words == "Tomás is reading along"
    assert 25 <= int(claim.attributes["data-again"]) <= 34
    be_here(actor=owner, need=need, doing="writing")
    said = read(client_of(helper).get(address)).one("", id="claim")
    assert said.one("p").words == "Inés has this and is writing. You can read along and leave a note."
    assert not said.all("", "along")
    clock.shift(timedelta(seconds=32))
    assert not read(desk.get(address)).all("", "along")


def test_list_asks_who_is_on_its_needs_and_gets_only_what_it_may_see(
    need: Any, owner: Any, helper: Any, desk: Any, other_owner: Any, client_of: Callable[[Any], Any]
) -> None:
    ask_in(actor=owner, need=need, to=helper)
    address = f"/desk/who/?needs={need.public_id},nothing"
    (mine,) = read(desk.get(address)).all("", "on")
    assert (mine.attributes["id"], mine.words) == (f"on-{need.public_id}", "You’ve got this")
    assert read(client_of(helper).get(address)).one("", "on").words == "Inés asks you in"
    assert read(client_of(other_owner).get(address)).all("", "on") == []


def test_no_composer_where_nobody_may_be_answered(need: Any, desk: Any) -> None:
    Channel.objects.update(network="archive")
    Need.objects.update(state="open", claimed_by=None)
    page = page_of(desk, need)
    assert not page.all("textarea", id="text")
    assert page.one("", id="claim").one("p").words.startswith("Nobody can be answered here.")
    assert page.one("", "nobody").words == "Nobody can be answered on Archive: nothing leaves from here."

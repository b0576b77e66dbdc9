"""“I've got this”: seen by all, lost by a second, gone quiet, let go, and put right when it was no need."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.web.reading import Node, read
from tummler.acts.needs import claim_need
from tummler.acts.replies import save_draft
from tummler.common import clock
from tummler.records.models import Correction, Happening, Need, Topic

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
EXCHANGE = {"HX-Request": "true"}


def bar(client: Any, need: Any) -> Node:
    return read(client.get(f"/desk/{need.public_id}/")).one("", id="claim")


def test_claim_without_javascript(heard: Any, owner: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    assert bar(desk, need).words == "Open. Nobody has taken it. I’ve got this Ask someone"
    answer = desk.post(f"/desk/{need.public_id}/claim/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/{need.public_id}/")
    page = read(desk.get(f"/desk/{need.public_id}/"))
    assert page.one("", "said").words == "You’ve got this. Everyone sees it."
    need.refresh_from_db()
    assert (need.state, need.claimed_by) == ("claimed", owner)
    assert bar(desk, need).words.startswith("You’ve got this since ")


def test_claim_by_exchange_brings_the_bar_alone(heard: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    page = read(desk.post(f"/desk/{need.public_id}/claim/", headers=EXCHANGE))
    assert [one.words for one in page.one("", id="claim").all("button")] == ["Hand it on", "Let go", ""]
    assert page.one("", id="toast").words == ""
    assert not page.all("textarea", id="text")


def test_the_later_one_of_two_sees_who_was_earlier(
    heard: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    need = heard(STUCK).needs.get()
    claim_need(actor=helper, need=need)
    need.refresh_from_db()
    then = need.claimed_at + timedelta(seconds=2)
    monkeypatch.setattr(clock, "now", lambda: then)  # it stands still: a slow machine changes no word
    lost = read(desk.post(f"/desk/{need.public_id}/claim/", headers=EXCHANGE)).one("", id="claim")
    assert lost.one("p").words == "Tomás was 2 s earlier. Read along?"
    desk.post(f"/desk/{need.public_id}/claim/")
    page = read(desk.get(f"/desk/{need.public_id}/"))
    assert page.one("", "said").words == "Tomás was 2 s earlier. Read along?"
    assert page.one("", id="claim").words.startswith("Tomás has this since ")
    assert not page.all("textarea", id="text")
    monkeypatch.setattr(clock, "now", lambda: then + timedelta(hours=2))
    lost = read(desk.post(f"/desk/{need.public_id}/claim/", headers=EXCHANGE)).one("", id="claim")
    assert lost.one("p").words == "Tomás has had this for two hours. Read along?"


def test_let_go_puts_it_back(heard: Any, owner: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    claim_need(actor=owner, need=need)
    desk.post(f"/desk/{need.public_id}/let-go/")
    assert bar(desk, need).words == "Open. Nobody has taken it. I’ve got this Ask someone"
    assert Happening.objects.filter(act="need_let_go", need_id=need.pk).count() == 1


def test_gone_quiet_is_taken_over_with_the_draft(heard: Any, helper: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    claim_need(actor=helper, need=need)
    save_draft(actor=helper, need=need, text="Push it twice, then", edition=0)
    page = read(desk.get(f"/desk/{need.public_id}/"))
    assert page.one("", "draft").words == "Push it twice, then"
    assert desk.post(f"/desk/{need.public_id}/take-over/").status_code == 302
    assert Need.objects.get(pk=need.pk).claimed_by == helper  # not quiet yet
    Need.objects.filter(pk=need.pk).update(claim_alive_at=clock.now() - timedelta(minutes=11))
    said = bar(desk, need)
    assert said.words == "Tomás had this and went quiet 11 minutes ago. The draft is here. Take over, with the draft"
    desk.post(f"/desk/{need.public_id}/take-over/")
    page = read(desk.get(f"/desk/{need.public_id}/"))
    assert page.one("", id="claim").words.startswith("You’ve got this")
    assert page.one("textarea", id="text").words == "Push it twice, then"
    assert page.one("", "kept").words.endswith("by Tomás")


def test_no_need_leaves_the_market_and_not_right_brings_it_back(heard: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    desk.post(f"/desk/{need.public_id}/drop/")
    page = read(desk.get(f"/desk/{need.public_id}/"))
    assert page.one("", id="claim").words == "No need. Someone here said so; “Not right?” brings it back."
    assert not page.all("textarea", id="text")
    assert read(desk.get("/desk/")).all("a", "need") == []
    desk.post(f"/desk/{need.public_id}/correct/", {"kind": "complaint", "urgency": "today"})
    need.refresh_from_db()
    assert (need.state, need.kind, need.urgency) == ("open", "complaint", 1)


def test_one_step_puts_the_reading_right_and_keeps_it_as_an_example(heard: Any, owner: Any, desk: Any) -> None:
    Topic.objects.create(brand=owner.brand, key="docks", name="the docks", words=["anclaje"])
    need = heard(STUCK).needs.get()
    before = need.post.reading.kind["value"]
    said = {"kind": "request", "urgency": "today", "topic": "docks"}
    page = read(desk.post(f"/desk/{need.public_id}/correct/", said, headers=EXCHANGE))
    assert page.one("h1").words == "marta asks for something about the docks"
    assert page.one("p", "because").words == "Inés said so."
    assert page.one("", id="claim").attributes["hx-swap-oob"] == "true"
    rows = Correction.objects.order_by("field").values_list("field", "before", "value")
    assert list(rows) == [("kind", before, "request"), ("topic", "", "docks"), ("urgency", "no_hurry", "today")]
    desk.post(f"/desk/{need.public_id}/correct/", said)
    assert Happening.objects.filter(act="reading_corrected").count() == 3  # nothing changed, nothing written


def test_a_correction_to_what_is_no_value_is_refused(heard: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    assert desk.post(f"/desk/{need.public_id}/correct/", {"kind": "<b>"}).status_code == 400
    assert Correction.objects.count() == 0


def test_spam_closes_the_need_and_says_so(heard: Any, desk: Any) -> None:
    need = heard(STUCK).needs.get()
    desk.post(f"/desk/{need.public_id}/correct/", {"kind": "spam"})
    assert read(desk.get("/desk/")).all("a", "need") == []
    assert desk.get(f"/desk/{need.public_id}/").status_code == 200


def test_what_came_back_says_so(heard: Any, owner: Any, settle: Any, desk: Any) -> None:
    from tummler.acts.replies import promise_reply

    post = heard(STUCK)
    need = post.needs.get()
    reply = save_draft(actor=owner, need=need, text="Push it twice.", edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    settle()
    need.refresh_from_db()
    assert need.state == "answered"
    assert bar(desk, need).words.endswith("Now it is marta’s word that counts. I’ve got this Ask someone")
    heard("@velonorte no, it is still broken", parent=post.remote_id)
    assert bar(desk, need).words == "It came back. Nobody has taken it. I’ve got this Ask someone"
    assert read(desk.get("/desk/")).one("", "why").one("b").words == "Came back."

"""A post's menu on the desk: what its network lets us do, what it answered, and what is local only in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.reading import Node, read
from tummler.acts.gesturing import gesture
from tummler.networks.contract import MayShow
from tummler.networks.echo import TRAITS
from tummler.records.models import Channel, Gesture, Post
from tummler.web import thread_rows
from tummler.web.gesture_rows import gestures_of

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"
EXCHANGE = {"HX-Request": "true"}


@pytest.fixture
def need(heard: Any, owner: Any, helper: Any) -> Any:
    return heard(STUCK).needs.get()


def page_of(client: Any, need: Any, query: str = "") -> Node:
    return read(client.get(f"/desk/{need.public_id}/{query}"))


def menu(page: Node) -> list[str]:
    return [one.words for one in page.all("details", "doing")[0].all("button")]


def press(client: Any, need: Any, kind: str, **more: Any) -> Node:
    sent = {"post": need.post_id, "kind": kind, **more}
    return read(client.post(f"/desk/{need.public_id}/there/", sent, headers=EXCHANGE))


def test_menu_has_what_network_and_role_allow(
    need: Any, helper: Any, desk: Any, client_of: Callable[[Any], Any]
) -> None:
    assert menu(page_of(desk, need)) == [
        "Like it as Velo Norte", "Hide it on Echo", "Mute marta on Echo", "Block marta on Echo", "Report it to Echo",
    ]  # fmt: skip
    assert menu(page_of(client_of(helper), need)) == ["Like it as Velo Norte", "Report it to Echo"]
    answer = client_of(helper).post(f"/desk/{need.public_id}/there/", {"post": need.post_id, "kind": "block"})
    assert (answer.status_code, Gesture.objects.count()) == (403, 0)


def test_asked_done_with_the_networks_answer_and_taken_back(need: Any, desk: Any, settle: Any) -> None:
    page = press(desk, need, "like")
    assert page.one("", "gesture").words == "The like is on its way to Echo. Take it back"
    settle()
    line = page_of(desk, need).one("", "gesture")
    assert line.words == f"Liked as Velo Norte {line.one('time').words} it answered “like on”"
    assert menu(page_of(desk, need))[0] == "Take the like back"
    assert press(desk, need, "like", off="1").one("", "gesture").words.startswith("Taking it back, on its way to Echo.")
    settle()
    assert not page_of(desk, need).all("", "gesture")


def test_taken_back_before_it_left_and_too_late(need: Any, owner: Any, desk: Any, settle: Any) -> None:
    row = gesture(actor=owner, post=need.post, kind="report")
    assert row is not None
    address = f"/desk/{need.public_id}/there/take-back/"
    assert not read(desk.post(address, {"gesture": row.public_id}, headers=EXCHANGE)).all("", "gesture")
    again = gesture(actor=owner, post=need.post, kind="report")
    assert again is not None
    settle()
    page = read(desk.post(address, {"gesture": again.public_id}, headers=EXCHANGE))
    assert page.one("", "toast").words == "Too late to take it back: it is on its way."


def test_refused_says_the_cause_and_is_tried_again(need: Any, desk: Any, echo: Any, settle: Any) -> None:
    echo.fault("gesture", "refuse")
    press(desk, need, "mute")
    settle()
    line = page_of(desk, need).one("", "gesture")
    assert line.words == "“Mute marta on Echo”: not done. Echo refused it, without saying why. Try again"
    desk.post(f"/desk/{need.public_id}/there/again/", {"gesture": Gesture.objects.get().public_id})
    settle()
    assert page_of(desk, need).one("", "gesture").words.startswith("marta is muted on Echo since ")


def test_hidden_folds_and_can_be_shown(need: Any, heard: Any, desk: Any, settle: Any) -> None:
    post = heard("buy my bikes", by="leo", parent=need.post.remote_id)
    sent = {"post": post.pk, "kind": "hide"}
    desk.post(f"/desk/{need.public_id}/there/", sent)
    settle()
    fold = page_of(desk, need).one("details", "fold")
    assert fold.one("summary").words.startswith("Inés hid a post on Echo at ")
    assert [one.words for one in fold.all("button")] == ["Show it again"]
    assert Post.objects.get(pk=post.pk).may_show == MayShow.HELPERS
    desk.post(f"/desk/{need.public_id}/there/", {**sent, "off": "1"})
    settle()
    assert not page_of(desk, need).all("details", "fold")


def test_our_own_is_deleted_in_ten_seconds_with_a_way_back(need: Any, owner: Any, desk: Any) -> None:
    ours = Post.objects.get(pk=need.post_id)
    Post.objects.filter(pk=ours.pk).update(by_us=True, helper=owner)
    assert menu(page_of(desk, need)) == ["Delete it, here and on Echo"]
    page = press(desk, need, "delete")
    assert page.one("", "toast").one("span").words == "Deleted here and on Echo in ten seconds."
    undo = page.one("", "toast").one("form")
    desk.post(undo.attributes["action"], {"gesture": Gesture.objects.get().public_id})
    assert Gesture.objects.count() == 0


def test_what_a_network_has_not_is_said_and_not_offered(need: Any, owner: Any, desk: Any) -> None:
    from dataclasses import replace

    post = Post.objects.select_related("account").get(pk=need.post_id)
    for change, words in (
        ({"hides": False}, "Echo lets nobody hide another’s post; fold it by saying what it is under “Not right?”."),
        ({"hides_in_our_threads": True}, "Echo lets us hide replies only in threads that we began."),
    ):
        doings = gestures_of(owner, [post], replace(TRAITS, **change), "Echo").of(post, "marta")
        assert ([deed.kind for deed in doings.deeds], doings.told) == (["like", "mute", "block", "report"], [words])
    Channel.objects.update(network="archive")
    assert press(desk, need, "like").one("", "toast").words == "Archive has nothing like that for this post."


def test_a_long_thread_is_folded_where_nobody_needs_help(
    need: Any, heard: Any, echo: Any, settle: Any, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread_rows, "LONG", 12)
    monkeypatch.setattr(thread_rows, "_KEPT_LAST", 3)
    for number in range(14):
        echo.say(f"nice bike {number}", by=f"p{number}", parent=need.post.remote_id)
    echo.say("@velonorte mine is stuck as well, what now?", by="leo", parent=need.post.remote_id)
    for number in range(4):
        echo.say(f"so nice {number}", by=f"q{number}", parent=need.post.remote_id)
    settle()
    page = page_of(desk, need)
    folds = [one.words for one in page.all("div", "run")]
    assert folds == ["Twelve more, nobody needs help in them"]
    assert len(page.one("", id="thread").all("article")) == 8
    assert page.one("a", "asks-too").words == "needs help, too"
    link = page.one("div", "run").one("a").attributes["href"]
    whole = read(desk.get(link.split("#")[0]))
    assert len(whole.one("", id="thread").all("article")) == 20
    assert whole.one("", id="talk").attributes["data-refresh"].endswith("?whole=1")


def test_sealed_words_are_for_nobody_here(need: Any, heard: Any, owner: Any, desk: Any) -> None:
    ours = heard("sealed", by="velonorte", parent=need.post.remote_id)
    Post.objects.filter(pk=ours.pk).update(key_id=7, text="", helper=owner)
    page = page_of(desk, need)
    assert page.one("p", "once").words == "An answer only marta can see, once. You can’t, either."

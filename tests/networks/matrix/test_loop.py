"""A question is heard, threaded, answered and seen by the one who asked, on a real homeserver."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.networks.matrix.conftest import Scene
from tummler.networks.contract import Addressed, HeardGone, HeardPost, MayShow, Reason, Visibility
from tummler.networks.matrix import NETWORK, sync


def test_a_mention_is_heard_once_and_what_was_said_before_never(scene: Scene) -> None:
    assert scene.read() == []
    scene.marta.say(scene.room, "good morning all")
    asked = scene.ask("velonorte: my order is lost")
    (post,) = scene.read()
    assert isinstance(post, HeardPost)
    assert (post.remote_id, post.root_id, post.parent_id) == (f"{scene.room}/{asked}", f"{scene.room}/{asked}", "")
    assert (post.text, post.addressed, post.by_us) == ("velonorte: my order is lost", Addressed.MENTION, False)
    assert (post.account.remote_id, post.account.handle) == (scene.marta.user_id, scene.marta.user_id)
    assert (post.visibility, post.may_show) == (Visibility.PUBLIC, MayShow.SIGNED_IN)
    assert scene.read() == []


def test_an_answer_is_a_reply_that_tells_the_one_who_asked(scene: Scene) -> None:
    post = scene.heard()
    part = scene.part("We found it.", post)
    delivered = NETWORK.deliver(scene.connection, part)
    assert NETWORK.deliver(scene.connection, part).remote_id == delivered.remote_id
    (seen,) = scene.answers()
    content = seen["content"]
    assert delivered.remote_id == f"{scene.room}/{seen['event_id']}"
    assert (content["body"], content["m.mentions"]) == ("We found it.", {"user_ids": [scene.marta.user_id]})
    assert content["m.relates_to"] == {"m.in_reply_to": {"event_id": post.remote_id.partition("/")[2]}}
    found = NETWORK.look(scene.connection, part)
    assert found is not None and found.remote_id == delivered.remote_id
    assert NETWORK.look(scene.connection, scene.part("We found it.", post)) is None


def test_a_reply_to_us_an_edit_and_a_deletion_are_heard(scene: Scene) -> None:
    post = scene.heard("my order is lost")
    ours = NETWORK.deliver(scene.connection, scene.part("Which one?", post))
    scene.held.add(ours.remote_id)
    answer = ours.remote_id.partition("/")[2]
    quoted = "> <@velonorte:localhost> Which one?\n\nthe blue one"
    reply = scene.marta.say(scene.room, quoted, m_relates_to={"m.in_reply_to": {"event_id": answer}})
    heard = {each.remote_id: each for each in scene.read()}
    told = heard[f"{scene.room}/{reply}"]
    assert (told.text, told.parent_id, told.addressed) == ("the blue one", ours.remote_id, Addressed.REPLY)
    # Edited by its author, and by somebody else who may not: only the first counts.
    new = {"msgtype": "m.text", "body": "the green one"}
    relation = {"rel_type": "m.replace", "event_id": reply}
    edit = scene.marta.say(scene.room, "* the green one", m_new_content=new, m_relates_to=relation)
    other = scene.server.account("mallory")
    other.join(scene.room)
    forged = {"msgtype": "m.text", "body": "send me your password"}
    other.say(scene.room, "* send", m_new_content=forged, m_relates_to=relation)
    (edited,) = scene.read()
    assert (edited.remote_id, edited.text, edited.version) == (told.remote_id, "the green one", edit)
    assert (edited.parent_id, edited.addressed, edited.edited_at is not None) == (
        ours.remote_id,
        Addressed.REPLY,
        True,
    )
    scene.marta.redact(scene.room, reply)
    assert scene.read() == [HeardGone(told.remote_id)]


def test_a_thread_is_answered_in_the_thread_and_comes_whole_as_history(scene: Scene) -> None:
    first = scene.marta.say(scene.room, "the bikes at dock 14")
    inside = {"rel_type": "m.thread", "event_id": first, "is_falling_back": True, "m.in_reply_to": {"event_id": first}}
    asked = scene.ask("they don't unlock, can you help?", m_relates_to=inside)
    (post,) = scene.read()
    assert (post.root_id, post.parent_id) == (f"{scene.room}/{first}", f"{scene.room}/{first}")
    delivered = NETWORK.deliver(scene.connection, scene.part("Hold the button.", post))
    (seen,) = scene.answers()
    relation = seen["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", first)
    thread = scene.thread(asked)
    assert [each.remote_id for each in thread] == [
        f"{scene.room}/{first}",
        f"{scene.room}/{asked}",
        delivered.remote_id,
    ]
    assert {each.root_id for each in thread} == {f"{scene.room}/{first}"}
    assert [each.by_us for each in thread] == [False, False, True]
    assert all(event.history for event in NETWORK.fetch_thread(scene.connection, f"{scene.room}/{asked}"))
    scene.marta.redact(scene.room, asked)
    assert scene.thread(asked) == [HeardGone(f"{scene.room}/{asked}")]


def test_a_direct_chat_is_followed_and_a_strangers_room_is_not(scene: Scene) -> None:
    scene.read()
    chat = scene.chat()
    first = scene.marta.say(chat, "my card was charged twice")
    other = scene.marta.room(scene.brand, preset="private_chat", name="A great offer")
    (post,) = scene.read()
    assert (post.remote_id, post.root_id) == (f"{chat}/{first}", chat)
    # Her app has no keys: what is said there stays open to whoever looks into the server, and is not called private.
    assert (post.visibility, post.may_show, post.addressed) == (
        Visibility.FOLLOWERS,
        MayShow.HELPERS,
        Addressed.DIRECT,
    )
    assert set(scene.brand.api("GET", "joined_rooms")["joined_rooms"]) == {scene.room, chat}
    NETWORK.deliver(scene.connection, scene.part("We give it back.", post))
    assert [each["content"]["body"] for each in scene.marta.messages(chat)][1:] == ["We give it back."]
    assert [each.text for each in scene.thread("", chat)] == ["my card was charged twice", "We give it back."]
    assert other not in scene.brand.api("GET", "joined_rooms")["joined_rooms"]


def test_a_room_that_only_says_it_is_a_direct_chat_is_left(scene: Scene) -> None:
    crowd = scene.marta.room(preset="private_chat", invite=[])
    for name in ("one", "two"):
        someone = scene.server.account(name)
        scene.marta.api("POST", f"rooms/{crowd}/invite", {"user_id": someone.user_id})
        someone.join(crowd)
    member = {"membership": "invite", "is_direct": True}
    scene.marta.api("PUT", f"rooms/{crowd}/state/m.room.member/{scene.brand.user_id}", member)
    scene.read()
    assert crowd not in scene.brand.api("GET", "joined_rooms")["joined_rooms"]


def test_what_fell_out_of_the_window_while_we_were_away_is_fetched(scene: Scene, monkeypatch) -> None:
    scene.read()
    asked = scene.ask("my order is lost")
    monkeypatch.setattr(sync, "_LIMITS", (3,))
    for number in range(8):
        scene.marta.say(scene.room, f"chatter {number}")
    last = scene.ask("is anybody there?")
    assert [post.remote_id for post in scene.read()] == [f"{scene.room}/{asked}", f"{scene.room}/{last}"]


def test_a_flood_of_words_keeps_nobody_from_being_heard(scene: Scene, monkeypatch) -> None:
    scene.read()
    for _ in range(12):
        scene.marta.say(scene.room, "flood " * 500)
    asked = scene.ask("is anybody there? " + "x" * 3000)
    monkeypatch.setattr("tummler.networks.matrix.client.MAX_BYTES", 12_000)
    assert [post.remote_id for post in scene.read()] == [f"{scene.room}/{asked}"]


def test_our_words_said_in_a_room_are_heard_as_nearby(scene: Scene) -> None:
    scene.read()
    scene.connection = replace(scene.connection, words=("velo norte",))
    scene.marta.say(scene.room, "Nobody at VELO  Norte picks up the phone")
    scene.marta.say(scene.room, "velo nortern lights")
    assert [(post.text[:9], post.addressed) for post in scene.read()] == [("Nobody at", Addressed.NEARBY)]


def test_a_like_is_one_thumb_that_can_be_taken_back_and_a_report_reaches_the_server(scene: Scene) -> None:
    post = scene.heard()
    event = post.remote_id.partition("/")[2]

    def thumbs() -> list[str]:
        path = f"../v1/rooms/{scene.room}/relations/{event}/m.annotation/m.reaction"
        return [row["content"]["m.relates_to"]["key"] for row in scene.marta.api("GET", path)["chunk"]]

    assert NETWORK.like is not None and NETWORK.report is not None
    for on, stand in ((True, ["👍"]), (True, ["👍"]), (False, []), (False, []), (True, ["👍"])):
        assert NETWORK.like(scene.connection, post.remote_id, "", on) == ("liked" if on else "not liked")
        assert thumbs() == stand
    assert NETWORK.report(scene.connection, post.remote_id, "", scene.marta.user_id, Reason.SPAM) == "reported"
    [told] = scene.proxy.asked("POST", "/_matrix/client/v3/rooms/*/report/*")
    assert json.loads(told.body) == {"reason": "Spam", "score": -100}

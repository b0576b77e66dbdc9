"""A part stands in the room once, whatever the server and the way to it do."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.networks.matrix.conftest import Scene
from tests.servers.faults import Fault
from tummler.networks.contract import KeyRevoked, OutMedia, Refused, SlowDown, Unheard, Visibility
from tummler.networks.matrix import NETWORK
from tummler.networks.matrix.client import open_client

SEND = "/_matrix/client/v3/rooms/*/send/*"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0500f0004850180"
    "84a98c210000000049454e44ae426082"
)


@pytest.mark.parametrize("fault", ["drop", "cut", "garbage"])
def test_accepted_and_unheard_is_found_and_not_sent_twice(scene: Scene, fault: str) -> None:
    part = scene.part("We found it.", scene.heard())
    scene.proxy.inject(Fault(fault, "PUT", SEND))  # type: ignore[arg-type] # any kind of it
    with pytest.raises(Unheard):
        NETWORK.deliver(scene.connection, part)
    (stands,) = scene.answers()
    found = NETWORK.look(scene.connection, part)
    assert found is not None and found.remote_id == f"{scene.room}/{stands['event_id']}"
    assert NETWORK.deliver(scene.connection, part).remote_id == found.remote_id
    assert len(scene.answers()) == 1


def test_never_arrived_is_surely_not_there_also_for_another_sign_in(scene: Scene) -> None:
    part = scene.part("We found it.", scene.heard())
    scene.proxy.inject(Fault("close", "PUT", SEND))
    with pytest.raises(Unheard):
        NETWORK.deliver(scene.connection, part)
    assert NETWORK.look(scene.connection, part) is None
    sent = NETWORK.deliver(scene.connection, part)
    # A server knows transactions of one sign-in only: for the next one our key in the event has to do.
    anew = replace(scene.connection, secrets={**scene.connection.secrets, "token": scene.brand.token})
    found = NETWORK.look(anew, part)
    assert found is not None and found.remote_id == sent.remote_id


def test_looking_looks_back_over_what_was_said_since_and_not_for_ever(scene: Scene, monkeypatch) -> None:
    sending = sys.modules[NETWORK.deliver.__module__]  # the package's own name for it is the function
    monkeypatch.setattr(sending, "_PAGE", 2)
    post = scene.heard()
    part = scene.part("We found it.", post)
    sent = NETWORK.deliver(scene.connection, part)
    for number in range(5):
        NETWORK.deliver(scene.connection, scene.part(f"number {number}", post))
    found = NETWORK.look(scene.connection, part)
    assert found is not None and found.remote_id == sent.remote_id
    monkeypatch.setattr(sending, "_PAGES", 2)
    with pytest.raises(Unheard, match="cannot_look"):
        NETWORK.look(scene.connection, part)
    tomorrow = replace(part, created_at=part.created_at + timedelta(days=3), key=NETWORK.new_key(part.created_at))
    assert NETWORK.look(scene.connection, tomorrow) is None


def error(status: int, code: str, **more: str) -> Fault:
    body = b'{"errcode":"%s","error":"no"}' % code.encode()
    return Fault("status", "PUT", SEND, status=status, body=body, headers=more)


ANSWERS = [
    (error(401, "M_UNKNOWN_TOKEN"), KeyRevoked, "key_refused"),
    (error(403, "M_USER_SUSPENDED"), KeyRevoked, "account_taken_down"),
    (error(403, "M_FORBIDDEN"), Refused, "not_in_room"),
    (error(413, "M_TOO_LARGE"), Refused, "too_long"),
    (error(400, "M_BAD_JSON"), Refused, "not_taken"),
    (error(502, "M_UNKNOWN"), Unheard, "http_502"),
    (Fault("status", "PUT", SEND, status=403, body=b"<html>are you a robot?"), Unheard, "http_403"),
    (Fault("status", "PUT", SEND, status=302, headers={"Location": "https://evil.example"}), Unheard, "http_302"),
    (Fault("status", "PUT", SEND, status=200, body=b'{"event_id": 7}'), Unheard, "garbled"),
    (Fault("status", "PUT", SEND, status=200, body=b"[" * 100_000), Unheard, "garbled"),
]


def test_what_the_servers_answers_mean(scene: Scene) -> None:
    part = scene.part("We found it.", scene.heard())
    for fault, trouble, code in ANSWERS:
        scene.proxy.inject(fault)
        with pytest.raises(trouble) as raised:
            NETWORK.deliver(scene.connection, part)
        assert raised.value.code == code


def test_too_many_requests_says_how_long(scene: Scene) -> None:
    part = scene.part("hello", scene.heard())
    waits = [(b"{}", "17"), (b'{"retry_after_ms": 2500}', ""), (b'{"retry_after_ms": "x"}', ""), (b"", "")]
    found = []
    for body, header in waits:
        headers = {"Retry-After": header} if header else {}
        scene.proxy.inject(Fault("status", "PUT", SEND, status=429, body=body, headers=headers))
        with pytest.raises(SlowDown) as slow:
            NETWORK.deliver(scene.connection, part)
        found.append(slow.value.seconds)
    assert found == [17, 2.5, 30, 30]


def test_a_key_that_was_ended_is_told_everywhere(scene: Scene) -> None:
    part = scene.part("hello", scene.heard())
    open_client(scene.connection).post("/logout", {})
    for act in (
        lambda link: NETWORK.deliver(link, part),
        lambda link: NETWORK.look(link, part),
        lambda link: list(NETWORK.read(link, "sync", scene.cursor, threading.Event())),
        lambda link: NETWORK.retract(link, part.place.remote_id if part.place else ""),
    ):
        with pytest.raises(KeyRevoked):
            act(scene.connection)


def test_a_taken_back_question_and_a_room_that_threw_us_out_are_refused(scene: Scene) -> None:
    post = scene.heard()
    part = scene.part("We found it.", post)
    scene.marta.redact(scene.room, post.remote_id.partition("/")[2])
    with pytest.raises(Refused, match="reply_gone"):
        NETWORK.deliver(scene.connection, part)
    scene.read()
    asked = scene.heard("and now?")
    scene.marta.api("POST", f"rooms/{scene.room}/ban", {"user_id": scene.brand.user_id})
    with pytest.raises(Refused, match="not_in_room"):
        NETWORK.deliver(scene.connection, scene.part("We found it.", asked))
    assert scene.answers() == []
    assert [each.remote_id for each in scene.thread(asked.remote_id.partition("/")[2])] == [asked.remote_id]
    assert scene.read() == []


def test_whoever_left_their_chat_is_not_called_back_into_it(scene: Scene) -> None:
    scene.read()
    chat = scene.chat(preset="private_chat")
    scene.marta.say(chat, "never mind")
    (post,) = scene.read()
    scene.marta.api("POST", f"rooms/{chat}/leave", {})
    with pytest.raises(Refused, match="they_left"):
        NETWORK.deliver(scene.connection, scene.part("Oh.", post, visibility=Visibility.DIRECT))


def test_pictures_come_with_their_words_and_go_with_their_answer(scene: Scene) -> None:
    post = scene.heard()
    media = OutMedia(PIXEL, "image/png", "A single pixel", 1, 1)
    sent = NETWORK.deliver(scene.connection, scene.part("Look:", post, media=(media, media)))
    said = scene.answers()
    assert [(each["content"]["msgtype"], each["content"]["body"]) for each in said] == [
        ("m.image", "A single pixel"),
        ("m.image", "A single pixel"),
        ("m.text", "Look:"),
    ]
    scene.held.add(post.remote_id)
    pictures = [one for each in scene.thread(post.remote_id.partition("/")[2]) for one in each.media]
    assert [one.description for one in pictures] == ["A single pixel"] * 2
    assert NETWORK.media is not None
    assert NETWORK.media(scene.connection, pictures[0].url) == PIXEL
    with pytest.raises(Refused, match="not_a_file"):
        NETWORK.media(scene.connection, "https://elsewhere.example/_matrix/client/v1/media/download/h/x")
    NETWORK.retract(scene.connection, sent.remote_id)
    assert [each["content"] for each in scene.answers()] == [{}, {}, {}]
    NETWORK.retract(scene.connection, sent.remote_id)


def test_a_server_that_is_away_is_unheard(scene: Scene) -> None:
    part = scene.part("hello", scene.heard())
    scene.proxy.inject(Fault("close", count=None))
    for act in (
        lambda: NETWORK.deliver(scene.connection, part),
        lambda: list(NETWORK.read(scene.connection, "sync", scene.cursor, threading.Event())),
    ):
        with pytest.raises(Unheard):
            act()

"""Direct chats are sealed: an app by somebody else reads and writes them, and the server holds no word of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.networks.matrix.conftest import Scene
from tests.servers.matrix_app import MatrixApp, matrix_app
from tummler.networks.contract import Addressed, Private, Refused, Visibility
from tummler.networks.matrix import NETWORK

SEALING = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]


@pytest.fixture
def app(scene: Scene) -> Iterator[MatrixApp]:
    """Marta's."""
    with matrix_app(scene.marta) as opened:
        yield opened


def test_a_sealed_chat_is_read_and_answered_and_the_server_sees_no_word(scene: Scene, app: MatrixApp) -> None:
    assert NETWORK.traits(scene.connection.facts).private is Private.SEALED
    scene.read()
    chat = scene.chat(initial_state=SEALING)
    scene.read()  # we follow her in: her app then knows whom to seal it for
    asked = app.say(chat, "my balance says minus forty, why?")
    (post,) = scene.read()
    assert (post.remote_id, post.text) == (f"{chat}/{asked}", "my balance says minus forty, why?")
    assert (post.visibility, post.addressed) == (Visibility.DIRECT, Addressed.DIRECT)
    part = scene.part("A refund of 40 € came back.", post)
    delivered = NETWORK.deliver(scene.connection, part)
    assert NETWORK.deliver(scene.connection, part).remote_id == delivered.remote_id
    found = NETWORK.look(scene.connection, part)
    assert found is not None and found.remote_id == delivered.remote_id
    app.look()
    assert app.read[chat][-1:] == ["A refund of 40 € came back."]
    assert app.closed == []
    # And on, in both directions, with sessions that stand.
    second = app.say(chat, "thank you, and when?")
    heard = {each.remote_id: each for each in scene.read()}
    assert heard[f"{chat}/{second}"].text == "thank you, and when?"
    NETWORK.deliver(scene.connection, scene.part("On Michaelmas.", heard[f"{chat}/{second}"]))
    app.look()
    assert app.read[chat][-1:] == ["On Michaelmas."]
    assert [each.text for each in scene.thread("", chat)] == [
        "my balance says minus forty, why?",
        "A refund of 40 € came back.",
        "thank you, and when?",
        "On Michaelmas.",
    ]
    scene.marta.say(scene.room, "a word said openly")
    kept = (scene.server.process.folder / "homeserver.db").read_bytes()
    kept += (scene.server.process.folder / "homeserver.db-wal").read_bytes()
    assert delivered.remote_id.partition("/")[2].encode() in kept
    assert b"a word said openly" in kept
    assert not [word for word in (b"balance", b"refund of", b"Michaelmas") if word in kept]


def test_a_question_in_public_is_answered_sealed(scene: Scene, app: MatrixApp) -> None:
    post = scene.heard("what is on my bill?")
    part = scene.part("42 €.", post, visibility=Visibility.DIRECT)
    delivered = NETWORK.deliver(scene.connection, part)
    assert NETWORK.deliver(scene.connection, part).remote_id == delivered.remote_id
    assert scene.answers() == []
    chat, _, event = delivered.remote_id.partition("/")
    scene.marta.join(chat)
    app.look()
    assert app.read[chat] == ["42 €."]
    [stored] = [each for each in scene.marta.messages(chat) if each["event_id"] == event]
    assert stored["type"] == "m.room.encrypted"


def test_a_chat_that_is_not_sealed_gets_sealed_and_nothing_for_two_leaves_open(scene: Scene, app: MatrixApp) -> None:
    scene.read()
    chat = scene.chat()  # an old app: no seal, and she may set it, as we may
    scene.read()
    asked = app.say(chat, "is my address still right?")
    (post,) = scene.read()
    assert (post.remote_id, post.visibility) == (f"{chat}/{asked}", Visibility.DIRECT)
    # A chat that we may not seal is for everybody who can look into the server.
    closed = scene.chat(preset="private_chat")
    scene.read()
    scene.marta.say(closed, "and my phone number?")
    (open_post,) = scene.read()
    assert open_post.visibility is Visibility.FOLLOWERS
    sent = NETWORK.deliver(scene.connection, scene.part("It ends in 7.", open_post, visibility=Visibility.DIRECT))
    assert sent.remote_id.startswith(f"{chat}/")
    app.look()
    assert app.read[chat] == ["is my address still right?", "It ends in 7."]


def test_whoever_has_no_app_with_keys_is_not_written_to_openly(scene: Scene) -> None:
    post = scene.heard("what is on my bill?")
    with pytest.raises(Refused) as refused:
        NETWORK.deliver(scene.connection, scene.part("42 €.", post, visibility=Visibility.DIRECT))
    assert refused.value.code == "cannot_open"


def test_a_message_whose_key_comes_late_is_heard_then(scene: Scene, app: MatrixApp, monkeypatch) -> None:
    from tummler.networks.matrix import sync

    scene.read()
    chat = scene.chat(initial_state=SEALING)
    scene.read()
    letters: list[object] = []
    real = sync.hear_letters
    monkeypatch.setattr(sync, "hear_letters", lambda link, found: letters.extend(found) or [])
    app.say(chat, "my card was charged twice")
    assert scene.read() == []
    assert [check.words for check in NETWORK.verify(scene.connection, False) if not check.ok] == [
        "It failed: keys_missing."
    ]
    monkeypatch.setattr(sync, "hear_letters", lambda link, found: real(link, [*letters, *found]))
    assert [post.text for post in scene.read()] == ["my card was charged twice"]


def test_a_crash_between_a_key_and_its_cursor_loses_nothing(scene: Scene, app: MatrixApp) -> None:
    scene.read()
    chat = scene.chat(initial_state=SEALING)
    scene.read()
    app.say(chat, "my card was charged twice")
    before = scene.cursor
    first = scene.events()
    scene.cursor = before  # the keys are stored, the events and the cursor never were
    assert [event.remote_id for event in scene.events()] == [event.remote_id for event in first]
    assert len(first) == 1

"""Direct messages, against a stand-in written to the published lexicon: no server of them can be had."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.networks.bluesky.conftest import Scene, connect
from tests.servers.bluesky import BlueskyPds
from tests.servers.chat import ChatService
from tests.servers.faults import Fault, proxy
from tummler.common import clock
from tummler.networks.bluesky import NETWORK
from tummler.networks.contract import (
    Addressed,
    Batch,
    HeardAccount,
    HeardGone,
    HeardPost,
    MayShow,
    Part,
    Place,
    RawEvent,
    Refused,
    Unheard,
    Visibility,
)

SEND = "/xrpc/chat.bsky.convo.sendMessage"
ALLOWS = ("all", "following", "none", "")


@pytest.fixture
def chatting(bluesky_pds: BlueskyPds, bluesky_chat: ChatService) -> Iterator[Scene]:
    """A brand that reads direct messages and lets everyone write, and a customer."""
    with ExitStack() as stack:
        scene = Scene(bluesky_pds, stack, direct_messages=True, chat=bluesky_chat.proxied)
        allow(scene, scene.brand.did, "all")
        yield scene


def allow(scene: Scene, did: str, who: str) -> None:
    """Who may begin a direct message with an account; nothing is declared for an empty word."""
    kind = "chat.bsky.actor.declaration"
    session = scene.as_brand if did == scene.brand.did else scene.as_customer
    if who:
        record = {"$type": kind, "allowIncoming": who}
        session.call("com.atproto.repo.putRecord", repo=did, collection=kind, rkey="self", record=record)
    else:
        session.call("com.atproto.repo.deleteRecord", repo=did, collection=kind, rkey="self")


def poll(scene: Scene, cursor: str | None = None) -> tuple[list[RawEvent], str]:
    batches: list[Batch] = list(NETWORK.read(scene.connection, "direct", cursor, threading.Event()))
    return [event for batch in batches for event in batch.events], batches[-1].cursor


def posts(scene: Scene, events: list[RawEvent]) -> list[HeardPost]:
    return [one for one in scene.normalised(tuple(events)) if isinstance(one, HeardPost)]


def message(scene: Scene, text: str, place: Place | None) -> Part:
    now = clock.now()
    return Part(NETWORK.new_key(now), text, (), now, place, Visibility.DIRECT)


def to_customer(scene: Scene) -> Place:
    """A private answer to somebody who asked in public."""
    account = HeardAccount(scene.customer.did, scene.customer.handle)
    post = f"at://{scene.customer.did}/app.bsky.feed.post/3kaaaaaaaaaaa"
    return Place(post, "cid", "", "", account, Visibility.DIRECT)


def test_message_is_heard_answered_and_seen(chatting: Scene, bluesky_chat: ChatService) -> None:
    bluesky_chat.say(chatting.customer, chatting.brand, "my order, please")
    events, cursor = poll(chatting)
    (heard,) = posts(chatting, events)
    assert (heard.text, heard.addressed, heard.visibility) == ("my order, please", Addressed.DIRECT, Visibility.DIRECT)
    assert (heard.account.remote_id, heard.may_show) == (chatting.customer.did, MayShow.HELPERS)
    assert heard.root_id and heard.remote_id.startswith(f"{heard.root_id}/")
    place = Place(heard.remote_id, heard.version, heard.root_id, "", heard.account, Visibility.DIRECT)
    delivered = NETWORK.deliver(chatting.connection, message(chatting, "it is on its way", place))
    assert bluesky_chat.texts(chatting.customer, chatting.brand) == ["my order, please", "it is on its way"]
    later, _ = poll(chatting, cursor)
    (ours,) = posts(chatting, later)
    assert (ours.remote_id, ours.by_us, ours.addressed) == (delivered.remote_id, True, Addressed.NO)


def test_cursor_goes_on(chatting: Scene, bluesky_chat: ChatService) -> None:
    _, cursor = poll(chatting)
    assert poll(chatting, cursor) == ([], cursor)
    for number in range(3):
        bluesky_chat.say(chatting.customer, chatting.brand, f"message {number}")
    events, later = poll(chatting, cursor)
    assert [post.text for post in posts(chatting, events)] == ["message 0", "message 1", "message 2"]
    assert poll(chatting, later)[0] == []


def test_conversation_is_fetched_as_history(chatting: Scene, bluesky_chat: ChatService) -> None:
    bluesky_chat.say(chatting.customer, chatting.brand, "one")
    bluesky_chat.say(chatting.brand, chatting.customer, "two")
    (heard, *_) = posts(chatting, poll(chatting)[0])
    events = NETWORK.fetch_thread(chatting.connection, heard.remote_id)
    assert sorted(post.text for post in posts(chatting, list(events))) == ["one", "two"]
    assert {event.history for event in events} == {True}


@pytest.mark.parametrize("theirs", ALLOWS)
@pytest.mark.parametrize("followed", [True, False])
def test_beginning_a_conversation_is_theirs_to_allow(
    chatting: Scene, bluesky_chat: ChatService, theirs: str, followed: bool
) -> None:
    allow(chatting, chatting.customer.did, theirs)
    if followed:
        kind = "app.bsky.graph.follow"
        record = {"$type": kind, "subject": chatting.brand.did, "createdAt": "2026-01-01T00:00:00Z"}
        chatting.as_customer.call(
            "com.atproto.repo.createRecord", repo=chatting.customer.did, collection=kind, record=record
        )
    promised = message(chatting, "in private", to_customer(chatting))
    if theirs == "all" or (theirs in ("following", "") and followed):
        NETWORK.deliver(chatting.connection, promised)
        assert bluesky_chat.texts(chatting.customer, chatting.brand) == ["in private"]
        return
    with pytest.raises(Refused) as error:
        NETWORK.deliver(chatting.connection, promised)
    assert error.value.code == ("messages_disabled" if theirs == "none" else "only_whom_they_follow")
    assert NETWORK.look(chatting.connection, promised) is None
    assert bluesky_chat.texts(chatting.customer, chatting.brand) == []


@pytest.mark.parametrize(
    ("ours", "words"),
    [
        ("all", "Everyone may write a direct message."),
        ("following", "Only accounts that this one follows may begin a direct message."),
        ("", "Only accounts that this one follows may begin a direct message."),
        ("none", "Nobody may begin a direct message."),
    ],
)
def test_verify_says_who_may_write_to_us(chatting: Scene, ours: str, words: str) -> None:
    allow(chatting, chatting.brand.did, ours)
    checks = {check.name: check for check in NETWORK.verify(chatting.connection, False)}
    assert checks["direct"].ok
    assert checks["direct_from"].words == words


def test_blocked_customer_is_left_alone(chatting: Scene) -> None:
    assert NETWORK.block is not None
    NETWORK.block(chatting.connection, chatting.customer.did, True)
    with pytest.raises(Refused) as error:
        NETWORK.deliver(chatting.connection, message(chatting, "hello", to_customer(chatting)))
    assert error.value.code == "blocked_by_us"


@pytest.mark.parametrize("effect", ["drop", "cut", "garbage"])
def test_lost_answer_is_found_by_looking(chatting: Scene, bluesky_chat: ChatService, effect: Any) -> None:
    bluesky_chat.say(chatting.customer, chatting.brand, "hello?")
    (heard,) = posts(chatting, poll(chatting)[0])
    place = Place(heard.remote_id, heard.version, heard.root_id, "", heard.account, Visibility.DIRECT)
    promised = message(chatting, "once only", place)
    assert NETWORK.look(chatting.connection, promised) is None
    with proxy(chatting.server.pds) as between:
        between.inject(Fault(effect, method="POST", path=SEND, status=200))
        with pytest.raises(Unheard):
            NETWORK.deliver(chatting.through(between), promised)
    seen = NETWORK.look(chatting.connection, promised)
    assert seen is not None
    assert bluesky_chat.texts(chatting.customer, chatting.brand) == ["hello?", "once only"]
    # The same words said long before, or by the other, are not this message.
    later = replace(promised, created_at=promised.created_at + timedelta(minutes=5))
    assert NETWORK.look(chatting.connection, later) is None
    assert NETWORK.look(chatting.connection, replace(promised, text="hello?")) is None


def test_message_deleted_for_us_is_gone(chatting: Scene, bluesky_chat: ChatService) -> None:
    bluesky_chat.say(chatting.customer, chatting.brand, "oops")
    events, cursor = poll(chatting)
    (heard,) = posts(chatting, events)
    convo, message_id = heard.remote_id.removeprefix("chat:").split("/")
    bluesky_chat.answer(chatting.brand.did, "deleteMessageForSelf", {"convo_id": convo, "message_id": message_id})
    later, _ = poll(chatting, cursor)
    assert chatting.normalised(tuple(later)) == [HeardGone(heard.remote_id, "deleted")]


def test_sent_message_can_not_be_taken_back(chatting: Scene, bluesky_chat: ChatService) -> None:
    allow(chatting, chatting.customer.did, "all")
    delivered = NETWORK.deliver(chatting.connection, message(chatting, "hm", to_customer(chatting)))
    with pytest.raises(Refused) as error:
        NETWORK.retract(chatting.connection, delivered.remote_id)
    assert error.value.code == "stays_with_them"
    assert bluesky_chat.texts(chatting.brand, chatting.customer) == ["hm"]


def test_app_password_without_direct_messages_is_no_fault(bluesky_pds: BlueskyPds, bluesky_chat: ChatService) -> None:
    account = bluesky_pds.new_account("plain")
    connection, kept = connect(bluesky_pds, account, chat=bluesky_chat.proxied)
    (batch,) = NETWORK.read(connection, "direct", None, threading.Event())
    assert batch == Batch((), "")
    with pytest.raises(Refused) as error:
        NETWORK.deliver(
            connection,
            Part(
                "k",
                "hi",
                (),
                clock.now(),
                Place("chat:1/2", "", "", "", HeardAccount("did:plc:a", "a"), Visibility.DIRECT),
                Visibility.DIRECT,
            ),
        )
    assert error.value.code == "direct_not_allowed"
    assert kept == []
    (direct,) = [check for check in NETWORK.verify(connection, False) if check.name == "direct"]
    assert direct.ok
    assert "no access" in direct.words

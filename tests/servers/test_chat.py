"""The stand-in for direct messages keeps the lexicon's shapes and people's wishes."""

from typing import Any

import httpx
import pytest

from tests.servers.bluesky import BlueskyAccount, BlueskyPds
from tests.servers.chat import ChatService
from tests.servers.chat_convos import ChatError

DECLARATION = "chat.bsky.actor.declaration"


def _declare(server: BlueskyPds, account: BlueskyAccount, allow: str) -> None:
    record = {"$type": DECLARATION, "allowIncoming": allow}
    with server.signed_in(account) as session:
        session.call("com.atproto.repo.putRecord", repo=account.did, collection=DECLARATION, rkey="self", record=record)


def _follow(server: BlueskyPds, account: BlueskyAccount, other: BlueskyAccount) -> None:
    record = {"$type": "app.bsky.graph.follow", "subject": other.did, "createdAt": "2026-01-01T00:00:00Z"}
    with server.signed_in(account) as session:
        session.call("com.atproto.repo.createRecord", repo=account.did, collection=record["$type"], record=record)


def _client(server: BlueskyPds, base: str, account: BlueskyAccount, **headers: str) -> httpx.Client:
    body = {"identifier": account.handle, "password": account.app_password}
    session = httpx.post(f"{server.pds}/xrpc/com.atproto.server.createSession", json=body, trust_env=False).json()
    headers["authorization"] = f"Bearer {session['accessJwt']}"
    return httpx.Client(base_url=f"{base}/xrpc/", headers=headers, trust_env=False)


@pytest.fixture
def people(bluesky_pds: BlueskyPds) -> tuple[BlueskyAccount, BlueskyAccount]:
    """A brand that may use direct messages, and a customer."""
    return bluesky_pds.new_account("brand", direct_messages=True), bluesky_pds.new_account("ann")


def test_incoming_messages_are_the_recipients_choice(
    bluesky_pds: BlueskyPds, bluesky_chat: ChatService, people: tuple[BlueskyAccount, BlueskyAccount]
) -> None:
    brand, customer = people
    with pytest.raises(ChatError, match="NotFollowedBySender"):  # who declared nothing
        bluesky_chat.say(customer, brand, "hello?")
    _declare(bluesky_pds, brand, "none")
    with pytest.raises(ChatError, match="MessagesDisabled"):
        bluesky_chat.say(customer, brand, "hello?")
    _declare(bluesky_pds, brand, "following")
    _follow(bluesky_pds, brand, customer)
    bluesky_chat.say(customer, brand, "hello!")
    assert bluesky_chat.texts(brand, customer) == ["hello!"]


@pytest.mark.parametrize("through_pds", [False, True])
def test_brand_reads_answers_and_deletes(
    bluesky_pds: BlueskyPds,
    bluesky_chat: ChatService,
    people: tuple[BlueskyAccount, BlueskyAccount],
    through_pds: bool,
) -> None:
    brand, customer = people
    _declare(bluesky_pds, brand, "all")
    bluesky_chat.say(customer, brand, "hello")
    base = bluesky_pds.pds if through_pds else bluesky_chat.url
    headers = {"atproto-proxy": bluesky_chat.proxied} if through_pds else {}
    with _client(bluesky_pds, base, brand, **headers) as client:

        def ask(method: str, **params: Any) -> dict[str, Any]:
            return dict(client.get(f"chat.bsky.convo.{method}", params=params).raise_for_status().json())

        def tell(method: str, **body: Any) -> dict[str, Any]:
            return dict(client.post(f"chat.bsky.convo.{method}", json=body).raise_for_status().json())

        (convo,) = ask("listConvos")["convos"]
        assert (convo["status"], convo["unreadCount"]) == ("request", 1)
        assert ask("getConvoForMembers", members=[customer.did])["convo"]["id"] == convo["id"]
        cursor = ask("getLog")["cursor"]
        sent = tell("sendMessage", convoId=convo["id"], message={"text": "we are here"})
        kinds = [entry["$type"].partition("#")[2] for entry in ask("getLog", cursor=cursor)["logs"]]
        assert kinds == ["logAcceptConvo", "logCreateMessage"]
        tell("deleteMessageForSelf", convoId=convo["id"], messageId=sent["id"])
        page = ask("getMessages", convoId=convo["id"], limit=1)
        assert page["messages"][0]["$type"] == "chat.bsky.convo.defs#deletedMessageView"
        (message,) = ask("getMessages", convoId=convo["id"], cursor=page["cursor"])["messages"]
        assert message["text"] == "hello"
    assert bluesky_chat.texts(customer, brand) == ["hello", "we are here"]


@pytest.mark.parametrize("through_pds", [False, True])
def test_plain_app_password_may_not(bluesky_pds: BlueskyPds, bluesky_chat: ChatService, through_pds: bool) -> None:
    base = bluesky_pds.pds if through_pds else bluesky_chat.url
    headers = {"atproto-proxy": bluesky_chat.proxied} if through_pds else {}
    with _client(bluesky_pds, base, bluesky_pds.new_account("ann"), **headers) as client:
        refused = client.get("chat.bsky.convo.listConvos")
    assert (refused.status_code, refused.json()["error"]) == (400, "InvalidToken")
    assert refused.json()["message"] == "Bad token method"


def test_requests_are_checked_against_the_lexicon(
    bluesky_pds: BlueskyPds, bluesky_chat: ChatService, people: tuple[BlueskyAccount, BlueskyAccount]
) -> None:
    with _client(bluesky_pds, bluesky_chat.url, people[0]) as client:
        answers = [
            client.get("chat.bsky.convo.listConvos", params={"limit": 101}),
            client.get("chat.bsky.convo.getConvoForMembers", params={"members": ["ann"]}),
            client.post("chat.bsky.convo.sendMessage", json={"convoId": "x", "message": {}}),
            client.get("chat.bsky.convo.getMessages", params={"convoId": "x"}),
        ]
    errors = [(answer.status_code, answer.json()["error"]) for answer in answers]
    assert errors == [(400, "InvalidRequest")] * 3 + [(400, "InvalidConvo")]

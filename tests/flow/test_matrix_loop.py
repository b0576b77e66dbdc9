"""The whole loop on a real Matrix homeserver: what Marta sees in the room is the witness."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import nio
import pytest

from tests.answering.test_pictures import picture
from tests.people import settle_all
from tests.servers.matrix import PASSWORD, MatrixAccount, MatrixServer
from tests.servers.matrix_app import matrix_app
from tummler.acts.channels import begin_channel
from tummler.acts.customers import join, prove_customer
from tummler.acts.needs import claim_need
from tummler.acts.pictures import add_pictures
from tummler.acts.proving import begin_word, finish_word, new_visitor, word_of
from tummler.acts.proving_there import begin_there
from tummler.acts.replies import promise_reply, save_draft
from tummler.acts.tags import Definition, make_tag
from tummler.acts.telling_codes import tell_codes
from tummler.answering.drafts import Chosen
from tummler.answering.tagging import wake_proven
from tummler.listening.media import fetch_picture
from tummler.networks.contract import Refused
from tummler.networks.matrix import proving
from tummler.records.models import Channel, Delivery, Need, Picture, Post, Proof
from tummler.work.reading import read_once
from tummler.work.tags import answer_all

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.network]


def connect(owner, server: MatrixServer, brand: MatrixAccount, rooms: str = "") -> Channel:
    """The brand's channel; a round of reading doesn't wait for news."""
    answers = {"handle": brand.user_id, "password": PASSWORD, "server": server.url, "rooms": rooms}
    channel = begin_channel(actor=owner, key="matrix", answers=answers, callback="")
    channel.facts["wait_ms"] = 0
    channel.save()
    settle_all(channel)
    return channel


def answer(owner, channel: Channel, text: str) -> Delivery:
    """The open need, answered."""
    need = Need.objects.get(state="open")
    claim_need(actor=owner, need=need)
    reply = save_draft(actor=owner, need=need, text=text, edition=0)
    promise_reply(actor=owner, reply=reply, undo=timedelta(0))
    settle_all(channel)
    return Delivery.objects.get(reply=reply)


@pytest.fixture
def scene(matrix_server, owner):
    brand, marta = matrix_server.account("velonorte"), matrix_server.account("marta")
    room = marta.room(name="Help", room_alias_name=f"flow-{brand.device_id.lower()}")
    channel = connect(owner, matrix_server, brand, f"#flow-{brand.device_id.lower()}:localhost")
    return brand, marta, room, channel


def test_a_mention_in_a_room_is_heard_answered_once_and_their_word_kept(owner, scene) -> None:
    brand, marta, room, channel = scene
    mention = {"user_ids": [brand.user_id]}
    asked = marta.say(room, "my bike won't unlock at dock 14, what do I do?", m_mentions=mention)
    settle_all(channel)
    need = Need.objects.get()
    assert (need.post.remote_id, need.state, need.account.handle) == (f"{room}/{asked}", "open", marta.user_id)
    new = {"msgtype": "m.text", "body": "my bike won't unlock at dock 15, what do I do?"}
    marta.say(room, "* 15", m_new_content=new, m_relates_to={"rel_type": "m.replace", "event_id": asked})
    settle_all(channel)
    need.post.refresh_from_db()
    assert need.post.text == new["body"]

    sent = answer(owner, channel, "Hold the red button for five seconds.")
    [stands] = [each for each in marta.messages(room) if each["sender"] == brand.user_id]
    assert (sent.state, sent.remote_id) == ("sent", f"{room}/{stands['event_id']}")
    assert stands["content"]["body"] == "Hold the red button for five seconds. ^Inés"
    assert stands["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}

    reply = {"m.in_reply_to": {"event_id": stands["event_id"]}}
    thanks = marta.say(room, "That worked, thank you!", m_relates_to=reply)
    settle_all(channel)
    need.refresh_from_db()
    assert need.state == "helped"
    marta.redact(room, thanks)
    settle_all(channel)
    assert Post.objects.get(remote_id=f"{room}/{thanks}").gone


def test_a_sealed_chat_is_one_conversation_with_its_pictures(owner, scene) -> None:
    brand, marta, _room, channel = scene
    with matrix_app(marta) as app:
        chat = marta.room(brand, preset="trusted_private_chat", is_direct=True)
        settle_all(channel)
        app.show(chat, picture(64, 48, "PNG"), "image/png")
        app.say(chat, "this latch is broken, can you send me a new one?")
        settle_all(channel)
        shown, asked = Post.objects.filter(visibility="direct").order_by("pk")
        assert shown.conversation == asked.conversation
        assert asked.conversation.root_remote_id == chat
        assert fetch_picture(shown, 0).read_bytes()[8:12] == b"WEBP"
        need = Need.objects.get(state="open")
        claim_need(actor=owner, need=need)
        draft = add_pictures(actor=owner, need=need, contents=[picture(640, 480, "JPEG")])
        described = Chosen(pictures={Picture.objects.get().public_id: ("A steel latch", None)})
        reply = save_draft(actor=owner, need=need, text="It is this one.", edition=draft.edition, chosen=described)
        promise_reply(actor=owner, reply=reply, undo=timedelta(0))
        settle_all(channel)
        assert Delivery.objects.get().state == "sent"
        app.look()
        assert app.read[chat][-1:] == ["It is this one. ^Inés"]
        [sent] = [
            each for each in app.events if isinstance(each, nio.RoomEncryptedImage) and each.sender != marta.user_id
        ]
        assert sent.body == "A steel latch"
        assert app.fetch(sent) == bytes(Picture.objects.get().content)


def test_a_key_that_was_ended_there_turns_the_channel_red_and_keeps_the_answer(owner, matrix_server, scene) -> None:
    brand, marta, room, channel = scene
    marta.say(room, "where is my refund?", m_mentions={"user_ids": [brand.user_id]})
    settle_all(channel)
    brand.api("POST", "logout/all", {})
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    promise_reply(
        actor=owner, reply=save_draft(actor=owner, need=need, text="On Monday.", edition=0), undo=timedelta(0)
    )
    with pytest.raises(Exception, match="key_refused"):
        read_once(channel)
    channel.refresh_from_db()
    assert channel.trouble == "key_revoked"
    again = connect(owner, matrix_server, brand)
    assert again.pk == channel.pk
    assert Delivery.objects.get().state == "sent"
    assert [each["content"]["body"] for each in marta.messages(room)][1:] == ["On Monday. ^Inés"]


def test_a_token_of_her_own_server_proves_the_account_that_wrote(owner, matrix_server, scene, monkeypatch) -> None:
    brand, marta, room, channel = scene
    marta.say(room, "where is my refund?", m_mentions={"user_ids": [brand.user_id]})
    settle_all(channel)
    told = marta.api("POST", f"user/{marta.user_id}/openid/request_token", {})
    assert proving.federation("there.example:8448") == "https://there.example:8448"
    # Servers speak with each other over TLS, which this one has not.
    monkeypatch.setattr(proving, "federation", lambda server: matrix_server.url)
    visitor, _secret = new_visitor(owner.brand)

    def bring(token: dict[str, object]) -> object:
        answers = {"token": json.dumps(token)}
        return begin_there(visitor=visitor, way="matrix", answers=answers, callback="", client_id="")

    for wrong in ({}, {**told, "access_token": "x"}, {**told, "matrix_server_name": "elsewhere.example"}, [told]):
        with pytest.raises(Refused, match="sign_in_refused"):
            bring(wrong)  # type: ignore[arg-type] # wrong on purpose
    assert bring(told) == [Need.objects.get().account]
    assert Proof.objects.get().account.remote_id == marta.user_id


def settle_with_tags(channel: Channel) -> None:
    """What the workers do, until nothing is left."""
    settle_all(channel)
    while answer_all() + tell_codes():
        settle_all(channel)
    settle_all(channel)


def test_an_account_is_proven_in_a_sealed_chat_and_asks_about_itself_there(owner, scene) -> None:
    brand, marta, room, channel = scene
    charges = Definition(name="charges", text="You owe 12.40 €.", proven=True)
    make_tag(actor=owner, wanted=charges, on=True)
    visitor, _secret = new_visitor(owner.brand)
    with matrix_app(marta) as app:
        chat = marta.room(brand, preset="trusted_private_chat", is_direct=True)
        settle_all(channel)
        app.say(chat, "#charges")
        settle_with_tags(channel)
        app.look()
        [unproven] = app.read[chat][1:]
        assert "12.40" not in unproven and "/me" in unproven

        word = begin_word(visitor)
        app.say(chat, word_of(word))
        settle_with_tags(channel)
        app.look()
        code = re.search(r"\d{3} \d{3}", app.read[chat][-1])
        assert code is not None
        word.refresh_from_db()
        proof = finish_word(visitor=visitor, word=word, code=code[0])
        assert proof is not None and proof.account is not None
        prove_customer(visitor=visitor, ref="4711", name="Marta Rueda", how="app")
        join(visitor=visitor, accounts=[proof.account])

        wake_proven()
        settle_with_tags(channel)
        app.look()
        assert app.read[chat][-1].startswith("You owe 12.40 €.")
        mention = {"user_ids": [brand.user_id]}
        app.say(room, "#charges?", **{"m.mentions": mention})
        settle_with_tags(channel)
        said = [each["content"]["body"] for each in marta.messages(room) if each["sender"] == brand.user_id]
        assert len(said) == 1 and "12.40" not in said[0]
        assert app.closed == []
    assert {each["type"] for each in marta.messages(chat)} == {"m.room.encrypted"}

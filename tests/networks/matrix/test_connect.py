"""Signing in: the server found by the account's name, a key of our own, and what is said when it can't be."""

from __future__ import annotations

import pytest

from tests.networks.matrix.conftest import Scene, connect
from tests.servers.matrix import PASSWORD
from tummler.networks.contract import NetworkTrouble, Private
from tummler.networks.matrix import NETWORK
from tummler.networks.matrix.client import Client
from tummler.networks.matrix.connect import _told, find_server
from tummler.networks.matrix.seal.devices import ask_devices


def test_signing_in_makes_a_key_of_our_own_that_the_account_vouches_for(scene: Scene) -> None:
    brand = scene.brand
    again = connect(scene.server.url, brand)
    assert again.account.remote_id == brand.user_id
    assert again.secrets["token"] not in (brand.token, scene.connection.secrets["token"])
    assert PASSWORD not in repr((again.secrets, again.settings, again.facts))
    known = ask_devices(Client(scene.server.url, scene.marta.token), [brand.user_id])
    assert known.masters[brand.user_id] != ""
    assert {device.id for device in known.devices} == {again.facts["device_id"]}
    works = NETWORK.verify(again, True)
    assert [(check.name, check.ok) for check in works] == [
        (name, True) for name in ("server", "key", "direct", "read", "post")
    ]
    assert works[2].words.startswith("Direct chats are sealed")
    assert brand.api("GET", "joined_rooms")["joined_rooms"] == [scene.room]


def test_a_token_of_another_app_can_speak_and_not_seal(scene: Scene) -> None:
    from tests.servers.matrix_app import matrix_app

    with matrix_app(scene.brand):
        answers = {"handle": "", "server": scene.server.url, "token": scene.brand.token}
        made = NETWORK.connect_begin(answers, "")
    assert made.facts["seals"] is False  # type: ignore[union-attr] # a channel, not an address
    assert NETWORK.traits(made.facts).private is Private.SERVER_READABLE  # type: ignore[union-attr] # a channel, not an address


WRONG = [
    ({"password": "wrong"}, "wrong_login"),
    ({"password": ""}, "missing_answer"),
    ({"token": "nobody's"}, "key_refused"),
    ({"rooms": "#nowhere:localhost"}, "room_closed"),
    ({"server": "http://10.0.0.1:8008"}, "unsafe_address"),
    ({"server": "ftp://x.example"}, "no_server"),
    ({"server": "http://user:secret@127.0.0.1"}, "no_server"),
    ({"server": "http://127.0.0.1:1"}, "ConnectError"),
]


def test_what_went_wrong_is_named(scene: Scene) -> None:
    answers = {"handle": scene.marta.user_id, "password": PASSWORD, "server": scene.server.url}
    for changes, code in [*WRONG, ({"token": scene.brand.token}, "another_account")]:
        with pytest.raises(NetworkTrouble) as trouble:
            NETWORK.connect_begin({**answers, **changes}, "")
        assert trouble.value.code == code


def test_a_domain_says_where_its_server_is(scene: Scene) -> None:
    # Synapse tells of itself at its own address, under its own name.
    assert find_server(scene.server.url) == scene.server.url.replace("127.0.0.1", "localhost")
    assert _told(b'{"m.homeserver": {"base_url": "https://matrix.x.example/"}}') == "https://matrix.x.example"
    for odd in (b"", b"[]", b"{}", b'{"m.homeserver": 7}', b'{"m.homeserver": {"base_url": "//x"}}', b"<html>"):
        assert _told(odd) == ""


def test_who_may_begin_a_chat_is_for_the_owner_to_say(scene: Scene) -> None:
    chat = scene.chat()
    for chats, followed in (("nobody", False), ("elsewhere.example", False), ("elsewhere.example, localhost", True)):
        connect(scene.server.url, scene.brand, chats=chats)
        assert (chat in scene.brand.api("GET", "joined_rooms")["joined_rooms"]) is followed

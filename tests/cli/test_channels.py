"""``tummler channel``: listed as they are, tried for real."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from tests.people import connect_echo
from tummler.cli.main import app
from tummler.records.models import Channel, Happening

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments, code=0):
    result = CliRunner().invoke(app, ["channel", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stdout.splitlines(), result.stderr.splitlines()


@pytest.fixture
def square(brand):
    return Channel.objects.get(brand=brand, network="square")


def test_channels_are_listed_with_how_they_are(square, channel):
    shown, _ = run("list")
    assert [line.split(maxsplit=4) for line in shown] == [
        [str(channel.pk), "velo-norte", "Echo", "velonorte", "connected, nothing heard yet"],
        [str(square.pk), "velo-norte", "Square", "velo-norte", "open"],
    ]


@pytest.mark.parametrize(
    "change, state",
    [
        ({"trouble": "key_revoked"}, "in trouble: Its key ran out. Connect it again."),
        ({"paused": True}, "paused"),
        ({"network": "carrier_pigeon"}, "in trouble: the network “carrier_pigeon” is not installed here"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(square, change, state):
    Channel.objects.update(**change)
    shown, _ = run("list")
    assert [line.split(maxsplit=4)[3:] for line in shown] == [["velo-norte", state]]


def test_without_channels_the_way_to_one_is_told(db):
    assert run("list")[0] == [
        "There is no channel yet. Start tummler serve, open the page that it names, and make a brand."
    ]


@pytest.mark.parametrize("named", ["velonorte", "@VeloNorte", "number"])
def test_a_channel_is_tried_for_real(channel, named):
    shown, _ = run("check", channel.pk if named == "number" else named)
    assert shown == ["velo-norte, Echo, velonorte", "  ok   It can be read."]
    channel.refresh_from_db()
    assert [check["ok"] for check in channel.health] == [True]
    assert Happening.objects.filter(act="channel_checked", channel_id=channel.pk).count() == 1


def test_writing_is_tried_where_it_is_asked_for_and_leaves_nothing(echo, channel):
    shown, _ = run("check", "velonorte", "--write")
    assert shown[1:] == [
        "  ok   It can be read.",
        "  ok   A post was made, and seen there.",
        "  ok   The post was deleted, and is gone there.",
    ]
    assert echo.posts() == {}


def test_one_that_does_not_work_ends_with_1_and_the_others_are_tried_too(echo, owner, channel, square):
    connect_echo(owner, echo, "another")
    echo.revoke("token-another")
    shown, said = run("check", "--all", code=1)
    assert shown == [
        "velo-norte, Echo, another",
        "  NOT  The network: Its key ran out.  Connect it again.",
        "velo-norte, Echo, velonorte",
        "  ok   It can be read.",
        "velo-norte, Square, velo-norte",
        "  ok   It is ours: it works while we do.",
    ]
    assert said == ["One channel does not work."]


def test_a_key_that_can_not_be_opened_is_told(channel):
    Channel.objects.filter(pk=channel.pk).update(secret_box=b"nothing of ours")
    shown, _ = run("check", "velonorte", code=1)
    assert shown[1] == "  NOT  Its stored key can’t be opened here.  Connect it again."


@pytest.mark.parametrize(
    "arguments, said",
    [
        ((), "Which one? Name its number or handle, as tummler channel list shows them, or say --all."),
        (("nobody",), "There is no channel “nobody”. tummler channel list shows them all."),
        (("9" * 40,), f"There is no channel “{'9' * 40}”. tummler channel list shows them all."),
    ],
)
def test_wrong_use_says_what_to_write(square, arguments, said):
    assert run("check", *arguments, code=2)[1] == [said]

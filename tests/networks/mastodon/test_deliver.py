"""A part stands there once, whatever the server and the way to it do."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.networks.mastodon.conftest import Scene
from tests.servers.faults import Fault, rate_limited
from tummler.common import clock
from tummler.common.http import requests_session
from tummler.networks.contract import (
    KeyRevoked,
    NetworkTrouble,
    OutMedia,
    Part,
    Refused,
    SlowDown,
    Unheard,
    Visibility,
)
from tummler.networks.mastodon import NETWORK

STATUSES = "/api/v1/statuses"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0500f0004850180"
    "84a98c210000000049454e44ae426082"
)


def test_the_same_key_twice_is_one_status(scene: Scene) -> None:
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it.", asked)
    first, again = NETWORK.deliver(scene.connection, part), NETWORK.deliver(scene.connection, part)
    assert first.remote_id == again.remote_id
    assert len(scene.answers(asked)) == 1
    keys = [request.headers["idempotency-key"] for request in scene.proxy.asked("POST", STATUSES)]
    assert keys == [part.key, part.key]


def test_keys_are_never_the_same() -> None:
    assert len({NETWORK.new_key(clock.now()) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("fault", ["drop", "cut", "garbage"])
def test_accepted_and_unheard_is_found_and_not_sent_twice(scene: Scene, fault: str) -> None:
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it. *Sorry* for the wait! https://example.com/a_b", asked)
    scene.proxy.inject(Fault(fault, "POST", STATUSES))  # type: ignore[arg-type]
    with pytest.raises(Unheard):
        NETWORK.deliver(scene.connection, part)
    (stands,) = scene.answers(asked)
    found = NETWORK.look(scene.connection, part)
    assert found is not None
    assert found.remote_id == stands["id"]
    assert NETWORK.deliver(scene.connection, part).remote_id == stands["id"]
    assert len(scene.answers(asked)) == 1


@pytest.mark.parametrize(
    "fault", [Fault("close", "POST"), Fault("status", "POST", status=503), Fault("status", "POST", status=500)]
)
def test_never_arrived_is_unheard_and_surely_not_there(scene: Scene, fault: Fault) -> None:
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it.", asked)
    scene.proxy.inject(fault)
    with pytest.raises(Unheard):
        NETWORK.deliver(scene.connection, part)
    assert NETWORK.look(scene.connection, part) is None
    NETWORK.deliver(scene.connection, part)
    assert len(scene.answers(asked)) == 1


def test_a_server_that_hangs_is_unheard(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = requests_session(read_seconds=0.5)
    monkeypatch.setattr("tummler.networks.mastodon.client.requests_session", lambda: impatient)
    scene.proxy.inject(Fault("hang", "POST"))
    with pytest.raises(Unheard):
        NETWORK.deliver(scene.connection, scene.part("hello"))


def test_after_the_keys_hour_only_looking_decides(scene: Scene) -> None:
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it.", asked)
    first = NETWORK.deliver(scene.connection, part)
    # The same promise with a key that the server has forgotten.
    forgotten = replace(part, key=NETWORK.new_key(clock.now()), created_at=part.created_at - timedelta(minutes=56))
    assert NETWORK.deliver(scene.connection, forgotten).remote_id == first.remote_id
    assert len(scene.answers(asked)) == 1


def test_a_server_without_keys_is_looked_at_before_a_second_try(scene: Scene) -> None:
    without = replace(scene.connection, facts={**scene.connection.facts, "knows_keys": False})
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it.", asked)
    first = NETWORK.deliver(without, part)
    later = replace(part, key=NETWORK.new_key(clock.now()), created_at=part.created_at - timedelta(minutes=1))
    assert NETWORK.deliver(without, later).remote_id == first.remote_id


def test_looking_tells_apart_what_is_alike(scene: Scene) -> None:
    one, two = scene.ask("@ada one"), scene.ask("@ada two")
    NETWORK.deliver(scene.connection, scene.part("@grace Hello!", one))
    assert NETWORK.look(scene.connection, scene.part("@grace Hello!", two)) is None
    assert NETWORK.look(scene.connection, scene.part("@grace Goodbye!", one)) is None
    assert NETWORK.look(scene.connection, scene.part("@grace Hello!")) is None


def test_a_post_that_answers_nobody_may_be_said_again(scene: Scene) -> None:
    part = scene.part("We are open.")
    NETWORK.deliver(scene.connection, part)
    assert NETWORK.look(scene.connection, part) is not None
    tomorrow = scene.part("We are open.", created_at=clock.now() + timedelta(days=1))
    assert NETWORK.look(scene.connection, tomorrow) is None


@pytest.mark.parametrize("hours", [-30, 30])
def test_an_answer_is_found_whatever_our_clock_said(scene: Scene, hours: int) -> None:
    """Promised by a clock that was wrong, and looked for when it was right again."""
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it.", asked, created_at=clock.now() + timedelta(hours=hours))
    scene.proxy.inject(Fault("drop", "POST", STATUSES))
    with pytest.raises(Unheard):
        NETWORK.deliver(scene.connection, part)
    assert NETWORK.look(scene.connection, part) is not None
    forgotten = replace(part, key=NETWORK.new_key(clock.now()))
    clock.shift(timedelta(hours=31))
    NETWORK.deliver(scene.connection, forgotten)
    assert len(scene.answers(asked)) == 1


def test_looking_finds_what_was_edited_there_meanwhile(scene: Scene) -> None:
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it.", asked)
    delivered = NETWORK.deliver(scene.connection, part)
    scene.server.api("PUT", f"{STATUSES}/{delivered.remote_id}", status="@grace Found, in Ulm.")
    found = NETWORK.look(scene.connection, part)
    assert found is not None
    assert (found.remote_id, found.version != "") == (delivered.remote_id, True)


def test_looking_goes_back_over_pages(scene: Scene) -> None:
    part = scene.part("The first of many.")
    delivered = NETWORK.deliver(scene.connection, part)
    for number in range(45):
        scene.server.api("POST", STATUSES, status=f"number {number}")
    found = NETWORK.look(scene.connection, part)
    assert found is not None
    assert found.remote_id == delivered.remote_id


@pytest.mark.parametrize("visibility", list(Visibility))
def test_visibility_warning_and_language_arrive(scene: Scene, visibility: Visibility) -> None:
    said = {"public": "public", "unlisted": "unlisted", "followers": "private", "direct": "direct"}[visibility]
    asked = scene.ask("@ada a question", visibility=said, spoiler_text="food")
    place = scene.place(asked)
    assert (place.visibility, place.warning) == (visibility, "food")
    composition = NETWORK.compose("Yes.", place, NETWORK.traits(scene.connection.facts), ())
    part = scene.part(
        composition.leaves[0].text,
        asked,
        visibility=composition.visibility,
        warning=composition.warning,
        language="de",
    )
    delivered = NETWORK.deliver(scene.connection, part)
    seen = scene.server.api("GET", f"{STATUSES}/{delivered.remote_id}")
    assert (seen["visibility"], seen["spoiler_text"], seen["language"]) == (said, "food", "de")


def test_media_arrives_with_its_description(scene: Scene) -> None:
    media = OutMedia(PIXEL, "image/png", "A single pixel", 1, 1)
    delivered = NETWORK.deliver(scene.connection, scene.part("Look:", media=(media, media)))
    seen = scene.server.api("GET", f"{STATUSES}/{delivered.remote_id}")
    assert [(each["type"], each["description"]) for each in seen["media_attachments"]] == [
        ("image", "A single pixel")
    ] * 2
    uploaded = scene.proxy.asked("POST", "/api/v2/media")
    assert all(PIXEL in request.body for request in uploaded)


def test_media_in_work_is_waited_for(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tummler.networks.mastodon.media._PAUSE", 0.01)
    uploaded = scene.server.api("POST", "/api/v1/statuses", status="x")  # any id that is there
    working = b'{"id":"%s","url":null}' % uploaded["id"].encode()
    scene.proxy.inject(
        Fault("status", "POST", "/api/v2/media", status=202, body=working),
        Fault("status", "GET", "/api/v1/media/*", status=206, body=working, count=2),
        Fault("status", "GET", "/api/v1/media/*", status=200, body=b'{"id":"1","url":"https://x.example/1.png"}'),
    )
    NETWORK.deliver(scene.connection, scene.part("Look:", media=(OutMedia(PIXEL, "image/png", "", 1, 1),)))
    assert len(scene.proxy.asked("GET", "/api/v1/media/*")) == 3


def error(status: int, words: str = "no") -> Fault:
    return Fault("status", "POST", STATUSES, status=status, body=b'{"error":"%s"}' % words.encode())


@pytest.mark.parametrize(
    "fault, trouble, code",
    [
        (error(401), KeyRevoked, "key_refused"),
        (error(403), KeyRevoked, "forbidden"),
        (error(404), Refused, "reply_gone"),
        (error(422), Refused, "not_taken"),
        (error(400), Refused, "not_taken"),
        (Fault("status", "POST", STATUSES, status=403, body=b"<html>are you a robot?"), Unheard, "http_403"),
        (Fault("status", "POST", STATUSES, status=404, body=b"<html>maintenance"), Unheard, "http_404"),
        (
            Fault("status", "POST", STATUSES, status=301, headers={"Location": "https://evil.example/"}),
            Unheard,
            "http_301",
        ),
        (Fault("status", "POST", STATUSES, status=200, body=b"[]"), Unheard, "garbled"),
        (Fault("status", "POST", STATUSES, status=200, body=b"{}"), Unheard, "garbled"),
        (Fault("status", "POST", STATUSES, status=200, body=b"[" * 100_000), Unheard, None),
        (Fault("status", "POST", STATUSES, status=200, body=b'{"id":' + b"9" * 5000 + b"}"), Unheard, None),
        (error(502), Unheard, "http_502"),
    ],
)
def test_what_the_servers_answers_mean(
    scene: Scene, fault: Fault, trouble: type[NetworkTrouble], code: str | None
) -> None:
    part = scene.part("@grace We found it.", scene.ask("@ada my order is lost"))
    scene.proxy.inject(fault)
    with pytest.raises(NetworkTrouble) as raised:
        NETWORK.deliver(scene.connection, part)
    assert type(raised.value) is trouble
    assert code in (None, raised.value.code)


def test_too_long_for_the_server_is_said(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        NETWORK.deliver(scene.connection, scene.part("x" * 501))
    assert refused.value.code == "too_long"


def too_many(**headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault("status", "POST", STATUSES, status=429, body=b"{}", headers=named)


@pytest.mark.parametrize(
    "fault, seconds",
    [
        (rate_limited(17, path=STATUSES), 17),
        (too_many(X_RateLimit_Reset="2100-01-01T00:00:00.123456Z"), 3 * 3600),
        (too_many(X_RateLimit_Reset="1"), 1),
        (too_many(X_RateLimit_Reset="tomorrow"), 60),
        (too_many(), 60),
    ],
)
def test_too_many_requests_says_how_long(scene: Scene, fault: Fault, seconds: float) -> None:
    scene.proxy.inject(fault)
    with pytest.raises(SlowDown) as slow:
        NETWORK.deliver(scene.connection, scene.part("hello"))
    assert slow.value.seconds == seconds


def test_a_revoked_key_is_told_everywhere(scene: Scene) -> None:
    revoked = replace(scene.connection, secrets={"token": "no longer"})
    asked = scene.ask("@ada hello")
    part: Part = scene.part("@grace hello", asked)
    for act in (
        lambda link: NETWORK.deliver(link, part),
        lambda link: NETWORK.look(link, part),
        lambda link: list(NETWORK.read(link, "notifications", None, threading.Event())),
        lambda link: NETWORK.retract(link, asked["id"]),
    ):
        with pytest.raises(KeyRevoked):
            act(revoked)


def test_an_answer_to_a_deleted_post_is_no_post_of_its_own(scene: Scene) -> None:
    asked = scene.ask("@ada my order is lost")
    part = scene.part("@grace We found it.", asked)
    orphan = scene.server.api("POST", STATUSES, status="@grace We found it.")
    body = b'{"id":"%s","in_reply_to_id":null}' % orphan["id"].encode()
    scene.proxy.inject(Fault("status", "POST", STATUSES, status=200, body=body))
    with pytest.raises(Refused) as refused:
        NETWORK.deliver(scene.connection, part)
    assert refused.value.code == "reply_gone"
    assert orphan["id"] not in [each["id"] for each in own(scene)]


def own(scene: Scene) -> list[dict[str, str]]:
    number = scene.connection.facts["account_id"]
    return list(scene.server.api("GET", f"/api/v1/accounts/{number}/statuses", limit=40))


def test_retracting_is_seen_and_twice_is_fine(scene: Scene) -> None:
    asked = scene.ask("@ada my order is lost")
    delivered = NETWORK.deliver(scene.connection, scene.part("@grace We found it.", asked))
    NETWORK.retract(scene.connection, delivered.remote_id)
    assert scene.answers(asked) == []
    NETWORK.retract(scene.connection, delivered.remote_id)


def test_liking_and_blocking_are_seen(scene: Scene) -> None:
    assert NETWORK.like
    assert NETWORK.block
    asked = scene.ask("@ada you are great")
    status = f"{STATUSES}/{asked['id']}"
    NETWORK.like(scene.connection, asked["id"], "", True)
    assert scene.server.api("GET", status)["favourited"] is True
    NETWORK.like(scene.connection, asked["id"], "", False)
    assert scene.server.api("GET", status)["favourited"] is False
    grace = asked["account"]["id"]
    person = f"{scene.connection.facts['host']}#{grace}"
    NETWORK.block(scene.connection, person, True)
    assert blocking(scene, grace) is True
    NETWORK.block(scene.connection, person, False)
    assert blocking(scene, grace) is False


def test_reposting_is_one_seen_and_taken_back(scene: Scene) -> None:
    assert NETWORK.repost
    said = scene.ask("push the wheel in twice")

    def who() -> list[str]:
        return [one["username"] for one in scene.server.api("GET", f"{STATUSES}/{said['id']}/reblogged_by")]

    links = [NETWORK.repost(scene.connection, said["id"], "", True) for _ in range(2)]
    mine = scene.server.api("GET", f"/api/v1/accounts/{scene.connection.facts['account_id']}/statuses", limit=40)
    shown = [one["url"] for one in mine if (one.get("reblog") or {}).get("id") == said["id"]]
    assert (who(), links) == (["ada"], shown * 2)
    assert [NETWORK.repost(scene.connection, said["id"], "", False) for _ in range(2)] == ["not boosted"] * 2
    assert who() == []
    scene.server.api("DELETE", f"{STATUSES}/{said['id']}", who="grace")
    assert NETWORK.repost(scene.connection, said["id"], "", False) == "not boosted", "it went with what was boosted"
    with pytest.raises(Refused, match="missing"):
        NETWORK.repost(scene.connection, said["id"], "", True)


def blocking(scene: Scene, number: str) -> bool:
    (relationship,) = scene.server.api("GET", "/api/v1/accounts/relationships", **{"id[]": number})
    return bool(relationship["blocking"])


def test_a_long_answer_is_a_thread_there(scene: Scene) -> None:
    asked = scene.ask("@ada tell me everything")
    place, link = scene.place(asked), scene.connection
    composition = NETWORK.compose("A sentence that says something. " * 40, place, NETWORK.traits(link.facts), ())
    before = asked["id"]
    for leaf in composition.leaves:
        part = scene.part(leaf.text, asked)
        assert part.place
        before = NETWORK.deliver(link, replace(part, place=replace(part.place, remote_id=before))).remote_id
    answers = scene.answers(asked)
    assert [each["in_reply_to_id"] for each in answers] == [asked["id"], *[each["id"] for each in answers[:-1]]]
    assert len(answers) == len(composition.leaves) == 3
    assert {each["mentions"][0]["acct"] for each in answers} == {"grace"}


def test_no_loss_of_words_in_messages(scene: Scene) -> None:
    """What we raise may be logged: it never holds what people wrote, or what a server echoes of it."""
    secret = "my card is 4111"
    scene.proxy.inject(Fault("status", "POST", STATUSES, status=422, body=b'{"error":"%s"}' % secret.encode()))
    with pytest.raises(NetworkTrouble) as refused:
        NETWORK.deliver(scene.connection, scene.part(secret))
    scene.proxy.inject(Fault("garbage", "POST", STATUSES, body=secret.encode()))
    with pytest.raises(NetworkTrouble) as unheard:
        NETWORK.deliver(scene.connection, scene.part(secret))
    for raised in (refused.value, unheard.value):
        assert "4111" not in f"{raised} {raised.detail} {raised.__cause__}"

"""One part is one record, whatever the network answers. The PDS's own list is the witness."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from tests.networks.bluesky.conftest import Scene
from tests.servers.faults import Fault, proxy
from tummler.common import clock
from tummler.networks.bluesky import NETWORK, records, xrpc
from tummler.networks.contract import (
    HeardAccount,
    KeyRevoked,
    OutMedia,
    Part,
    Place,
    Refused,
    SlowDown,
    Span,
    Unheard,
    Visibility,
)

CREATE = "/xrpc/com.atproto.repo.createRecord"
LOOK = "/xrpc/com.atproto.repo.getRecord"


def part(text: str = "We are on it.", **more: Any) -> Part:
    now = clock.now()
    given = {"spans": (), "place": None, "visibility": Visibility.PUBLIC, "language": "en", **more}
    return Part(NETWORK.new_key(now), text, created_at=now, **given)


def texts(scene: Scene) -> list[str]:
    return [record["value"]["text"] for record in scene.server.records(scene.brand.did)]


def picture(size: tuple[int, int] = (40, 30)) -> OutMedia:
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, "JPEG")
    return OutMedia(content.getvalue(), "image/jpeg", "a teal box", *size)


def test_sending_twice_is_one_record(same_on_pds: Scene) -> None:
    promised = part()
    first = NETWORK.deliver(same_on_pds.connection, promised)
    second = NETWORK.deliver(same_on_pds.connection, promised)
    assert (first.remote_id, first.version) == (second.remote_id, second.version)
    assert texts(same_on_pds) == [promised.text]


def test_record_is_known_before_it_is_sent(same_on_pds: Scene) -> None:
    promised = part(
        "#hi see https://brand.test 👍🏽",
        spans=(Span(0, 3, "tag", "hi"), Span(8, 26, "link", "https://brand.test")),
        media=(picture(),),
    )
    delivered = NETWORK.deliver(same_on_pds.connection, promised)
    (record,) = same_on_pds.server.records(same_on_pds.brand.did)
    assert record["value"] == records.post(promised)
    assert record["cid"] == delivered.version == records.cid(records.post(promised))
    assert delivered.url == f"https://bsky.app/profile/{same_on_pds.brand.did}/post/{promised.key}"


@pytest.mark.parametrize("effect", ["drop", "cut", "garbage"])
def test_answer_lost_after_it_was_taken_is_found(same_on_pds: Scene, effect: Any) -> None:
    promised = part()
    with proxy(same_on_pds.server.pds) as between:
        between.inject(Fault(effect, method="POST", path=CREATE, status=200))
        delivered = NETWORK.deliver(same_on_pds.through(between), promised)
        assert len(between.asked(path=CREATE)) == 1
        assert len(between.asked(path=LOOK)) == 1
    assert texts(same_on_pds) == [promised.text]
    assert delivered.remote_id.endswith(promised.key)


@pytest.mark.parametrize("effect", ["status", "close"])
def test_nothing_taken_is_unheard_and_can_be_sent_again(same_on_pds: Scene, effect: Any) -> None:
    promised = part()
    with proxy(same_on_pds.server.pds) as between:
        connection = same_on_pds.through(between)
        between.inject(Fault(effect, method="POST", path=CREATE))
        with pytest.raises(Unheard):
            NETWORK.deliver(connection, promised)
        assert NETWORK.look(connection, promised) is None
        assert texts(same_on_pds) == []
        NETWORK.deliver(connection, promised)
    assert texts(same_on_pds) == [promised.text]


def test_doubt_stays_doubt_while_nobody_can_look(same_on_pds: Scene) -> None:
    promised = part()
    with proxy(same_on_pds.server.pds) as between:
        connection = same_on_pds.through(between)
        between.inject(Fault("drop", method="POST", path=CREATE), Fault("status", path=LOOK, count=2))
        with pytest.raises(Unheard):
            NETWORK.deliver(connection, promised)
        with pytest.raises(Unheard):
            NETWORK.look(connection, promised)
        assert NETWORK.look(connection, promised) is not None
    assert texts(same_on_pds) == [promised.text]


def test_hanging_server_is_left_in_time(same_on_pds: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = xrpc.httpx_client
    monkeypatch.setattr(xrpc, "httpx_client", lambda: patient(timeout=1.0))
    xrpc._made.cache_clear()
    try:
        with proxy(same_on_pds.server.pds) as between:
            between.inject(Fault("hang", method="POST", path=CREATE))
            with pytest.raises(Unheard) as error:
                NETWORK.deliver(same_on_pds.through(between), part())
            between.clear()
    finally:
        xrpc._made.cache_clear()
    assert (error.value.code, error.value.detail) == ("no_answer", "ReadTimeout")


def test_server_away_is_unheard(same_on_pds: Scene) -> None:
    away = replace(same_on_pds.connection, facts={**same_on_pds.connection.facts, "pds": "http://127.0.0.1:9"})
    with pytest.raises(Unheard):
        NETWORK.deliver(away, part())


def test_limit_is_slow_down_and_nothing_is_taken(same_on_pds: Scene) -> None:
    with proxy(same_on_pds.server.pds) as between:
        body = b'{"error":"RateLimitExceeded","message":"Rate Limit Exceeded"}'
        between.inject(Fault("status", path=CREATE, status=429, headers={"Retry-After": "7"}, body=body))
        with pytest.raises(SlowDown) as error:
            NETWORK.deliver(same_on_pds.through(between), part())
    assert error.value.seconds == 7
    assert texts(same_on_pds) == []


@pytest.mark.parametrize("text", ["x" * 301, "é" * 1600])
def test_what_breaks_the_networks_rule_is_refused(same_on_pds: Scene, text: str) -> None:
    with pytest.raises(Refused) as error:
        NETWORK.deliver(same_on_pds.connection, part(text))
    assert error.value.code == "invalid_request"
    assert text not in str(error.value)


def test_another_record_under_the_key_is_refused(same_on_pds: Scene) -> None:
    promised = part()
    NETWORK.deliver(same_on_pds.connection, promised)
    with pytest.raises(Refused) as error:
        NETWORK.deliver(same_on_pds.connection, replace(promised, text="something else"))
    assert error.value.code == "key_taken"
    assert texts(same_on_pds) == [promised.text]


def test_deleted_answer_is_not_brought_back(same_on_pds: Scene) -> None:
    promised = part()
    delivered = NETWORK.deliver(same_on_pds.connection, promised)
    NETWORK.retract(same_on_pds.connection, delivered.remote_id)
    assert NETWORK.look(same_on_pds.connection, promised) is None


def test_nobody_elses_post_is_retracted(same_on_pds: Scene) -> None:
    post = same_on_pds.as_customer.say("mine")
    with pytest.raises(Refused) as error:
        NETWORK.retract(same_on_pds.connection, post.uri)
    assert error.value.code == "not_ours"


def test_revoked_while_token_is_dead(on_pds: Scene) -> None:
    on_pds.as_brand.call("com.atproto.server.revokeAppPassword", name="tests")
    dead = replace(on_pds.connection, secrets={**on_pds.connection.secrets, "access": ""})
    with pytest.raises(KeyRevoked):
        NETWORK.deliver(dead, part())
    assert texts(on_pds) == []


def test_key_is_a_tid_that_sorts_by_time() -> None:
    early = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    keys = [NETWORK.new_key(early + timedelta(milliseconds=n)) for n in range(5)]
    assert keys == sorted(keys)
    assert {len(key) for key in keys} == {13}


def test_same_part_makes_the_same_record_in_another_process() -> None:
    place = Place(
        "at://did:plc:a/app.bsky.feed.post/1", "cid1", "", "", HeardAccount("did:plc:a", "a.test"), Visibility.PUBLIC
    )
    when = datetime.fromisoformat("2026-01-02T03:04:05.678901+00:00")
    fixed = Part("3kaaaaaaaaaaa", "hi", (), when, place, Visibility.PUBLIC, "de")
    assert records.post(fixed) == {
        "$type": "app.bsky.feed.post",
        "text": "hi",
        "createdAt": "2026-01-02T03:04:05.678Z",
        "langs": ["de"],
        "reply": {
            "root": {"uri": place.remote_id, "cid": "cid1"},
            "parent": {"uri": place.remote_id, "cid": "cid1"},
        },
    }
    assert records.cid(records.post(fixed)) == "bafyreibx3qekkndfjfymw35mxci2wyqofr63mnbxo5bpjxgpfvvbslouoe"


def test_four_pictures_with_descriptions(same_on_pds: Scene) -> None:
    shades = tuple(picture((10 + n, 10)) for n in range(4))
    NETWORK.deliver(same_on_pds.connection, part(media=shades))
    (record,) = same_on_pds.server.records(same_on_pds.brand.did)
    images = record["value"]["embed"]["images"]
    assert [image["alt"] for image in images] == ["a teal box"] * 4
    assert [image["aspectRatio"]["width"] for image in images] == [10, 11, 12, 13]

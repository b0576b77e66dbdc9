"""A channel's health says what works and what to do."""

from __future__ import annotations

from dataclasses import replace

from tests.networks.mastodon.conftest import Scene
from tests.servers.faults import Fault, rate_limited
from tummler.networks.contract import HeardPost
from tummler.networks.mastodon import NETWORK


def outcome(scene: Scene, write: bool = False, token: str = "ada_token") -> dict[str, bool]:
    link = replace(scene.connection, secrets={"token": token})
    return {check.name: check.ok for check in NETWORK.verify(link, write)}


def test_all_is_well_and_nothing_is_left_behind(scene: Scene) -> None:
    before = posts(scene)
    assert outcome(scene, write=True) == dict.fromkeys(["server", "key", "notifications", "stream", "post"], True)
    assert posts(scene) == before
    (made,) = scene.proxy.asked("POST", "/api/v1/statuses")
    assert b"visibility=direct" in made.body


def posts(scene: Scene) -> list[str]:
    number = scene.connection.facts["account_id"]
    return [each["id"] for each in scene.server.api("GET", f"/api/v1/accounts/{number}/statuses", limit=40)]


def test_a_revoked_key_is_red(scene: Scene) -> None:
    assert outcome(scene, token="nonsense") == {"server": True, "key": False}


def test_another_account_behind_the_key_is_red(scene: Scene) -> None:
    assert outcome(scene, token="grace_token") == {"server": True, "key": False}


def test_a_post_that_cannot_be_made_is_red(scene: Scene) -> None:
    scene.proxy.inject(Fault("status", "POST", status=500))
    assert outcome(scene, write=True)["post"] is False


def test_a_post_that_is_not_deleted_is_red(scene: Scene) -> None:
    scene.proxy.inject(Fault("status", "DELETE", status=200, body=b"{}"))
    assert outcome(scene, write=True)["post"] is False


def test_no_streaming_is_no_trouble(scene: Scene) -> None:
    scene.proxy.inject(Fault("status", path="/api/v1/streaming*", status=404, count=None))
    (stream,) = (check for check in NETWORK.verify(scene.connection, False) if check.name == "stream")
    assert stream.ok
    assert "asked" in stream.words
    # The key is shown in an address only to a server that refused it in a header.
    assert all("access_token" not in request.query for request in scene.proxy.log)


def test_an_account_that_drops_what_strangers_say_is_red(scene: Scene) -> None:
    scene.server.api("PATCH", "/api/v2/notifications/policy", for_not_following="drop")
    assert outcome(scene)["policy"] is False
    scene.server.api("PATCH", "/api/v2/notifications/policy", for_not_following="filter")
    assert "policy" not in outcome(scene)


def test_what_the_account_filters_is_heard_all_the_same(scene: Scene) -> None:
    scene.server.api("PATCH", "/api/v2/notifications/policy", for_not_following="filter")
    scene.poll()
    asked = scene.ask("@ada from a stranger", who="katherine")
    assert asked["id"] in [post.remote_id for post in scene.poll() if isinstance(post, HeardPost)]


def test_every_trouble_names_a_cure(scene: Scene) -> None:
    scene.proxy.inject(rate_limited(30, path="/api/v1/instance"), Fault("close", path="/api/v1/notifications"))
    bad = [check for check in NETWORK.verify(scene.connection, False) if not check.ok]
    assert [check.name for check in bad] == ["server", "notifications"]
    assert all(check.cure for check in bad)

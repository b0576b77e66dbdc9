"""A channel's health, tried for real."""

from __future__ import annotations

from dataclasses import replace

from tests.networks.bluesky.conftest import Scene
from tests.servers.faults import Fault, proxy
from tests.servers.jetstream import Jetstream
from tummler.networks.bluesky import NETWORK


def names(scene_checks: tuple[object, ...]) -> list[tuple[str, bool]]:
    return [(check.name, check.ok) for check in scene_checks]  # type: ignore[attr-defined]


def test_whole_channel_is_well(on_network: Scene, bluesky_jetstream: Jetstream) -> None:
    settings = {**on_network.connection.settings, "jetstream": bluesky_jetstream.v2, "relay": on_network.server.pds}
    checks = NETWORK.verify(replace(on_network.connection, settings=settings), True)
    assert names(checks) == [
        ("sign_in", True),
        ("read", True),
        ("jetstream", True),
        ("repo", True),
        ("direct", True),
        ("write", True),
    ]
    assert on_network.server.records(on_network.brand.did) == []
    assert on_network.server.records(on_network.brand.did, "com.example.tummler.trial") == []


def test_each_fault_is_a_line_of_its_own(on_pds: Scene) -> None:
    settings = {**on_pds.connection.settings, "jetstream": "ws://127.0.0.1:9/subscribe"}
    checks = NETWORK.verify(replace(on_pds.connection, settings=settings), True)
    # A PDS alone has no AppView: nothing can be read there.
    assert names(checks) == [
        ("sign_in", True),
        ("read", False),
        ("jetstream", False),
        ("direct", True),
        ("write", True),
    ]
    assert {check.words for check in checks if not check.ok} == {"service_failed", "ConnectionRefusedError"}
    assert all(check.cure for check in checks if not check.ok)


def test_revoked_password_is_said_with_its_cure(on_pds: Scene) -> None:
    on_pds.as_brand.call("com.atproto.server.revokeAppPassword", name="tests")
    (check,) = NETWORK.verify(on_pds.connection, True)
    assert (check.name, check.ok, check.words) == ("sign_in", False, "wrong_password")
    assert "app password" in check.cure


def test_trial_is_deleted_also_when_it_can_not_be_seen(on_pds: Scene) -> None:
    with proxy(on_pds.server.pds) as between:
        between.inject(Fault("status", path="/xrpc/com.atproto.repo.getRecord", count=None))
        checks = NETWORK.verify(on_pds.through(between), True)
    assert names(checks)[-1] == ("write", False)
    assert on_pds.server.records(on_pds.brand.did, "com.example.tummler.trial") == []

"""What we ask is what Mastodon's API offers, by the OpenAPI document made from its documentation."""

from __future__ import annotations

import json
import re
import tarfile
import threading
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.networks.mastodon.conftest import Scene
from tests.networks.mastodon.test_connect import begin, sign_in
from tests.networks.mastodon.test_deliver import PIXEL
from tests.servers.faults import Asked
from tests.servers.recordings import folder
from tummler.networks.contract import OutMedia, Reason
from tummler.networks.mastodon import NETWORK

ARCHIVE = "mastodon-openapi.tar.xz"
#: What the document leaves out, and where it is said instead.
ELSEWHERE = {
    "/.well-known/nodeinfo": "https://nodeinfo.diaspora.software/protocol",
    "/nodeinfo/2.0": "the same",
    "/oauth/authorize": "a person's page, POSTed by the test",
}


@pytest.fixture(scope="module")
def api() -> dict[str, Any]:
    archive = folder() / ARCHIVE
    if not archive.is_file():
        pytest.skip(f"no {ARCHIVE} in {folder()}: name its folder in TUMMLER_RECORDINGS")
    with tarfile.open(archive) as files:
        member = next(name for name in files.getnames() if name.endswith("schema.json"))
        document = files.extractfile(member)
        assert document
        described: dict[str, Any] = json.load(document)
    return described


def everything(scene: Scene) -> None:
    """All that the network does, once."""
    redirect = begin(scene)
    NETWORK.connect_finish(redirect.pending, sign_in(redirect))
    asked = scene.ask("@ada hello #tag", spoiler_text="food")
    part = scene.part(
        "@grace hi", asked, warning="food", language="en", media=(OutMedia(PIXEL, "image/png", "x", 1, 1),)
    )
    delivered = NETWORK.deliver(scene.connection, part)
    scene.server.api("PUT", f"/api/v1/statuses/{delivered.remote_id}", status="edited")
    NETWORK.look(scene.connection, part)
    person = f"{scene.connection.facts['host']}#{asked['account']['id']}"
    for on in (True, False):
        assert NETWORK.like
        assert NETWORK.block
        NETWORK.like(scene.connection, asked["id"], "", on)
        assert NETWORK.repost
        NETWORK.repost(scene.connection, asked["id"], "", on)
        NETWORK.block(scene.connection, person, on)
        assert NETWORK.mute
        NETWORK.mute(scene.connection, person, on)
    assert NETWORK.report
    NETWORK.report(scene.connection, asked["id"], "", person, Reason.SPAM)
    link = replace(scene.connection, words=("#tag",), recent=lambda: {asked["id"]: "", "999": ""})
    for stream in ("notifications", "tags", "tags", "recheck"):
        list(NETWORK.read(link, stream, None, threading.Event()))
    NETWORK.retract(scene.connection, delivered.remote_id)
    NETWORK.verify(scene.connection, True)


def operation(api: dict[str, Any], asked: Asked) -> dict[str, Any] | None:
    """The operation a request is one of; a path without a placeholder before one with."""
    for path in sorted(api["paths"], key=lambda each: each.count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), asked.path) and asked.method.lower() in api["paths"][path]:
            found: dict[str, Any] = api["paths"][path][asked.method.lower()]
            return found
    return None


def fields_of(api: dict[str, Any], described: dict[str, Any]) -> set[str]:
    """The names a request's body may have."""
    contents = described.get("requestBody", {}).get("content", {}).values()
    return {name for content in contents for name in properties(api, content["schema"])}


def properties(api: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    if "$ref" in schema:
        return properties(api, api["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    parts = [part for how in ("oneOf", "anyOf", "allOf") for part in schema.get(how, [])]
    return set(schema.get("properties", {})).union(*(properties(api, part) for part in parts))


def sent_fields(asked: Asked) -> set[str]:
    """The names in a form, or in the parts of a multipart one."""
    if "multipart" in asked.headers.get("content-type", ""):
        return {name.decode() for name in re.findall(rb'form-data; name="([^"]+)"', asked.body)}
    return {name.removesuffix("[]") for name, _ in parse_qsl(asked.body.decode(), keep_blank_values=True)}


def test_every_request_is_one_that_the_api_offers(scene: Scene, api: dict[str, Any]) -> None:
    everything(scene)
    asked = [one for one in scene.proxy.log if one.path not in ELSEWHERE]
    assert len({(one.method, one.path) for one in asked}) > 15
    for one in asked:
        described = operation(api, one)
        assert described, (one.method, one.path)
        names = {parameter["name"].removesuffix("[]") for parameter in described.get("parameters", [])}
        query = {name.removesuffix("[]") for name, _ in parse_qsl(one.query, keep_blank_values=True)}
        assert query <= names, (one.path, query - names)
        fields = sent_fields(one)
        assert fields <= fields_of(api, described), (one.path, fields)


def test_no_request_ends_in_a_slash(scene: Scene) -> None:
    everything(scene)
    assert [one.path for one in scene.proxy.log if one.path.endswith("/")] == []

"""What real Mastodon servers said, normalised: every status and notification that Mastodon.py's tests recorded."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import nh3
import pytest
import requests

from tests.networks.mastodon.conftest import connection_with
from tests.servers.recordings import Exchange, Recordings
from tummler.common.clock import parse
from tummler.networks.contract import Addressed, Garbled, HeardPost, Visibility
from tummler.networks.mastodon.client import _wait_of
from tummler.networks.mastodon.facts import limits_of
from tummler.networks.mastodon.normalise import MENTION, STATUS, event, normalise

OWN = "117020565966271181"
HERE = connection_with(host="localhost:3000", domain="localhost:3000", account_id=OWN)
SEEN_AS = {"public": "public", "unlisted": "unlisted", "private": "followers", "direct": "direct"}


def statuses(value: Any) -> Iterator[dict[str, Any]]:
    """Every status anywhere in an answer."""
    if isinstance(value, list):
        for each in value:
            yield from statuses(each)
    elif isinstance(value, dict):
        if {"id", "content", "account", "visibility", "created_at"} <= value.keys():
            yield value
        for each in value.values():
            yield from statuses(each)


def answered(exchange: Exchange) -> Any:
    try:
        return exchange.json()
    except ValueError:
        return None


@pytest.fixture(scope="module")
def recorded(mastodon_recordings: Recordings) -> list[dict[str, Any]]:
    return [status for exchange in mastodon_recordings for status in statuses(answered(exchange))]


def letters(text: str) -> str:
    """Without spaces, and without the dashes that we put before the items of a list."""
    return "".join(text.replace("-", "").split())


def post_of(status: dict[str, Any]) -> HeardPost:
    (post,) = normalise(event(STATUS, status).payload, HERE)
    assert isinstance(post, HeardPost)
    return post


def test_every_recorded_status_is_the_post_it_was(recorded: list[dict[str, Any]]) -> None:
    own = [status for status in recorded if not status.get("reblog")]
    assert len(own) > 300
    for status in own:
        post = post_of(status)
        shown = html.unescape(nh3.clean(status["content"], tags=set()))
        quoted = "quote-inline" in status["content"]
        assert letters(post.text) == letters(shown) or (quoted and letters(shown).endswith(letters(post.text)))
        assert (post.remote_id, post.version) == (status["id"], status["edited_at"] or "")
        assert post.account.remote_id == f"localhost:3000#{status['account']['id']}"
        assert post.visibility == SEEN_AS[status["visibility"]]
        assert (post.warning, post.parent_id) == (status["spoiler_text"], status["in_reply_to_id"] or "")
        assert (post.claimed_at, post.url) == (parse(status["created_at"]), status["url"])
        assert (post.language, post.by_us) == (status["language"] or "", status["account"]["id"] == OWN)
        assert [media.description for media in post.media] == [
            media["description"] or "" for media in status["media_attachments"]
        ]


def test_every_recorded_mention_and_tag_is_marked(recorded: list[dict[str, Any]]) -> None:
    for status in recorded:
        if status.get("reblog"):
            continue
        post = post_of(status)
        marked = [post.text[span.start : span.end] for span in post.spans]
        assert all(marked)
        people = {span.value for span in post.spans if span.kind == "mention"}
        assert people == {f"localhost:3000#{person['id']}" for person in status["mentions"]}
        tags = {span.value.lower() for span in post.spans if span.kind == "tag"}
        assert tags == {tag["name"].lower() for tag in status["tags"]}


def test_reblogs_are_no_posts(recorded: list[dict[str, Any]]) -> None:
    reblogs = [status for status in recorded if status.get("reblog")]
    assert reblogs
    assert {normalise(event(STATUS, status).payload, HERE) for status in reblogs} == {()}


def test_recorded_notifications_tell_who_asked(mastodon_recordings: Recordings) -> None:
    path = "/api/v1/notifications"
    answers = [each for each in mastodon_recordings.answers("GET", path) if each.path == path]
    notifications = [one for answer in answers for one in answer.json()]
    assert {one["type"] for one in notifications} > {"mention"}
    for one in notifications:
        heard = normalise(event(MENTION, one).payload, HERE)
        assert bool(heard) == (one["type"] in ("mention", "quote") and one["status"] is not None)
        for post in heard:
            assert isinstance(post, HeardPost)
            assert post.addressed in (Addressed.MENTION, Addressed.REPLY, Addressed.DIRECT, Addressed.QUOTE)


def test_recorded_context_gives_parents(mastodon_recordings: Recordings) -> None:
    contexts = [one.json() for one in mastodon_recordings if one.path.endswith("/context") and one.status == 200]
    assert contexts
    for context in contexts:
        for status in [*context["ancestors"], *context["descendants"]]:
            assert post_of(status).parent_id == (status["in_reply_to_id"] or "")


def test_recorded_edits_are_versions(recorded: list[dict[str, Any]]) -> None:
    edited = {status["id"] for status in recorded if status["edited_at"]}
    assert edited
    versions = {event(STATUS, status).remote_id for status in recorded if status["id"] in edited}
    assert len(versions) > len(edited)


def test_recorded_quotes_name_what_they_quote(recorded: list[dict[str, Any]]) -> None:
    whole = [each for each in recorded if (each.get("quote") or {}).get("quoted_status")]
    assert whole
    for status in whole:
        assert post_of(status).quote_id == status["quote"]["quoted_status"]["id"]
    shallow = [each for each in recorded if (each.get("quote") or {}).get("quoted_status_id")]
    assert [post_of(each).quote_id for each in shallow] == [each["quote"]["quoted_status_id"] for each in shallow]


def test_recorded_instances_give_their_limits(mastodon_recordings: Recordings) -> None:
    paths = {"/api/v1/instance/", "/api/v2/instance/"}
    instances = [one.json() for one in mastodon_recordings if one.path in paths and one.status == 200]
    assert len(instances) > 50
    for instance in instances:
        limits = limits_of(instance)
        said = instance["configuration"]
        assert limits["max_characters"] == said["statuses"]["max_characters"]
        assert limits["link_cost"] == said["statuses"]["characters_reserved_per_url"] == 23
        assert limits["media_kinds"] == said["media_attachments"]["supported_mime_types"]
        assert limits["image_bytes"] == said["media_attachments"]["image_size_limit"]


def test_recorded_rate_limits_are_read(mastodon_recordings: Recordings) -> None:
    resets = {one.headers["x-ratelimit-reset"] for one in mastodon_recordings if "x-ratelimit-reset" in one.headers}
    assert resets
    for reset in sorted(resets)[:50]:
        response = requests.Response()
        response.headers["X-RateLimit-Reset"] = reset
        assert parse(reset) is not None
        assert 1.0 <= _wait_of(response) <= 3 * 3600


def test_every_recorded_answer_survives_as_any_event(mastodon_recordings: Recordings) -> None:
    """Whatever a server says in the wrong place is garbled or nothing, never a crash."""
    for exchange in list(mastodon_recordings)[::7]:
        for kind in (STATUS, MENTION, "tag", "gone", "else"):
            payload = json.dumps({"event": kind, "data": answered(exchange)}).encode()
            with suppress(Garbled):
                assert isinstance(normalise(payload, HERE), tuple)


def test_visibilities_are_ours() -> None:
    assert {Visibility(value) for value in SEEN_AS.values()} == set(Visibility)

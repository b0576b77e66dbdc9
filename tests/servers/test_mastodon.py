"""The Mastodon emulator and the recordings of real servers are there to be used."""

import httpx
import pytest

from tests.servers.mastodon import MastodonServer
from tests.servers.recordings import Recordings, recordings

NOTIFICATIONS = "/api/v1/notifications"


def test_mention_notifies(fresh_mastodon: MastodonServer) -> None:
    status = fresh_mastodon.api("POST", "/api/v1/statuses", who="grace", status="@ada can you help?")
    first = fresh_mastodon.api("GET", NOTIFICATIONS)[0]
    assert (first["type"], first["status"]["id"]) == ("mention", status["id"])


def test_injected_rate_limit_strikes_once(fresh_mastodon: MastodonServer) -> None:
    fresh_mastodon.inject("ratelimit", path=NOTIFICATIONS, methods=["GET"])
    with pytest.raises(httpx.HTTPStatusError) as refused:
        fresh_mastodon.api("GET", NOTIFICATIONS)
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["x-ratelimit-remaining"] == "0"
    fresh_mastodon.api("GET", NOTIFICATIONS)


def test_reset_forgets_posts_and_faults(fresh_mastodon: MastodonServer) -> None:
    before = fresh_mastodon.api("GET", "/api/v1/timelines/home")
    fresh_mastodon.api("POST", "/api/v1/statuses", status="forget me")
    fresh_mastodon.inject("status", status=500, count=None)
    fresh_mastodon.reset()
    after = fresh_mastodon.api("GET", "/api/v1/timelines/home")
    assert [status["content"] for status in after] == [status["content"] for status in before]


def test_recordings_hold_real_answers(mastodon_recordings: Recordings) -> None:
    answers = [one for one in mastodon_recordings.answers("GET", NOTIFICATIONS) if one.path == NOTIFICATIONS]
    assert len(mastodon_recordings.exchanges) > 1000
    assert {one["type"] for answer in answers for one in answer.json()} >= {"mention"}
    assert all("x-ratelimit-limit" in answer.headers for answer in answers)


def test_missing_recordings_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("TUMMLER_RECORDINGS", str(tmp_path))
    missing = recordings()
    assert list(missing) == []
    assert missing.missing == f"no mastodon-py-cassettes.tar.xz in {tmp_path}: name its folder in TUMMLER_RECORDINGS"

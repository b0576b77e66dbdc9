"""The reference servers do what tests rely on."""

import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.bluesky import BlueskyNetwork, BlueskyPds, BlueskySession, pds
from tests.servers.processes import wait_until

LISTEN = "0A"
LOOPBACK_HEX = "0100007F"


def _listening(pid: int) -> set[str]:
    """The addresses (hexadecimal, as the kernel writes them) the process listens on."""
    sockets = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        if handle.exists() or handle.is_symlink():
            sockets.add(str(handle.readlink()))
    addresses = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTEN and f"socket:[{fields[9]}]" in sockets:
                addresses.add(fields[1].partition(":")[0])
    return addresses


def _sign_in(server: BlueskyPds, handle: str, password: str) -> httpx.Response:
    body = {"identifier": handle, "password": password}
    return httpx.post(f"{server.pds}/xrpc/com.atproto.server.createSession", json=body, trust_env=False)


def test_account_posts_and_the_pds_lists_it(bluesky_pds: BlueskyPds) -> None:
    account = bluesky_pds.new_account("ann")
    with bluesky_pds.signed_in(account) as session:
        post = session.say("it does not work")
        answer = session.say("nor does this", reply_to=post)
        session.delete(post)
    (record,) = bluesky_pds.records(account.did)
    assert record["uri"] == answer.uri
    assert record["value"]["reply"]["parent"] == {"uri": post.uri, "cid": post.cid}


def test_app_password_signs_in(bluesky_pds: BlueskyPds) -> None:
    account = bluesky_pds.new_account("ann")
    assert _sign_in(bluesky_pds, account.handle, account.app_password).json()["did"] == account.did
    assert _sign_in(bluesky_pds, account.handle, "wrong").status_code == 401


def test_pds_comes_back_on_its_port_with_its_data(bluesky_pds: BlueskyPds) -> None:
    account = bluesky_pds.new_account("ann")
    with bluesky_pds.signed_in(account) as session:
        before = session.say("before")
    with bluesky_pds.stopped_pds(), pytest.raises(httpx.ConnectError):
        bluesky_pds.records(account.did)
    with bluesky_pds.signed_in(account) as session:
        after = session.say("after")
    assert [record["uri"] for record in bluesky_pds.records(account.did)] == [after.uri, before.uri]


def test_halted_pds_answers_nothing(bluesky_pds: BlueskyPds) -> None:
    bluesky_pds.hang()
    try:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(bluesky_pds.pds, timeout=0.3, trust_env=False)
    finally:
        bluesky_pds.resume()
    assert httpx.get(bluesky_pds.pds, trust_env=False).is_success


def test_rate_limits_are_blueskys_own() -> None:
    with pds(rate_limits=True) as server:
        address = f"{server.pds}/xrpc/com.atproto.server.requestPasswordReset"
        answers = [httpx.post(address, json={"email": "nobody@mail.test"}, trust_env=False) for _ in range(16)]
        assert [answer.status_code for answer in answers] == [400] * 15 + [429]
        assert answers[-1].headers["ratelimit-limit"] == "15"
        assert int(answers[-1].headers["ratelimit-reset"]) > time.time()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_everything_listens_on_loopback_only(bluesky_network: BlueskyNetwork) -> None:
    assert _listening(bluesky_network.process.pid) == {LOOPBACK_HEX}


def _notified(session: BlueskySession, reason: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = session.get("app.bsky.notification.listNotifications")["notifications"]
        return next((one for one in found if one["reason"] == reason), None)

    return wait_until(look, what=f"a {reason} notification", seconds=20)


def test_mention_and_answer_notify_and_make_a_thread(bluesky_network: BlueskyNetwork) -> None:
    customer, brand = bluesky_network.new_account("ann"), bluesky_network.new_account("brand")
    with bluesky_network.signed_in(customer) as asking, bluesky_network.signed_in(brand) as helping:
        question = asking.say(f"Grüße @{brand.handle}, who can help?", mentions=[brand])
        bluesky_network.wait_indexed(question)
        assert _notified(helping, "mention")["uri"] == question.uri
        answer = helping.say("we can", reply_to=question)
        bluesky_network.wait_indexed(answer)
        assert _notified(asking, "reply")["uri"] == answer.uri
        thread = asking.get("app.bsky.feed.getPostThread", uri=question.uri)["thread"]
    assert [reply["post"]["uri"] for reply in thread["replies"]] == [answer.uri]

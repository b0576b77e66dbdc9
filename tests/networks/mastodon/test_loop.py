"""A question is heard, threaded, answered and seen by the one who asked, on an emulator of the client API."""

from __future__ import annotations

from tests.networks.mastodon.conftest import Scene
from tummler.networks.contract import Addressed, HeardGone, HeardPost
from tummler.networks.mastodon import NETWORK


def test_connecting_reads_the_servers_facts(scene: Scene) -> None:
    facts = scene.connection.facts
    assert scene.connection.account.handle == f"ada@{facts['host']}"
    assert scene.connection.account.remote_id == f"{facts['host']}#{facts['account_id']}"
    assert (facts["software"], facts["max_characters"], facts["link_cost"], facts["media_count"]) == (
        "mastodon",
        500,
        23,
        4,
    )
    assert NETWORK.traits(facts).length.limit == 500


def test_a_mention_is_heard_once_and_old_ones_never(scene: Scene) -> None:
    assert scene.poll() == []
    asked = scene.ask("@ada my order is lost")
    (post,) = scene.poll()
    assert isinstance(post, HeardPost)
    assert (post.remote_id, post.text, post.addressed) == (asked["id"], "@ada my order is lost", Addressed.MENTION)
    assert post.root_id == asked["id"]
    assert [span.value for span in post.spans] == [scene.connection.account.remote_id]
    assert scene.poll() == []


def test_an_answer_is_seen_by_the_one_who_asked(scene: Scene) -> None:
    asked = scene.ask("@ada my order is lost")
    composition = NETWORK.compose("We found it.", scene.place(asked), NETWORK.traits(scene.connection.facts), ())
    (leaf,) = composition.leaves
    delivered = NETWORK.deliver(scene.connection, scene.part(leaf.text, asked))
    (seen,) = scene.answers(asked)
    assert (seen["id"], seen["in_reply_to_id"], seen["visibility"]) == (delivered.remote_id, asked["id"], "public")
    assert delivered.url == seen["url"]
    assert "@grace We found it." in seen["content"]
    notified = scene.server.api("GET", "/api/v1/notifications", who="grace")[0]
    assert notified["status"]["id"] == delivered.remote_id


def test_the_thread_comes_whole_as_history(scene: Scene) -> None:
    asked = scene.ask("@ada my order is lost")
    answer = scene.server.api("POST", "/api/v1/statuses", status="@grace which one?", in_reply_to_id=asked["id"])
    more = scene.ask("@ada the blue one", in_reply_to_id=answer["id"])
    events = NETWORK.fetch_thread(scene.connection, answer["id"])
    assert all(event.history for event in events)
    thread = scene.thread(answer)
    assert [(post.remote_id, post.parent_id, post.root_id) for post in thread] == [
        (asked["id"], "", asked["id"]),
        (answer["id"], asked["id"], asked["id"]),
        (more["id"], answer["id"], asked["id"]),
    ]
    assert [post.by_us for post in thread] == [False, True, False]


def test_a_reply_to_us_and_our_own_post_made_elsewhere_are_heard(scene: Scene) -> None:
    ours = scene.server.api("POST", "/api/v1/statuses", status="New opening hours.")
    reply = scene.ask("@ada also on Sundays?", in_reply_to_id=ours["id"])
    heard = {post.remote_id: post for post in scene.poll() if isinstance(post, HeardPost)}
    assert heard[reply["id"]].addressed is Addressed.REPLY
    assert (heard[ours["id"]].by_us, heard[ours["id"]].addressed) == (True, Addressed.NO)


def test_a_deleted_thread_is_gone(scene: Scene) -> None:
    asked = scene.ask("@ada never mind")
    scene.server.api("DELETE", f"/api/v1/statuses/{asked['id']}", who="grace")
    assert scene.normalised(NETWORK.fetch_thread(scene.connection, asked["id"])) == [HeardGone(asked["id"])]

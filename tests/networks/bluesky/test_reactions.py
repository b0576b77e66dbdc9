"""Likes, blocks, pictures, quotes, and answers nobody could see: on the whole network."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from tests.networks.bluesky.conftest import Scene, soon
from tests.networks.bluesky.test_deliver import part, picture
from tests.networks.bluesky.test_loop import answer, place_of, poll
from tests.servers.bluesky import BlueskyNetwork, BlueskyPost
from tests.servers.jetstream import jetstream
from tummler.networks.bluesky import NETWORK, views
from tummler.networks.contract import (
    Addressed,
    HeardAccount,
    HeardGone,
    HeardPost,
    MayShow,
    Place,
    Reason,
    Refused,
    Visibility,
)

PLACE = Place("", "", "", "", HeardAccount("did:plc:a", "a.test"), Visibility.PUBLIC)
LIKES, BLOCKS, FOLLOWS = "app.bsky.feed.like", "app.bsky.graph.block", "app.bsky.graph.follow"
REPOSTS = "app.bsky.feed.repost"
GATES = "app.bsky.feed.threadgate"


def heard(scene: Scene, post: BlueskyPost) -> HeardPost:
    """A post as the thread around it tells it, once the AppView knows it."""
    assert isinstance(scene.server, BlueskyNetwork)
    scene.server.wait_indexed(post)
    said = scene.normalised(NETWORK.fetch_thread(scene.connection, post.uri))
    return next(one for one in said if isinstance(one, HeardPost) and one.remote_id == post.uri)


def seen_of(scene: Scene, uri: str) -> dict[str, str]:
    """What the AppView shows the brand of its own doings with a post."""
    found: dict[str, str] = scene.as_brand.get("app.bsky.feed.getPosts", uris=uri)["posts"][0]["viewer"]
    return found


def test_like_is_one_and_can_be_taken_back(on_network: Scene) -> None:
    post = on_network.as_customer.say("thank you!")
    like = NETWORK.like
    assert like is not None
    like(on_network.connection, post.uri, post.cid, True)
    like(on_network.connection, post.uri, post.cid, True)
    (record,) = on_network.server.records(on_network.brand.did, LIKES)
    assert record["value"]["subject"] == {"uri": post.uri, "cid": post.cid}
    like(on_network.connection, post.uri, post.cid, False)
    like(on_network.connection, post.uri, post.cid, False)
    assert on_network.server.records(on_network.brand.did, LIKES) == []


def test_like_given_in_the_app_is_taken_back_too(on_network: Scene) -> None:
    post = on_network.as_customer.say("thank you!")
    heard(on_network, post)
    record = {"$type": LIKES, "subject": {"uri": post.uri, "cid": post.cid}, "createdAt": "2026-01-01T00:00:00Z"}
    on_network.as_brand.call(
        "com.atproto.repo.createRecord", repo=on_network.brand.did, collection=LIKES, record=record
    )
    assert NETWORK.like is not None
    soon(lambda: seen_of(on_network, post.uri).get("like"))
    NETWORK.like(on_network.connection, post.uri, post.cid, False)
    assert on_network.server.records(on_network.brand.did, LIKES) == []


def test_repost_is_one_seen_there_and_taken_back_whoever_made_it(on_network: Scene) -> None:
    post = on_network.as_customer.say("push the wheel in twice")
    heard(on_network, post)
    repost, link = NETWORK.repost, on_network.connection
    assert repost is not None
    key = post.uri.rpartition("/")[2]
    page = f"https://bsky.app/profile/{on_network.customer.did}/post/{key}/reposted-by"
    assert [repost(link, post.uri, post.cid, True) for _ in range(2)] == [page, page]
    (record,) = on_network.server.records(on_network.brand.did, REPOSTS)
    assert record["value"]["subject"] == {"uri": post.uri, "cid": post.cid}

    def who() -> list[str]:
        by = on_network.as_customer.get("app.bsky.feed.getRepostedBy", uri=post.uri)["repostedBy"]
        return [one["did"] for one in by]

    assert soon(who) == [on_network.brand.did]
    assert [repost(link, post.uri, post.cid, False) for _ in range(2)] == ["deleted", "deleted"]
    assert on_network.server.records(on_network.brand.did, REPOSTS) == []
    record = {"$type": REPOSTS, "subject": {"uri": post.uri, "cid": post.cid}, "createdAt": "2026-01-01T00:00:00Z"}
    theirs = on_network.as_brand.call(
        "com.atproto.repo.createRecord", repo=on_network.brand.did, collection=REPOSTS, record=record
    )["uri"]
    # The one that was deleted is seen for a while yet.
    soon(lambda: seen_of(on_network, post.uri).get("repost") == theirs)
    repost(link, post.uri, post.cid, False)
    assert on_network.server.records(on_network.brand.did, REPOSTS) == []
    repost(link, post.uri, post.cid, True)
    on_network.as_customer.delete(post)
    assert len(on_network.server.records(on_network.brand.did, REPOSTS)) == 1, "it outlives what was reposted"
    repost(link, post.uri, post.cid, False)
    assert on_network.server.records(on_network.brand.did, REPOSTS) == []


def test_block_hides_and_can_be_lifted(on_network: Scene) -> None:
    post = on_network.as_customer.say("you again")
    heard(on_network, post)
    block = NETWORK.block
    assert block is not None
    block(on_network.connection, on_network.customer.did, True)
    block(on_network.connection, on_network.customer.did, True)
    (record,) = on_network.server.records(on_network.brand.did, BLOCKS)
    assert record["value"]["subject"] == on_network.customer.did

    def seen() -> list[object]:
        return list(on_network.normalised(NETWORK.fetch_thread(on_network.connection, post.uri)))

    soon(lambda: seen() == [HeardGone(post.uri, "blocked")])
    block(on_network.connection, on_network.customer.did, False)
    assert on_network.server.records(on_network.brand.did, BLOCKS) == []


def test_answer_to_somebody_who_blocked_us_is_refused(on_network: Scene) -> None:
    post = on_network.as_customer.say(f"@{on_network.brand.handle} bah", mentions=[on_network.brand])
    place = place_of(heard(on_network, post), on_network)
    record = {"$type": BLOCKS, "subject": on_network.brand.did, "createdAt": "2026-01-01T00:00:00Z"}
    on_network.as_customer.call(
        "com.atproto.repo.createRecord", repo=on_network.customer.did, collection=BLOCKS, record=record
    )
    soon(lambda: isinstance(on_network.normalised(NETWORK.fetch_thread(on_network.connection, post.uri))[0], HeardGone))
    with pytest.raises(Refused) as error:
        NETWORK.deliver(on_network.connection, answer(on_network, "sorry", place))
    assert error.value.code == "blocked"
    assert on_network.server.records(on_network.brand.did) == []


def test_answer_to_a_deleted_question_is_refused(on_network: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    post = on_network.as_customer.say("never mind")
    place = place_of(heard(on_network, post), on_network)
    on_network.as_customer.delete(post)
    soon(lambda: isinstance(on_network.normalised(NETWORK.fetch_thread(on_network.connection, post.uri))[0], HeardGone))
    promised = answer(on_network, "too late", place)
    monkeypatch.setattr(views, "YOUNG_SECONDS", 0.0)
    with pytest.raises(Refused) as error:
        NETWORK.deliver(on_network.connection, promised)
    assert error.value.code == "reply_gone"
    assert on_network.server.records(on_network.brand.did) == []


def test_answer_below_a_root_that_was_deleted_before_we_came(on_network: Scene) -> None:
    """We never held the root, so we don't know its version: the post we answer does."""
    root = on_network.as_customer.say("gone soon")
    heard(on_network, root)
    asked = on_network.as_customer.say(f"@{on_network.brand.handle} well?", mentions=[on_network.brand], reply_to=root)
    on_network.as_customer.delete(root)
    place = place_of(heard(on_network, asked), on_network)
    assert (place.root_id, place.root_version) == (root.uri, "")
    promised = answer(on_network, "here we are", place)
    delivered = NETWORK.deliver(on_network.connection, promised)
    (record,) = on_network.server.records(on_network.brand.did)
    assert record["value"]["reply"] == {
        "root": {"uri": root.uri, "cid": root.cid},
        "parent": {"uri": asked.uri, "cid": asked.cid},
    }
    again = NETWORK.deliver(on_network.connection, promised)
    assert (again.remote_id, again.version) == (delivered.remote_id, delivered.version)
    assert len(on_network.server.records(on_network.brand.did)) == 1


def test_answer_to_a_post_the_appview_does_not_know_yet_is_sent(on_pds: Scene) -> None:
    """A PDS alone can't be asked about threads (502): only a definite no stops an answer."""
    post = on_pds.as_customer.say("quick!")
    place = replace(PLACE, remote_id=post.uri, version=post.cid)
    delivered = NETWORK.deliver(on_pds.connection, part("here", place=place))
    (record,) = on_pds.server.records(on_pds.brand.did)
    assert record["uri"] == delivered.remote_id


def test_pictures_links_and_quotes_are_heard(on_network: Scene) -> None:
    shown = NETWORK.deliver(on_network.connection, part("look", media=(picture((64, 48)),)))
    own = heard(on_network, BlueskyPost(shown.remote_id, shown.version, shown.remote_id, shown.version))
    (image,) = own.media
    assert (image.kind, image.description, image.width, image.height) == ("image", "a teal box", 64, 48)
    assert image.url.startswith("http")
    assert own.by_us
    link = {"uri": "https://brand.test/x", "title": "A page", "description": ""}
    embed = {"$type": "app.bsky.embed.external", "external": link}
    (card,) = heard(on_network, on_network.as_customer.say("see", embed=embed)).media
    assert (card.kind, card.url, card.description) == ("other", "https://brand.test/x", "A page")

    embed = {"$type": "app.bsky.embed.record", "record": {"uri": shown.remote_id, "cid": shown.version}}
    quote = on_network.as_customer.say("they said", embed=embed)
    quoted = heard(on_network, quote)
    assert (quoted.quote_id, quoted.addressed) == (shown.remote_id, Addressed.QUOTE)
    told = soon(lambda: poll(on_network)[0])
    assert [event.remote_id for event in told] == [f"quote:{quote.uri}:{quote.cid}"]


def test_who_wants_to_be_seen_by_the_signed_in_only_is_and_robots_say_so(on_network: Scene) -> None:
    profile = "app.bsky.actor.profile"
    labels = {
        "$type": "com.atproto.label.defs#selfLabels",
        "values": [{"val": "!no-unauthenticated"}, {"val": "bot"}],
    }
    on_network.as_customer.call(
        "com.atproto.repo.putRecord",
        repo=on_network.customer.did,
        collection=profile,
        rkey="self",
        record={"$type": profile, "displayName": "Ada", "labels": labels},
    )
    post = on_network.as_customer.say("psst")
    soon(lambda: heard(on_network, post).account.name == "Ada")
    assert heard(on_network, post).may_show is MayShow.SIGNED_IN
    assert heard(on_network, post).account.robot
    plain = on_network.as_brand.say("hello all")
    assert heard(on_network, plain).may_show is MayShow.ANYONE
    assert not heard(on_network, plain).account.robot


def test_stream_tells_who_wrote_it_and_to_whom_it_may_be_shown(on_network: Scene) -> None:
    """A stream names accounts by their DID alone: the AppView is asked for the rest."""
    with jetstream(on_network.server.firehose) as stand_in:
        settings = {**on_network.connection.settings, "jetstream": stand_in.v2}
        connection = replace(on_network.connection, settings=settings, words=("tummler",))
        stop = threading.Event()
        batches = NETWORK.read(connection, "jetstream", None, stop)
        next(batches)
        said = on_network.as_customer.say("tummler?")
        (event,) = next(batch for batch in batches if batch.events).events
        stop.set()
    (post,) = on_network.normalised((event,))
    assert isinstance(post, HeardPost)
    assert (post.remote_id, post.account.handle) == (said.uri, on_network.customer.handle)
    assert (post.may_show, post.addressed) == (MayShow.ANYONE, Addressed.NEARBY)


def test_nobody_is_followed(on_network: Scene) -> None:
    post = on_network.as_customer.say(f"@{on_network.brand.handle} hi", mentions=[on_network.brand])
    place = place_of(heard(on_network, post), on_network)
    NETWORK.deliver(on_network.connection, answer(on_network, "hi", place))
    assert on_network.server.records(on_network.brand.did, FOLLOWS) == []


def test_mute_is_seen_by_us_alone_and_lifted(on_network: Scene) -> None:
    post = on_network.as_customer.say("noise")
    heard(on_network, post)
    assert NETWORK.mute is not None
    did = on_network.customer.did

    def muted() -> bool:
        return bool(on_network.as_brand.get("app.bsky.actor.getProfile", actor=did)["viewer"]["muted"])

    assert NETWORK.mute(on_network.connection, did, True) == "muted"
    soon(muted)
    NETWORK.mute(on_network.connection, did, True)
    assert NETWORK.mute(on_network.connection, did, False) == "unmuted"
    soon(lambda: not muted())


def test_replies_are_hidden_in_our_own_threads_only(on_pds: Scene) -> None:
    root = on_pds.as_brand.say("we open at nine")
    replies = [on_pds.as_customer.say(f"buy this {n}", reply_to=root) for n in range(2)]
    gate = {"$type": GATES, "post": root.uri, "createdAt": "2026-01-01T00:00:00Z", "allow": []}
    on_pds.as_brand.call(
        "com.atproto.repo.createRecord", repo=on_pds.brand.did, collection=GATES, rkey=root.key, record=gate
    )
    hide = NETWORK.hide
    assert hide is not None
    for reply in (*replies, replies[0]):
        assert hide(on_pds.connection, reply.uri, root.uri, True) == f"at://{on_pds.brand.did}/{GATES}/{root.key}"
    (record,) = on_pds.server.records(on_pds.brand.did, GATES)
    assert record["value"]["hiddenReplies"] == [replies[1].uri, replies[0].uri]
    assert (record["value"]["allow"], record["value"]["createdAt"]) == ([], "2026-01-01T00:00:00Z")
    hide(on_pds.connection, replies[1].uri, root.uri, False)
    (record,) = on_pds.server.records(on_pds.brand.did, GATES)
    assert record["value"]["hiddenReplies"] == [replies[0].uri]
    theirs = on_pds.as_customer.say("my own thread")
    with pytest.raises(Refused) as error:
        hide(on_pds.connection, theirs.uri, theirs.uri, True)
    assert error.value.code == "not_our_thread"


def test_a_report_reaches_who_looks_after_the_network(on_network: Scene) -> None:
    post = on_network.as_customer.say("buy this, buy this")
    heard(on_network, post)
    assert NETWORK.report is not None
    said = NETWORK.report(on_network.connection, post.uri, post.cid, on_network.customer.did, Reason.SPAM)
    assert said.startswith("report ")
    assert int(said.removeprefix("report ")) > 0

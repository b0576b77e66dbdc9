"""The whole-network streams: Jetstream in both versions (a stand-in fed by the real PDS), and the PDS's own."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection
from dataclasses import dataclass, field, replace

import pytest

from tests.networks.bluesky.conftest import Scene, soon
from tests.servers.bluesky import BlueskyPds
from tests.servers.jetstream import Jetstream
from tummler.networks.bluesky import NETWORK
from tummler.networks.contract import (
    Addressed,
    Batch,
    Connection,
    Heard,
    HeardAccountGone,
    HeardGone,
    HeardPost,
    HeardRename,
    RawEvent,
    Unheard,
)


@pytest.fixture(params=["jetstream v1", "jetstream v2", "repo"])
def wire(request: pytest.FixtureRequest, bluesky_jetstream: Jetstream, bluesky_pds: BlueskyPds) -> dict[str, str]:
    """The settings that name each stream."""
    return {
        "jetstream v1": {"jetstream": bluesky_jetstream.v1},
        "jetstream v2": {"jetstream": bluesky_jetstream.v2},
        "repo": {"relay": bluesky_pds.pds},
    }[request.param]


@pytest.fixture(autouse=True)
def _caught_up(same_on_pds: Scene, bluesky_jetstream: Jetstream) -> None:
    """The stand-in begins with all that was ever said on the server: it has to be at the present first."""
    bluesky_jetstream.wait_for(same_on_pds.as_customer.say("now").uri)


@dataclass
class Listener:
    """Reads a stream in a thread of its own, as listening does: events once, the cursor beside them."""

    connection: Connection
    stream: str
    cursor: str | None = None
    events: dict[str, RawEvent] = field(default_factory=dict)
    error: Exception | None = None
    first: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            for batch in NETWORK.read(self.connection, self.stream, self.cursor, self.stop):
                self._store(batch)
        except Exception as error:
            self.error = error
        self.first.set()

    def _store(self, batch: Batch) -> None:
        for event in batch.events:
            self.events.setdefault(event.remote_id, event)
        self.cursor = batch.cursor or self.cursor
        self.first.set()

    def __enter__(self) -> Listener:
        self.stop.clear()
        self.first.clear()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        assert self.first.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()

    @property
    def heard(self) -> list[Heard]:
        events = list(self.events.values())
        return [one for event in events for one in NETWORK.normalise(event.payload, self.connection)]

    def posts(self) -> list[HeardPost]:
        return [one for one in self.heard if isinstance(one, HeardPost)]


def listener(on: Scene, wire: dict[str, str], *words: str, held: Collection[str] = ()) -> Listener:
    connection = replace(
        on.connection,
        settings={**on.connection.settings, **wire},
        words=words,
        holds=lambda ids: [one for one in ids if one in held],
    )
    return Listener(connection, "repo" if "relay" in wire else "jetstream")


def test_word_is_heard_wherever_it_is_said(same_on_pds: Scene, wire: dict[str, str]) -> None:
    with listener(same_on_pds, wire, "Tummlér", "#brandhelp") as ear:
        said = [
            same_on_pds.as_customer.say("why is tummler down"),
            same_on_pds.as_customer.say("le TUMMLÉR est tombé 😢"),
            same_on_pds.as_customer.say("line\ntummler\nline"),
            same_on_pds.as_customer.say("so slow #BrandHelp"),
        ]
        same_on_pds.as_customer.say("tummlers and brandhelp, nothing for us")
        last = same_on_pds.as_customer.say("tummler again")
        soon(lambda: last.uri in {post.remote_id for post in ear.posts()})
    assert [post.remote_id for post in ear.posts()] == [*(one.uri for one in said), last.uri]
    assert {post.addressed for post in ear.posts()} == {Addressed.NEARBY}
    assert {post.version for post in ear.posts()} == {*(one.cid for one in said), last.cid}


def test_mention_reply_quote_and_own_post_are_heard(same_on_pds: Scene, wire: dict[str, str]) -> None:
    with listener(same_on_pds, wire) as ear:
        ours = same_on_pds.as_brand.say("from our own app")
        mention = same_on_pds.as_customer.say(f"@{same_on_pds.brand.handle} hi", mentions=[same_on_pds.brand])
        reply = same_on_pds.as_customer.say("and?", reply_to=ours)
        embed = {"$type": "app.bsky.embed.record", "record": {"uri": ours.uri, "cid": ours.cid}}
        quote = same_on_pds.as_customer.say("look at this", embed=embed)
        same_on_pds.as_customer.say("nothing to do with anyone")
        soon(lambda: quote.uri in {post.remote_id for post in ear.posts()})
    assert {post.remote_id: (post.addressed, post.by_us) for post in ear.posts()} == {
        ours.uri: (Addressed.NO, True),
        mention.uri: (Addressed.MENTION, False),
        reply.uri: (Addressed.REPLY, False),
        quote.uri: (Addressed.QUOTE, False),
    }
    assert ear.posts()[-1].quote_id == ours.uri


def test_only_what_we_hold_is_heard_gone(same_on_pds: Scene, wire: dict[str, str]) -> None:
    held: set[str] = set()
    other = same_on_pds.as_customer.say("not ours")
    ours = same_on_pds.as_customer.say("ours")
    held.add(ours.uri)
    with listener(same_on_pds, wire, held=held) as ear:
        same_on_pds.as_customer.delete(other)
        same_on_pds.as_customer.delete(ours)
        soon(lambda: ear.heard)
    assert ear.heard == [HeardGone(ours.uri, "deleted")]


def test_strangers_answer_in_a_thread_we_hold_is_heard(same_on_pds: Scene, wire: dict[str, str]) -> None:
    question = same_on_pds.as_customer.say("how do I reset it?")
    helper = same_on_pds.server.new_account("helper")
    with same_on_pds.server.signed_in(helper) as stranger, listener(same_on_pds, wire, held={question.uri}) as ear:
        answer = stranger.say("hold the button for ten seconds", reply_to=question)
        soon(ear.posts)
    (heard,) = ear.posts()
    assert (heard.remote_id, heard.parent_id, heard.addressed) == (answer.uri, question.uri, Addressed.NO)


def test_account_gone_and_renamed_are_heard(same_on_pds: Scene, wire: dict[str, str]) -> None:
    leaver = same_on_pds.server.new_account("leaver")
    with same_on_pds.server.signed_in(leaver) as session, listener(same_on_pds, wire, held={leaver.did}) as ear:
        handle = f"new-{leaver.handle[-11:]}"
        session.call("com.atproto.identity.updateHandle", handle=handle)
        session.call("com.atproto.server.deactivateAccount")
        soon(lambda: HeardAccountGone(leaver.did) in ear.heard)
    assert HeardRename(leaver.did, handle) in ear.heard


def test_stream_goes_on_where_it_was_left(same_on_pds: Scene, wire: dict[str, str]) -> None:
    ear = listener(same_on_pds, wire, "tummler")
    with ear:
        first = same_on_pds.as_customer.say("tummler one")
        soon(ear.posts)
    missed = same_on_pds.as_customer.say("tummler two")
    with ear:
        soon(lambda: len(ear.posts()) == 2)
    assert [post.remote_id for post in ear.posts()] == [first.uri, missed.uri]


def test_broken_stream_is_unheard(same_on_pds: Scene, bluesky_jetstream: Jetstream) -> None:
    with listener(same_on_pds, {"jetstream": bluesky_jetstream.v2}, "tummler") as ear:
        soon(lambda: bluesky_jetstream.cut() or ear.error)
    assert isinstance(ear.error, Unheard)
    with listener(same_on_pds, {"jetstream": bluesky_jetstream.v2}, "tummler") as ear:
        soon(lambda: bluesky_jetstream.expel() or ear.error)
    assert isinstance(ear.error, Unheard)
    assert ear.error.code == "stream_ended"


def test_every_event_twice_is_heard_once(same_on_pds: Scene, bluesky_jetstream: Jetstream) -> None:
    bluesky_jetstream.deliver_twice()
    try:
        with listener(same_on_pds, {"jetstream": bluesky_jetstream.v1}, "tummler") as ear:
            said = same_on_pds.as_customer.say("tummler twice")
            soon(ear.posts)
            end = same_on_pds.as_customer.say("tummler end")
            soon(lambda: end.uri in {post.remote_id for post in ear.posts()})
    finally:
        bluesky_jetstream.deliver_twice(False)
    assert [post.remote_id for post in ear.posts()] == [said.uri, end.uri]


def test_cursor_too_old_goes_on_by_time(same_on_pds: Scene, bluesky_jetstream: Jetstream) -> None:
    ear = listener(same_on_pds, {"jetstream": bluesky_jetstream.v2}, "oldword")
    with ear:
        old = same_on_pds.as_customer.say("oldword")
        soon(ear.posts)
    assert ear.cursor is not None
    ear.cursor = re.sub(r'"at":"\d+"', '"at":"1"', ear.cursor)
    missed = same_on_pds.as_customer.say("oldword missed")
    bluesky_jetstream.wait_for(missed.uri)
    bluesky_jetstream.forget_below(bluesky_jetstream.archive.tip() - 1)
    try:
        with ear:
            soon(lambda: len(ear.posts()) == 2)
    finally:
        bluesky_jetstream.forget_below(1)
    assert [post.remote_id for post in ear.posts()] == [old.uri, missed.uri]


def test_other_address_goes_on_by_time(same_on_pds: Scene, bluesky_jetstream: Jetstream) -> None:
    """A number of one instance means nothing to another; the time does."""
    ear = listener(same_on_pds, {"jetstream": bluesky_jetstream.v2}, "elsewhere")
    with ear:
        first = same_on_pds.as_customer.say("elsewhere")
        soon(ear.posts)
    missed = same_on_pds.as_customer.say("elsewhere meanwhile")
    ear.connection = replace(ear.connection, settings={**ear.connection.settings, "jetstream": bluesky_jetstream.v1})
    with ear:
        soon(lambda: missed.uri in {post.remote_id for post in ear.posts()})
    # Two minutes are read again, with what earlier tests said to the brand in them.
    heard = [post.remote_id for post in ear.posts() if "elsewhere" in post.text]
    assert heard == [first.uri, missed.uri]


def test_other_relay_starts_now(same_on_pds: Scene) -> None:
    """A relay's numbers are its own, and it knows no times: what is said from now on is heard."""
    ear = listener(same_on_pds, {"relay": same_on_pds.server.pds}, "relayed")
    ear.cursor = '{"address":"wss://another.test","at":"999999999","time_us":1700000000000000}'
    with ear:
        said = same_on_pds.as_customer.say("relayed")
        soon(ear.posts)
    assert ([post.remote_id for post in ear.posts()], ear.error) == ([said.uri], None)


def test_channel_without_a_stream_is_quiet_but_alive(same_on_pds: Scene) -> None:
    with listener(same_on_pds, {"jetstream": ""}) as ear:
        assert ear.first.is_set()
    assert (ear.events, ear.error) == ({}, None)

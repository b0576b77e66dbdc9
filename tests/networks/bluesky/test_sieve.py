"""What of the whole network is ours: words, wires, and what is asked of our own records."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings, strategies as st

from tests.networks.bluesky.recordings import BRAND, NAMES, frames, lines
from tummler.common.text import search_text
from tummler.networks.bluesky import NETWORK, sieve as sieving
from tummler.networks.bluesky.jetstream import V1, V2, wire
from tummler.networks.bluesky.repo_stream import Repos
from tummler.networks.bluesky.sieve import Sieve
from tummler.networks.bluesky.stream import Authors
from tummler.networks.bluesky.wire import Told, Wire
from tummler.networks.bluesky.words import Ear
from tummler.networks.contract import (
    Addressed,
    Connection,
    Heard,
    HeardAccountGone,
    HeardGone,
    HeardPost,
    HeardRename,
    Unheard,
)

WIRES: list[tuple[Wire, list[bytes]]] = [
    (V1("ws://x/subscribe"), lines("jetstream_v1.jsonl")),
    (V2("ws://x/xrpc/y"), lines("jetstream_v2.jsonl")),
    (Repos("ws://x"), frames()),
]
BY_NAME = pytest.mark.parametrize(("wire", "frames"), WIRES, ids=["jetstream v1", "jetstream v2", "repo"])


class NoProfiles(Authors):
    """Nobody is asked who wrote it."""

    def _learn(self, dids: set[str]) -> None:
        return


def listening(*words: str, held: Collection[str] = ()) -> Connection:
    return replace(BRAND, words=words, holds=lambda ids: [one for one in ids if one in held])


def heard(connection: Connection, wire: Wire, told: list[bytes]) -> list[Heard]:
    """All that a sieve lets through, understood."""
    events = NoProfiles(connection).events(Sieve(connection, wire).feed(told))
    return [one for event in events for one in NETWORK.normalise(event.payload, connection)]


def v1(record: Any, **more: Any) -> bytes:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3kaaaaaaaaaaa", "cid": "bafy"}
    event = {"did": NAMES["bob"], "time_us": 1, "kind": "commit", "commit": {**commit, "record": record, **more}}
    return json.dumps(event).encode()


# ------------------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("word", "text", "said"),
    [
        ("Tummler", "I like tummler.", True),
        ("Tummler", "#TUMMLER!", True),
        ("Tummler", "tummlers", False),
        ("Tummler", "mytummler", False),
        ("Tummler", "tummler's", True),
        ("Tümmler", "TUMMLER", True),
        ("tummler", "T\u0075\u0308mmler", True),
        ("tummler", "ｔｕｍｍｌｅｒ", True),
        ("acme phone", "my Acme-Phone broke", True),
        ("acme phone", "acme my phone", False),
        ("acme phone", "acme\nphone", True),
        ("東京", "私は東京が好き", True),
        ("東京", "東の京", False),
        ("Почта", "где ПОЧТА?", True),
        ("Почта", "почтальон", False),
        ("straße", "STRASSE", True),
        ("#help", "help", False),
        ("", "anything", False),
        ("...", "...", False),
    ],
)
def test_word_is_heard_between_word_boundaries(word: str, text: str, said: bool) -> None:
    ear = Ear([word])
    assert ear.hears(text) is said
    assert not said or ear.may_hear(text)


LETTERS = st.lists(
    st.sampled_from([*"abcKSsß-_ .#", "é", "e\u0301", "ｋ", "İ", "ﬁ", "日", "ж", "\u200d", "😀", "ñ"]), max_size=12
).map("".join)


@given(st.lists(LETTERS, min_size=1, max_size=5), st.lists(LETTERS, max_size=6))
@settings(max_examples=1000, deadline=None)
def test_fast_look_never_misses_what_is_said(words: list[str], pieces: list[str]) -> None:
    ear = Ear(words)
    text = " ".join([*pieces, *words[:1]])
    folded = [search_text(word) for word in words if not word.strip().startswith(("#", "＃"))]
    said = any(f" {word} " in f" {search_text(text)} " for word in folded if word)
    assert ear.hears(text) is said
    if said:
        assert ear.may_hear(text)


@pytest.mark.parametrize(
    ("record", "ours"),
    [
        ({"text": "so slow #BrandHelp"}, True),
        ({"text": "so slow", "tags": ["brandhelp"]}, True),
        ({"text": "so slow", "tags": "brandhelp"}, False),
        ({"text": "＃brandhelp"}, True),
        ({"text": "brandhelp"}, False),
        ({"text": "tummler"}, True),
        ({"text": "t\u00fcmmler"}, True),
        ({"text": "x", "embed": {"images": [{"alt": "a T\u00dcMMLER box"}, 7]}}, True),
        ({"text": "x", "embed": {"media": {"images": [{"alt": "tummler"}]}}}, True),
        ({"text": "x", "embed": {"external": {"title": "tummler"}}}, False),
        ({"text": 7}, False),
        ({"text": "tummler", "reply": "nonsense", "facets": 7}, True),
        ("tummler", False),
        (None, False),
    ],
)
def test_word_counts_where_people_see_it(record: Any, ours: bool) -> None:
    found = Sieve(listening("Tummler", "#brandhelp"), V1("ws://x/subscribe")).feed([v1(record)])
    assert bool(found) is ours


# ------------------------------------------------------------------------------------------------ wires


@BY_NAME
def test_recorded_scene_is_heard_alike_on_every_wire(wire: Wire, frames: list[bytes]) -> None:
    posts = [one for one in heard(listening("box"), wire, frames) if isinstance(one, HeardPost)]
    assert [one.remote_id for one in posts] == [
        NAMES["root"],
        NAMES["picture"],
        NAMES["ours"],
        NAMES["quote"],
    ]
    picture = posts[1]
    (image,) = picture.media
    assert image.url.endswith("/bafkreig7lcmapfkic7huvtuca27jarcjq7btsoozbsn6xvc2qvgqupwxpm@jpeg")
    assert [one.version for one in posts[:1]] == ["bafyreicqwalglftxdt4tlficla6rgkbtstvm74rj5bc5eegjn6htvbpiyu"]


@BY_NAME
def test_what_is_held_is_heard_to_change(wire: Wire, frames: list[bytes]) -> None:
    held = {NAMES["gone"], NAMES["hidden"], NAMES["carl"]}
    told = heard(listening(held=held), wire, frames)
    kinds = [type(one).__name__ for one in told]
    assert kinds == [
        *("HeardPost", "HeardPost", "HeardPost", "HeardPost", "HeardGone"),
        *("HeardRename", "HeardPost", "HeardRename", "HeardAccountGone"),
    ]
    assert [one for one in told if isinstance(one, HeardGone)] == [HeardGone(NAMES["gone"], "deleted")]
    edits = [one for one in told if isinstance(one, HeardPost) and one.remote_id == NAMES["hidden"]]
    assert [(one.text, one.addressed) for one in edits] == [("hidden no more", Addressed.NO)]
    below = [one for one in told if isinstance(one, HeardPost) and one.remote_id == NAMES["below"]]
    assert [one.parent_id for one in below] == [NAMES["gone"]]
    moves = [one for one in told if isinstance(one, HeardRename | HeardAccountGone)]
    assert moves[-1] == HeardAccountGone(NAMES["carl"])
    assert [one.handle[:4] for one in moves if isinstance(one, HeardRename)][-1] == "new-"


@BY_NAME
def test_garbage_is_counted_and_left(wire: Wire, frames: list[bytes]) -> None:
    broken = [b"", b"\xff\x00", b"{}", b"[" * 50_000, b"\x81" * 5_000, b'{"$type":"message"}', frames[0][:-9]]
    connection = listening("box")
    sieve = Sieve(connection, wire)
    ours = sieve.feed([*broken, *frames, *broken])
    assert len(ours) == len(Sieve(connection, wire).feed(frames))
    assert sieve.garbled >= 8
    assert sieve.cursor is not None


def test_second_versions_errors_and_notices() -> None:
    told = V2("ws://x/xrpc/y")
    with pytest.raises(Unheard) as error:
        told.told(b'{"$type":"error","error":"ConsumerTooSlow","message":"x"}')
    assert error.value.detail == "ConsumerTooSlow"
    info = (
        b'{"$type":"message","payload":{"$type":"network.bsky.jetstream.subscribeEvents#info","name":"OutdatedCursor"}}'
    )
    assert told.told(info) == []
    assert told.position(info) is None


@pytest.mark.parametrize(
    ("address", "version", "where"),
    [
        ("wss://jetstream2.us-east.bsky.network/subscribe", V1, "wss://jetstream2.us-east.bsky.network/subscribe?"),
        (
            "https://jetstream1.us-west.bsky.network/subscribe?x=1",
            V1,
            "wss://jetstream1.us-west.bsky.network/subscribe?",
        ),
        ("wss://jetstream.us-east.bsky.network/xrpc", V2, "wss://jetstream.us-east.bsky.network/xrpc/network.bsky."),
        ("jetstream.us-east.bsky.network", V2, "wss://jetstream.us-east.bsky.network/xrpc/network.bsky.jetstream."),
        ("ws://127.0.0.1:9/xrpc/network.bsky.jetstream.subscribeEvents", V2, "ws://127.0.0.1:9/xrpc/network.bsky."),
    ],
)
def test_address_tells_the_version(address: str, version: type, where: str) -> None:
    found = wire(address)
    assert type(found) is version
    assert found.address("5").startswith(where)
    assert found.address("5").endswith("&cursor=5")


# --------------------------------------------------------------------------------------------- holdings


def reply(to: str, number: int = 1) -> bytes:
    reference = {"uri": to, "cid": "c"}
    return v1({"text": "me too", "reply": {"root": reference, "parent": reference}}, rkey=f"3kaaaaaaaaa{number:02}")


def test_what_is_not_held_is_asked_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer can overtake the question: each comes by another stream."""
    now = 1000.0
    monkeypatch.setattr(sieving.clock, "ticks", lambda: now)
    held: set[str] = set()
    sieve = Sieve(listening(held=held), V1("ws://x/subscribe"))
    assert sieve.feed([reply(NAMES["root"])]) == []
    held.add(NAMES["root"])
    assert sieve.feed([]) == []
    now += 61
    (found,) = sieve.feed([])
    assert found.why == "thread"
    now += 61
    assert sieve.feed([]) == []


def test_cursor_waits_for_what_is_asked_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(sieving.clock, "ticks", lambda: now)
    sieve = Sieve(listening(), V1("ws://x/subscribe"))
    sieve.feed([reply(NAMES["root"])])
    later = json.loads(v1({"text": "else"})) | {"time_us": 99}
    sieve.feed([json.dumps(later).encode()])
    assert sieve.cursor == "1"
    now += 61
    sieve.feed([])
    assert sieve.cursor == "99"


def test_many_in_one_thread_are_asked_about_once() -> None:
    asked: list[Collection[str]] = []
    connection = replace(BRAND, holds=lambda ids: asked.append(ids) or ())  # type: ignore[func-returns-value]
    sieve = Sieve(connection, V1("ws://x/subscribe"))
    for number in range(5):
        sieve.feed([reply(NAMES["root"], number)])
    assert asked == [{NAMES["root"]}]


def test_no_more_wait_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieving, "_MOST_WAITING", 10)
    sieve = Sieve(listening(), V1("ws://x/subscribe"))
    for number in range(50):
        sieve.feed([reply(f"at://{NAMES['bob']}/app.bsky.feed.post/{number}", number)])
    assert len(sieve._waiting) <= 11


def test_who_blocked_us_is_left_in_peace() -> None:
    connection = listening("tummler")
    ours = Sieve(connection, V1("ws://x/subscribe")).feed([v1({"text": "tummler"})])
    for viewer, said in (({"blockedBy": True}, 0), ({"blocking": "at://x"}, 0), ({}, 1)):
        authors = NoProfiles(connection)
        profile = msgspec.Raw(json.dumps({"did": NAMES["bob"], "handle": "bob.test", "viewer": viewer}).encode())
        authors._known = {NAMES["bob"]: (1e12, profile)}
        assert len(authors.events(ours)) == said


def test_same_event_has_the_same_name_on_every_wire() -> None:
    connection = listening("box", held={NAMES["gone"], NAMES["carl"]})
    names = []
    for way, told in WIRES:
        events = NoProfiles(connection).events(Sieve(connection, way).feed(told))
        names.append([event.remote_id for event in events if not event.remote_id.startswith(("account:", "identity:"))])
    assert names[0] == names[1] == names[2]
    assert f"gone:deleted:{NAMES['gone']}" in names[0]


def test_told_says_its_head_only() -> None:
    (told,) = V1("ws://x/subscribe").told(v1({"text": "hi", "langs": ["en"], "createdAt": "x"}))
    assert isinstance(told, Told)
    assert (told.head.text, told.head.answers, told.edit) == ("hi", (), False)

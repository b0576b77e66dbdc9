"""The contract's values on their way: stored between stages and taken out again, and spoilt payloads on the way in."""

from __future__ import annotations

import copy
import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.saying import post
from tummler.channels.wire import pack, pack_heard, pack_part, unpack_heard, unpack_part
from tummler.common.text import storable
from tummler.listening.normalise import cleaned
from tummler.networks import contract
from tummler.networks.archive.payload import Imported, pack_imported
from tummler.networks.bluesky import envelope
from tummler.networks.contract import Connection, Garbled, Heard, HeardAccount, HeardPost, Part, Visibility
from tummler.networks.made_up.people.life import PLACES
from tummler.networks.mastodon.normalise import event as mastodon_event
from tummler.networks.registry import BUILT_IN, network
from tummler.networks.square.payload import Asked, pack_asked

AT = datetime(2026, 5, 14, 10, 38, tzinfo=UTC)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(
    contract.Place,
    st.builds(contract.Place, handles=st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=3)),
)
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


# ---------------------------------------------------------------------------------------- round trips


KINDS = (contract.HeardPost, contract.HeardGone, contract.HeardAccountGone, contract.HeardRename)


@SLOW
@given(st.lists(st.one_of(*map(st.from_type, KINDS)), max_size=4))
def test_heard_values_come_back_as_they_were(values: list[Heard]):
    assert unpack_heard(pack_heard(tuple(values))) == tuple(values)


@SLOW
@given(st.from_type(Part))
def test_a_part_comes_back_from_json_as_it_was(part: Part):
    assert unpack_part(json.loads(json.dumps(pack_part(part)))) == part


@SLOW
@given(st.from_type(contract.Check))
def test_a_check_is_plain_json(check: contract.Check):
    assert contract.Check(**json.loads(json.dumps(pack(check)))) == check


def test_nothing_heard_is_nothing():
    assert unpack_heard(b"") == unpack_heard(pack_heard(())) == ()


@pytest.mark.django_db
@SLOW
@given(
    account=st.from_type(HeardAccount),
    secrets=st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=3),
    facts=st.dictionaries(
        st.text(max_size=8), st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9), max_size=3
    ),
)
def test_what_a_network_told_on_connecting_comes_back_from_its_row(account, secrets, facts):
    from tummler.channels.connections import apply_connected, connection_of
    from tummler.records.models import Brand, Channel

    channel = Channel(brand=Brand(words=["velo"]), network="echo")
    apply_connected(channel, contract.Connected(account, {"url": "x"}, secrets, facts))
    found = connection_of(channel)
    assert (found.account, found.settings, found.secrets, found.facts, found.words) == (
        account, {"url": "x"}, secrets, facts, ("velo",),
    )  # fmt: skip


# ------------------------------------------------------------------------------------ spoilt payloads

STATUS = {
    "id": "112", "created_at": "2026-05-14T10:38:00.000Z", "edited_at": None, "in_reply_to_id": None,
    "in_reply_to_account_id": None, "sensitive": False, "spoiler_text": "", "visibility": "public", "language": "en",
    "uri": "https://brand.example/users/marta/statuses/112", "url": "https://brand.example/@marta/112",
    "content": '<p><a href="https://brand.example/@help" class="mention">@help</a> my bike <b>broke</b></p>',
    "account": {"id": "9", "acct": "marta", "username": "marta", "display_name": "Marta", "bot": False,
                "url": "https://brand.example/@marta", "avatar": "https://brand.example/a.png"},
    "mentions": [{"id": "7", "acct": "help", "username": "help", "url": "https://brand.example/@help"}],
    "media_attachments": [{"id": "1", "type": "image", "url": "https://brand.example/m.png", "description": "a lock",
                           "meta": {"original": {"width": 10, "height": 20}}}],
    "tags": [{"name": "help", "url": "https://brand.example/tags/help"}], "emojis": [], "quote": None,
}  # fmt: skip
RECORD = {
    "$type": "app.bsky.feed.post", "text": "@brand.test my bike broke https://x.example",
    "createdAt": "2026-05-14T10:38:00Z", "langs": ["en"],
    "facets": [{"index": {"byteStart": 0, "byteEnd": 11},
                "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:us"}]}],
    "reply": {"parent": {"uri": "at://did:plc:b/app.bsky.feed.post/3kaaaaaaaaaaa", "cid": "b"},
              "root": {"uri": "at://did:plc:b/app.bsky.feed.post/3kaaaaaaaaaaa", "cid": "b"}},
}  # fmt: skip
VIEW = {
    "uri": "at://did:plc:ada/app.bsky.feed.post/3kbbbbbbbbbbb", "cid": "bafy", "record": RECORD, "labels": [],
    "author": {"did": "did:plc:ada", "handle": "ada.test", "displayName": "Ada", "labels": []},
}  # fmt: skip
MADE_UP = {
    "id": "p1", "version": "", "by": "marta.velo.example", "name": "Marta", "text": "@help my bike broke",
    "parent": "", "root": "", "at": 1_780_000_000.0, "language": "en", "visibility": "public",
}  # fmt: skip
MESSAGE = {"convoId": "3kc", "message": {"id": "3kd", "rev": "1", "text": "hello", "sender": {"did": "did:plc:ada"},
                                         "sentAt": "2026-05-14T10:38:00Z"}}  # fmt: skip
PILL = '<a href="https://matrix.to/#/@us:h.example">Us</a>: <b>why?</b>'
BODY = {"msgtype": "m.text", "body": "Us: why?", "format": "org.matrix.custom.html", "formatted_body": PILL}
SAID = {
    "event_id": "$b",
    "sender": "@marta:h.example",
    "type": "m.room.message",
    "origin_server_ts": 1795331335479,
    "content": {
        **BODY,
        "m.mentions": {"user_ids": ["@us:h.example"]},
        "m.relates_to": {"rel_type": "m.thread", "event_id": "$a", "m.in_reply_to": {"event_id": "$a"}},
    },
}
EDIT = {"event_id": "$c", "sender": "@marta:h.example", "origin_server_ts": 1795331335480,
        "content": {**BODY, "m.new_content": BODY}}  # fmt: skip
PICTURE = {"msgtype": "m.image", "body": "A latch", "filename": "a.png", "url": "mxc://h.example/abc",
           "info": {"w": 64, "h": 48}}  # fmt: skip


@cache
def payloads() -> dict[str, list[bytes]]:
    """What each network really says, as it is kept."""
    asked = Asked("1", "why?", "marta", "Marta", AT, "en", "0", "0")
    imported = Imported("1", "why?", "a", "marta", AT, "Marta", "0", "0", "https://x.example", "en")
    said = [("post", VIEW), ("record", {"did": "did:plc:ada", "rkey": "3kbbbbbbbbbbb", "cid": "c", "record": RECORD}),
            ("gone", {"uri": VIEW["uri"], "why": "deleted"}), ("account", {"did": "did:plc:ada", "active": False}),
            ("identity", {"did": "did:plc:ada", "handle": "new.test"}), ("message", MESSAGE),
            ("message_gone", MESSAGE)]  # fmt: skip
    room = {"kind": "said", "room": "!a:h.example", "direct": False, "width": "public", "show": "signed_in",
            "name": "Marta", "root": "", "parent_by": "", "nearby": False, "event": SAID, "edit": EDIT}  # fmt: skip
    picture = {**room, "direct": True, "width": "direct", "event": {**SAID, "content": PICTURE}, "edit": None}
    taken = {"kind": "gone", "room": "!a:h.example", "event": {"event_id": "$b"}}
    told = {"id": "5", "type": "mention", "status": STATUS, "account": STATUS["account"]}
    return {
        "echo": [json.dumps(post("q", name="Marta", links=[[0, 5, "https://x.example"]])).encode()],
        **{f"made-up-{place}": [json.dumps({"kind": "post", "post": MADE_UP}).encode()] for place in PLACES},
        "square": [pack_asked(asked)],
        "archive": [pack_imported(imported)],
        "matrix": [json.dumps(one).encode() for one in (room, picture, taken)],
        "bluesky": [envelope.event("n", kind, value).payload for kind, value in said],
        "mastodon": [mastodon_event("mention", told).payload, mastodon_event("status", STATUS).payload,
                     mastodon_event("thread", STATUS, root="1").payload, mastodon_event("gone", {"id": "112"}).payload],
    }  # fmt: skip


FACTS = {
    "base": "https://brand.example",
    "host": "brand.example",
    "domain": "brand.example",
    "account_id": "7",
    "did": "did:plc:us",
}
LINK = Connection(HeardAccount("did:plc:us", "brand.test"), {}, {}, FACTS)
ODD = [
    None,
    True,
    -1,
    0,
    10**30,
    1e308,
    "",
    "x",
    "\0",
    "\ud83d",
    "\u202e",
    "9999-12-31T23:59:59Z",
    "-1",
    [],
    {},
    [[]],
    [None],
    {"id": []},
    "🚲" * 300,
]


def paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before, *(path for key, one in inside for path in paths(one, (*before, key)))]


def spoil(payload: bytes, path: tuple[Any, ...], odd: Any) -> bytes:
    """The payload with another value in one place; ``...``: without it."""
    value = json.loads(payload)
    if not path:
        return json.dumps(odd if odd is not ... else None).encode()
    at = value
    for key in path[:-1]:
        at = at[key]
    if odd is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = copy.deepcopy(odd)
    return json.dumps(value).encode()


def check_value(value: Any) -> None:
    """Of the declared shape: aware times, spans inside the text, and fit to be stored once cleaned."""
    if is_dataclass(value):
        for one in fields(value):
            check_value(getattr(value, one.name))
    elif isinstance(value, tuple):
        for one in value:
            check_value(one)
    elif isinstance(value, datetime):
        assert value.utcoffset() is not None
    elif isinstance(value, str):
        assert storable(value) == value


def check_heard(key: str, payload: bytes) -> None:
    """Understood or garbled, the same each time, and storable."""
    try:
        heard = network(key).normalise(payload, LINK)
    except Garbled:
        return
    assert network(key).normalise(payload, LINK) == heard
    for value in heard:
        if isinstance(value, HeardPost):
            assert isinstance(value.visibility, Visibility)
        try:
            clean = cleaned(value)
        except Garbled:
            continue
        check_value(clean)
        assert unpack_heard(pack_heard((clean,))) == (clean,)


@pytest.mark.parametrize("key", BUILT_IN)
def test_what_a_network_really_says_is_understood(key):
    for payload in payloads()[key]:
        [heard] = network(key).normalise(payload, LINK)
        check_value(cleaned(heard))


@pytest.mark.parametrize("key", BUILT_IN)
def test_a_payload_with_anything_missing_is_understood_or_garbled(key):
    for payload in payloads()[key]:
        for path in paths(json.loads(payload)):
            check_heard(key, spoil(payload, path, ...))


@pytest.mark.parametrize("key", BUILT_IN)
@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:20])
def test_a_payload_with_anything_odd_in_any_place_is_understood_or_garbled(key, odd):
    for payload in payloads()[key]:
        for path in paths(json.loads(payload)):
            check_heard(key, spoil(payload, path, odd))


@pytest.mark.parametrize("key", BUILT_IN)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_payload_with_spoilt_bytes_is_understood_or_garbled(key, data):
    payload = bytearray(data.draw(st.sampled_from(payloads()[key])))
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    check_heard(key, bytes(payload[: data.draw(st.integers(0, len(payload)))]))


@pytest.mark.parametrize("key", BUILT_IN)
@pytest.mark.parametrize("deep", [b"[" * 50_000, b'{"a":' * 50_000, b"[" * 50_000 + b"]" * 50_000])
def test_nesting_that_never_ends_is_garbled(key, deep):
    for payload in (
        deep,
        *(spoil(one, ("kind",), "x").replace(b'"x"', deep) for one in payloads()[key] if b'"kind"' in one),
    ):
        with pytest.raises(Garbled):
            network(key).normalise(payload, LINK)


@pytest.mark.parametrize("key", [key for key in BUILT_IN if key != "archive"])
@pytest.mark.parametrize("asked", list(Visibility))
def test_an_answer_is_never_wider_than_its_question_where_the_network_knows_how(key, asked):
    one = network(key)
    traits = one.traits(FACTS)
    place = contract.Place("1", "v", "1", "v", LINK.account, asked)
    answered = one.compose("Hold the button.", place, traits, ()).visibility
    narrowest = min(traits.visibilities, key=lambda each: each.width)
    assert answered.width <= max(asked.width, narrowest.width)
    assert asked not in traits.visibilities or answered.width <= asked.width

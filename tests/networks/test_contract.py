"""What every network must keep, whichever it is: one test for all that the registry knows."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tummler.channels.wire import pack_heard, pack_part, unpack_heard, unpack_part
from tummler.networks.contract import (
    Connection,
    Garbled,
    HeardAccount,
    HeardPost,
    Network,
    Part,
    Place,
    Traits,
    Visibility,
)
from tummler.networks.registry import BUILT_IN, UnknownNetwork, checked, network

EVERY = [network(key) for key in BUILT_IN]
SPEAKING = [one for one in EVERY if one.key != "archive"]
US = HeardAccount("did:plc:us", "velonorte.example", "Velo Norte")
MARTA = HeardAccount("did:plc:marta", "marta.example", "Marta")
AT = datetime(2026, 5, 14, 10, 38, tzinfo=UTC)
#: Enough of what each network tells on connecting for everything that is pure.
FACTS = {
    "base": "https://s.example",
    "host": "s.example",
    "domain": "s.example",
    "account_id": "7",
    "did": US.remote_id,
}
each = pytest.mark.parametrize("one", EVERY, ids=lambda one: one.key)
each_speaking = pytest.mark.parametrize("one", SPEAKING, ids=lambda one: one.key)


def connection() -> Connection:
    """A channel that speaks to nobody."""
    return Connection(US, {}, {"token": "t"}, FACTS)


def place(visibility: Visibility = Visibility.PUBLIC) -> Place:
    """A question to answer."""
    handles = {MARTA.handle: MARTA.remote_id}
    return Place("1", "v", "1", "v", MARTA, visibility, handles=handles)


@each
def test_network_is_what_its_key_says(one: Network):
    assert checked(one.key, one) is one
    assert one.label
    assert len({stream.name for stream in one.streams}) == len(one.streams)


def test_registry_names_the_networks_it_knows_when_asked_for_another():
    with pytest.raises(UnknownNetwork, match="bluesky, mastodon"):
        network("telegraph")


@each
def test_settings_ask_for_secrets_as_secrets(one: Network):
    for field in one.settings_fields:
        assert field.label
        assert (field.kind == "password") == field.secret


@each
@pytest.mark.parametrize("facts", [{}, FACTS])
def test_traits_agree_with_what_the_network_can_do(one: Network, facts):
    traits = one.traits(facts)
    assert isinstance(traits, Traits)
    assert traits.visibilities
    told = (traits.likes, traits.reposts, traits.blocks, traits.mutes, traits.hides, traits.reports)
    acts = (one.like, one.repost, one.block, one.mute, one.hide, one.report)
    assert told == tuple(act is not None for act in acts)
    assert traits.length.limit is None or traits.length.limit > 0


@each
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(payload=st.one_of(st.binary(max_size=400), st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["kind", "post", "id", "uri", "text", "account", "status", "type", "record", "author", "by"])
        | st.text(max_size=6), inner, max_size=6),
    max_leaves=20,
).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_normalise_understands_or_says_garbled_and_says_the_same_twice(one: Network, payload):
    try:
        first = one.normalise(payload, connection())
    except Garbled:
        with pytest.raises(Garbled):
            one.normalise(payload, connection())
        return
    assert first == one.normalise(payload, connection())
    assert unpack_heard(pack_heard(first)) == first


@each_speaking
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    text=st.text(max_size=1200),
    visibility=st.sampled_from(list(Visibility)),
    cuts=st.lists(st.integers(0, 1200), max_size=3),
)
def test_compose_keeps_the_rule_or_says_where_not(one: Network, text, visibility, cuts):
    traits = one.traits(FACTS)
    made = one.compose(text, place(visibility), traits, tuple(sorted(cuts)))
    assert made == one.compose(text, place(visibility), traits, tuple(sorted(cuts)))
    assert made.leaves
    assert made.visibility.width <= max(visibility.width, min(v.width for v in traits.visibilities))
    for leaf in made.leaves:
        over = leaf.limit is not None and leaf.count > leaf.limit
        assert not over or leaf.problems
        assert all(0 <= span.start < span.end <= len(leaf.text) for span in leaf.spans)
    if not text.strip():
        assert not made.sendable


@each_speaking
def test_a_plain_answer_is_one_leaf_of_the_same_words(one: Network):
    [leaf] = one.compose("Hold the button.", place(), one.traits(FACTS), ()).leaves
    assert leaf.text.endswith("Hold the button.")
    assert leaf.problems == ()


@each_speaking
def test_keys_are_new_each_time_and_fit_where_they_are_kept(one: Network):
    keys = {one.new_key(AT) for _ in range(50)}
    assert len(keys) == 50
    assert all(0 < len(key) <= 64 for key in keys)


@each_speaking
def test_a_part_comes_back_from_its_row_as_it_was(one: Network):
    [leaf] = one.compose("Look at https://velonorte.example", place(), one.traits(FACTS), ()).leaves
    part = Part(one.new_key(AT), leaf.text, leaf.spans, AT, place(), Visibility.PUBLIC, "en", "spoiler")
    assert unpack_part(json.loads(json.dumps(pack_part(part)))) == part


def test_heard_values_come_back_as_they_were():
    post = HeardPost("1", MARTA, "Third time", claimed_at=AT, visibility=Visibility.UNLISTED)
    assert unpack_heard(pack_heard((post, replace(post, edited_at=AT)))) == (post, replace(post, edited_at=AT))


@pytest.mark.parametrize("room", ["networks", "minds"])
def test_room_needs_no_django(room):
    modules = {
        "networks": [*BUILT_IN.values(), "tummler.networks.made_up.people.life"],
        "minds": ["tummler.minds.registry", "tummler.minds.first"],
    }[room]
    code = f"import sys, importlib; [importlib.import_module(m) for m in {modules!r}]; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"

"""Planted rings among honest thanks, on worlds that nobody tuned on; and what a lead is asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.community.thanked import account, helped, open_thanks
from tummler.acts.keeping_thanks import answer_ring
from tummler.cli.bench.ringing import HELD_OUT, make_world, measured, together
from tummler.community.ledger import balance_of, holder_of
from tummler.community.rings import Thanked, find_rings
from tummler.records.models import Ring, Transfer
from tummler.work import thanks as work


def test_planted_rings_are_found_and_hardly_anybody_else_is() -> None:
    """10,000 honest thanks each. All twenty worlds: ``tummler bench rings``."""
    worlds = [make_world(seed) for seed in HELD_OUT[:2]]
    whole = together([measured(world, find_rings(world.thanked)) for world in worlds])
    assert whole.of_rings == 24
    assert whole.precision >= 0.9
    assert whole.recall >= 0.8


def test_a_ring_is_told_whole_and_regulars_who_help_everybody_are_not_one() -> None:
    ring = [Thanked(100 + place, 100 + (place + 1) % 5) for place in range(5) for _ in range(4)]
    busy = [Thanked(asker, helper) for asker in range(20, 60) for helper in (1, 2, 3)]
    regulars = [Thanked(one, other) for one in (1, 2, 3) for other in (1, 2, 3) if one != other for _ in range(4)]
    [found] = find_rings([*ring, *busy, *regulars])
    assert (found.members, found.inside, found.taken) == ((100, 101, 102, 103, 104), 20, 20)
    assert find_rings([*busy, *regulars]) == []


@pytest.mark.django_db
def test_a_lead_is_asked_once_and_nobody_loses_anything(owner: Any, channel_told: Any) -> None:
    open_thanks(owner.brand)
    channel_told.brand = owner.brand
    four = [account(owner.brand, name) for name in ("dana", "lee", "kim", "max")]
    for one in four:
        for other in four:
            if one != other:
                helped(channel_told, one, other)
    work.settle_thanks()
    before = Transfer.objects.count(), balance_of(four[0])
    assert (work.look_for_rings(), work.look_for_rings()) == (1, 0)
    ring = Ring.objects.get()
    assert (sorted(ring.members), ring.inside, ring.taken) == (sorted(holder_of(one).pk for one in four), 12, 12)
    answer_ring(actor=owner, ring=ring, value="fine")
    assert work.look_for_rings() == 0
    assert (Transfer.objects.count(), balance_of(four[0])) == before

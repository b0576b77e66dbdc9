"""When a need reaches whom: a few people first, more the longer it waits. Pure; nobody is ever kept from seeing all."""

from __future__ import annotations

from datetime import timedelta
from math import log2

from tummler.records.models.need import NO_HURRY, NOW, TODAY

#: So many are reached at once.
FIRST = 3
#: After so long as many again, for each urgency.
_TWICE_AFTER = {NOW: timedelta(minutes=1), TODAY: timedelta(minutes=8), NO_HURRY: timedelta(minutes=20)}
#: After so long without anyone on it a need is for everyone.
EVERYONE_AFTER = {NOW: timedelta(minutes=5), TODAY: timedelta(hours=1), NO_HURRY: timedelta(hours=1)}


def reaches_after(place: int, urgency: int) -> timedelta:
    """How long somebody in this place (0 is the first) waits for a need of this urgency to reach them."""
    if place < FIRST:
        return timedelta()
    urgency = min(urgency, NO_HURRY)
    return min(_TWICE_AFTER[urgency] * log2((place + 1) / FIRST), EVERYONE_AFTER[urgency])


def reached_in(awake: list[bool], urgency: int) -> list[timedelta]:
    """For people in their order, whether each is awake: after how long it reaches them. Who sleeps takes no place.

    Somebody asleep is reached with the one awake before them, so that it is there when they come.
    """
    places = []
    before = 0
    for one in awake:
        places.append(reaches_after(before, urgency))
        before += one
    return places

"""Who mostly thanks each other: small circles of people whose thanks stay among themselves.

Pure, over who thanked whom. What it finds is a question to a person: friends, a family, a small language look alike.

How: only people who both thank and are thanked can be in a ring, and only ties that a ring can be made of count
(repeated, returned, or closing a short round). From each such tie a circle is grown by whoever keeps most of its
thanks inside; it is told of when most of what its members get, and enough of what they give, stays among them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: A ring has so many people.
SMALLEST, LARGEST = 3, 9
#: Of all that its members were thanked, so much came from inside; of all that they thanked, so much went inside.
TAKEN_INSIDE, GIVEN_INSIDE = 0.58, 0.4
#: Each member has at least so much of the thanks they got from inside.
MEMBER_INSIDE = 0.5
#: So many thanks inside for each member, at least: once or twice is how people meet.
EACH = 2.0


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody thanked somebody; both by number, ``at`` in seconds."""

    giver: int
    taker: int
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """Some who mostly thank each other: how many thanks went among them, of how many that they were given."""

    members: tuple[int, ...]
    inside: int
    taken: int


@dataclass(frozen=True, slots=True)
class _Web:
    """Every tie with how often, and what each gave and was given altogether."""

    ties: Mapping[tuple[int, int], int]
    gave: Mapping[int, int]
    got: Mapping[int, int]
    near: Mapping[int, frozenset[int]]


def find_rings(thanked: Iterable[Thanked]) -> list[Found]:
    """The rings among them, the most closed first; nobody is in two."""
    web = _web(Counter((one.giver, one.taker) for one in thanked))
    grown = {circle for seed in _seeds(web) if (circle := _grown(web, seed))}
    told: list[Found] = []
    taken: set[int] = set()
    for circle in sorted(grown, key=lambda one: (-_closed(web, one), sorted(one))):
        if not taken & circle:
            inside = _inside(web, circle)
            told.append(Found(tuple(sorted(circle)), inside, sum(web.got[one] for one in circle)))
            taken |= circle
    return told


def _web(ties: Mapping[tuple[int, int], int]) -> _Web:
    gave: Counter[int] = Counter()
    got: Counter[int] = Counter()
    for (giver, taker), many in ties.items():
        gave[giver] += many
        got[taker] += many
    both = {one for one in gave if got[one]}
    near: defaultdict[int, set[int]] = defaultdict(set)
    for giver, taker in ties:
        if giver in both and taker in both:
            near[giver].add(taker)
            near[taker].add(giver)
    return _Web(ties, gave, got, {one: frozenset(some) for one, some in near.items()})


def _seeds(web: _Web) -> Sequence[frozenset[int]]:
    """Ties that a ring could be made of: repeated, or returned."""
    found = set()
    for (giver, taker), many in web.ties.items():
        back = web.ties.get((taker, giver), 0)
        if taker in web.near.get(giver, ()) and (many >= 2 or back):
            found.add(frozenset((giver, taker)))
    return sorted(found, key=sorted)


def _grown(web: _Web, seed: frozenset[int]) -> frozenset[int] | None:
    """The most closed circle around a tie, if it is closed enough to ask about."""
    circle, best = seed, None
    while len(circle) < LARGEST:
        around = {one for member in circle for one in web.near[member]} - circle
        if not around:
            break
        circle = circle | {max(around, key=lambda one: (_pull(web, circle, one), -one))}
        if _is_ring(web, circle) and (best is None or _closed(web, circle) > _closed(web, best)):
            best = circle
    return best


def _pull(web: _Web, circle: frozenset[int], one: int) -> float:
    """How much of somebody's own thanks, given and got, are with the circle."""
    given = sum(web.ties.get((one, other), 0) for other in circle)
    got = sum(web.ties.get((other, one), 0) for other in circle)
    return (given + got) / (web.gave[one] + web.got[one]) * min(1.0, (given + got) / 3)


def _inside(web: _Web, circle: frozenset[int]) -> int:
    return sum(web.ties.get((one, other), 0) for one in circle for other in circle if one != other)


def _closed(web: _Web, circle: frozenset[int]) -> float:
    """How much of what is given and got stays inside: 1 is a world of its own. Larger ones win a tie."""
    inside = _inside(web, circle)
    return 2 * inside / sum(web.gave[one] + web.got[one] for one in circle) + len(circle) / 1000


def _is_ring(web: _Web, circle: frozenset[int]) -> bool:
    if not SMALLEST <= len(circle) <= LARGEST:
        return False
    inside = _inside(web, circle)
    if inside < EACH * len(circle):
        return False
    if inside < TAKEN_INSIDE * sum(web.got[one] for one in circle):
        return False
    if inside < GIVEN_INSIDE * sum(web.gave[one] for one in circle):
        return False
    return all(_belongs(web, circle, one) for one in circle)


def _belongs(web: _Web, circle: frozenset[int], one: int) -> bool:
    """Whether somebody both thanks and is thanked inside, and for a good part."""
    got = sum(web.ties.get((other, one), 0) for other in circle)
    given = sum(web.ties.get((one, other), 0) for other in circle)
    return bool(got and given) and got >= MEMBER_INSIDE * web.got[one]

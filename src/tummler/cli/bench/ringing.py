"""``tummler bench rings``: planted rings among made-up honest thanks, and how many of them are found.

Honest thanks are made as they are: most people ask once or twice; a few helpers have most of the thanks; regulars
help each other now and then, friends return a favour, small languages keep to themselves. Rings come in four shapes,
each with some honest thanks in and out to hide behind.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tummler.community.rings import Found, Thanked, find_rings

#: The seeds that the numbers in docs/thanks.md were measured on; none of them was looked at while tuning.
HELD_OUT = tuple(range(9001, 9021))
HONEST = 10_000
SHAPES = ("cycle", "clique", "star", "path")


@dataclass(frozen=True, slots=True)
class World:
    """Who thanked whom, and who is in the planted rings."""

    thanked: tuple[Thanked, ...]
    rings: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """People told of who are in a ring, of all told of; and of all in a ring. ``rings`` were met by half or more."""

    told: int
    right: int
    planted: int
    rings: int
    of_rings: int

    @property
    def precision(self) -> float:
        """Of those told of."""
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        """Of those who are."""
        return self.right / self.planted if self.planted else 1.0


def make_world(seed: int, *, honest: int = HONEST, rings: int = 12) -> World:
    """One world. Nothing in it but the seed decides."""
    chance = random.Random(seed)  # noqa: S311 - made-up people
    people = honest // 3
    pairs = list(_honest(chance, people, honest))
    planted: list[frozenset[int]] = []
    first = people
    for number in range(rings):
        size = chance.randint(3, 8)
        # Half of them are new people, half have been honest so far.
        known = chance.sample(range(people // 8, people), size)
        members = [first + place for place in range(size)] if number % 2 else known
        if any(set(members) & one for one in planted):
            members = [first + place for place in range(size)]
        first += size
        planted.append(frozenset(members))
        pairs += _ring(chance, members, SHAPES[number % len(SHAPES)])
        pairs += _camouflage(chance, members, people)
    pairs += _friends(chance, people)
    chance.shuffle(pairs)
    return World(tuple(Thanked(giver, taker) for giver, taker in pairs), tuple(planted))


def _honest(chance: random.Random, people: int, many: int) -> Iterable[tuple[int, int]]:
    """Heavy tails on both sides, circles of topic and language, regulars among each other, favours returned."""
    helpers = max(20, people // 20)
    weights = [1 / (place + 1) ** 0.9 for place in range(helpers)]
    circle = [chance.randrange(12) for _ in range(people)]
    of_circle = [[one for one in range(helpers) if circle[one] == number] or [0] for number in range(12)]
    made = 0
    while made < many:
        asker = min(int(chance.paretovariate(0.9) * people / 60) + chance.randrange(people), people - 1) % people
        draw = chance.random()
        if draw < 0.06:  # regulars ask, too, and other regulars answer
            asker, helper = chance.choices(range(helpers), weights, k=2)
        elif draw < 0.60:
            helper = chance.choice(of_circle[circle[asker]])
        elif draw < 0.92:
            [helper] = chance.choices(range(helpers), weights)
        else:  # anybody at all
            helper = chance.randrange(people)
        if helper == asker:
            continue
        yield asker, helper
        made += 1
        if chance.random() < 0.02:  # a favour returned
            yield helper, asker
            made += 1


def _friends(chance: random.Random, people: int) -> Iterable[tuple[int, int]]:
    """Honest, and much like a ring: neighbours who help each other a few times, and others as well."""
    for _ in range(25):
        some = chance.sample(range(people), chance.randint(3, 5))
        for one in some:
            for other in some:
                if one != other and chance.random() < 0.5:
                    yield from [(one, other)] * chance.randint(1, 2)
            yield from ((one, chance.randrange(people // 20)) for _ in range(chance.randint(1, 4)))
            yield from ((chance.randrange(people), one) for _ in range(chance.randint(1, 4)))


def _ring(chance: random.Random, members: Sequence[int], shape: str) -> list[tuple[int, int]]:
    """What a ring's members say of each other, as often as it pays."""
    often = chance.randint(3, 6)
    size = len(members)
    if shape == "cycle":
        ties = [(members[place], members[(place + 1) % size]) for place in range(size)]
    elif shape == "clique":
        often = max(1, often // 2)
        ties = [(one, other) for one in members for other in members if one != other]
    elif shape == "star":
        ties = [pair for one in members[1:] for pair in ((members[0], one), (one, members[0]))]
    else:
        ties = [pair for one, other in itertools.pairwise(members) for pair in ((one, other), (other, one))]
    return [tie for tie in ties for _ in range(max(1, often + chance.randint(-1, 1)))]


def _camouflage(chance: random.Random, members: Sequence[int], people: int) -> list[tuple[int, int]]:
    """Some honest thanks in and out: members ask real helpers, and help somebody now and then."""
    out = [(one, chance.randrange(people // 20)) for one in members for _ in range(chance.randint(0, 2))]
    into = [(chance.randrange(people), one) for one in members for _ in range(chance.randint(0, 2))]
    return [pair for pair in out + into if pair[0] != pair[1]]


def measured(world: World, found: Sequence[Found]) -> Measured:
    """What was found held against what was planted."""
    told = {one for ring in found for one in ring.members}
    planted = {one for ring in world.rings for one in ring}
    met = sum(1 for ring in world.rings if len(ring & told) * 2 >= len(ring))
    return Measured(len(told), len(told & planted), len(planted), met, len(world.rings))


def together(parts: Sequence[Measured]) -> Measured:
    """Several worlds as one."""
    return Measured(*(sum(getattr(one, name) for one in parts) for name in Measured.__slots__))


def run(json_file: Path | None = None) -> None:
    """Measure on the seeds held out, and say what came of it."""
    parts = []
    for seed in HELD_OUT:
        world = make_world(seed)
        parts.append(measured(world, find_rings(world.thanked)))
    whole = together(parts)
    print(f"{len(parts)} worlds of {HONEST:,} honest thanks, in them {whole.of_rings} rings of 3 to 8 people each")
    print(f"precision {whole.precision:.3f}  {whole.right} of {whole.told} people told of are in a ring")
    print(f"recall    {whole.recall:.3f}  {whole.right} of {whole.planted} people in rings are told of")
    print(f"{whole.rings} of {whole.of_rings} rings are met by half or more of their people")
    if json_file:
        told = {**asdict(whole), "precision": whole.precision, "recall": whole.recall, "worlds": len(parts)}
        json_file.write_text(json.dumps(told, indent=2) + "\n", "utf-8")

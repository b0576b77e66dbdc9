"""Everything that is personal in a text, each stretch once, with its kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tummler.minds.personal import read_personal

#: The kinds, the gravest first: of two that lie over each other the graver names the whole.
KINDS = (
    "health", "card", "iban", "id_number", "email", "link", "ip", "birthday", "phone", "plate", "address", "postcode",
    "order_number", "handle", "name", "appointment", "amount",
)  # fmt: skip
#: Nobody's they can't be: of these none is ever put back.
NEVER_BACK = frozenset({"card", "iban", "id_number"})
#: What stands beyond in a text is not read: an answer is shorter.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text, in code points, and what is personal in it."""

    start: int
    end: int
    kind: str


def find_to_take_out(text: str, names: Collection[str] = (), ours: Collection[str] = ()) -> tuple[Found, ...]:
    """What is personal in a text, in its order, nothing over another.

    ``names`` are those of the people in its conversation, handles and signatures among them; ``ours`` are names,
    handles and hosts of the brand's own, which are nobody's.
    """
    from tummler.minds.taking_out.public import is_everybodys

    cut = text[:LONGEST]
    own = frozenset(one.casefold().lstrip("@") for one in ours if one)
    every = [one for one in _all(cut, names, own) if one.start < one.end]
    public = [one for one in every if is_everybodys(cut, one.start, one.end, one.kind)]
    found = [one for one in every if not any(open_.start <= one.start and one.end <= open_.end for open_ in public)]
    return tuple(_apart(found))


def _all(text: str, names: Collection[str], own: frozenset[str]) -> Iterator[Found]:
    # Seven megabytes of patterns: only where something is taken out, which most processes never do.
    from tummler.minds.taking_out.ailing import find_ailing
    from tummler.minds.taking_out.cases import find_of_case
    from tummler.minds.taking_out.held import find_held
    from tummler.minds.taking_out.names import find_names
    from tummler.minds.taking_out.numbers import find_numbers
    from tummler.minds.taking_out.places import find_places
    from tummler.minds.taking_out.told import find_told

    for mark in read_personal(text):
        yield Found(mark.start, mark.end, mark.why)
    for start, end, kind in find_numbers(text, own):
        yield Found(start, end, kind)
    for look in (find_told, find_places, find_of_case, find_held, find_ailing):
        for start, end, kind in look(text, own):
            yield Found(start, end, kind)
    for start, end, kind in find_names(text, names, own):
        yield Found(start, end, kind)


def _apart(found: list[Found]) -> Iterator[Found]:
    """What lies over another becomes one with it."""
    together: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if together and one.start < together[-1].end:
            last = together.pop()
            kind = min(last.kind, one.kind, key=KINDS.index)
            together.append(Found(last.start, max(last.end, one.end), kind))
        else:
            together.append(one)
    yield from together

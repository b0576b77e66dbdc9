"""Two texts that began as one, brought together line by line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

#: A change: from and to which line of the base, and what stands there instead.
_Change = tuple[int, int, list[str]]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both sides' changes in one text; None where they touched the same lines, and somebody has to choose."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    lines = base.split("\n")
    ours, others = _changes(lines, mine.split("\n")), _changes(lines, theirs.split("\n"))
    apart = [change for change in others if change not in ours]
    if any(_touch(one, other) for one in ours for other in apart):
        return None
    return "\n".join(_with(lines, sorted(ours + apart, key=lambda change: change[:2])))


def _changes(base: list[str], changed: list[str]) -> list[_Change]:
    codes = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return [(start, end, changed[begin:stop]) for tag, start, end, begin, stop in codes if tag != "equal"]


def _touch(one: _Change, other: _Change) -> bool:
    """They change the same line, or put something in at the same place."""
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return start < end or (one[:2] == other[:2])


def _with(base: list[str], changes: list[_Change]) -> list[str]:
    made, at = [], 0
    for start, end, instead in changes:
        made += base[at:start] + instead
        at = end
    return made + base[at:]


#: Beyond this, what lies between the first and the last change counts as rewritten: comparing it takes too long.
_MOST = 2000


def moved(places: Sequence[int], before: str, after: str) -> tuple[int, ...]:
    """Where places of a text are once it was changed; those whose surroundings were changed are left out."""
    if before == after or not places:
        return tuple(places)
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    tail = next((n for n in range(most - head) if before[-1 - n] != after[-1 - n]), most - head)
    shift, end = len(after) - len(before), len(before) - tail
    middle = before[head:end], after[head : len(after) - tail]
    blocks = (
        SequenceMatcher(None, *middle, autojunk=False).get_matching_blocks() if len("".join(middle)) < _MOST else ()
    )
    found = []
    for place in places:
        if place <= head:
            found.append(place)
        elif place >= end:
            found.append(place + shift)
        else:
            # The sign before it and the sign after it must have stayed together.
            kept = [one for one in blocks if one.a < place - head < one.a + one.size]
            found += [head + kept[0].b + place - head - kept[0].a] if kept else []
    return tuple(found)

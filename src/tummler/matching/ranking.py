"""Who could answer: a pure function of what they solved before and what is known of them. No score is ever shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp

#: So many of the nearest, and of the latest, are looked at.
NEAREST, LATEST = 200, 400
#: What an answer speaks for its writer beside one of which the asker said that it helped.
_ANSWERED = 0.5
#: How fast what somebody solved stops speaking for them: (1 + so many solved since / slow) ** -power. Counted in what
#: was solved, not in days: a week is long where much is asked. Who helped lately is around.
_SLOW, _POWER = 20.0, 1.25
#: How much louder it speaks the nearer it is in meaning, and where it was about the same (chosen on one site of three:
#: docs/understanding.md, "Who could answer").
_MEANING, _TOPIC = 4.0, 0.5
#: What was solved for this very person counts as so many.
_PERSON = 2.0
#: To have chosen the topic counts as something near it that was solved just now; nothing known is almost nothing.
_CHOSE, _NOTHING = 3.0, 0.0005
#: Factors: who doesn't speak it can't; who isn't here, sleeps, or has their hands full, would let it wait.
_SPEAKS, _MUTE, _AWAY, _ASLEEP, _BUSY = 4.0, 0.05, 0.5, 0.3, 0.7


@dataclass(frozen=True, slots=True)
class Solved:
    """Something that somebody solved, or at least answered, beside what is asked now."""

    who: str
    #: About how many others were solved since.
    since: float
    #: How near it is in meaning (a cosine), and whether it was about the same: 0 to 1.
    likeness: float = 0.0
    same_topic: float = 0.0
    #: By the asker's own word.
    helped: bool = True
    #: For the very person who asks now.
    same_person: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What else is known of somebody who could answer."""

    who: str
    chose_topic: bool = False
    #: The asker's language, where not everyone has it: they speak it (True), don't (False); None: everyone has it.
    speaks: bool | None = None
    here: bool = True
    #: Within the hours in which they may be nudged.
    awake: bool = True
    #: How many needs they have just now.
    holds: int = 0


def pace_of(latest: Sequence[datetime], now: datetime) -> float:
    """How many are solved in a day, of when the latest were."""
    return len(latest) / max(1.0, days_between(min(latest), now)) if latest else 0.0


def days_between(then: datetime, now: datetime) -> float:
    """As a number with its part of a day."""
    return (now - then).total_seconds() / 86_400


def speaks_for(solved: Iterable[Solved]) -> dict[str, float]:
    """How much what was solved speaks for each: the likest and the latest most, many that are somewhat like add up."""
    sums: dict[str, float] = {}
    for one in solved:
        fresh = (1 + max(0.0, one.since) / _SLOW) ** -_POWER
        weight = (1.0 if one.helped else _ANSWERED) * (_PERSON if one.same_person else 1.0) * fresh
        sums[one.who] = sums.get(one.who, 0.0) + weight * exp(_MEANING * one.likeness + _TOPIC * one.same_topic)
    return sums


def ranked(solved: Iterable[Solved], standing: Iterable[Standing]) -> list[str]:
    """Everyone who stands there, who could answer it best first."""
    sums = speaks_for(solved)
    scores = {one.who: _score(sums.get(one.who, 0.0), one) for one in standing}
    return sorted(scores, key=lambda who: (-scores[who], who))


def _score(past: float, one: Standing) -> float:
    known = past + _CHOSE * one.chose_topic + _SPEAKS * (one.speaks is True) + _NOTHING
    factor = 1.0 if one.speaks is None else _SPEAKS if one.speaks else _MUTE
    factor *= (1.0 if one.here else _AWAY) * (1.0 if one.awake else _ASLEEP)
    return known * factor * _BUSY**one.holds

"""Who could answer: a pure function of what they solved before and what is known of them. No score is ever shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log

#: What an answer speaks for its writer beside one of which the asker said that it helped.
_ANSWERED = 0.5
#: How fast what somebody solved stops speaking for them, (1 + days / slow) ** -power: who helped last week is around.
_SLOW, _POWER = 14.0, 1.25
#: How much louder it speaks the nearer it is in meaning, and where it was about the same (chosen on one site of three:
#: docs/understanding.md, "Who could answer").
_MEANING, _TOPIC = 4.0, 0.5
#: Of somebody of whom nothing like it is known: as much as one answer about something else, months ago.
_NOTHING = 0.005
#: What is known beside it, each as a factor: who helped this person before will be known to them; who chose the topic
#: wants it; who doesn't speak the language can't; who isn't here,
#: sleeps, or has their hands full, would let it wait.
_PERSON, _CHOSE, _SPEAKS, _MUTE, _AWAY, _ASLEEP, _BUSY = 6.0, 4.0, 4.0, 0.05, 0.5, 0.3, 0.7


@dataclass(frozen=True, slots=True)
class Solved:
    """Something that somebody solved, or at least answered, beside what is asked now."""

    who: str
    days: float
    #: How near it is in meaning (a cosine), and whether it was about the same: 0 to 1.
    likeness: float = 0.0
    same_topic: float = 0.0
    #: By the asker's own word.
    helped: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What else is known of somebody who could answer."""

    who: str
    #: They helped this very person before.
    knows_person: bool = False
    chose_topic: bool = False
    #: The asker's language, where not everyone has it: they speak it (True), don't (False); None: everyone has it.
    speaks: bool | None = None
    here: bool = True
    #: Within the hours in which they may be nudged.
    awake: bool = True
    #: How many needs they have just now.
    holds: int = 0


def speaks_for(solved: Iterable[Solved]) -> dict[str, float]:
    """How much what was solved speaks for each: the likest and the latest most, many that are somewhat like add up."""
    sums: dict[str, float] = {}
    for one in solved:
        fresh = (1 + max(0.0, one.days) / _SLOW) ** -_POWER
        weight = (1.0 if one.helped else _ANSWERED) * fresh
        sums[one.who] = sums.get(one.who, 0.0) + weight * exp(_MEANING * one.likeness + _TOPIC * one.same_topic)
    return sums


def ranked(solved: Iterable[Solved], standing: Iterable[Standing]) -> list[str]:
    """Everyone who stands there, who could answer it best first."""
    sums = speaks_for(solved)
    scores = {one.who: log(sums.get(one.who, 0.0) + _NOTHING) + _beside(one) for one in standing}
    return sorted(scores, key=lambda who: (-scores[who], who))


def _beside(one: Standing) -> float:
    factor = 1.0
    factor *= _PERSON if one.knows_person else 1.0
    factor *= _CHOSE if one.chose_topic else 1.0
    factor *= 1.0 if one.speaks is None else _SPEAKS if one.speaks else _MUTE
    factor *= 1.0 if one.here else _AWAY
    factor *= 1.0 if one.awake else _ASLEEP
    return log(factor) + one.holds * log(_BUSY)

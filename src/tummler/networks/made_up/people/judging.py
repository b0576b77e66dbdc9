"""How somebody in trouble takes an answer: pure, by what is said in it, whatever its words. The rule on one screen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from tummler.networks.made_up.people.phrases import heard, said_concepts
from tummler.networks.made_up.people.troubles import Trouble

Verdict = Literal["helped", "asks", "part", "wrong", "away", "other", "empty"]

#: Little words that only one of the two languages has.
_EN = "the a an to you your is are it of and in on for i we have this that will be with as can there here"
_ES = "el la los las de que y en un una con por para se su tu te le lo es no ya puede esta al del si hay"
_LITTLE = {"en": frozenset(_EN.split(" ")), "es": frozenset(_ES.split(" "))}
_BOTH = _LITTLE["en"] & _LITTLE["es"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer is to them. ``what`` names the concept it hangs on; ``had`` is all they were told so far."""

    verdict: Verdict
    what: str = ""
    had: frozenset[str] = frozenset()


def judge(trouble: Trouble, answer: str, had: Iterable[str] = (), told: Collection[str] = ()) -> Judged:
    """Take an answer. ``had`` are facts of earlier ones, ``told`` what they were asked for already."""
    before = frozenset(had)
    if language_of(answer) not in ("", trouble.language):
        return Judged("other", had=before)
    said = said_concepts(answer)
    now = before | (said & trouble.facts)
    if trouble.must and all(group & now for group in trouble.must):
        return Judged("helped", had=now)
    for name in trouble.wrong:
        if name in said:
            return Judged("wrong", name, now)
    asked = [name for name in trouble.ask if name in said and name not in told]
    if "?" in answer and asked:
        return Judged("asks", asked[0], now)
    for name in (*trouble.part, *sorted(now - before)):
        if name in said:
            return Judged("part", name, now)
    return Judged("away" if "sends_away" in said else "empty", had=now)


def language_of(text: str) -> str:
    """en, es, or "" where a few words don't tell."""
    words = heard(text).line.split()
    counts = {language: sum(word in little - _BOTH for word in words) for language, little in _LITTLE.items()}
    if "¿" in text or "¡" in text or "ñ" in text.lower():
        counts["es"] += 1
    first, second = sorted(counts, key=lambda language: -counts[language])
    return first if counts[first] > counts[second] else ""

"""The first mind: phrase lists and plain rules. Quick, needs nothing but the lists, and says which words it read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tummler.minds.contract import NEEDY, Example, FollowUp, Judgement, PostToRead, Reading
from tummler.minds.first.care import read_care
from tummler.minds.first.kind import KINDS, read_kind
from tummler.minds.first.language import read_language
from tummler.minds.first.line import lined
from tummler.minds.first.lists import Hit, languages, phrases
from tummler.minds.first.similar import SAME, Corrected
from tummler.minds.first.topic import read_topic
from tummler.minds.first.urgency import read_urgency
from tummler.minds.first.word import read_word

_FIELDS = ("kind", "urgency", "care")
_SURE_OF_LANGUAGE = 0.6
_CERTAIN_OF_LANGUAGE = 0.9
_DRAW = 5.0
#: Languages whose writers go over into another within a sentence.
_MIXED_WITH = {"hi": "en"}


class FirstMind:
    """Rules and phrase lists; ``examples`` are one brand's corrections, the newest last."""

    key = "first-1"

    def __init__(self, examples: Sequence[Example] = ()) -> None:
        self._corrected = Corrected(examples)

    def read(self, posts: Sequence[PostToRead]) -> list[Reading]:
        """One reading a post, in order; the same post always reads the same."""
        return [self._read(post) for post in posts]

    def word(self, follow_up: FollowUp) -> Judgement:
        """The asker's word on an answer."""
        return read_word(follow_up)

    def _read(self, post: PostToRead) -> Reading:
        line = lined(post.text)
        language = read_language(post, line)
        hits = heard(phrases(_FIELDS, languages()).find(line), language)
        near = self._corrected.nearest(line)
        kind, shares = read_kind(post, line, hits, drawn(near.get("kind")))
        reading = Reading(
            kind=kind,
            topic=read_topic(post, line),
            urgency=read_urgency(line, hits),
            language=language,
            care=read_care(line, hits),
            kinds=shares,
            need_probability=round(sum(shares[kind] for kind in NEEDY), 4),
        )
        return as_corrected(reading, near) if near else reading


def heard(hits: list[Hit], language: Judgement) -> list[Hit]:
    """The phrases of the post's language; unsure of it, of all. Care is listened for in every language."""
    if language.probability < _SURE_OF_LANGUAGE:
        return hits
    heard = (language.value, _MIXED_WITH.get(language.value, ""))
    return [hit for hit in hits if hit.entry.language in heard or _cares(hit, language)]


def _cares(hit: Hit, language: Judgement) -> bool:
    """A phrase of duty of care in another language; single words are not trusted there ("sue" is Italian, too)."""
    return hit.entry.field == "care" and (hit.last > hit.first or language.probability < _CERTAIN_OF_LANGUAGE)


def drawn(near: tuple[str, float] | None) -> dict[str, float]:
    """What a near correction adds to its kind; the same text adds enough to settle it."""
    if near is None or near[0] not in KINDS:
        return {}
    return {near[0]: _DRAW * near[1] * (4 if near[1] >= SAME else 1)}


def as_corrected(reading: Reading, near: dict[str, tuple[str, float]]) -> Reading:
    """The reading with every field as corrected whose example is the same text, or nearer than we are sure."""
    return replace(
        reading,
        kind=_told(reading.kind, near.get("kind"), SAME) or reading.kind,
        topic=_told(reading.topic, near.get("topic")),
        urgency=_told(reading.urgency, near.get("urgency")) or reading.urgency,
        language=_told(reading.language, near.get("language"), SAME) or reading.language,
    )


def _told(own: Judgement | None, near: tuple[str, float] | None, least: float = 0.0) -> Judgement | None:
    if near is None or near[1] < max(least, own.probability if own and near[1] < SAME else 0.0):
        return own
    value, likeness = near
    if not value:  # corrected to "none of our topics"
        return None
    marks = own.marks if own and own.value == value else ()
    return Judgement(value, round(min(0.97, likeness), 3), "corrected", marks)

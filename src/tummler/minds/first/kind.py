"""What kind of post it is: weighs the phrases found, the questions asked and the setting it was said in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tummler.minds.contract import NEEDY, Judgement, Mark, PostToRead
from tummler.minds.first.line import STOPS, Line
from tummler.minds.first.lists import Hit, apart

KINDS = ("question", "complaint", "request", "praise", "noise", "abuse", "spam")
_SHORT_QUESTION = 8
_LONG_QUESTION = 5

# How likely each kind is before a word is read. Who speaks to us mostly wants something; who only speaks near us
# mostly does not, and must say so clearly.
_TO_US = {
    "question": 0.0, "complaint": 0.0, "request": 0.0, "praise": -0.3, "noise": 0.7, "abuse": -1.0, "spam": -1.5,
}  # fmt: skip
_NEAR_US = {
    "question": -0.9, "complaint": -0.6, "request": -0.9, "praise": -0.2, "noise": 1.2, "abuse": -1.0, "spam": -0.6,
}  # fmt: skip
#: The values of ``addressed`` that mean: said to us.
TO_US = frozenset({"mention", "reply", "direct", "asked", "quote"})
_BEGINS = TO_US - {"reply"}
_SETTING_WHY = {"direct": "setting_direct", "asked": "setting_asked"}
#: What duty-of-care words say of the kind, so that a post with nothing else in it is not taken for chatter.
_CARE_SPEAKS = {
    "self_harm": ("complaint", 1.2), "child": ("complaint", 1.2), "violence": ("complaint", 1.2),
    "legal": ("complaint", 1.2), "press": ("request", 1.2), "threat": ("abuse", 2.2),
}  # fmt: skip
_QUESTION_MARK = 0.6
_REPEAT = 0.3
_MOST_SURE = 0.97
_SHARPNESS = 1.3  # fitted by eye, so that of the posts said with 0.7 about seven in ten are right
_COURTESIES = frozenset(("greeting", "chatter", "thanks"))
_COURTESY = 4
#: Who writes us this many words without a word of praise or chatter mostly wants something.
_LONG = 7
_LONG_SAYS = 0.9


def _hit_scores(line: Line, hits: Sequence[Hit]) -> dict[str, float]:
    """Each list counts once with its weight, and a little more for further places; never more than two of those.

    Courtesies count by their share of the post: "hi" is a greeting, "hi, my card is blocked" is not.
    """
    places: dict[tuple[str, str, float], list[Hit]] = {}
    for hit in hits:
        places.setdefault((hit.entry.value, hit.entry.why, hit.entry.weight), []).append(hit)
    scores: dict[str, float] = {}
    for (value, why, weight), found in places.items():
        times = 1 + _REPEAT * min(2, len(found) - 1)
        if why in _COURTESIES:
            times *= min(1.0, _COURTESY * sum(hit.last - hit.first + 1 for hit in found) / len(line.words))
        scores[value] = scores.get(value, 0.0) + weight * times
    return scores


def _questions(line: Line) -> list[int]:
    """The numbers of the stops that ask."""
    return [number for number, word in enumerate(line.words) if word == "?"] if "?" in line.words else []


def _prior(post: PostToRead) -> dict[str, float]:
    scores = dict(_TO_US if post.addressed in TO_US else _NEAR_US)
    if post.addressed not in TO_US and post.text.lstrip().startswith("@"):
        scores["noise"] += 1.0  # said to somebody else
    if post.by_robot:
        scores["spam"] += 1.0
        scores["noise"] += 1.0
    if post.addressed == "asked":
        scores["question"] += 1.5
    return scores


def read_kind(
    post: PostToRead, line: Line, hits: Sequence[Hit], drawn: Mapping[str, float]
) -> tuple[Judgement, dict[str, float]]:
    """The most probable kind, and the share of each.

    ``drawn`` adds to a kind what the brand's corrections say of posts like this.
    """
    shares = kind_shares(post, line, hits, drawn)
    speak = [hit for hit in hits if hit.entry.field == "kind"]
    return _judged(post, line, [*speak, *_caring(hits)], shares), shares


def _caring(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.entry.field == "care" and hit.entry.weight > 0]


def kind_shares(post: PostToRead, line: Line, hits: Sequence[Hit], drawn: Mapping[str, float]) -> dict[str, float]:
    """The share of each kind alone."""
    care = _caring(hits)
    hits = [hit for hit in hits if hit.entry.field == "kind"]
    scores = _prior(post)
    for kind, score in _hit_scores(line, hits).items():
        scores[kind] += score
    for value in sorted({hit.entry.value for hit in care}):
        kind, score = _CARE_SPEAKS[value]
        scores[kind] += score
    if "?" in line.words:
        scores["question"] += _QUESTION_MARK
    if len(line.words) >= _LONG and post.addressed in _BEGINS:
        scores["noise"] -= _LONG_SAYS
    for kind, score in drawn.items():
        scores[kind] = scores.get(kind, 0.0) + score
    best = max(scores[kind] for kind in KINDS)
    powers = {kind: math.exp(_SHARPNESS * (scores[kind] - best)) for kind in KINDS}
    total = sum(powers.values())
    return {kind: power / total for kind, power in powers.items()}


def _judged(post: PostToRead, line: Line, hits: Sequence[Hit], shares: Mapping[str, float]) -> Judgement:
    value = max(KINDS, key=lambda kind: shares[kind])
    return explained(post, line, hits, value, shares[value])


def explained(post: PostToRead, line: Line, hits: Sequence[Hit], value: str, probability: float) -> Judgement:
    """The kind ``value`` with the words that speak for it; a reason of the setting, or ``no_words``, where none do.

    That something is asked speaks for a question; for a complaint or a request only beside words of its own.
    """
    asks = _questions(line)
    own = sorted((hit for hit in hits if _speaks_for(hit) == value), key=lambda hit: -hit.entry.weight)
    why = own[0].entry.why if own else _SETTING_WHY.get(post.addressed, "no_words")
    marks = [hit.wide_mark(line) for hit in own[:3]]
    if asks and (value == "question" or (own and value in NEEDY)):
        question = _question_mark(line, asks[0], own)
        why, marks = ("asked", [question, *marks]) if value == "question" else (why, [*marks[:2], question])
    return Judgement(value, round(min(_MOST_SURE, probability), 3), why, apart(marks))


def _speaks_for(hit: Hit) -> str:
    if hit.entry.field not in ("care", "kind"):
        return ""
    return _CARE_SPEAKS[hit.entry.value][0] if hit.entry.field == "care" else hit.entry.value


def _question_mark(line: Line, stop: int, hits: Sequence[Hit]) -> Mark:
    """The question itself if it is short, else from the words that ask, else its end."""
    first, last = line.clause(stop - 1) if stop and line.words[stop - 1] not in STOPS else (stop, stop)
    if last - first >= _SHORT_QUESTION:
        inside = [hit.first for hit in hits if first <= hit.first <= last]
        first = min(inside) if inside else last - _LONG_QUESTION + 1
        last = min(last, first + _SHORT_QUESTION - 1)
    return line.mark(first, stop if last == stop - 1 else last, "asked")
